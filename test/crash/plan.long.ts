import { postgresFolder } from '../support/tools.ts';
import { killedAgainAndAgain } from './plan.ts';

if (postgresFolder() !== undefined) {
  describe('A plan of 2,000 people whose process is killed at 100 random calls', function () {
    this.timeout(2_050_000); // it is started a hundred times, beside other proofs
    it('is done for each once, with counts that add up and a whole record', () =>
      killedAgainAndAgain({ kills: 100, items: 2000, seed: 1911 }));
  });
}
