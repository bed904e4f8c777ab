import { postgresFolder } from '../support/tools.ts';
import { killedAgainAndAgain } from './plan.ts';

if (postgresFolder() !== undefined) {
  describe('A plan of 400 people whose process is killed at 20 random calls', function () {
    this.timeout(900_000); // it is started twenty times, beside other suites
    it('is done for each once, with counts that add up and a whole record', () =>
      killedAgainAndAgain({ kills: 20, items: 400, seed: 4711 }));
  });
}
