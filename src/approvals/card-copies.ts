import { sql } from 'kysely';
import { TeamsError, type Messenger } from '../cards/messenger.ts';
import type { Card } from '../cards/card.ts';
import { nowPlus, type Database } from '../db/database.ts';
import { isDueAndFree } from '../db/lease.ts';
import type { CardCopyRow } from '../db/tables.ts';
import type { JobKind } from '../jobs/jobs.ts';
import { CrossoverError } from '../lib/errors.ts';
import type { Log } from '../lib/log.ts';
import { CARDS } from './propose.ts';
import { MAX_CARD_ATTEMPTS, touchProposal } from './store.ts';

interface CopiesParts {
  database: Database;
  messenger: Messenger;
  /** Installs the app for somebody whom Teams does not know yet, so that an approver can be asked at all. */
  install(personId: string): Promise<void>;
  log: Log;
  /** Draws a proposal as one viewer sees it now; undefined where there is no such proposal. */
  draw(proposalId: string, viewer: { id: string; role: CardCopyRow['role'] }): Promise<DrawnCard | undefined>;
}

export interface DrawnCard {
  card: Card;
  version: number;
  /** It shows work that goes on: nobody reads numbers that change twenty times a second, and Teams would not take them. */
  isInProgress: boolean;
}

const PROGRESS_MILLIS = 4000;
/** Where it has ended meanwhile, the end is shown at once. */
const afterProgress = sql<Date>`case when exists (
  select from proposal where proposal.id = proposal_id and state = 'approved') then ${nowPlus(PROGRESS_MILLIS)} else app_now() end`;

const LEASE_MILLIS = 30_000;
/** How many people's cards are on their way at the same time: nobody waits for a slow one. */
const AT_ONCE = 4;

/** Sends the cards of a proposal that nobody has yet, and updates in place those that show an older version. */
export function cardCopies(parts: CopiesParts): JobKind {
  return {
    name: CARDS,
    run: async (proposalId) => {
      await Promise.all(Array.from({ length: AT_ONCE }, () => bringAllUpToDate(parts, proposalId)));
    },
    due: async () => {
      const found = await dueCopies(parts.database).select('card_copy.proposal_id').distinct().execute();
      return found.map((row) => row.proposal_id);
    },
  };
}

async function bringAllUpToDate(parts: CopiesParts, proposalId: string): Promise<void> {
  for (let copy = await claim(parts.database, proposalId); copy; copy = await claim(parts.database, proposalId)) {
    await bringUpToDate(parts, copy);
  }
}

const dueCopies = (database: Database) =>
  database.rows
    .selectFrom('card_copy')
    .innerJoin('proposal', 'proposal.id', 'card_copy.proposal_id')
    .whereRef('card_copy.shown_version', '<', 'proposal.version')
    .where('card_copy.attempts', '<', MAX_CARD_ATTEMPTS)
    .where(isDueAndFree);

async function claim(database: Database, proposalId: string): Promise<CardCopyRow | undefined> {
  return database.transaction(async (trx) => {
    const found = await dueCopies({ ...database, rows: trx })
      .selectAll('card_copy')
      .where('card_copy.proposal_id', '=', proposalId)
      .orderBy('card_copy.viewer_id')
      .limit(1)
      .forUpdate('card_copy')
      .skipLocked()
      .executeTakeFirst();
    if (!found) return undefined;
    await copyRow(trx, found)
      .set((eb) => ({ lease_until: nowPlus(LEASE_MILLIS), attempts: eb('attempts', '+', 1) }))
      .execute();
    return found;
  });
}

const copyRow = (rows: Database['rows'], copy: CardCopyRow) =>
  rows.updateTable('card_copy').where('proposal_id', '=', copy.proposal_id).where('viewer_id', '=', copy.viewer_id);

async function bringUpToDate(parts: CopiesParts, copy: CardCopyRow): Promise<void> {
  const drawn = await parts.draw(copy.proposal_id, { id: copy.viewer_id, role: copy.role });
  if (!drawn) return;
  try {
    const sent = await deliver(parts, copy, drawn.card);
    await copyRow(parts.database.rows, copy)
      .set({
        shown_version: drawn.version,
        lease_until: null,
        attempts: 0,
        fault: null,
        due_at: drawn.isInProgress ? afterProgress : nowPlus(0),
        conversation_id: sent.conversationId,
        activity_id: sent.activityId,
      })
      .execute();
  } catch (cause) {
    await noteFault(parts, copy, cause);
  }
}

async function deliver({ messenger, install }: CopiesParts, copy: CardCopyRow, card: Card) {
  if (copy.activity_id === null || copy.conversation_id === null) {
    if (copy.role !== 'channel' && !(await messenger.isKnown(copy.viewer_id))) await install(copy.viewer_id);
    return messenger.send(copy.viewer_id, card);
  }
  const sent = { conversationId: copy.conversation_id, activityId: copy.activity_id };
  try {
    await messenger.update(sent, card);
    return sent;
  } catch (cause) {
    // The chat or the card was deleted: the person gets a new one, since the state must be seen.
    if (cause instanceof TeamsError && cause.reason === 'gone') return messenger.send(copy.viewer_id, card);
    throw cause;
  }
}

async function noteFault(parts: CopiesParts, copy: CardCopyRow, cause: unknown): Promise<void> {
  // A chat comes to be a moment after the app was installed: `noConversation` is worth another look.
  const mayPass =
    !(cause instanceof TeamsError) || ['busy', 'throttled', 'noConversation', 'serviceFault'].includes(cause.reason);
  const waitSeconds = cause instanceof TeamsError ? cause.retryAfterSeconds : undefined;
  const delayMillis = (waitSeconds ?? Math.min(60, 2 ** copy.attempts)) * 1000;
  const isGivenUp = !mayPass || copy.attempts + 1 >= MAX_CARD_ATTEMPTS;
  await copyRow(parts.database.rows, copy)
    .set({
      lease_until: null,
      due_at: nowPlus(delayMillis),
      fault: cause instanceof CrossoverError ? cause.reason : 'unknown',
      ...(mayPass ? {} : { attempts: MAX_CARD_ATTEMPTS }),
    })
    .execute();
  if (isGivenUp) await touchProposal(parts.database.rows, copy.proposal_id); // the other cards say so
  if (!(cause instanceof CrossoverError)) throw cause;
  parts.log.warn('approvals.card', { proposal: copy.proposal_id, viewer: copy.viewer_id, reason: cause.reason });
}

/** Somebody can be reached now: the cards that they could not be sent are due again. Returns the proposals. */
export async function reviveCopies(rows: Database['rows'], viewerId: string): Promise<string[]> {
  const revived = await rows
    .updateTable('card_copy')
    .set({ attempts: 0, due_at: nowPlus(0) })
    .where('viewer_id', '=', viewerId)
    .where('activity_id', 'is', null)
    .returning('proposal_id')
    .execute();
  for (const { proposal_id: id } of revived) await touchProposal(rows, id);
  return revived.map((row) => row.proposal_id);
}
