import assert from 'node:assert/strict';
import { lineFor } from './corpus/measure.ts';

/** What was said before, what is said now, and what it means then. */
const table: readonly (readonly [string, string, string, Record<string, unknown>])[] = [
  ["what is Alice's MFA state?", 'and Bob?', 'mfa.state.get', { person: 'Bob' }],
  ["what is Alice's MFA state?", 'what about Carol Clark', 'mfa.state.get', { person: 'Carol Clark' }],
  ["what is Alice's MFA state?", 'no, Alice Archer', 'mfa.state.get', { person: 'Alice Archer' }],
  ["what is Alice's MFA state?", 'turn it off for her', 'mfa.state.set', { person: 'Alice', state: 'disabled' }],
  ['turn off MFA for Alice', 'do the same for Bob', 'mfa.state.set', { person: 'Bob', state: 'disabled' }],
  ['turn off MFA for Alice', 'same for Bob please', 'mfa.state.set', { person: 'Bob', state: 'disabled' }],
  ['turn off MFA for Alice', 'cancel that', 'approval.cancel', {}],
  ['who is enforced?', 'only the ones in Sales', 'mfa.state.list', { state: 'enforced', in: 'Sales' }],
  ['who is enforced in Sales?', 'just guests', 'mfa.state.list', { state: 'enforced', in: 'Sales', type: 'guest' }],
  ['who is enforced in Sales?', 'and in Finance?', 'mfa.state.list', { state: 'enforced', in: 'Finance' }],
  ['who is enforced?', 'sort by last sign-in', 'mfa.state.list', { state: 'enforced', sort: 'lastSignIn' }],
  ['how is ring 2 going?', 'and ring 3?', 'rollout.status', { ring: '3' }],
  ['start the next ring', 'no, ring 3', 'rollout.start', { ring: '3' }],
  ['exclude Bob from the rollout', 'also Alice Archer', 'rollout.excludeUsers', { people: ['Alice Archer'] }],
  ['turn off MFA for Alice', 'who is enforced?', 'mfa.state.list', { state: 'enforced' }],
  ['turn off MFA for Alice', 'is Bruno Costa an admin?', 'mfa.state.get', { person: 'Bruno Costa' }],
  ['turn off MFA for Alice', 'did Bruno complain', 'mfa.state.get', { person: 'Bruno' }],
  ['turn off MFA for Alice', 'Bruno called me about his laptop', 'unknown', {}],
  ['turn off MFA for Alice', 'Bruno Costa', 'mfa.state.set', { person: 'Bruno Costa', state: 'disabled' }],
  ['turn off MFA for Alice', 'and Bob?', 'mfa.state.set', { person: 'Bob', state: 'disabled' }],
  [
    'who is enforced in Sales?',
    'disable the guests among them',
    'mfa.state.bulk-set',
    { state: 'disabled', currentState: 'enforced', in: 'Sales', type: 'guest' },
  ],
  ["what is Alice's MFA state?", 'disable the guests among them', 'unknown', {}],
  ['who is enforced in Sales?', 'plan a rollout for them', 'rollout.plan', { state: 'enforced', in: 'Sales' }],
  [
    'who is enforced in Sales?',
    'without the admins',
    'mfa.state.list',
    { state: 'enforced', in: 'Sales', isAdmin: false },
  ],
  ['who is enforced in Sales?', 'is bruno an admin?', 'mfa.state.get', { person: 'bruno' }],
  [
    'who is enforced in Sales?',
    'how many are there in total',
    'mfa.state.list',
    { state: 'enforced', in: 'Sales', answer: 'count' },
  ],
  ['how is ring 2 going?', 'pause it', 'rollout.pause', { ring: '2' }],
  ['how is ring 2 going?', 'start it', 'rollout.start', { ring: '2' }],
  ['status of proposal 12', 'export it', 'approval.export', { proposalId: '12' }],
  ['show proposal 35', 'retry 35', 'change.retry', { proposalId: '35' }],
  ['show proposal 35', 'export plan 35', 'approval.export', { proposalId: '35' }],
  ['show the record of proposal 2', 'export plan 2', 'approval.export', { proposalId: '2' }],
  ['retry 35', 'cancel that', 'approval.cancel', {}],
  ['retry 35', 'pause it', 'approval.pause', { proposalId: '35' }],
  ['export plan 12', 'and 13?', 'approval.export', { proposalId: '13' }],
  ['turn off MFA for Alice', 'thanks', 'smalltalk', {}],
  [
    'who is enforced in Sales?',
    'which of them are guests',
    'mfa.state.list',
    { state: 'enforced', in: 'Sales', type: 'guest' },
  ],
  [
    'who is enforced in Sales?',
    'how many of them are admins?',
    'mfa.state.list',
    { state: 'enforced', in: 'Sales', isAdmin: true, answer: 'count' },
  ],
  ['who is enforced in Sales?', 'how many?', 'mfa.state.list', { state: 'enforced', in: 'Sales', answer: 'count' }],
  ["what is Alice's MFA state?", 'which of them are guests', 'unknown', {}],
  ['who is enforced in Sales?', 'which of them are disabled', 'unknown', {}],
  [
    'who is enforced in Sales?',
    'are any of them admins?',
    'mfa.state.list',
    { state: 'enforced', in: 'Sales', isAdmin: true },
  ],
  ["what is Alice's MFA state?", 'is she an admin?', 'mfa.state.get', { person: 'Alice' }],
  ["what is Alice's MFA state?", 'what about her manager', 'unknown', {}],
  ["what is Alice's MFA state?", 'is her mfa on or off', 'mfa.state.get', { person: 'Alice' }],
  ['who is enforced in Sales?', 'export that', 'mfa.state.export', { state: 'enforced', in: 'Sales' }],
  ['who still has to sign?', 'show 12', 'approval.status', { proposalId: '12' }],
  ["what is Alice's MFA state?", 'is bruno an admin?', 'mfa.state.get', { person: 'bruno' }],
];

describe('what was asked before lights up what is asked next', () => {
  for (const [previous, text, verb, args] of table) {
    it(`“${previous}”, then “${text}” → ${verb} ${JSON.stringify(args)}`, () => {
      const line = lineFor({ text, previous });
      assert.equal(line.verb, verb);
      assert.deepEqual(line.arguments, args);
    });
  }

  it('and nothing is taken from it where the words say all themselves', () => {
    assert.deepEqual(
      lineFor({ text: 'turn off MFA for Bob', previous: 'enforce MFA for Alice' }),
      lineFor({ text: 'turn off MFA for Bob' }),
    );
  });

  it('and an order with a number in it picks nothing of what was offered', () => {
    const line = lineFor({ text: 'pause ring 2', previous: 'set Alice Adams to another state' });
    assert.equal(line.verb, 'rollout.pause');
    assert.equal(
      lineFor({ text: 'the second one', previous: 'set Alice Adams to another state' }).verb,
      'mfa.state.set',
    );
  });

  it('and an order that is negated stays negated', () => {
    assert.equal(lineFor({ text: "don't do that for Bob", previous: 'turn off MFA for Alice' }).verb, 'unknown');
  });
});
