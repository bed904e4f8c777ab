import assert from 'node:assert/strict';
import { listConditionalAccessPolicies } from '../../src/entra/conditional-access-policies.ts';
import { GraphError } from '../../src/entra/graph-error.ts';
import { getSecurityDefaults } from '../../src/entra/security-defaults.ts';
import { servicePlans } from '../../src/entra/service-plans.ts';
import { hasP1, listSubscribedSkus } from '../../src/entra/subscribed-skus.ts';
import { POLICIES } from '../tenant/cast.ts';
import { caught } from './support/caught.ts';
import { openPractice, type Practice } from './support/practice.ts';

describe("the tenant's policies and licences", () => {
  let practice: Practice;
  beforeEach(async () => (practice = await openPractice()));
  afterEach(() => practice.close());

  it('are read whole, each policy as Graph sends it', async () => {
    const { policies } = await listConditionalAccessPolicies(practice.graph);
    assert.deepEqual(policies.map(({ id }) => id).sort(), Object.values(POLICIES).sort());
    const [first] = policies;
    assert.deepEqual(
      first,
      [...practice.tenant.directory.policies.values()].find(({ id }) => id === first?.['id']),
    );
  });

  it('are refused as a whole where one policy has no id', async () => {
    practice.tenant.faults.add({
      path: /conditionalAccess/,
      status: 200,
      body: { value: [{ state: 'enabled' }] },
    });
    const error = await caught(GraphError, listConditionalAccessPolicies(practice.graph));
    assert.equal(error.reason, 'unexpectedAnswer');
  });

  it('say whether security defaults are on', async () => {
    assert.equal((await getSecurityDefaults(practice.graph)).body.isEnabled, false);
    practice.tenant.graph.isSecurityDefaultsEnabled = true;
    assert.equal((await getSecurityDefaults(practice.graph)).body.isEnabled, true);
  });

  it('say whether the tenant has Microsoft Entra ID P1', async () => {
    assert.equal(hasP1((await listSubscribedSkus(practice.graph)).body), true);
    practice.tenant.graph.hasP1 = false;
    assert.equal(hasP1((await listSubscribedSkus(practice.graph)).body), false);
  });

  it('take P2 for P1, and a suspended subscription for none', () => {
    const sku = (capabilityStatus: string) => ({
      skuPartNumber: 'AAD_PREMIUM_P2',
      capabilityStatus,
      servicePlans: [{ servicePlanId: servicePlans.entraIdP2 }],
    });
    assert.deepEqual([hasP1([sku('Enabled')]), hasP1([sku('Suspended')]), hasP1([])], [true, false, false]);
  });
});
