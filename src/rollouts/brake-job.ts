import { sql } from 'kysely';
import { faultAtEnd } from '../audit/verify.ts';
import { readProposal } from '../approvals/store.ts';
import { databaseNow, now, nowPlus, type Database, type RowsInTransaction } from '../db/database.ts';
import type { RingRow } from '../db/rollout-tables.ts';
import { GraphError } from '../entra/graph-error.ts';
import { TransportError } from '../lib/errors.ts';
import type { JobKind } from '../jobs/jobs.ts';
import { PASSING_MILLIS, reasonsToBrake, tallyOf, type BrakeFacts, type SignInTally } from './brake.ts';
import { startBack } from './control.ts';
import { resolvedItem } from './resolved-item.ts';
import { nosOfStep } from './ring-items.ts';
import { observe } from './observe.ts';
import { lockRing } from './rows.ts';
import { holdRing, ringPlanIn, ringTitle, type RolloutEdges } from './turn.ts';

/** Name of the job that watches rings whose policy is on. */
export const BRAKE = 'rollouts.brake';

const EVERY_MILLIS = 5 * 60_000;
const LEASE_MILLIS = 2 * 60_000;
/** The newest records that are checked each time; the whole chain has a check of its own. */
const RECORDS = 500;

/** Observes every ring whose policy is in report-only, every hour; watches it once the policy is on, every five minutes, and holds it where people cannot sign in or something is amiss. */
export function ringBrake(edges: RolloutEdges): JobKind {
  return {
    name: BRAKE,
    run: async (ringId) => {
      const ring = await claimBrake(edges.database, ringId);
      if (!ring) return;
      if (ring.policy_on_at === null) await observe(edges, ring);
      else await check(edges, ring);
    },
    due: async () => {
      const found = await dueBrakes(edges.database).select('id').execute();
      return found.map((row) => row.id);
    },
  };
}

const dueBrakes = ({ rows }: Pick<Database, 'rows'>) =>
  rows
    .selectFrom('ring')
    .where('state', '=', 'running')
    .where('brake_due_at', '<=', now)
    .where((eb) => eb.or([eb('brake_lease_until', 'is', null), eb('brake_lease_until', '<', now)]));

function claimBrake(database: Database, ringId: string): Promise<RingRow | undefined> {
  return database.transaction(async (trx) => {
    const found = await dueBrakes({ rows: trx })
      .selectAll()
      .where('id', '=', ringId)
      .forUpdate()
      .skipLocked()
      .executeTakeFirst();
    if (found)
      await trx
        .updateTable('ring')
        .set({ brake_lease_until: nowPlus(LEASE_MILLIS) })
        .where('id', '=', ringId)
        .execute();
    return found;
  });
}

async function check(edges: RolloutEdges, ring: RingRow): Promise<void> {
  const { database, rules } = edges;
  const at = await databaseNow(database.rows);
  const signIns = await readSignIns(edges, ring, at);
  const policyDrift = await driftOf(edges, ring);
  const fault = await faultAtEnd(database.rows, RECORDS);
  await database.transaction(async (trx) => {
    const current = await lockRing(trx, ring.id);
    if (signIns.tally) await noteSignIns(trx, current, { tally: signIns.tally, at });
    const facts: BrakeFacts = {
      ...(await countsOf(trx, ring.id)),
      policyDrift,
      signInsReadAt: signIns.tally ? at : (ring.sign_ins_read_at ?? ring.policy_on_at),
      brokenRecord: fault === undefined ? undefined : `The record is broken: ${fault}.`,
      missingPermission: signIns.missing,
    };
    await trx
      .updateTable('ring')
      .set({ brake_due_at: nowPlus(EVERY_MILLIS), brake_lease_until: null })
      .where('id', '=', ring.id)
      .execute();
    if (current.state === 'running')
      await brake(trx, edges, { ring: current, reasons: reasonsToBrake(facts, rules.brake, at), policyDrift });
  });
}

/** Where the policy was edited, people may have neither: their own state is restored, as the approval says. */
async function brake(
  trx: RowsInTransaction,
  edges: RolloutEdges,
  { ring, reasons, policyDrift }: { ring: RingRow; reasons: readonly string[]; policyDrift: string | undefined },
): Promise<void> {
  if (policyDrift !== undefined && edges.rules.isRestoringOnDrift && ring.kind !== 'everyone') {
    await startBack(trx, edges, { ringId: ring.id, by: null });
    await edges.tellOwner(trx, {
      ring,
      content: {
        title: 'A ring is being taken back',
        status: { text: 'Its policy was edited', tone: 'attention' },
        subject: ringTitle(ring),
        paragraphs: [
          policyDrift,
          'Per-user MFA is restored for everybody who was moved, as the approval of the ring says.',
        ],
      },
    });
    return;
  }
  if (reasons.length > 0 && ring.hold === null) await holdRing(trx, edges, { ring, why: reasons.join(' ') });
}

interface ReadSignIns {
  /** Undefined where they could not be read. */
  tally: SignInTally | undefined;
  missing: string | undefined;
}

/** What was read before is kept: only what may still change is read again. */
async function readSignIns(edges: RolloutEdges, ring: RingRow, at: Date): Promise<ReadSignIns> {
  const policyOnAt = ring.policy_on_at ?? at;
  const overlap = new Date((ring.sign_ins_read_at ?? policyOnAt).getTime() - 2 * PASSING_MILLIS);
  const since = overlap > policyOnAt ? overlap : policyOnAt;
  try {
    return { tally: tallyOf(await edges.signInsSince(since), at), missing: undefined };
  } catch (cause) {
    const isRefused = cause instanceof GraphError && (cause.reason === 'forbidden' || cause.reason === 'notLicensed');
    if (!isRefused && !(cause instanceof GraphError) && !(cause instanceof TransportError)) throw cause;
    return {
      tally: undefined,
      missing: isRefused ? 'I am not allowed to read sign-ins (AuditLog.Read.All).' : undefined,
    };
  }
}

async function noteSignIns(
  trx: RowsInTransaction,
  { id }: RingRow,
  { tally, at }: { tally: SignInTally; at: Date },
): Promise<void> {
  const failing = [...tally.failing].map(([personId, code]) => ({ personId, code }));
  await sql`update ring_member set active_at = ${at} where ring_id = ${id}::uuid and person_id = any(${[...tally.active]}::text[])`.execute(
    trx,
  );
  await sql`
    update ring_member set failed_at = ${at}, failed_code = f.code
    from jsonb_to_recordset(${JSON.stringify(failing)}::jsonb) as f ("personId" text, code int)
    where ring_id = ${id}::uuid and person_id = f."personId"`.execute(trx);
  await trx.updateTable('ring').set({ sign_ins_read_at: at }).where('id', '=', id).execute();
}

async function countsOf(trx: RowsInTransaction, ringId: string): Promise<Pick<BrakeFacts, 'active' | 'failing'>> {
  const { rows } = await sql<{ active: number; failing: number }>`
    select count(*) filter (where active_at is not null)::int as active,
      count(*) filter (where failed_at is not null and not was_failing and state in ('in', 'proven', 'leaving', 'moved'))::int as failing
    from ring_member where ring_id = ${ringId}::uuid`.execute(trx);
  return rows[0] ?? { active: 0, failing: 0 };
}

async function driftOf(edges: RolloutEdges, { proposal_id: proposalId }: RingRow): Promise<string | undefined> {
  const { rows } = edges.database;
  const found = proposalId === null ? undefined : await readProposal(rows, proposalId);
  const plan = found && ringPlanIn(found.proposal.plan, found.proposal.plan_hash);
  const [no = -1] = plan ? nosOfStep(plan.items, 'policyOn') : [];
  const item = plan && (await resolvedItem(rows, proposalId ?? '', { items: plan.items, no }));
  const digest = item?.before['policyDigest'];
  if (!item || typeof digest !== 'string') return undefined;
  return (await edges.policyDrift(item.targetId, digest)) ?? undefined;
}
