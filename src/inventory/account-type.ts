import type { AccountType } from '../db/tables.ts';

/** What makes an account one of a kind: membership in a group, or a name with `*` for anything. */
export type AccountRule = { type: 'shared' | 'service' } & (
  { kind: 'group'; groupId: string } | { kind: 'name'; pattern: string }
);

/** What the type of an account is told from. */
export interface Account {
  id: string;
  displayName: string | null;
  userPrincipalName: string | null;
  userType: 'Member' | 'Guest' | null;
}

/** Entra Connect and Cloud Sync name their account so, and it holds the role; either is enough to leave it alone. */
const SYNC_NAMES = ['Sync_*', 'ADToAADSyncServiceAccount*', 'On-Premises Directory Synchronization Service Account'];

/**
 * The type of an account by what it says of itself. Groups and roles are looked up where the rows are.
 *
 * An old account without a `userType` is *unknown*, unless a name says more.
 */
export function accountTypeOf(
  account: Account,
  { emergencyIds, rules }: { emergencyIds: ReadonlySet<string>; rules: readonly AccountRule[] },
): AccountType {
  if (emergencyIds.has(account.id)) return 'emergencyAccess';
  if (SYNC_NAMES.some((pattern) => isNamed(account, pattern))) return 'directorySynchronization';
  const rule = rules.find((one) => one.kind === 'name' && isNamed(account, one.pattern));
  if (rule) return rule.type;
  if (account.userType === null) return 'unknown';
  return account.userType === 'Guest' ? 'guest' : 'member';
}

/** Whether the display name, or the part of the sign-in name before the @, is as the pattern says; case is no matter. */
function isNamed({ displayName, userPrincipalName }: Account, pattern: string): boolean {
  const names = [displayName ?? '', (userPrincipalName ?? '').split('@')[0] ?? ''];
  return names.some((name) => isLike(name.toLowerCase(), pattern.toLowerCase().split('*')));
}

/** Part after part, each at its first place: a pattern of an administrator never makes a search exponential. */
function isLike(name: string, [first = '', ...others]: readonly string[]): boolean {
  const last = others.pop();
  if (last === undefined) return name === first;
  if (!name.startsWith(first)) return false;
  let at = first.length;
  for (const part of others) {
    const found = name.indexOf(part, at);
    if (found < 0) return false;
    at = found + part.length;
  }
  return name.length - last.length >= at && name.endsWith(last);
}
