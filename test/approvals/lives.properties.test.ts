import assert from 'node:assert/strict';
import { verifyChain } from '../../src/audit/verify.ts';
import { onEachDatabase } from '../db/each-database.ts';
import { liveThrough } from './lives.ts';

onEachDatabase('Whatever happens to a proposal, in any order, by anybody', (database) => {
  it('keeps the promises: two people, the frozen plan, each item once, an end', async function () {
    this.timeout(180_000);
    await liveThrough(database(), 250);
  });

  it('leaves a whole record', async () => {
    assert.equal((await verifyChain(database().rows)).isWhole, true);
  });
});
