import { sql } from 'kysely';
import { databaseNow, now, nowPlus, type Database, type Rows } from '../db/database.ts';
import { releaseLease, takeLease } from '../db/lease.ts';
import type { PersonRow } from '../db/tables.ts';
import { GraphError } from '../entra/graph-error.ts';
import type { Graph } from '../entra/graph.ts';
import { listUsers, type ListedUser } from '../entra/users.ts';
import type { JobKind } from '../jobs/jobs.ts';
import { searchKeyOf, visibleText } from '../lib/text.ts';

interface SnapshotParts {
  database: Database;
  graph: Graph;
  /** How old the snapshot may become before it is read anew. */
  maxAgeMillis: number;
}

/** Name of the job that reads everybody, and of the lease under which one process at a time does. */
export const SNAPSHOT = 'inventory.snapshot';
const LEASE_MILLIS = 10 * 60_000;
/** One statement has 65,535 parameters at most, and a row has eleven. */
const ROWS_PER_STATEMENT = 500;

/** Keeps the snapshot of all people and their state: what lists and near names are answered from, always with its age. */
export function snapshotJob({ database, graph, maxAgeMillis }: SnapshotParts): JobKind {
  return {
    name: SNAPSHOT,
    due: async () => {
      const { rows } = database;
      const last = await rows
        .selectFrom('lease')
        .select('until')
        .where('name', '=', `${SNAPSHOT}.fresh`)
        .where('until', '>', now)
        .executeTakeFirst();
      return last ? [] : ['all'];
    },
    run: async () => {
      if (!(await takeLease(database.rows, SNAPSHOT, LEASE_MILLIS))) return;
      try {
        await readEverybody(database, graph);
        await database.rows
          .insertInto('lease')
          .values({ name: `${SNAPSHOT}.fresh`, until: nowPlus(maxAgeMillis) })
          .onConflict((conflict) => conflict.column('name').doUpdateSet({ until: nowPlus(maxAgeMillis) }))
          .execute();
      } finally {
        await releaseLease(database.rows, SNAPSHOT);
      }
    },
  };
}

async function readEverybody(database: Database, graph: Graph): Promise<void> {
  const startedAt = await databaseNow(database.rows);
  for await (const { body } of everybody(graph)) {
    for (let start = 0; start < body.length; start += ROWS_PER_STATEMENT) {
      await upsert(database.rows, body.slice(start, start + ROWS_PER_STATEMENT), startedAt);
    }
  }
  // Only after a complete pass: whoever was not seen is gone.
  await database.rows.deleteFrom('person').where('read_at', '<', startedAt).execute();
  await sql`analyze person`.execute(database.rows);
}

/** Without the states where the tenant refuses to list them: they are unknown then, and one person can still be asked about. */
async function* everybody(graph: Graph): AsyncGenerator<{ body: ListedUser[] }> {
  try {
    yield* listUsers(graph);
  } catch (cause) {
    if (!(cause instanceof GraphError) || !['badRequest', 'unsupportedQuery'].includes(cause.reason)) throw cause;
    yield* listUsers(graph, { isStateSelected: false });
  }
}

async function upsert(rows: Rows, users: readonly ListedUser[], readAt: Date): Promise<void> {
  if (users.length === 0) return;
  await rows
    .insertInto('person')
    .values(users.map((user) => personRow(user, readAt)))
    .onConflict((conflict) =>
      conflict.column('id').doUpdateSet((eb) => ({
        display_name: eb.ref('excluded.display_name'),
        name_key: eb.ref('excluded.name_key'),
        user_principal_name: eb.ref('excluded.user_principal_name'),
        mail: eb.ref('excluded.mail'),
        user_type: eb.ref('excluded.user_type'),
        is_enabled: eb.ref('excluded.is_enabled'),
        is_synchronized: eb.ref('excluded.is_synchronized'),
        department: eb.ref('excluded.department'),
        per_user_mfa_state: eb.ref('excluded.per_user_mfa_state'),
        read_at: eb.ref('excluded.read_at'),
      })),
    )
    .execute();
}

const personRow = (user: ListedUser, readAt: Date): PersonRow => ({
  id: user.id,
  display_name: visibleText(user.displayName ?? user.userPrincipalName ?? user.id),
  name_key: searchKeyOf(user.displayName ?? user.userPrincipalName ?? user.id),
  user_principal_name: user.userPrincipalName ?? '',
  mail: user.mail,
  user_type: user.userType === 'Guest' ? 'guest' : 'member',
  is_enabled: user.accountEnabled ?? false,
  is_synchronized: user.onPremisesSyncEnabled ?? false,
  department: user.department,
  per_user_mfa_state: user.perUserMfaState,
  read_at: readAt,
});

/** Notes a state that was just read live, so that lists do not contradict what we did ourselves. */
export async function noteState(rows: Rows, personId: string, state: PersonRow['per_user_mfa_state']): Promise<void> {
  await rows.updateTable('person').set({ per_user_mfa_state: state }).where('id', '=', personId).execute();
}
