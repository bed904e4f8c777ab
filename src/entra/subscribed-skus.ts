import { z } from 'zod/v4';
import type { Answer, Graph } from './graph.ts';
import { servicePlans } from './service-plans.ts';

const subscribedSku = z.object({
  skuId: z.string(),
  skuPartNumber: z.string(),
  capabilityStatus: z.string(),
  consumedUnits: z.number().nullish().catch(null),
  prepaidUnits: z.object({ enabled: z.number() }).nullish().catch(null),
  servicePlans: z.array(z.object({ servicePlanId: z.string() })),
});

export type SubscribedSku = z.infer<typeof subscribedSku>;

/**
 * The subscriptions of the tenant, in every status.
 *
 * @permission LicenseAssignment.Read.All (application)
 * @throws {GraphError} `forbidden` without that permission.
 * @see https://learn.microsoft.com/graph/api/subscribedsku-list
 */
export async function listSubscribedSkus(graph: Graph): Promise<Answer<SubscribedSku[]>> {
  const { body, requestId } = await graph.get('/subscribedSkus', {
    query: { $select: 'skuId,skuPartNumber,capabilityStatus,consumedUnits,prepaidUnits,servicePlans' },
    schema: z.object({ value: z.array(subscribedSku) }),
  });
  return { body: body.value, requestId };
}

/** Whether a subscription in force brings Conditional Access; whether each person has a licence is another question. */
export const hasP1 = (skus: readonly PlansInForce[]): boolean =>
  skus.some((sku) => brings(sku, servicePlans.entraIdP1) || brings(sku, servicePlans.entraIdP2));

/** Whether a subscription in force brings policies that look at risk. */
export const hasP2 = (skus: readonly PlansInForce[]): boolean =>
  skus.some((sku) => brings(sku, servicePlans.entraIdP2));

type PlansInForce = Pick<SubscribedSku, 'capabilityStatus' | 'servicePlans'>;

const brings = (sku: PlansInForce, planId: string): boolean =>
  sku.capabilityStatus === 'Enabled' && sku.servicePlans.some(({ servicePlanId: id }) => id === planId);

/** Which Microsoft Entra ID licence these subscriptions give somebody; a plan that was switched off gives none. */
export function licenceOf(
  skus: readonly SubscribedSku[],
  assigned: readonly { skuId: string; disabledPlans: readonly string[] }[] | null,
): 'p2' | 'p1' | 'none' | 'unknown' {
  if (assigned === null) return 'unknown';
  const plans = new Set(
    assigned.flatMap(({ skuId, disabledPlans }) => {
      const sku = skus.find((one) => one.skuId === skuId && one.capabilityStatus === 'Enabled');
      return (sku?.servicePlans ?? []).map((plan) => plan.servicePlanId).filter((id) => !disabledPlans.includes(id));
    }),
  );
  if (plans.has(servicePlans.entraIdP2)) return 'p2';
  return plans.has(servicePlans.entraIdP1) ? 'p1' : 'none';
}
