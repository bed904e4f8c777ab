import assert from 'node:assert/strict';
import { now, type Rows } from '../../../src/db/database.ts';
import type { TenantUser } from '../../tenant/contract.ts';
import type { PracticeTenant } from '../../tenant/tenant.ts';

/** Ids of groups that are made for rings. */
export const ringGroup = (no: number): string => `5e0c1f00-0009-4000-8000-0000000000${String(no).padStart(2, '0')}`;

/** An empty group for a ring. */
export function addGroup({ directory }: PracticeTenant, no: number): void {
  const id = ringGroup(no);
  const nobody = { roleTemplateIds: [], memberUserIds: new Set<string>(), memberGroupIds: new Set<string>() };
  directory.groups.set(id, { id, displayName: `SG-Ring-${no}`, isAssignableToRole: false, ...nobody });
}

/** So many people have per-user MFA on and a method; nobody else has. */
export function movablePeople({ directory }: PracticeTenant, count: number): TenantUser[] {
  const users = [...directory.users.values()];
  for (const user of users) user.perUserMfaState = 'disabled';
  const members = users.filter(
    ({ userType, roleTemplateIds, accountEnabled, givenName }) =>
      userType === 'Member' && roleTemplateIds.length === 0 && accountEnabled && givenName !== null,
  );
  const movable = members.slice(-count);
  assert.equal(movable.length, count);
  for (const user of movable) {
    user.perUserMfaState = 'enforced';
    user.methods = ['microsoftAuthenticatorAuthenticationMethod'];
  }
  return movable;
}

/** Most people have been greeted: their chats are known. Some have still to get the app, and a few have no Teams. */
export async function meetPeople(
  { teams, origin }: PracticeTenant,
  people: readonly TenantUser[],
  rows: Rows,
): Promise<void> {
  for (const [at, { teams: flags }] of people.entries()) flags.isLicensed = at % 50 !== 0;
  const greeted = people.filter(({ teams: { isLicensed } }, at) => isLicensed && at % 20 !== 1);
  const known = greeted.map(({ id }) => ({
    ...{ user_id: id, conversation_id: teams.installations.install(id).chatId },
    ...{ service_url: `${origin}/`, updated_at: now },
  }));
  await rows.insertInto('conversation').values(known).execute();
}
