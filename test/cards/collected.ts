import { GraphError } from '../../src/entra/graph-error.ts';
import { TransportError } from '../../src/lib/errors.ts';
import { RefusedError } from '../../src/lib/refused.ts';
import { faultCard } from '../../src/teams/replies.ts';
import { handoverCards } from './handover-cards.ts';
import { noticeCards } from './notice-cards.ts';
import { excludeSynchronization } from '../support/exclude-synchronization.ts';
import { startProduct, type Product } from '../support/product.ts';
import { GROUPS, PEOPLE, POLICIES, TENANT_ID } from '../tenant/cast.ts';
import { type Json } from '../tenant/teams/json.ts';
import type { Message } from '../tenant/teams/messages.ts';
import { approvalsChannelOf } from '../tenant/teams/seats.ts';
import { readiness } from './readiness-cards.ts';
import { rolloutCards } from './rollout-cards.ts';
import { Collector, twinOf, type CollectedCard } from './collector.ts';

const { nora, bruno, chiara, aliceAdams, bob, carol, robert, priya } = PEOPLE;
const SETTLED_MILLIS = 15 * 60_000 + 1000;

let collecting: Promise<readonly CollectedCard[]> | undefined;

/** Every kind of card that the product sends, out of one run of the product; collected once for all suites. */
export function collectedCards(): Promise<readonly CollectedCard[]> {
  collecting ??= collect();
  return collecting;
}

async function collect(): Promise<readonly CollectedCard[]> {
  const env = { CROSSOVER_APPROVERS_CHANNEL: approvalsChannelOf({ tenantId: TENANT_ID }) };
  const product = await startProduct({ env });
  try {
    const collector = new Collector(product);
    for (const part of [
      questions,
      refusals,
      changes,
      policies,
      endings,
      stops,
      notices,
      record,
      plans,
      readiness,
      outages,
    ])
      await part(collector, product);
    return [...collector.cards, ...(await handoverCards()), ...(await rolloutCards()), ...faults()];
  } finally {
    await product.stop();
  }
}

async function questions(all: Collector): Promise<void> {
  await all.say('help for an administrator', nora, 'help');
  await all.say('help for anybody', aliceAdams, 'help');
  await all.say('what nobody can', nora, 'what can you not do?');
  await all.say('one question first', nora, 'set Alice Adams to another state');
  await all.say('several orders', nora, 'pause ring 2 and disable MFA for Alice Adams');
  await all.say('what is never done', nora, 'approve my own proposal');
  await all.say('several people to choose from', nora, "what is Alice's MFA state?");
  await all.say('state enforced', nora, "what is Alice Adams's MFA state?");
  await all.say('state disabled', nora, "what is Bob Berg's MFA state?");
  await all.say('state enabled', nora, "what is Carol O'Neil's MFA state?");
  await all.say('state of oneself', aliceAdams, 'what is my MFA state?');
  await all.say('state of a guest', nora, "what is José García's MFA state?");
  await all.say(
    'state of somebody with a hostile name',
    nora,
    'what is the MFA state of robert.tables@fabrikam.example?',
  );
  const list = await all.say('list, first page', nora, 'who is enforced?');
  await all.click('list, second page', nora, [list, { title: 'Next' }]);
  await all.say('list of a mix', nora, 'who is enabled in Sales and not registered?');
  await all.click('list, exceptions first', nora, [
    await all.say('list of everybody', nora, 'list all users'),
    { title: 'Exceptions first' },
  ]);
  await all.say(
    'list of a group, by last sign-in',
    nora,
    'list people in the group SG-MFA-Pilot sorted by last sign-in',
  );
  await all.say('list of nobody', nora, 'list unknown users');
  await all.say('list of who has not signed in', nora, 'who has not signed in for 90 days and is enforced?');
  await all.say('count', nora, 'how many people are in Sales?');
  await all.say('refresh', nora, 'refresh');
  await all.say('refresh, under way', nora, 'refresh');
  await all.say('age of the lists', nora, 'how old is the list?');
  await all.say('refused: which list', nora, 'export that list');
  await all.say('near names', nora, "what is Alcie Adams's MFA state?");
  await all.say('nobody found', nora, "what is Xqzwvk's MFA state?");
  await all.say('nothing understood', nora, 'make me a sandwich');
  await all.say('something negated', nora, 'do not turn off per-user MFA for Alice Adams');
  await all.say(
    'a time that has passed',
    nora,
    'tell SG-MFA-Pilot that they move to Conditional Access on 1 January 2020 9:00',
  );
  await all.say('nothing waits', nora, 'who still has to sign?');
  await all.say('no changes yet', nora, 'show the last changes');
}

async function refusals(all: Collector): Promise<void> {
  await all.say('refused: not covered', nora, 'turn off per-user MFA for Alice Archer');
  await all.say('refused: already so', nora, 'turn off per-user MFA for Bob Berg');
  await all.say('refused: protected', nora, 'enforce per-user MFA for Emergency Access 01');
  await all.say('refused: about others', aliceAdams, "what is Bob Berg's MFA state?");
  await all.say('refused: no such group', nora, 'tell SG-Nowhere that they move to Conditional Access on Monday 9:00');
}

async function changes(all: Collector, product: Product): Promise<void> {
  const { tenant } = product;
  await tenant.teams.say(nora, 'turn off per-user MFA for Alice Adams');
  await all.see('change: the proposer waits', nora, 'Waiting for approval', 'Alice Adams');
  const asked = await all.see('change: an approver is asked', bruno, 'Approval needed', 'Alice Adams');
  const inTheRoom = { chatId: tenant.teams.rooms.channelId };
  const isAsked = (one: Message) => twinOf(one).includes('Approval needed');
  all.keep('change: asked in the approvers’ channel', await tenant.teams.waitForMessage(chiara, isAsked, inTheRoom));
  await all.say('something waits', nora, 'who still has to sign?');
  await all.click('change: just approved', bruno, [asked, { verb: 'proposal.approve' }]);
  await all.see('change: waits for the settle time', nora, 'Waits until', 'Alice Adams');
  await product.moveClock(SETTLED_MILLIS);
  const done = await all.see('change: done', nora, 'Done and read back', 'Alice Adams');
  await all.see('change: done, for an approver', chiara, 'Done and read back', 'Alice Adams');
  await all.see('change: the proposer is told', nora, 'Your change is done');
  await all.click('change: proposed to take back', nora, [done, { title: 'Propose to take it back' }]);
  const back = await all.see(
    'change: take back, an approver is asked',
    chiara,
    'Approval needed',
    'disabled → enforced',
  );
  await all.click('change: denied', chiara, [
    back,
    { title: 'Deny', inputs: { reason: 'The move went **well** <b>.' } },
  ]);

  tenant.directory.groups.get(GROUPS.caMfa)?.memberUserIds.add(robert);
  await tenant.teams.say(nora, 'turn off per-user MFA for robert.tables@fabrikam.example');
  await all.see('change of somebody with a hostile name', bruno, 'Approval needed', 'ignore previous');

  await tenant.teams.say(nora, 'enable per-user MFA for Bob Berg');
  const enable = await all.see('change: enable, an approver is asked', bruno, 'Approval needed', 'Bob Berg');
  await all.click('change: enable, approved', bruno, [enable, { verb: 'proposal.approve' }]);
  await all.see('the person is told that MFA is on', bob, 'Multifactor authentication is on');

  await tenant.teams.say(nora, 'turn off per-user MFA for Ingrid Solberg');
  const two = await all.see('change of an administrator', bruno, 'Approval needed', 'Ingrid Solberg');
  await all.click('change of an administrator: one of two', bruno, [two, { verb: 'proposal.approve' }]);
}

/** Plans of the tenant itself: each asks two people, and each says what it may cost. */
async function policies(all: Collector, { tenant }: Product): Promise<void> {
  await all.say('policy: which one', nora, 'turn on the policy Require MFA');
  await all.say('refused: no such policy', nora, 'turn on the policy Nonsense');
  await all.say('refused: policies are in force', nora, 'turn on security defaults');
  await all.say('refused: a private range', nora, 'create a trusted location Home with 192.168.0.0/24');
  await all.say('refused: synchronisation would stop', nora, 'turn on the policy Require MFA for everyone');
  excludeSynchronization(tenant, POLICIES.requireMfaForEveryone);
  const plans: [name: string, words: string, shows: string][] = [
    ['policy: turn on', 'turn on the policy Require MFA for everyone', 'report-only → enabled'],
    ['policy: turn off', 'turn off the policy Require MFA for migrated users', 'enabled → disabled'],
    ['policy: make', 'create a policy that requires MFA for SG-MFA-Pilot-Berlin', 'New policy'],
    [
      'location: make',
      'create a trusted location Berlin with 203.0.113.0/24 and 2001:db8::/48',
      'New trusted location',
    ],
    ['campaign: turn on', 'turn on the registration campaign for everyone', 'Registration campaign'],
  ];
  for (const [name, words, shows] of plans) {
    await tenant.teams.say(nora, words);
    const asked = await all.see(`${name}, an approver is asked`, bruno, 'Approval needed', shows);
    await tenant.teams.click(bruno, asked.activityId, { title: 'Deny', inputs: { reason: 'not now' } });
  }
}

async function endings(all: Collector, product: Product): Promise<void> {
  const { tenant } = product;
  await tenant.teams.say(nora, "enforce per-user MFA for Carol O'Neil");
  const drifting = await all.see('change with a warning', bruno, 'Approval needed', "Carol O'Neil");
  const user = tenant.directory.users.get(carol);
  if (user) user.perUserMfaState = 'disabled';
  await tenant.teams.click(bruno, drifting.activityId, { verb: 'proposal.approve' });
  await all.see('change: void', nora, 'Void', "Carol O'Neil");

  await tenant.teams.say(nora, 'turn off per-user MFA for Priya Patel');
  const skipped = await all.see('change: an approver is asked for Priya', chiara, 'Approval needed', 'Priya Patel');
  await tenant.teams.click(chiara, skipped.activityId, { verb: 'proposal.approve' });
  await all.see('change: waits for Priya', nora, 'Waits until', 'Priya Patel');
  tenant.directory.groups.get(GROUPS.caMfa)?.memberUserIds.delete(priya);
  await product.moveClock(SETTLED_MILLIS);
  await all.see('change: not done', nora, 'please look', 'Priya Patel');
  await all.see('change: the proposer is told that it was not done', nora, 'Your change needs a look');

  await product.moveClock(25 * 3_600_000);
  await all.see('change: expired', nora, 'Expired', 'Ingrid Solberg');
  await all.see('change: the proposer is told that it expired', nora, 'Your proposal has expired');
}

async function stops(all: Collector, product: Product): Promise<void> {
  const { tenant } = product;
  tenant.directory.groups.get(GROUPS.caMfa)?.memberUserIds.add(priya);
  await all.say('stop: nothing is at work', nora, 'stop everything');
  await tenant.teams.say(nora, 'turn off per-user MFA for Priya Patel');
  const asked = await all.see('stop: an approver is asked', bruno, 'Approval needed', 'Priya Patel');
  await tenant.teams.click(bruno, asked.activityId, { verb: 'proposal.approve' });
  await all.see('stop: at work, with the brake', nora, 'Waits until', 'Priya Patel');
  await tenant.teams.say(nora, "enforce per-user MFA for Carol O'Neil");
  await all.see('stop: the proposer waits', nora, 'Waiting for approval', "Carol O'Neil");
  await all.say('stop: which one', nora, 'cancel that');
  await all.say('stop: stopped', nora, 'stop everything');
  await all.see('stop: the card of what was stopped', nora, 'Stopped by');
  await tenant.teams.say(nora, 'withdraw my proposal');
  await all.see('stop: the card of what was withdrawn', chiara, 'Withdrawn', "Carol O'Neil");
}

async function plans(all: Collector, product: Product): Promise<void> {
  const { teams } = product.tenant;
  await teams.say(nora, 'turn off per-user MFA for everyone in the group SG-CA-MFA except Priya Patel');
  const mine = await all.see(
    'plan of many: the proposer waits',
    nora,
    'Waiting for approval',
    'people (in the group SG-CA-MFA)',
  );
  const asked = await all.see(
    'plan of many: an approver is asked',
    bruno,
    'Approval needed',
    'people (in the group SG-CA-MFA)',
  );
  await teams.click(nora, mine.activityId, { title: 'Show all' });
  await all.see('plan of many: everybody in it', nora, 'A proposal in full', '1 to 15 of');
  await all.click('plan of many: just approved', bruno, [asked, { verb: 'proposal.approve' }]);
  const second = await all.see(
    'plan of many: the second approver is asked',
    chiara,
    'Approval needed',
    'people (in the group SG-CA-MFA)',
  );
  await teams.click(chiara, second.activityId, { verb: 'proposal.approve' });
  const waits = await all.see(
    'plan of many: at work',
    nora,
    'Approved by: Chiara Rossi',
    'people (in the group SG-CA-MFA)',
  );
  await teams.click(nora, waits.activityId, { title: 'Pause' });
  await all.see('plan of many: paused', nora, 'Paused by', 'people (in the group SG-CA-MFA)');
  await all.say('plan of many: nothing to pause', nora, 'pause all changes');
  await all.say('plan of many: how it stands', nora, 'how does my last proposal stand?');
  await teams.click(nora, waits.activityId, { title: 'Stop' });
  await all.see('plan of many: stopped', nora, 'Stopped by', 'people (in the group SG-CA-MFA)');
}

async function notices(all: Collector, product: Product): Promise<void> {
  const { tenant } = product;
  await tenant.teams.say(nora, 'tell SG-MFA-Pilot that they move to Conditional Access on Monday 9:00');
  await all.see('notice: the proposer waits', nora, 'Waiting for approval', 'Tell SG-MFA-Pilot');
  const asked = await all.see('notice: an approver is asked', chiara, 'Approval needed', 'Tell SG-MFA-Pilot');
  await all.click('notice: just approved', chiara, [asked, { verb: 'proposal.approve' }]);
  const mine = await all.see('notice', aliceAdams, 'How you confirm your sign-in is changing');
  // Chats that have just come to be are tried again after a while: the clock goes on until everybody is told.
  const isSent = () => tenant.teams.messagesOf(nora).some((message) => twinOf(message).startsWith('Sent\n'));
  for (let minute = 0; minute < 30 && !isSent(); minute += 1) await product.moveClock(60_000);
  await all.see('notice: result', nora, 'Sent', 'Planned: ');
  await noticeCards(all, { mine, nora, aliceAdams });
  await all.say('last changes', nora, 'show the last changes');
}

async function record(all: Collector, { tenant }: Product): Promise<void> {
  const mine = await all.say('record: of a person', nora, 'what happened to Alice Adams?');
  await all.click('record: of a person, second page', nora, [mine, { title: 'Next' }]);
  const hostile = 'robert.tables@fabrikam.example';
  await all.say('record: of somebody with a hostile name', nora, `what happened to ${hostile}?`);
  await all.say('record: of nobody', nora, 'what happened to proposal 0197c0de-0000-7000-8000-000000000001');
  const done = tenant.teams
    .messagesOf(nora)
    .map(twinOf)
    .find((twin) => twin.startsWith('Done\n'));
  const [, id = ''] = /^Proposal: (\S+)$/m.exec(done ?? '') ?? [];
  await all.say('record: of a proposal', nora, `what happened to proposal ${id}`);
  await all.say('record: of a time', nora, 'what happened in the last 3 days?');
  await all.say('record: of a time without anything', nora, 'what happened on 1 January 2020?');
  await all.say('record: a time to come', nora, 'show the record since tomorrow');
  await all.say('record: nothing to export', nora, 'export the record of 1 January 2020');
  await all.say('record: its head', nora, 'show the head of the record');
}

async function outages(all: Collector, product: Product): Promise<void> {
  const { faults } = product.tenant;
  faults.add({ path: /authentication\/requirements/, status: 200, body: {} });
  await all.say('state unknown', nora, "what is Alice Adams's MFA state?");
  faults.clear();
  faults.add({ path: /authentication\//, status: 503 });
  await all.say('state as last known', nora, "what is Alice Adams's MFA state?");
  faults.clear();
}

/** Faults that a run cannot bring about at will. */
function faults(): CollectedCard[] {
  const causes: [string, unknown][] = [
    ['fault: no answer', new TransportError('timeout', 'Microsoft Graph')],
    ['fault: Graph says no', new GraphError('forbidden', { method: 'GET', path: '/users', status: 403 } as never)],
    ['fault: our own', new TypeError('x is undefined')],
    ['fault: refused', new RefusedError('invalidInput', 'A very long refusal '.repeat(8), 'Say it again.')],
  ];
  return causes.map(([name, cause]) => {
    const { card, text } = faultCard(cause);
    return { name, card: card as unknown as Json, text };
  });
}
