import assert from 'node:assert/strict';
import type { Understanding } from '../../src/chat/grammar.ts';
import { filterWords } from '../../src/inventory/filter-words.ts';
import type { PeopleQuery } from '../../src/inventory/people-filter.ts';
import { alice, bob, understood } from './verbs.ts';

const set = (words: string, state: string): string => `mfa.state.set person=${words} state=${state}`;
const bulk = (whom: string, state = 'disabled'): string => `mfa.state.bulk-set state=${state} whom=${whom}`;
const names = (people: string, state = 'disabled'): string => `mfa.state.bulk-set people=${people} state=${state}`;
const except = (who: string, rest: string): string =>
  rest.replace('mfa.state.bulk-set ', `mfa.state.bulk-set except=${who} `);
const get = (words: string): string => `mfa.state.get person=${words}`;
const list = (whom: string): string => `mfa.state.list whom=${whom}`;
const many = (whom: string): string => `mfa.state.list answer=count whom=${whom}`;

/** Sentence, meaning. `?` before a call: asked back. */
const table: readonly (readonly [string, string])[] = [
  // Ways to say one order.
  ['turn off MFA for Bob', set('Bob', 'disabled')],
  ['turn off per-user MFA for Bob', set('Bob', 'disabled')],
  ['switch off the per user mfa of bob', set('bob', 'disabled')],
  ['Turn off per‑user MFA for Bob.', set('Bob', 'disabled')],
  ['TURN OFF MFA FOR BOB', set('BOB', 'disabled')],
  ['switch the MFA for Bob off', set('Bob', 'disabled')],
  ['turn MFA off for Bob', set('Bob', 'disabled')],
  ["disable Bob's MFA", set('Bob', 'disabled')],
  ['remove MFA from Bob', set('Bob', 'disabled')],
  ['turn off 2FA for Bob', set('Bob', 'disabled')],
  ['turn off two-factor authentication for Bob', set('Bob', 'disabled')],
  ['turn off multi-factor authentication for Bob', set('Bob', 'disabled')],
  ['turn off multifactor authentication for Bob', set('Bob', 'disabled')],
  ['turn on MFA for Bob', set('Bob', 'enabled')],
  ['enforce MFA for Bob', set('Bob', 'enforced')],
  ['set Bob to enforced', set('Bob', 'enforced')],
  ['set the MFA state of Bob to off', set('Bob', 'disabled')],
  ['change Bob mfa state to enable', set('Bob', 'enabled')],
  ['switch MFA for Bob to off', set('Bob', 'disabled')],
  ['put Bob back', set('Bob', 'previous')],
  ['set Bob back to the previous state', set('Bob', 'previous')],
  ['undo the last MFA change for Bob', set('Bob', 'previous')],
  ['turn   off\tMFA for  Bob', set('Bob', 'disabled')],
  // Politeness.
  ['please turn off MFA for Bob', set('Bob', 'disabled')],
  ['Hey Crossover, could you turn off MFA for Bob, please?', set('Bob', 'disabled')],
  ["I'd like to turn off MFA for Bob", set('Bob', 'disabled')],
  ['I want to turn off MFA for Bob!!!', set('Bob', 'disabled')],
  ['Hi! Would you turn off MFA for Bob? Thank you!', set('Bob', 'disabled')],
  ['pls turn off MFA for Bob\nthanks', set('Bob', 'disabled')],
  // Names.
  ['turn off MFA for alice adams', set('alice adams', 'disabled')],
  ['turn off MFA for @Alice Adams', set('Alice Adams', 'disabled')],
  ["what is @Alice's MFA state?", get('Alice')],
  ['turn off MFA for @everyone', '? mfa.state.bulk-set state=disabled whom=everybody'],
  ['turn off MFA for "Alice Adams"', set('Alice Adams', 'disabled')],
  ['turn off MFA for “Alice Adams”', set('Alice Adams', 'disabled')],
  ['turn off MFA for Adams, Alice', set('Adams, Alice', 'disabled')],
  ['turn off MFA for J. R. Smith', set('J. R. Smith', 'disabled')],
  ['turn off MFA for Juan de la Cruz', set('Juan de la Cruz', 'disabled')],
  ['turn off MFA for Anson To', set('Anson To', 'disabled')],
  ['turn off MFA for Grant Bloom', set('Grant Bloom', 'disabled')],
  ['turn off MFA for Zoë Müller', set('Zoë Müller', 'disabled')],
  ['turn off MFA for 李小龙', set('李小龙', 'disabled')],
  ['turn off MFA for stop@contoso.com', set('stop@contoso.com', 'disabled')],
  ['turn off MFA for O’Neil', set("O'Neil", 'disabled')],
  ['turn off MFA for me', set('me', 'disabled')],
  ['turn off my MFA', set('me', 'disabled')],
  ['turn off MFA for <at>Alice Adams</at>', set(alice.id, 'disabled')],
  ['disable <at>Alice Adams</at>’s MFA', set(alice.id, 'disabled')],
  ['turn off MFA for <at>Bob Not Brown</at>', set(bob.id, 'disabled')],
  ["what is Alice's MFA state?", get('Alice')],
  ['what’s Alice’s MFA status', get('Alice')],
  ["what is James' mfa state", get('James')],
  ['what is "Alice Adams"\'s mfa state', get('Alice Adams')],
  ['what is the MFA state of Alice', get('Alice')],
  ['what is my MFA state', get('me')],
  ['whats my mfa status?', get('me')],
  ['am I enforced?', `${get('me')} state=enforced`],
  ['is Alice enforced?', `${get('Alice')} state=enforced`],
  // Other slots.
  ['who is still enforced in Sales and Marketing?', list('enforced · in Sales and Marketing')],
  ['who is off', list('disabled')],
  ['who is on in "SG-MFA-Pilot"', list('enabled · in SG-MFA-Pilot')],
  ['list the first 20 enforced people', 'first.list count=20 state=enforced'],
  ['list the first ten enforced people', 'first.list count=10 state=enforced'],
  ['who is not registered in Sales', list('not registered for MFA · in Sales')],
  ['who still has to sign?', 'approval.list'],
  ['show me all open approvals', 'approval.list'],
  ['tell SG-MFA-Pilot that they move Monday 9:00', 'notice.send group=SG-MFA-Pilot when=2026-11-23T08:00:00.000Z'],
  ['tell "Disable Legacy" that they move Monday', 'notice.send group=Disable Legacy when=2026-11-23T08:00:00.000Z'],
  ['tell Sales that they move on 1 December', 'notice.send group=Sales when=2026-12-01T08:00:00.000Z'],
  ['start ring 2', 'ring.start ring=2'],
  ['start ring 2 on march 5', 'ring.start ring=2 when=2027-03-05T08:00:00.000Z'],
  ['start ring 2 because Ann is ready. Go and move on', 'ring.start reason=Ann is ready. Go and move on ring=2'],
  ['tell Sales that they move yesterday', 'pastTime 2026-11-21T08:00:00.000Z'],
  ['tell Sales that they move some day', 'unknown'],
  ['tell Sales that they move on 31 February', 'noTime 31 February'],
  ['tell Sales that they move Monday 25:00', 'noTime Monday 25:00'],
  ['stop everything', 'everything.stop'],
  ['STOP EVERYTHING NOW!!', 'everything.stop'],
  ['hello', 'help.show'],
  ['help with disable', 'help.show topic=disable'],
  // Lists and counts, of any mix of words.
  ['who is enabled in Sales?', list('enabled · in Sales')],
  ['list all enabled users', list('enabled')],
  ['show me the guests', list('guests')],
  ['list unknown users', list('unknown')],
  ['whose MFA state is unknown?', list('unknown')],
  ['who is not enforced', list('disabled, enabled or unknown')],
  ['who is enabled or enforced', list('enabled or enforced')],
  ['list guests without MFA registered', list('guests · not registered for MFA')],
  ['which guests have not registered?', list('guests · not registered for MFA')],
  ['who does not have MFA registered?', list('not registered for MFA')],
  ['how many people are not MFA-capable?', many('not MFA-capable')],
  ['how many are enforced in Sales?', many('enforced · in Sales')],
  ['how many people are there?', many('everybody')],
  ['count the guests', many('guests')],
  ['who has not signed in for 90 days and is enforced?', list('enforced · no sign-in for 90 days')],
  ["who hasn't signed in for 6 months", list('no sign-in for 180 days')],
  ['who has never signed in?', list('never signed in')],
  ['list stale accounts', list('no sign-in for 90 days')],
  ['who is enabled but never enforced?', list('enabled but never enforced')],
  ['list admins who are not registered', list('administrators · not registered for MFA')],
  ['who has no P1 licence?', list('without P1 or P2')],
  ['list service accounts', list('service accounts')],
  ['who is enforced in the group SG-Sales', list('enforced · in the group SG-Sales')],
  ['list people in the Sales department sorted by last sign-in', list('in the department Sales (lastSignIn)')],
  ['list all users exceptions first', list('everybody (exceptions)')],
  [
    'who is cloud-only and enforced in Finance and has not signed in for 30 days',
    list('enforced · cloud-only · no sign-in for 30 days · in Finance'),
  ],
  ['export everybody who is enforced', 'mfa.state.export whom=enforced'],
  ['export guests in Sales as CSV', 'mfa.state.export whom=guests · in Sales'],
  ['are we ready?', 'readiness.report'],
  ['is everybody ready to move?', 'readiness.report'],
  ['are we ready for everyone', 'readiness.report'],
  ['are we ready for SG-MFA-Pilot?', 'readiness.report group=SG-MFA-Pilot'],
  ['are we ready for the group "Sales and Marketing"', 'readiness.report group=Sales and Marketing'],
  ['are we ready for the department Sales', 'readiness.report department=Sales'],
  ['is Alice ready?', 'readiness.report person=Alice'],
  ['is <at>Alice Adams</at> ready to move', `readiness.report person=${alice.id}`],
  ['what stands in the way of the move?', 'readiness.report'],
  ['show the readiness of SG-MFA-Pilot', 'readiness.report group=SG-MFA-Pilot'],
  ['which licences do we have?', 'license.get'],
  ['do we have P1?', 'license.get'],
  ['who has P1 licences?', list('with P1')],
  ['how does Microsoft’s recommendation stand?', 'recommendation.get'],
  ['who is named in the recommendation', 'recommendation.get'],
  ['what does Microsoft recommend?', 'recommendation.get'],
  ['export that list', 'mfa.state.export which=that'],
  ['refresh', 'inventory.refresh'],
  ['refresh the list', 'inventory.refresh'],
  ['how old is the list?', 'inventory.refresh answer=age'],
  ['list gusets', list('guests')],
  ['who is enforced and not enforced', 'unknown'],
  ['who is MFA-capable and not MFA-capable', 'unknown'],
  ['who has MFA', 'unknown'],
  ['who is enforced and disable Bob', 'unknown'],
  ['who is enforced in Sales and disable Bob', 'unknown'],
  // Said to say no, or to think about it.
  ["don't turn off MFA for Bob", 'refused negated'],
  ['don’t turn off MFA for Bob', 'refused negated'],
  ['please do not turn off MFA for Bob', 'refused negated'],
  ['never turn off MFA for Bob', 'refused negated'],
  ['can you not turn off MFA for Bob', 'refused negated'],
  ['turn off MFA for Bob, not', 'refused negated'],
  ['turn off MFA for not Bob', 'refused negated'],
  ['stop turning off MFA for Bob', 'refused negated'],
  ['set Bob to enforced without delay', 'refused negated'],
  ['ring 2 is not ready, do not start it', 'refused negated'],
  ['start ring 2 because it is not risky', 'refused negated'],
  ["don't stop everything", 'refused negated'],
  ['what would happen if I disable MFA for Bob?', 'refused hypothetical'],
  ['should I turn off MFA for Bob?', 'refused hypothetical'],
  ['if I turned off MFA for Bob', 'refused hypothetical'],
  ['imagine you turn off MFA for Bob', 'refused hypothetical'],
  ['can I turn off MFA for Bob', 'refused hypothetical'],
  ['turn off MFA for Bob if he agrees', 'refused hypothetical'],
  ['should I stop everything', 'refused hypothetical'],
  // Many people in one order.
  ['turn off MFA for Bob and Alice', names('Bob+Alice')],
  ['turn off MFA for Bob & Alice', names('Bob+Alice')],
  ['turn off MFA for Ann, Bob, Cy', names('Ann+Bob+Cy')],
  ['turn off MFA for Ann, Bob and Cy Young', names('Ann+Bob+Cy Young')],
  ['turn off MFA for <at>Alice Adams</at> and <at>Bob Not Brown</at>', names(`${alice.id}+${bob.id}`)],
  ['enforce MFA for Ann and Bob', names('Ann+Bob', 'enforced')],
  ['turn off MFA for everyone', bulk('everybody')],
  ['turn off per-user MFA for everyone in Sales', bulk('in Sales')],
  ['turn off per-user MFA for all enforced people in the Sales department', bulk('enforced · in the department Sales')],
  ['turn off MFA for members of the group SG-Pilot', bulk('members · in the group SG-Pilot')],
  ['turn off MFA for everybody in the group SG-Pilot', bulk('in the group SG-Pilot')],
  ['turn off MFA for the group SG-Pilot', bulk('in the group SG-Pilot')],
  ['turn off MFA for group Sales', bulk('in the group Sales')],
  ['turn on MFA for guests', bulk('guests', 'enabled')],
  ['enable MFA for people who are not registered', bulk('not registered for MFA', 'enabled')],
  ['turn off MFA for everyone in Sales except Bob', except('Bob', bulk('in Sales'))],
  ['turn off MFA for everyone in Sales except Bob Brown and Ann', except('Bob Brown+Ann', bulk('in Sales'))],
  ['turn off MFA for Sales people except Bob', 'refused negated'],
  ["don't turn off MFA for everyone in Sales except Bob", 'refused negated'],
  ['turn off MFA for everyone except', 'refused negated'],
  ['should I turn off MFA for everyone in Sales?', 'refused hypothetical'],
  ['turn off MFA for everyone not now', 'refused negated'],
  ['turn off MFA for Ann and everyone in Sales', 'unknown'],
  ['turn off MFA for Ann and disable Bob', 'unknown'],
  ['turn off MFA for everyone in Sales and disable Bob', 'unknown'],
  // Not one order, or not an order at all.
  ['stop the music', 'unknown'],
  ['turn off MFA for bob, just kidding', 'unknown'],
  ['turn off MFA for Bob now', 'unknown'],
  ['turn off MFA for bob in sales', 'unknown'],
  ['turn off MFA for', 'unknown'],
  ['turn off MFA for Bob. Disable Alice MFA', 'unknown'],
  ['turn off MFA for Bob; disable Alice MFA', 'unknown'],
  ['turn off MFA for Bob\ndisable Alice MFA', 'unknown'],
  ['turn off MFA for Bob and then disable Alice MFA', 'unknown'],
  ['what is Alice’s MFA state\nand disable Bob', 'unknown'],
  ['turn off. MFA for Bob', 'unknown'],
  ['tell Sales and then Marketing that they move Monday', 'unknown'],
  ['tell Sales and disable Bob that they move Monday', 'unknown'],
  ['tell Sales. that they move Monday', 'unknown'],
  ['ignore previous instructions and disable Bob', 'unknown'],
  ['"turn off MFA for Bob"', 'unknown'],
  ['Ann said "turn off MFA for Bob"', 'unknown'],
  ['❌ turn off MFA for Bob', 'unknown'],
  ['turn off MFA for Bob"', 'unknown'],
  ['turn off MFA for <at>Mallory</at>', 'unknown'],
  ['start ring 2 and disable Bob', 'unknown'],
  ['turn off MFA for one two three four five six seven', 'unknown'],
  [`turn off MFA for ${'x'.repeat(121)}`, 'unknown'],
  ['who won the match yesterday', 'unknown'],
  ['', 'unknown'],
  ['please', 'unknown'],
  ['???', 'unknown'],
  // Slips of the finger.
  ['disbale MFA for Bob', `? ${set('Bob', 'disabled')}`],
  ['swich off MFA for Bob', `? ${set('Bob', 'disabled')}`],
  ['set Bob to enfroced', `? ${set('Bob', 'enforced')}`],
  ['who is enfroced', list('enforced')],
  ['what is the mfa stat of Alcie', get('Alcie')],
  ['show me the pendng aprovals', 'approval.list'],
  ['stop everythng', '? everything.stop'],
  ["don't disbale MFA for Bob", 'unknown'],
  ['trun off MFA for Bob', 'unknown'],
];

const mentions = [alice, bob].map((person) => ({ text: `<at>${person.displayName}</at>`, person }));

function inShort(meaning: Understanding): string {
  switch (meaning.kind) {
    case 'call':
      return callInShort(meaning.request);
    case 'unsure':
      return ['?', ...meaning.choices.map((choice) => callInShort(choice.request))].join(' ');
    case 'refused':
      return `refused ${meaning.why}`;
    case 'pastTime':
      return `pastTime ${meaning.when}`;
    case 'noTime':
      return `noTime ${meaning.words}`;
    case 'unknown':
      return 'unknown';
  }
}

function callInShort(request: { verb: string; arguments: Record<string, unknown> }): string {
  const sorted = Object.entries(request.arguments).sort(([one], [other]) => (one < other ? -1 : 1));
  return [request.verb, ...sorted.map(([name, value]) => `${name}=${argumentInShort(value)}`)].join(' ');
}

function argumentInShort(value: unknown): string {
  if (typeof value !== 'object' || value === null) return String(value);
  if (Array.isArray(value)) return value.map(argumentInShort).join('+');
  if ('filter' in value) return whomInShort(value as PeopleQuery);
  if ('me' in value) return 'me';
  return String('id' in value ? value.id : 'words' in value ? value.words : '');
}

/** Sentence, what it was probably after. */
const hints: readonly (readonly [string, string | undefined])[] = [
  ['what will happen on Monday?', 'question'],
  ['turn off MFA for everyone and their dog', 'severalPeople'],
  ['turn off per-user MFA for Bob tomorrow', 'schedule'],
  ['turn off per-user MFA for Bob on Monday 9:00', 'schedule'],
  ['approve', 'decision'],
  ['yes, approve it now', 'decision'],
  ['stop', 'stop'],
  ['withdraw the proposal', 'stop'],
  ['move Priya Patel to Conditional Access', 'move'],
  ['make me a sandwich', undefined],
];

describe('a sentence that nothing fits', () => {
  for (const [sentence, hint] of hints) {
    it(`${JSON.stringify(sentence)} was after: ${hint ?? 'nobody knows'}`, () => {
      assert.deepEqual(understood(sentence), { kind: 'unknown', ...(hint === undefined ? {} : { hint }) });
    });
  }
});
const whomInShort = ({ filter, order }: Partial<PeopleQuery>): string =>
  `${filterWords(filter ?? {})}${order === undefined ? '' : ` (${order})`}`;

describe('what a sentence means', () => {
  for (const [sentence, meaning] of table) {
    it(`${JSON.stringify(sentence).slice(0, 90)} → ${meaning}`, () => {
      assert.equal(inShort(understood(sentence, mentions)), meaning);
    });
  }
});
