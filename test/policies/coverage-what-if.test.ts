import assert from 'node:assert/strict';
import { compareWithWhatIf } from './what-if-comparison.ts';

const CASES = 2000;

describe('Coverage, beside the What-If of the practice tenant', () => {
  it(`is the same of ${CASES} random persons and policies, and each answer is among them`, () => {
    const tally = compareWithWhatIf(5, CASES);
    for (const [answer, count] of Object.entries(tally)) assert.ok(count > 20, `${answer}: ${count}`);
  });
});
