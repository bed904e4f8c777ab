import assert from 'node:assert/strict';
import { sql, type Kysely } from 'kysely';
import { up } from '../../src/db/migrations/0020-proposal-numbers.ts';
import { newId } from '../../src/lib/ids.ts';
import { onEachDatabase } from './each-database.ts';

onEachDatabase('Numbers of proposals', (database) => {
  const insert = (title: string, madeAt: string) =>
    sql`insert into proposal (id, work, title, plan, plan_hash, proposer_id, proposer_name, state, approvals_needed, version, created_at, expires_at)
      values (${newId()}, 'changes', ${title}, '{}', '', 'nora', 'Nora', 'pending', 1, 1, ${madeAt}, ${madeAt})`.execute(
      database().rows,
    );
  const titles = async () =>
    (await database().rows.selectFrom('proposal').select(['no', 'title']).orderBy('no').execute()).map(
      ({ no, title }) => `${no} ${title}`,
    );

  it('are given to those that are there as they were made, and go on from there', async () => {
    await sql.raw('alter table proposal drop column no').execute(database().rows);
    await insert('second', '2026-11-02T00:00:00Z');
    await insert('first', '2026-11-01T00:00:00Z');
    await up(database().rows as unknown as Kysely<unknown>);
    await insert('third', '2026-10-01T00:00:00Z');
    assert.deepEqual(await titles(), ['1 first', '2 second', '3 third']);
  });

  it('are nobody’s twice', async () => {
    await assert.rejects(sql`update proposal set no = 1`.execute(database().rows), /unique/);
  });
});
