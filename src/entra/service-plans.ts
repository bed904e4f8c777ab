/**
 * Service plans by id, the same in every tenant. Microsoft Entra ID P1 brings Conditional Access; P2 contains P1.
 *
 * @see https://learn.microsoft.com/entra/identity/users/licensing-service-plan-reference
 */
export const servicePlans = {
  entraIdP1: '41781fb2-bc02-4b7c-bd55-b576c07bb09d',
  entraIdP2: 'eec0eb4f-6444-4f95-aba0-50c24d67f998',
} as const;
