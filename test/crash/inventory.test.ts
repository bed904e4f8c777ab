import { rmSync } from 'node:fs';
import { freshDatabase } from '../support/fresh-database.ts';
import { killedPass } from './inventory.ts';

describe('After kill -9 in the middle of a full pass', function () {
  this.timeout(120_000); // a process is started twice
  let directory: string;
  before(async () => {
    directory = await freshDatabase();
  });
  after(() => {
    rmSync(directory, { recursive: true, force: true });
  });
  killedPass(3200, () => ({ kind: 'embedded', directory }));
});
