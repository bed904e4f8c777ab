import { postgresFolder } from '../support/tools.ts';
import { startPostgres, type PostgresServer } from '../support/postgres.ts';
import { simulate } from './support/simulation.ts';

/** As many as a tenant of the issue has: 15 to 18 minutes on two busy cores; `npm run proof` takes any number. */
const PEOPLE = 5000;
const RINGS = 6;
const KILLS = 12;

if (postgresFolder() !== undefined)
  describe('A rollout by three replicas on PostgreSQL, in a tenant that lags and is rude', function () {
    this.timeout(30 * 60_000);
    let postgres: PostgresServer;
    before(async () => {
      postgres = await startPostgres();
    });
    after(() => postgres.stop());

    it(`moves ${PEOPLE} people in ${RINGS} rings, or says why not, while processes die, and leaves nobody without MFA`, async () => {
      const url = await postgres.createDatabase();
      const simulated = await simulate({ people: PEOPLE, rings: RINGS, kills: KILLS, seed: 11, url });
      console.log(JSON.stringify({ people: PEOPLE, rings: RINGS, ...simulated }));
    });
  });
