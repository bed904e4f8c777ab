import assert from 'node:assert/strict';
import { compareWithWhatIf } from './what-if-comparison.ts';

const CASES = 100_000;

describe('Coverage, beside the What-If of the practice tenant', () => {
  it(`is the same of ${CASES} random persons and policies, and each answer is among them`, () => {
    const tally = compareWithWhatIf(20261127, CASES);
    for (const [answer, count] of Object.entries(tally)) assert.ok(count > 1000, `${answer}: ${count}`);
  });
});
