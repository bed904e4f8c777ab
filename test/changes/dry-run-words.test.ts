import assert from 'node:assert/strict';
import { dryRunFacts, dryRunWarnings, type DryRunNumbers } from '../../src/changes/dry-run-words.ts';

const names = Array.from({ length: 10 }, (_, at) => `P${at}`);
const numbers = (changes: Partial<DryRunNumbers> = {}): DryRunNumbers => ({
  ...{ people: 1000, groups: { included: [], excluded: [] }, reached: 400, maybeReached: 0 },
  ...{ newlyRequired: 400, newlyConditional: 0, newlyBlocked: 0, notCapable: 112, capabilityUnknown: 0 },
  ...{ notCapableNames: names, emergency: [], synchronization: [] },
  ...changes,
});
const cannot = (changes: Partial<DryRunNumbers>) =>
  dryRunFacts(numbers(changes)).find(([label]) => label === 'Cannot do MFA yet')?.[1];
const first = (changes: Partial<DryRunNumbers>) => dryRunWarnings(numbers(changes))[0];

describe('What turning a policy on would do, in words', () => {
  it('says first how many of those in scope have no method, with the share, five names and the number of the rest', () => {
    assert.equal(
      first({}),
      '112 of 400 people in scope (28 %) would newly be asked and have no method for MFA: P0, P1, P2, P3, P4 and 107 more.',
    );
    assert.equal(
      first({ notCapable: 1, notCapableNames: ['Ann'] }),
      '1 of 400 people in scope (under 1 %) would newly be asked and has no method for MFA: Ann.',
    );
    assert.match(first({ notCapable: 399 }) ?? '', /^399 of 400 people in scope \(over 99 %\)/);
    assert.match(first({ reached: 100, maybeReached: 12 }) ?? '', /^112 of 112 people in scope \(100 %\)/);
    assert.equal(first({ notCapable: 0 }), undefined);
  });

  it('only what would stop more comes before it', () => {
    const [emergency, synchronization, lacking] = dryRunWarnings(
      numbers({ emergency: ['Glass'], synchronization: ['Sync'] }),
    );
    assert.match(emergency ?? '', /^It would reach emergency access: Glass\./);
    assert.match(synchronization ?? '', /Exclude the role “Directory Synchronization Accounts” first\.$/);
    assert.match(lacking ?? '', /^112 of 400 people in scope/);
  });

  it('says of how many that is not known only where there are such', () => {
    assert.equal(cannot({}), '112');
    assert.equal(cannot({ capabilityUnknown: 3 }), '112, not known of 3');
    assert.equal(cannot({ notCapable: 0, capabilityUnknown: 3 }), 'not known of 3');
    assert.equal(cannot({ notCapable: 0 }), undefined);
  });
});
