import { sql } from 'kysely';
import { putOnRecord } from '../audit/record.ts';
import { databaseNow, now, nowPlus, type Database, type Rows, type RowsInTransaction } from '../db/database.ts';
import type { RingRow, RolloutRow } from '../db/rollout-tables.ts';
import type { PersonRow } from '../db/tables.ts';
import type { JobKind } from '../jobs/jobs.ts';
import { counted, listedBriefly, visibleText } from '../lib/text.ts';
import { newsAfterMoving } from './meanwhile.ts';
import { ringsOfRollout } from './plan-rows.ts';
import { markMembers } from './rows.ts';
import { later, ringTitle, type RolloutEdges } from './turn.ts';

/** Name of the job that looks, once a day, for newcomers and for whoever has changed since they were moved. */
export const DAILY = 'rollouts.daily';

const DAY_MILLIS = 86_400_000;
const LEASE_MILLIS = 2 * 60_000;
const NAMED = 20;

/**
 * Once a day, while a rollout is open: newcomers who belong to no ring, and news of whoever was moved, go to the approvers'
 * channel; after the end, Microsoft's recommendation is read until it is marked complete, which closes the rollout.
 */
export function rolloutDaily(edges: RolloutEdges): JobKind {
  return {
    name: DAILY,
    run: async (rolloutId) => {
      const rollout = await claim(edges.database, rolloutId);
      if (rollout) await look(edges, rollout);
    },
    due: async () => {
      const found = await due(edges.database.rows).select('id').execute();
      return found.map((row) => row.id);
    },
  };
}

const due = (rows: Rows) =>
  rows
    .selectFrom('rollout')
    .where('state', '=', 'open')
    .where('daily_due_at', '<=', now)
    .where((eb) => eb.or([eb('daily_lease_until', 'is', null), eb('daily_lease_until', '<', now)]));

const claim = (database: Database, id: string): Promise<RolloutRow | undefined> =>
  database.transaction(async (trx) => {
    const found = await due(trx).selectAll().where('id', '=', id).forUpdate().skipLocked().executeTakeFirst();
    const lease = { daily_lease_until: nowPlus(LEASE_MILLIS) };
    if (found) await trx.updateTable('rollout').set(lease).where('id', '=', id).execute();
    return found;
  });

async function look(edges: RolloutEdges, rollout: RolloutRow): Promise<void> {
  const { database } = edges;
  const rings = await ringsOfRollout(database.rows, rollout.id);
  const isEnded = rings.some(({ kind, state }) => kind === 'everyone' && state === 'done');
  const status = isEnded ? ((await edges.recommendation()) ?? 'notShown') : rollout.recommendation;
  const personIds = await edges.approverIds();
  const at = await databaseNow(database.rows);
  const proposalId = rings.findLast((ring) => ring.proposal_id !== null)?.proposal_id ?? null;
  await database.transaction(async (trx) => {
    const news = await noteNews(trx, rollout.id);
    const newcomers = await newcomersOf(trx, rollout, isEndApproved(rings));
    const isAtWork = rings.some(({ state }) => state === 'running');
    const isOver = isEnded && !isAtWork && isComplete(status, await withMfa(trx));
    await trx
      .updateTable('rollout')
      .set({ daily_due_at: later(at, DAY_MILLIS), daily_lease_until: null, recommendation: status })
      .where('id', '=', rollout.id)
      .execute();
    if (proposalId === null) return;
    if (newcomers.length + news.length > 0) await tellNews(trx, edges, { proposalId, personIds, newcomers, news });
    if (isOver) await close(trx, edges, { rollout, proposalId, status });
  });
}

/** Microsoft marks it within a day; where it is not shown, nobody may have per-user MFA any more. */
const isComplete = (status: string | null, people: number): boolean =>
  status === 'notShown' ? people === 0 : (status ?? '').startsWith('completed');

async function withMfa(trx: RowsInTransaction): Promise<number> {
  const { people } = await trx
    .selectFrom('person')
    .select((eb) => eb.fn.countAll<number>().as('people'))
    .where('per_user_mfa_state', 'in', ['enabled', 'enforced'])
    .executeTakeFirstOrThrow();
  return people;
}

/** From then on everybody is meant; before, only whom somebody planned to move. */
const isEndApproved = (rings: readonly RingRow[]): boolean =>
  rings.some(({ kind, state }) => kind === 'everyone' && (state === 'running' || state === 'done'));

/** Whoever came since the rollout was planned, and once the end is approved whoever else has per-user MFA on, and is in no ring. */
async function newcomersOf(
  trx: RowsInTransaction,
  { id, created_at: since }: RolloutRow,
  isAboutEverybody: boolean,
): Promise<string[]> {
  const { rows } = await sql<{ name: string }>`
    select display_name as name from person
    where is_enabled and account_type in ('member', 'guest', 'unknown') and coverage is distinct from 'required'
      and (created_at >= ${since} or (${isAboutEverybody} and per_user_mfa_state in ('enabled', 'enforced')))
      and not exists (select from ring_member m join ring r on r.id = m.ring_id where m.person_id = person.id and r.rollout_id = ${id}::uuid)
      and not exists (select from rollout_exclusion e where e.person_id = person.id and e.until > app_now())
    order by name_key, id`.execute(trx);
  return rows.map(({ name }) => visibleText(name));
}

interface News {
  ring_id: string;
  person_id: string;
  name: string;
  words: string;
}

/** What has become of whoever was moved, noted at their names; only what is new is told. */
async function noteNews(trx: RowsInTransaction, rolloutId: string): Promise<News[]> {
  const { rows } = await sql<Watched>`
    select m.ring_id, m.person_id, m.name, m.why, p.id is not null as is_there, p.is_enabled, p.licence,
      -- what the list read before the move says nothing of it
      case when p.state_read_at > r.moved_at then p.per_user_mfa_state end as per_user_mfa_state
    from ring_member m join ring r on r.id = m.ring_id left join person p on p.id = m.person_id
    where r.rollout_id = ${rolloutId}::uuid and m.state = 'moved'`.execute(trx);
  const news = rows.flatMap((row): News[] => {
    const words = newsAfterMoving({
      ...{ isThere: row.is_there, isEnabled: row.is_enabled ?? false, state: row.per_user_mfa_state ?? 'unknown' },
      isLicensed: row.licence === 'unknown' ? undefined : row.licence !== 'none',
    });
    const { ring_id: ringId, person_id: personId, name } = row;
    return words === null || words === row.why ? [] : [{ ring_id: ringId, person_id: personId, name, words }];
  });
  for (const [ringId, some] of Map.groupBy(news, (one) => one.ring_id))
    await markMembers(
      trx,
      ringId,
      some.map(({ person_id: personId, words: why }) => ({ personId, state: 'moved' as const, why })),
    );
  return news;
}

type Watched = Pick<News, 'ring_id' | 'person_id' | 'name'> & {
  why: string | null;
  is_there: boolean;
} & { [Column in 'is_enabled' | 'per_user_mfa_state' | 'licence']: PersonRow[Column] | null };

interface DailyNews {
  proposalId: string;
  personIds: readonly string[];
  newcomers: readonly string[];
  news: readonly News[];
}

async function tellNews(
  trx: RowsInTransaction,
  edges: RolloutEdges,
  { newcomers, news, ...to }: DailyNews,
): Promise<void> {
  const changed = news.map(({ name, words }) => `${name}: ${words}`);
  await edges.tellAll(trx, {
    ...to,
    content: {
      title: 'The rollout today',
      status: { text: newsWords(newcomers.length, news.length), tone: 'attention' },
      paragraphs: [
        ...(newcomers.length > 0 ? [`In no ring: ${listedBriefly(newcomers, NAMED)}. Say “add … to ring …”.`] : []),
        ...(changed.length > 0 ? [`Changed since they were moved: ${listedBriefly(changed, NAMED)}.`] : []),
      ],
    },
  });
}

const newsWords = (newcomers: number, changed: number): string =>
  [
    newcomers > 0 && `${counted(newcomers, 'person is', 'people are')} in no ring`,
    changed > 0 && `${counted(changed, 'person has', 'people have')} changed since the move`,
  ]
    .filter(Boolean)
    .join(', ');

async function close(
  trx: RowsInTransaction,
  edges: RolloutEdges,
  { rollout, proposalId, status }: { rollout: RolloutRow; proposalId: string; status: string | null },
): Promise<void> {
  await trx.updateTable('rollout').set({ state: 'done' }).where('id', '=', rollout.id).execute();
  await putOnRecord(trx, {
    kind: 'ringStep',
    proposalId,
    facts: { rolloutId: rollout.id, step: `over: ${status ?? ''}` },
  });
  const ring = (await ringsOfRollout(trx, rollout.id)).findLast((one) => one.kind === 'everyone');
  if (!ring) return;
  await edges.tellOwner(trx, {
    ring,
    content: {
      title: 'The rollout is over',
      status: { text: 'Nobody depends on per-user MFA', tone: 'good' },
      subject: ringTitle(ring),
      paragraphs: [
        'Microsoft has marked its recommendation to leave per-user MFA as complete, or does not show it any more.',
      ],
    },
  });
}
