import assert from 'node:assert/strict';
import { setTimeout as delay } from 'node:timers/promises';
import { openDatabase } from '../../src/db/database.ts';
import type { DatabasePlace } from '../../src/db/database-place.ts';
import { startBotProcess, type BotProcess } from '../support/bot-process.ts';
import { PEOPLE } from '../tenant/cast.ts';
import { startTenant, type PracticeTenant } from '../tenant/tenant.ts';

const ON_A_PAGE = 500;

/** A full pass of so many people, on a database of this place, killed when about half of its pages have been read. */
export const killedPass = (people: number, place: () => DatabasePlace): void => {
  const allPages = Math.ceil(people / ON_A_PAGE);
  const half = Math.floor(allPages / 2);
  let tenant: PracticeTenant;
  let bot: BotProcess | undefined;

  before(async () => {
    tenant = await startTenant({ people, keepLog: { newest: 10_000 } });
  });
  after(async () => {
    await bot?.close();
    await tenant.close();
  });

  /** Pages of people that were asked for, as their place in the list. */
  const pages = (): string[] =>
    tenant.log
      .map(({ path }) => decodeURIComponent(path))
      .filter((path) => /\/users\?.*givenName/.test(path))
      .map((path) => /skiptoken=([^&]+)/.exec(path)?.[1] ?? 'first');

  it('the pass goes on from the page where it was: one page is read twice, none is missed', async () => {
    const page = tenant.faults.hold({ path: /\/users\?.*skiptoken/, when: 'after', skip: half - 2 });
    const at = place();
    const named = at.kind === 'server' ? { DATABASE_URL: at.url } : { DATABASE_DIRECTORY: at.directory ?? '' };
    bot = await startBotProcess(tenant, named);
    await page.reached; // this page was answered, and is not committed
    await bot.kill();
    tenant.faults.clear();
    const before = pages();
    await bot.restart();
    await reading();
    const all = pages();
    assert.equal(before.length, half);
    assert.deepEqual(before, all.slice(0, half));
    assert.equal(new Set(all).size, allPages);
    assert.equal(all.length, allPages + 1);
    assert.equal(all[half], all[half - 1], 'the page that was lost is the one that is read again');
  });

  it('and then everybody is there, with the states that they have', async () => {
    await bot?.kill();
    const database = await openDatabase(place());
    const rows = await database.rows.selectFrom('person').select(['id', 'per_user_mfa_state']).execute();
    const passes = await database.rows.selectFrom('snapshot_pass').selectAll().where('kind', '=', 'full').execute();
    await database.close();
    assert.equal(rows.length, people);
    const wrong = rows.filter((row) => tenant.directory.users.get(row.id)?.perUserMfaState !== row.per_user_mfa_state);
    assert.deepEqual(wrong, []);
    assert.deepEqual(
      passes.map(({ ended, people }) => [ended, people]),
      [['complete', people]],
    );
  });

  /** Asks until the answer is from a complete reading; that of registration details of very many takes minutes, by their quota. */
  async function reading(): Promise<void> {
    const { teams } = tenant;
    for (let complete = false; !complete;) {
      const { activityId = '0' } = await teams.say(PEOPLE.nora, 'how old is the list?');
      const answer = await teams.waitForMessage(PEOPLE.nora, () => true, { after: activityId, timeoutMillis: 60_000 });
      complete = /people were read/.test(JSON.stringify(answer.cards));
      if (!complete) await delay(100);
    }
  }
};
