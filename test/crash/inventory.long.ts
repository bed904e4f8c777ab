import { startPostgres, type PostgresServer } from '../support/postgres.ts';
import { postgresFolder } from '../support/tools.ts';
import { killedPass } from './inventory.ts';

if (postgresFolder() !== undefined) {
  describe('After kill -9 in the middle of a full pass of 100,000 people', function () {
    this.timeout(600_000);
    let server: PostgresServer;
    let url: string;
    before(async () => {
      server = await startPostgres();
      url = await server.createDatabase();
    });
    after(() => server.stop());
    killedPass(100_000, () => ({ kind: 'server', url }));
  });
}
