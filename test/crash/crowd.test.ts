import assert from 'node:assert/strict';
import { startBotProcess, type BotProcess } from '../support/bot-process.ts';
import { startPostgres, type PostgresServer } from '../support/postgres.ts';
import { postgresFolder } from '../support/tools.ts';
import { GROUPS, PEOPLE } from '../tenant/cast.ts';
import type { Message } from '../tenant/teams/messages.ts';
import { startTenant, type PracticeTenant } from '../tenant/tenant.ts';
import { requirementsOf, storyOf } from './story.ts';

const PROCESSES = 3;
const CLICKERS = 10;
const CLICKS = 200;

if (postgresFolder() !== undefined) {
  describe(`${CLICKS} clicks at once by ${CLICKERS} people, at ${PROCESSES} processes on one PostgreSQL`, function () {
    this.timeout(180_000); // several processes share the machine
    let server: PostgresServer;
    let tenant: PracticeTenant;
    const bots: BotProcess[] = [];
    const endpoints: string[] = [];
    let clickers: string[];

    before(async () => {
      server = await startPostgres();
      tenant = await startTenant({ people: 120 });
      clickers = approversOf(tenant);
      for (let no = 0; no < PROCESSES; no += 1) {
        const bot = await startBotProcess(tenant, { DATABASE_URL: server.url, CROSSOVER_SETTLE_MINUTES: '0' });
        bots.push(bot);
        const { port } = bot.log.find(({ event }) => event === 'started') ?? {};
        endpoints.push(`http://localhost:${String(port)}/api/messages`);
      }
    });
    after(async () => {
      await Promise.all(bots.map((bot) => bot.close()));
      await tenant.close();
      await server.stop();
    });

    /** Everybody's card of a proposal, once everybody has one. */
    const cardsAbout = async (about: string): Promise<ReadonlyMap<string, Message>> => {
      const isIt = (message: Message) => JSON.stringify(message.cards).includes(about) && message.isFromBot;
      const wait = (id: string) => tenant.teams.waitForMessage(id, isIt, { timeoutMillis: 60_000 });
      return new Map(await Promise.all(clickers.map(async (id) => [id, await wait(id)] as const)));
    };

    /** All clicks at once, one process after the other; each gets an answer, unless Teams waits no longer (0). */
    const clickAll = async (about: string, verbOf: (no: number) => string): Promise<void> => {
      const cards = await cardsAbout(about);
      const answers = await Promise.all(
        Array.from({ length: CLICKS }, (_, no) => {
          tenant.setBotEndpoint(endpoints[no % PROCESSES] ?? '');
          const who = clickers[no % CLICKERS] ?? '';
          const choice = { verb: verbOf(no), inputs: { reason: 'not now' } };
          return tenant.teams.click(who, cards.get(who)?.activityId ?? '', choice);
        }),
      );
      const statuses = answers.map(({ status }) => status).filter((status) => status !== 0);
      assert.deepEqual([...new Set(statuses)], [200]);
    };

    const decisions = (title: string) =>
      server.query(
        server.url,
        `select verdict, approver_id from proposal join decision on proposal_id = id where title like '%${title}%'`,
      );

    it('all yes: as many approvals as are needed, by so many people, and the change is made once', async () => {
      const { ingrid } = PEOPLE;
      await tenant.teams.say(PEOPLE.nora, 'turn off per-user MFA for Ingrid Solberg');
      await clickAll('Ingrid Solberg', () => 'proposal.approve');
      const given = await decisions('Ingrid Solberg');
      assert.equal(given.length, 2, 'two approvals are needed, and two are taken');
      assert.equal(new Set(given.map((one) => one['approver_id'])).size, 2);
      await storyOf(tenant).hears(PEOPLE.nora, 'Ingrid Solberg', 'Done and read back');
      assert.equal(
        tenant.log.filter(({ method, path }) => method === 'PATCH' && requirementsOf(ingrid).test(path)).length,
        1,
      );
    });

    it('yes and no: one outcome, and nothing is done after a no', async () => {
      await tenant.teams.say(PEOPLE.nora, 'turn off per-user MFA for Alice Adams');
      await clickAll('Alice Adams', (no) => (no % 2 === 0 ? 'proposal.approve' : 'proposal.deny'));
      const given = await decisions('Alice Adams');
      assert.equal(given.length, 1, 'one decision ends it');
      const isApproved = given[0]?.['verdict'] === 'approved';
      await storyOf(tenant).hears(PEOPLE.nora, 'Alice Adams', isApproved ? 'Done and read back' : 'Denied');
      assert.equal(
        tenant.directory.users.get(PEOPLE.aliceAdams)?.perUserMfaState,
        isApproved ? 'disabled' : 'enforced',
      );
    });
  });
}

/** Makes approvers of ten people who have the app. */
function approversOf({ directory, teams }: PracticeTenant): string[] {
  const members = directory.groups.get(GROUPS.approvers)?.memberUserIds ?? assert.fail('no approvers');
  const people = [...directory.users.values()]
    .filter((user) => user.userType === 'Member' && user.accountEnabled && user.teams.isLicensed)
    .filter((user) => user.roleTemplateIds.length === 0 && !members.has(user.id))
    .slice(-CLICKERS);
  assert.equal(people.length, CLICKERS);
  for (const { id } of people) {
    members.add(id);
    teams.installations.install(id);
  }
  return people.map(({ id }) => id);
}
