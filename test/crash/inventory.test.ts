import assert from 'node:assert/strict';
import { rmSync } from 'node:fs';
import { openDatabase } from '../../src/db/database.ts';
import { startBotProcess, type BotProcess } from '../support/bot-process.ts';
import { freshDatabase } from '../support/fresh-database.ts';
import { PEOPLE } from '../tenant/cast.ts';
import { startTenant, type PracticeTenant } from '../tenant/tenant.ts';

const PEOPLE_COUNT = 3200;
const PAGES = 7;

describe('After kill -9 in the middle of a full pass', function () {
  this.timeout(120_000); // a process is started twice
  let directory: string;
  let tenant: PracticeTenant;
  let bot: BotProcess | undefined;

  before(async () => {
    directory = await freshDatabase();
    tenant = await startTenant({ people: PEOPLE_COUNT });
  });
  after(async () => {
    await bot?.close();
    await tenant.close();
    rmSync(directory, { recursive: true, force: true });
  });

  /** Pages of people that were asked for, as their place in the list. */
  const pages = (): string[] =>
    tenant.log
      .map(({ path }) => decodeURIComponent(path))
      .filter((path) => /\/users\?.*givenName/.test(path))
      .map((path) => /skiptoken=([^&]+)/.exec(path)?.[1] ?? 'first');

  it('the pass goes on from the page where it was: one page is read twice, none is missed', async () => {
    const second = tenant.faults.hold({ path: /skiptoken/, when: 'after' });
    bot = await startBotProcess(tenant, { DATABASE_DIRECTORY: directory });
    await second.reached;
    const third = tenant.faults.hold({ path: /skiptoken/, when: 'after' });
    second.release();
    await third.reached; // this page was answered, and is not committed
    await bot.kill();
    tenant.faults.clear();
    const before = pages();
    await bot.restart();
    await reading();
    const all = pages();
    assert.deepEqual(before, all.slice(0, 3));
    assert.equal(new Set(all).size, PAGES);
    assert.equal(all.length, PAGES + 1);
    assert.equal(all[3], all[2], 'the page that was lost is the one that is read again');
  });

  it('and then everybody is there, with the states that they have', async () => {
    await bot?.kill();
    const database = await openDatabase({ kind: 'embedded', directory });
    const rows = await database.rows.selectFrom('person').select(['id', 'per_user_mfa_state']).execute();
    const passes = await database.rows.selectFrom('snapshot_pass').selectAll().where('kind', '=', 'full').execute();
    await database.close();
    assert.equal(rows.length, PEOPLE_COUNT);
    const wrong = rows.filter((row) => tenant.directory.users.get(row.id)?.perUserMfaState !== row.per_user_mfa_state);
    assert.deepEqual(wrong, []);
    assert.deepEqual(
      passes.map(({ ended, people }) => [ended, people]),
      [['complete', PEOPLE_COUNT]],
    );
  });

  /** Asks until the answer is from a complete reading. */
  async function reading(): Promise<void> {
    const { teams } = tenant;
    for (let complete = false; !complete;) {
      const { activityId = '0' } = await teams.say(PEOPLE.nora, 'how old is the list?');
      const answer = await teams.waitForMessage(PEOPLE.nora, () => true, { after: activityId, timeoutMillis: 60_000 });
      complete = /people were read/.test(JSON.stringify(answer.cards));
    }
  }
});
