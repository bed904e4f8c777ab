import assert from 'node:assert/strict';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { verifyChain } from '../../src/audit/verify.ts';
import { openDatabase } from '../../src/db/database.ts';
import { startBotProcess, type BotProcess } from '../support/bot-process.ts';
import { PEOPLE } from '../tenant/cast.ts';
import { seededRandom } from '../tenant/seeded-random.ts';
import { startTenant, type PracticeTenant } from '../tenant/tenant.ts';
import { storyOf, type Story } from './story.ts';

const ROUNDS = 20;
/** The work behind one approval makes about this many calls; the kill strikes at any of them. */
const CALLS_OF_A_CHANGE = 14;
const SEED = 20261122;

describe(`Killed at ${ROUNDS} random calls of approved changes (seed ${SEED})`, () => {
  const directory = mkdtempSync(join(tmpdir(), 'crossover-random-kill-'));
  const random = seededRandom(SEED);
  let tenant: PracticeTenant;
  let bot: BotProcess;
  let story: Story;

  before(async () => {
    tenant = await startTenant({ people: 60 });
    story = storyOf(tenant);
    bot = await startBotProcess(tenant, { DATABASE_DIRECTORY: directory, CROSSOVER_SETTLE_MINUTES: '0' });
  });
  after(async () => {
    await bot.close();
    await tenant.close();
    rmSync(directory, { recursive: true, force: true });
  });

  /** Lets so many calls of the bot through, then kills it while the next one waits. */
  const killAtCall = async (count: number): Promise<void> => {
    for (let call = 1; ; call += 1) {
      const held = tenant.faults.hold({ path: /requirements|policies|transitiveMemberOf|conversations|methods/ });
      await held.reached;
      if (call >= count) break;
      held.release();
    }
    await bot.kill();
    tenant.faults.clear();
    await bot.restart();
  };

  for (let round = 1; round <= ROUNDS; round += 1) {
    it(`round ${round}: the change is done once, and everybody's card says so`, async () => {
      const isOff = round % 2 === 1;
      const words = isOff ? 'turn off per-user MFA for Alice Adams' : 'put Alice Adams back';
      const asked = await story.propose(words, isOff ? 'enforced → disabled' : 'disabled → enforced');
      const writesBefore = story.writesTo(PEOPLE.aliceAdams).length;
      const strike = killAtCall(1 + Math.floor(random.next() * CALLS_OF_A_CHANGE));
      await story.approve(asked);
      await strike;
      // A kill before the click was stored loses the click, and nothing else: the person clicks again.
      if (story.countOf(PEOPLE.bruno, 'Approval needed') > 0) await story.approve(asked);
      await story.everyCardShows('Done and read back', asked);
      assert.equal(story.stateOf(PEOPLE.aliceAdams), isOff ? 'disabled' : 'enforced');
      assert.equal(story.writesTo(PEOPLE.aliceAdams).length, writesBefore + 1);
    });
  }

  it('leaves an unbroken record', async () => {
    await bot.terminate();
    const database = await openDatabase({ kind: 'embedded', directory });
    const report = await verifyChain(database.rows);
    await database.close();
    assert.equal(report.isWhole, true);
  });
});
