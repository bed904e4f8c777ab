import { simulate } from './support/simulation.ts';

describe('A rollout in a tenant that lags and is rude, by a process that dies', function () {
  this.timeout(240_000);

  it('moves 10 people in two rings, or says why not, and leaves nobody without MFA at any instant', () =>
    simulate({ people: 10, rings: 2, kills: 2, seed: 7 }));
});
