import assert from 'node:assert/strict';
import { verifyChain } from '../../src/audit/verify.ts';
import { openDatabase } from '../../src/db/database.ts';
import { startBotProcess, type BotProcess } from '../support/bot-process.ts';
import { startPostgres, type PostgresServer } from '../support/postgres.ts';
import { postgresFolder } from '../support/tools.ts';
import { PEOPLE } from '../tenant/cast.ts';
import { startTenant, type PracticeTenant } from '../tenant/tenant.ts';
import { catchBeforeWrite, requirementsOf, storyOf, type Story } from './story.ts';

const SWITCHED_OFF = [{ perUserMfaState: 'disabled' }];

if (postgresFolder() !== undefined) {
  describe('After kill -9, on a PostgreSQL server', function () {
    this.timeout(120_000); // a process is started several times
    let server: PostgresServer;
    let tenant: PracticeTenant;
    let bot: BotProcess | undefined;
    let story: Story;

    before(async () => {
      server = await startPostgres();
      tenant = await startTenant({ people: 60 });
      story = storyOf(tenant);
      bot = await startBotProcess(tenant, { DATABASE_URL: server.url, CROSSOVER_SETTLE_MINUTES: '0' });
    });
    after(async () => {
      await bot?.close();
      await tenant.close();
      await server.stop();
    });

    /** Another replica could be at work, so a lease is waited out: here the rows are made older instead. */
    const outliveLeases = async (): Promise<void> => {
      for (const table of ['proposal_item', 'card_copy', 'delivery']) {
        await server.query(
          server.url,
          `update ${table} set lease_until = app_now() - interval '1 second' where lease_until is not null`,
        );
      }
    };
    const crash = async (): Promise<void> => {
      await bot?.kill();
      tenant.faults.clear();
      await outliveLeases();
      await bot?.restart();
    };

    it('between approval and write, the change is done once and every card says so', async () => {
      const { aliceAdams } = PEOPLE;
      const asked = await story.propose('turn off per-user MFA for Alice Adams', 'Alice Adams');
      await catchBeforeWrite(tenant, { approve: () => story.approve(asked), personId: aliceAdams });
      await crash();
      await story.everyCardShows('Done and read back', asked);
      assert.deepEqual([story.writesTo(aliceAdams), story.stateOf(aliceAdams)], [SWITCHED_OFF, 'disabled']);
    });

    it('between a write and its answer, the change is not written again, and read back', async () => {
      const { priya } = PEOPLE;
      const asked = await story.propose('turn off per-user MFA for Priya Patel', 'Priya Patel');
      const write = tenant.faults.hold({ method: 'PATCH', path: requirementsOf(priya), when: 'after' });
      await story.approve(asked);
      await write.reached;
      await crash();
      await story.everyCardShows('Done and read back', asked);
      assert.deepEqual([story.writesTo(priya), story.stateOf(priya)], [SWITCHED_OFF, 'disabled']);
    });

    it('the record is whole', async () => {
      const database = await openDatabase({ kind: 'server', url: server.url });
      const report = await verifyChain(database.rows);
      await database.close();
      assert.ok(report.isWhole, JSON.stringify(report));
    });
  });
}
