import assert from 'node:assert/strict';
import { pause, resume } from '../../src/approvals/pause.ts';
import { touchProposal } from '../../src/approvals/store.ts';
import { putOnRecord } from '../../src/audit/record.ts';
import { openDatabase, type Database } from '../../src/db/database.ts';
import { insertRings } from '../../src/rollouts/plan-rows.ts';
import { hastenFreeSteps, hastenSteps, lockRing, openStep } from '../../src/rollouts/rows.ts';
import type { Actor } from '../../src/verbs/actor.ts';
import { storeApprovedPlan } from '../support/approved-plan.ts';
import { startPostgres, type PostgresServer } from '../support/postgres.ts';
import { postgresFolder } from '../support/tools.ts';
import { PEOPLE } from '../tenant/cast.ts';

const nora: Actor = { id: PEOPLE.nora, displayName: 'Nora', roles: new Set(['operator']), roleTemplateIds: [] };
const nothing = () => Promise.resolve();
const jobs = { wake: nothing };

if (postgresFolder() !== undefined) {
  describe('Pausing while an item settles at the same moment', () => {
    let server: PostgresServer;
    let database: Database;
    before(async () => {
      server = await startPostgres();
      database = await openDatabase({ kind: 'server', url: server.url });
    });
    after(async () => {
      await database.close();
      await server.stop();
    });

    /** Takes the record, then the proposal and its ring, as an item does that settles; between, somebody else begins. */
    const settleWhile = async (id: string, begin: () => Promise<unknown>, ringId?: string): Promise<unknown> => {
      let other: Promise<unknown> = nothing();
      await database.transaction(async (trx) => {
        await putOnRecord(trx, { kind: 'readBack', proposalId: id });
        other = begin();
        await untilSomebodyWaits(server);
        await touchProposal(trx, id);
        if (ringId !== undefined) await hastenFreeSteps(trx, ringId);
      });
      return other;
    };

    it('waits for it, and neither of the two is broken off', async () => {
      const id = await storeApprovedPlan(database, [{ id: PEOPLE.aliceAdams, displayName: 'Alice Adams' }]);
      assert.equal(await settleWhile(id, () => pause({ database, jobs }, id, nora)), true);
      await settleWhile(id, () => resume({ database, jobs, wakeWork: nothing }, id, nora));
      const { paused_by: by } = await database.rows
        .selectFrom('proposal')
        .select('paused_by')
        .where('id', '=', id)
        .executeTakeFirstOrThrow();
      assert.equal(by, null);
    });

    it('lets a ring that moves on, and waits for the record, go its way: neither is broken off', async () => {
      const id = await storeApprovedPlan(database, [{ id: PEOPLE.bob, displayName: 'Bob' }]);
      const ringId = await storeRing(database, id);
      const moveOn = () =>
        database.transaction(async (trx) => {
          await lockRing(trx, ringId);
          await hastenSteps(trx, ringId);
          await putOnRecord(trx, { kind: 'ringStep', proposalId: id, facts: { ringId, step: 'observe' } });
          return 'moved on';
        });
      assert.equal(await settleWhile(id, moveOn, ringId), 'moved on');
    });
  });
}

/** A ring at its first step, under an approval. */
async function storeRing(database: Database, proposalId: string): Promise<string> {
  const ring = { no: 1, name: 'Pilot', kind: 'people', movesAt: new Date(), isDaily: false, people: [] } as const;
  await database.transaction((trx) => insertRings(trx, { rings: [ring], by: nora }));
  const { id } = await database.rows
    .updateTable('ring')
    .set({ proposal_id: proposalId, state: 'running' })
    .returning('id')
    .executeTakeFirstOrThrow();
  await database.transaction((trx) => openStep(trx, id, { kind: 'policy' }));
  return id;
}

async function untilSomebodyWaits(server: PostgresServer): Promise<void> {
  const waiting = `select 1 from pg_stat_activity where wait_event_type = 'Lock'`;
  while ((await server.query(server.url, waiting)).length === 0) await new Promise((resume) => setImmediate(resume));
}
