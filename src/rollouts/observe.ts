import { sql } from 'kysely';
import { databaseNow, nowPlus } from '../db/database.ts';
import type { RingRow } from '../db/rollout-tables.ts';
import { GraphError } from '../entra/graph-error.ts';
import { TransportError } from '../lib/errors.ts';
import { lastObserved, type ObservedSignIn } from './observed.ts';
import type { RolloutEdges } from './turn.ts';

const EVERY_MILLIS = 3_600_000;
/** Sign-ins show some minutes late. */
const LATE_MILLIS = 30 * 60_000;

/**
 * Notes what the policy of a ring, in report-only, would have done with its people. What was read before is kept: each look
 * reads what came since. That it cannot be read stops nobody here: the gate and the brake have readings of their own.
 */
export async function observe(edges: RolloutEdges, ring: RingRow): Promise<void> {
  const { database } = edges;
  const at = await databaseNow(database.rows);
  const signIns = await readOrNot(edges, ring, at);
  await database.transaction(async (trx) => {
    const seen = [...lastObserved(signIns ?? [])].map(([personId, { outcome, at: when }]) => ({
      ...{ personId, outcome, when },
    }));
    await sql`
      update ring_member m set observed = o.outcome, observed_at = o."when"
      from jsonb_to_recordset(${JSON.stringify(seen)}::jsonb) as o ("personId" text, outcome text, "when" timestamptz)
      where m.ring_id = ${ring.id}::uuid and m.person_id = o."personId"
        and (m.observed_at is null or m.observed_at <= o."when")`.execute(trx);
    await trx
      .updateTable('ring')
      .set({
        ...{ brake_due_at: nowPlus(EVERY_MILLIS), brake_lease_until: null },
        ...(signIns === undefined ? {} : { sign_ins_read_at: at }),
      })
      .where('id', '=', ring.id)
      .where('policy_on_at', 'is', null) // once it is on, the brake has the say
      .execute();
  });
}

async function readOrNot(
  { observedSince }: RolloutEdges,
  { policy_id: policyId, observed_from: from, sign_ins_read_at: readAt }: RingRow,
  at: Date,
): Promise<readonly ObservedSignIn[] | undefined> {
  if (policyId === null) return undefined;
  const begin = from ?? at;
  const overlap = new Date((readAt ?? begin).getTime() - LATE_MILLIS);
  try {
    return await observedSince(policyId, overlap > begin ? overlap : begin);
  } catch (cause) {
    if (cause instanceof GraphError || cause instanceof TransportError) return undefined;
    throw cause;
  }
}
