import assert from 'node:assert/strict';

import { openTenant } from './support/caller.ts';
import { objectIn, rowsIn } from './support/wire.ts';

describe('The practice tenant holds a million people', () => {
  it('and cuts the last page as fast as the first', async () => {
    const called = await openTenant({ people: 1_000_000, keepLog: 'off', isContractChecked: false });
    try {
      let path = '/v1.0/users?$select=id,userPrincipalName,perUserMfaState&$top=999';
      const millis: number[] = [];
      let people = 0;
      for (;;) {
        const startedAt = performance.now();
        const page = await called.call('GET', path);
        millis.push(performance.now() - startedAt);
        people += rowsIn(page).length;
        const next = objectIn(page)['@odata.nextLink'];
        if (typeof next !== 'string') break;
        path = next.slice(called.tenant.origin.length);
      }
      const median = (times: number[]): number => times.toSorted((one, other) => one - other)[times.length >> 1] ?? 0;
      assert.equal(people, 1_000_000);
      assert.ok(median(millis.slice(-200)) < 3 * median(millis.slice(0, 200)) + 5, 'pages became slower');
    } finally {
      await called.close();
    }
  });
});
