import { z } from 'zod/v4';
import { composeCard, type ListLine } from '../../cards/compose.ts';
import type { Rows } from '../../db/database.ts';
import { momentIn } from '../../lib/time-words.ts';
import { defineVerb, type AnyVerb } from '../../verbs/verb.ts';
import type { RecordKind } from '../record.ts';

const SHOWN = 12;

/** What happened, in the words of a list. Steps in between are on record and not shown. */
const words = {
  proposed: 'Proposed',
  approved: 'Approved',
  denied: 'Denied',
  withdrawn: 'Withdrawn',
  stopped: 'Stopped',
  expired: 'Expired',
  readBack: 'Done and read back',
  skipped: 'Not done',
  failed: 'Failed',
  finished: 'Sent',
} satisfies Partial<Record<RecordKind, string>>;
type ShownKind = keyof typeof words;
const shownKinds = (Object.keys(words) as ShownKind[]).filter((kind) => kind !== 'finished');

export interface AuditQueryEdges {
  rows: Rows;
  timeZone: string;
  /** Names of people by id, where they are known. */
  namesOf(ids: readonly string[]): Promise<ReadonlyMap<string, string>>;
}

/** `audit.query`: the last things that were proposed, decided and done, from the record. */
export const auditQuery = (edges: AuditQueryEdges): AnyVerb =>
  defineVerb({
    name: 'audit.query',
    kind: 'read',
    role: 'reader',
    help: 'show the last changes',
    phrases: [
      { says: '(show|show me|list|get) [the] (last|latest|recent) (changes|actions|decisions|records)' },
      { says: '(what|which) (changes|actions) (were|was|have been) (made|done) [lately|recently]' },
      { says: 'what (was|has been) changed [lately|recently]' },
      { says: '(last|latest|recent) changes' },
      { says: '(show|show me) the (record|audit|audit log|log|history)' },
    ],
    arguments: z.object({}),
    run: async () => ({ kind: 'answer', card: await lastChanges(edges), isPersonal: true }),
  });

async function lastChanges({ rows, timeZone, namesOf }: AuditQueryEdges) {
  const found = await rows
    .selectFrom('audit_record')
    .leftJoin('proposal', 'proposal.id', 'audit_record.proposal_id')
    .select([
      'audit_record.seq',
      'audit_record.at',
      'audit_record.kind',
      'audit_record.actor_id',
      'audit_record.target_id',
      'proposal.title',
    ])
    .where((eb) =>
      eb.or([
        eb('audit_record.kind', 'in', shownKinds),
        // Changes end item by item; a notice ends once.
        eb('audit_record.kind', '=', 'finished').and('proposal.work', '=', 'notice'),
      ]),
    )
    .orderBy('audit_record.seq', 'desc')
    .limit(SHOWN)
    .execute();
  const names = await namesOf(found.flatMap((one) => [one.actor_id, one.target_id]).filter((id) => id !== null));
  const list: ListLine[] = found.map((one) => {
    const who = one.actor_id && `by ${names.get(one.actor_id) ?? one.actor_id}`;
    const whom = one.target_id && `for ${names.get(one.target_id) ?? one.target_id}`;
    return {
      primary: `${words[one.kind as ShownKind]}: ${one.title ?? ''}`,
      secondary: [momentIn(one.at, timeZone), who, whom, `record ${one.seq}`].filter(Boolean).join(' · '),
    };
  });
  return composeCard({
    title: 'Last changes',
    status: { text: list.length === 0 ? 'Nothing has been changed yet' : 'Newest first', tone: 'default' },
    list,
    footer: `Times are those of ${timeZone}. The record is chained by hash: npm run audit:verify checks it.`,
  });
}
