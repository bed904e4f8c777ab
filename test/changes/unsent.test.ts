import assert from 'node:assert/strict';
import type { ApprovedChange } from '../../src/changes/change.ts';
import { changeRunner } from '../../src/changes/run.ts';
import { GraphError } from '../../src/entra/graph-error.ts';
import { onEachDatabase } from '../db/each-database.ts';
import { storeApprovedPlan } from '../support/approved-plan.ts';
import { PEOPLE } from '../tenant/cast.ts';

const STATE = 'perUserMfaState';
const before = { [STATE]: 'enforced', isAdministrator: false };
const after = { [STATE]: 'disabled', isTakingBack: false };
const item = { kind: STATE, targetId: PEOPLE.aliceAdams, targetName: 'Alice Adams', before, after };

/** As our own quotas refuse a call, before it is sent. */
const heldBack = new GraphError('throttled', {
  method: 'PATCH',
  path: '/users/{id}/authentication/requirements',
  status: null,
  code: null,
  requestId: null,
  retryAfterSeconds: 1,
});

onEachDatabase('A write that our own quotas hold back', (database) => {
  it('was not sent: everything is looked at anew before it is tried again, and nothing is read back', async () => {
    const steps: string[] = [];
    const change: ApprovedChange = {
      kind: STATE,
      inspect: () => {
        steps.push('look');
        return Promise.resolve({ verdict: 'go', before, holdsMillis: 2500 });
      },
      driftOf: () => Promise.resolve(null),
      apply: (_, holdsMillis) => {
        steps.push(`write within ${holdsMillis ?? 0} ms`);
        return steps.length < 3 ? Promise.reject(heldBack) : Promise.resolve({ requestId: 'r' });
      },
      verify: () => {
        steps.push('read back');
        return Promise.resolve({ verdict: 'equal', live: 'disabled' });
      },
      words: () => '',
    };
    const id = await storeApprovedPlan(database(), [{ id: PEOPLE.aliceAdams, displayName: 'Alice Adams' }]);
    const nothing = () => Promise.resolve();
    const runner = changeRunner({
      database: database(),
      changes: [change],
      plannedItem: () => Promise.resolve(item),
      touch: nothing,
      finish: nothing,
      atOnce: 1,
    });
    const stateOf = async () => {
      const found = database().rows.selectFrom('proposal_item').select('state').where('proposal_id', '=', id);
      return (await found.executeTakeFirstOrThrow()).state;
    };
    await runner.run(id, new AbortController().signal);
    assert.equal(await stateOf(), 'ready');
    await database().moveClock(60_000);
    await runner.run(id, new AbortController().signal);
    assert.equal(await stateOf(), 'done');
    assert.deepEqual(steps, ['look', 'write within 2500 ms', 'look', 'write within 2500 ms', 'read back']);
  });
});
