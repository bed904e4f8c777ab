import assert from 'node:assert/strict';
import { relyingWarnings, type Relying } from '../../src/changes/relying-words.ts';
import { policyFactsOf } from '../../src/policies/policy-facts.ts';

const warnings = (changes: Partial<Relying>) =>
  relyingWarnings({ displayName: 'Baseline' }, policyFactsOf({}), {
    ...{ people: 3, names: ['Ann', 'Bob', 'Cy'], restored: 0, moved: 3, unknown: 0 },
    ...changes,
  });

describe('Who would be left without MFA, in words', () => {
  it('says of how many per-user MFA is restored by itself', () => {
    assert.equal(warnings({}).length, 1);
    const restored = (changes: Partial<Relying>) => warnings(changes)[1];
    assert.equal(
      restored({ restored: 3 }),
      'I restore per-user MFA of all of them by myself as soon as I see it: the approvals to switch it off included that.',
    );
    assert.match(restored({ restored: 2 }) ?? '', /^I restore per-user MFA of 2 of them by myself/);
    assert.match(restored({ restored: 1, people: 1 }) ?? '', /of this person by myself .*: the approval to switch/);
  });
});
