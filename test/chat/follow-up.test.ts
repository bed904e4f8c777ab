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
  ['turn off MFA for Alice', 'thanks', 'smalltalk', {}],
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
