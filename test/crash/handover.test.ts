import assert from 'node:assert/strict';
import { rmSync } from 'node:fs';
import { verifyChain } from '../../src/audit/verify.ts';
import { openDatabase } from '../../src/db/database.ts';
import { startBotProcess, type BotProcess } from '../support/bot-process.ts';
import { cardText } from '../support/story.ts';
import { freshDatabase } from '../support/fresh-database.ts';
import { readyForHandover, replacingSetIds } from '../support/replacing-set.ts';
import { PEOPLE } from '../tenant/cast.ts';
import { startTenant, type PracticeTenant } from '../tenant/tenant.ts';
import { storyOf, type Story } from './story.ts';

const { chiara } = PEOPLE;
const DEFAULTS = /identitySecurityDefaults/;
const TITLE = 'Security defaults off, 4 policies on in their place';
const pathOf = (at: number): RegExp => new RegExp(`conditionalAccess/policies/${replacingSetIds[at] ?? ''}$`);
const [firstPolicy, secondPolicy, lastPolicy] = [pathOf(0), pathOf(1), pathOf(3)];

/** Where the process is killed, and what is written to the tenant afterwards. */
interface Kill {
  name: string;
  /** The call at which it is caught: before it is done, or before its answer. */
  path: RegExp;
  when: 'before' | 'after';
  /** A step that Graph refuses, so that everything is put back (Default: none). */
  refused?: RegExp;
  /** How many writes of that path go before the one at which it is caught (Default: 0). */
  skip?: number;
}

const FORWARD: readonly Kill[] = [
  { name: 'between switching security defaults off and its answer', path: DEFAULTS, when: 'after' },
  { name: 'between security defaults off and the first policy on', path: firstPolicy, when: 'before' },
  { name: 'between the last policy’s write and its answer', path: lastPolicy, when: 'after' },
];

const BACK: readonly Kill[] = [
  { name: 'before a policy is back in report-only', path: firstPolicy, when: 'before', skip: 1, refused: secondPolicy },
  { name: 'before security defaults are on again', path: DEFAULTS, when: 'before', skip: 1, refused: secondPolicy },
  {
    name: 'between security defaults on and the answer',
    path: DEFAULTS,
    when: 'after',
    skip: 1,
    refused: secondPolicy,
  },
];

describe('Security defaults handed over by a process that is killed (kill -9)', function () {
  this.timeout(120_000); // a process is started several times
  let directory: string;
  let tenant: PracticeTenant;
  let bot: BotProcess;
  let story: Story;
  /** For how long nobody was asked for MFA, as the tenant's own log of writes has it; in the order of the plans. */
  const gaps: number[] = [];

  before(async () => {
    directory = await freshDatabase();
    tenant = await startTenant({ people: 60 });
    story = storyOf(tenant);
    bot = await startBotProcess(tenant, { DATABASE_DIRECTORY: directory });
  });
  afterEach(() => {
    tenant.faults.clear();
  });
  after(async () => {
    await bot.close();
    await tenant.close();
    rmSync(directory, { recursive: true, force: true });
  });

  const states = () => replacingSetIds.map((id) => tenant.directory.policies.get(id)?.state);
  const isOn = () => tenant.graph.isSecurityDefaultsEnabled;
  const writes = () =>
    tenant.log.filter(({ method, path }) => method === 'PATCH' && /identitySecurityDefaults|policies\//.test(path));

  /** Proposes and has it approved by two, with the process caught at the call; kills it, and starts it again. */
  const killedAt = async ({ path, when, refused, skip = 0 }: Kill): Promise<string> => {
    readyForHandover(tenant);
    tenant.log.length = 0;
    const { cardId } = await story.propose('turn off security defaults', TITLE);
    const card = tenant.teams.messagesOf(PEOPLE.bruno).find(({ activityId }) => activityId === cardId);
    const [about = ''] = /#\d+ .+/.exec(card ? cardText(card) : '') ?? [];
    const asked = { cardId, about };
    if (refused) tenant.faults.add({ method: 'PATCH', path: refused, status: 403, times: 1 });
    const caught = tenant.faults.hold({ method: 'PATCH', path, when, skip });
    await story.approve(asked);
    const other = await story.hears(chiara, '1 of 2 approvals given', about);
    await tenant.teams.click(chiara, other.activityId, { verb: 'proposal.approve' });
    await caught.reached;
    await bot.kill();
    tenant.faults.clear(); // what was on its way arrives while nobody is there to hear the answer
    await bot.restart();
    const end = await story.everyCardShows(refused ? 'Finished, please look' : 'Done and read back', asked);
    noteGap(refused === undefined);
    if (refused)
      await story.hears(
        PEOPLE.nora,
        'everything was put back and read back',
        'From the first step until all was back',
        about,
      );
    return end;
  };

  const noteGap = (isForward: boolean): void => {
    const taken = writes().filter(({ status }) => status === 204 || status === 0);
    const off = taken.find(({ path }) => DEFAULTS.test(path));
    const over = isForward
      ? taken.find(({ path }) => firstPolicy.test(path))
      : taken.findLast(({ path }) => DEFAULTS.test(path));
    gaps.push((over?.at.getTime() ?? NaN) - (off?.at.getTime() ?? NaN));
  };

  for (const kill of FORWARD) {
    it(`${kill.name}: it goes on, and ends with every policy on`, async () => {
      await killedAt(kill);
      assert.deepEqual([isOn(), states()], [false, Array.from({ length: 4 }, () => 'enabled')]);
      assert.equal(writes().filter(({ path }) => DEFAULTS.test(path)).length, 1, 'security defaults are written once');
    });
  }

  for (const kill of BACK) {
    it(`${kill.name}, since a step was refused: all is put back, and security defaults are on`, async () => {
      const card = await killedAt(kill);
      assert.deepEqual(
        [isOn(), states()],
        [true, Array.from({ length: 4 }, () => 'enabledForReportingButNotEnforced')],
      );
      assert.match(card, /Security defaults: done \(off → on · Read back: on\.\)/);
    });
  }

  it('each gap is on record, and never shorter than it was; the record is whole', async () => {
    await bot.kill();
    const database = await openDatabase({ kind: 'embedded', directory });
    const report = await verifyChain(database.rows);
    const finished = await database.rows
      .selectFrom('audit_record')
      .select('body')
      .where('kind', '=', 'finished')
      .orderBy('seq')
      .execute();
    await database.close();
    assert.ok(report.isWhole, JSON.stringify(report));
    const measured = finished.map(({ body }) => {
      const { facts } = JSON.parse(body) as { facts: { firstGapMillis: number | null; wholeMillis: number } };
      return facts.firstGapMillis ?? facts.wholeMillis;
    });
    assert.equal(measured.length, gaps.length);
    for (const [at, gap] of gaps.entries())
      assert.ok((measured[at] ?? 0) >= gap && (measured[at] ?? 0) < gap + 60_000, `${measured[at]} of ${gap} ms`);
  });

  it('no job had failed for another reason than the kill', () => {
    assert.deepEqual(
      bot.log.filter(({ level }) => level === 50),
      [],
    );
  });
});
