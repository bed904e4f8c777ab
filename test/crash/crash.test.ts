import assert from 'node:assert/strict';
import { rmSync } from 'node:fs';
import { verifyChain } from '../../src/audit/verify.ts';
import { openDatabase } from '../../src/db/database.ts';
import { startBotProcess, type BotProcess } from '../support/bot-process.ts';
import { freshDatabase } from '../support/fresh-database.ts';
import { PEOPLE } from '../tenant/cast.ts';
import { startTenant, type PracticeTenant } from '../tenant/tenant.ts';
import { catchBeforeWrite, requirementsOf, sendingTo, storyOf, type Story } from './story.ts';

const { nora, bruno, chiara, aliceAdams, priya, zoe, berlinInstalled } = PEOPLE;
const SWITCHED_OFF = [{ perUserMfaState: 'disabled' }];

describe('After kill -9', function () {
  this.timeout(120_000); // a process is started several times
  let directory: string;
  let tenant: PracticeTenant;
  let bot: BotProcess | undefined;
  let story: Story;

  before(async () => {
    directory = await freshDatabase();
    tenant = await startTenant({ people: 60 });
    story = storyOf(tenant);
    bot = await startBotProcess(tenant, { DATABASE_DIRECTORY: directory, CROSSOVER_SETTLE_MINUTES: '0' });
  });
  afterEach(() => {
    tenant.faults.clear();
  });
  after(async () => {
    await bot?.close();
    await tenant.close();
    rmSync(directory, { recursive: true, force: true });
  });

  const crash = async (): Promise<void> => {
    await bot?.kill();
    tenant.faults.clear(); // whatever was on its way arrives while nobody is there to hear the answer
    await bot?.restart();
  };

  it('between approval and write, the change is done once and every card says so', async () => {
    const asked = await story.propose('turn off per-user MFA for Alice Adams', 'Alice Adams');
    const click = await catchBeforeWrite(tenant, { approve: () => story.approve(asked), personId: aliceAdams });
    assert.equal(click.outcome, 'answered');
    assert.deepEqual([story.writesTo(aliceAdams), story.stateOf(aliceAdams)], [[], 'enforced']);
    await crash();
    await story.everyCardShows('Done and read back', asked);
    assert.deepEqual([story.writesTo(aliceAdams), story.stateOf(aliceAdams)], [SWITCHED_OFF, 'disabled']);
  });

  it('between a write and its answer, the change is not written again, and read back', async () => {
    const asked = await story.propose('turn off per-user MFA for Priya Patel', 'Priya Patel');
    const write = tenant.faults.hold({ method: 'PATCH', path: requirementsOf(priya), when: 'after' });
    await story.approve(asked);
    await write.reached;
    assert.equal(story.stateOf(priya), 'disabled');
    await crash();
    await story.everyCardShows('Done and read back', asked);
    assert.deepEqual([story.writesTo(priya), story.stateOf(priya)], [SWITCHED_OFF, 'disabled']);
  });

  it('between a write and its read-back, the change is not written again, and read back', async () => {
    const asked = await story.propose('turn off per-user MFA for Jonas Weber', 'Jonas Weber');
    const write = tenant.faults.hold({ method: 'PATCH', path: requirementsOf(berlinInstalled) });
    await story.approve(asked);
    await write.reached;
    const readBack = tenant.faults.hold({ method: 'GET', path: requirementsOf(berlinInstalled) });
    write.release();
    await readBack.reached;
    await crash();
    await story.everyCardShows('Done and read back', asked);
    assert.deepEqual(story.writesTo(berlinInstalled), SWITCHED_OFF);
  });

  it('between the write of a new policy and its answer, no second one is made, and its id is found', async () => {
    const about = 'New policy “Crossover: Require MFA for SG-MFA-Pilot”';
    const asked = await story.propose('create a policy that requires MFA for the group "SG-MFA-Pilot"', about);
    await story.approve(asked);
    const write = tenant.faults.hold({ method: 'POST', path: /conditionalAccess\/policies/, when: 'after' });
    const others = await story.hears(chiara, '1 of 2 approvals given', about);
    await tenant.teams.click(chiara, others.activityId, { verb: 'proposal.approve' });
    await write.reached;
    await crash();
    await story.everyCardShows('Done and read back', asked);
    const posts = tenant.log.filter(
      ({ method, path }) => method === 'POST' && path.includes('conditionalAccess/policies'),
    );
    const made = [...tenant.directory.policies.values()].filter(({ displayName }) =>
      about.includes(String(displayName)),
    );
    assert.deepEqual([posts.length, made.length], [1, 1]);
  });

  it('while a proposal waits, the old card still approves it, and nobody was asked twice', async () => {
    const asked = await story.propose(`turn off per-user MFA for zoe.mueller@${tenant.directory.domain}`, 'Zoë Müller');
    const installsBefore = tenant.log.filter(({ path }) => path.includes('installedApps')).length;
    await crash();
    await story.approve(asked);
    await story.everyCardShows('Done and read back', asked);
    assert.deepEqual(story.writesTo(zoe), SWITCHED_OFF);
    const cards = [nora, bruno, chiara].map((person) => story.countOf(person, 'Done and read back', 'Zoë Müller'));
    assert.deepEqual(cards, [1, 1, 1]);
    const installs = tenant.log.filter(({ path }) => path.includes('installedApps')).length - installsBefore;
    assert.equal(installs, 0, 'the chats are still known');
  });

  it('the proposer was told once of each change that is done', async () => {
    const names = ['Alice Adams', 'Priya Patel', 'Jonas Weber', 'Zoë Müller'];
    for (const name of names) await story.hears(nora, 'Your change is done', name);
    assert.deepEqual(
      names.map((name) => story.countOf(nora, 'Your change is done', name)),
      [1, 1, 1, 1],
    );
  });

  it('between the intent of a message and its answer, nobody is told twice and the books add up', async () => {
    const asked = await story.propose(
      'tell SG-MFA-Pilot that they move to Conditional Access on Monday 9:00',
      'Tell SG-MFA-Pilot',
    );
    const onItsWay = tenant.faults.hold(sendingTo(tenant, aliceAdams));
    const arrived = tenant.faults.hold({ ...sendingTo(tenant, berlinInstalled), when: 'after' });
    await story.approve(asked);
    await Promise.all([onItsWay.reached, arrived.reached]);
    await crash();
    const result = await story.everyCardShows('please look', asked);
    assert.match(result, /Alice Adams: unconfirmed/);
    assert.match(result, /Jonas Weber: unconfirmed/);
    const told = story.toldOf([
      'How you confirm your sign-in is changing',
      'So bestätigen Sie künftig Ihre Anmeldung',
      'Cambia la forma de confirmar su inicio de sesión',
    ]);
    assert.deepEqual(
      [...told].filter(([, times]) => times > 1),
      [],
    );
    assert.deepEqual([told.get(aliceAdams), told.get(berlinInstalled)], [1, 1]);
    const books = booksIn(result);
    assert.equal(books['Planned'], 7);
    assert.ok((books['Unconfirmed'] ?? 0) >= 2);
    const { Planned: planned, ...settled } = books;
    assert.equal(
      Object.values(settled).reduce((sum, count) => sum + count, 0),
      planned,
    );
  });

  // Windows has no way to ask a process to stop: there every end is a kill.
  if (process.platform !== 'win32') {
    it('a restarted bot still stops gracefully when it is asked to (SIGTERM)', async () => {
      assert.equal(await bot?.terminate(), 0);
      assert.equal(bot?.log.at(-1)?.['event'], 'stopped');
    });
  }

  it('the record is whole, and tells of each change one intent and one outcome', async () => {
    await bot?.kill();
    const database = await openDatabase({ kind: 'embedded', directory });
    const report = await verifyChain(database.rows);
    const kinds = await database.rows
      .selectFrom('audit_record')
      .select((eb) => ['kind', eb.fn.countAll<number>().as('count')])
      .where('kind', 'in', ['approved', 'writing', 'readBack', 'finished'])
      .groupBy('kind')
      .orderBy('kind')
      .execute();
    await database.close();
    assert.ok(report.isWhole, JSON.stringify(report));
    assert.deepEqual(
      kinds.map(({ kind, count }) => `${kind} ${count}`),
      ['approved 7', 'finished 6', 'readBack 5', 'writing 5'],
    );
  });

  it('no job had failed for another reason than the kill', () => {
    const errors = bot?.log.filter(({ level }) => level === 50) ?? [];
    assert.deepEqual(errors, []);
  });
});

/** The counts of a result card, by their names. */
function booksIn(text: string): Record<string, number> {
  const names = ['Planned', 'Delivered in Teams', 'By mail', 'Failed', 'Unconfirmed'];
  return Object.fromEntries(names.map((name) => [name, Number(new RegExp(`^${name}: (\\d+)$`, 'm').exec(text)?.[1])]));
}
