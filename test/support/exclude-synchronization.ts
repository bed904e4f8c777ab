import assert from 'node:assert/strict';
import { ROLE_TEMPLATE_IDS } from '../tenant/entra-ids.ts';
import type { PracticeTenant } from '../tenant/tenant.ts';

/** Excludes the accounts of directory synchronisation from a policy, as whoever wants it in force must first. */
export function excludeSynchronization(
  { directory: { policies } }: Pick<PracticeTenant, 'directory'>,
  id: string,
): void {
  const policy = policies.get(id) ?? assert.fail('no such policy');
  const conditions = policy['conditions'] as Record<string, object>;
  const users = { ...conditions['users'], excludeRoles: [ROLE_TEMPLATE_IDS['Directory Synchronization Accounts']] };
  policies.set(id, { ...policy, conditions: { ...conditions, users } });
}
