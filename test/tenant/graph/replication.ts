import type { Directory, PerUserMfaState, TenantClock, TenantGroup } from '../contract.ts';

/** How long what was written through Graph stays unseen, on the tenant's clock. */
export interface ReplicationLag {
  /** A new Conditional Access policy is 404 for so long. */
  policyMillis: number;
  /** Who joined or left a group is told only after so long. */
  membershipMillis: number;
  /** What is asked with `ConsistencyLevel: eventual` is answered from an index that is so old. */
  indexMillis: number;
}

/** Remembers what not every part of the directory has seen yet; the directory itself is changed at once. */
export interface Replication {
  policyCreated(id: string): void;
  isPolicySeen(id: string): boolean;
  membershipChanged(groupId: string, memberIds: readonly string[], hasJoined: boolean): void;
  /** The directory with the groups as they are told at this moment. */
  seen(directory: Directory): Directory;
  groupCreated(id: string): void;
  isGroupIndexed(id: string): boolean;
  stateChanged(userId: string, before: PerUserMfaState): void;
  /** The state that the index still has, where it differs. */
  indexedState(userId: string): PerUserMfaState | undefined;
}

interface Unseen<T> {
  value: T;
  atMillis: number;
}

interface MembershipChange {
  memberId: string;
  hasJoined: boolean;
}

type ToldMembers = Pick<TenantGroup, 'memberUserIds' | 'memberGroupIds'>;

/** What of one group is not told yet, the oldest first, and who is told to be in it meanwhile. */
interface UnseenMembers {
  changes: Unseen<MembershipChange>[];
  told: ToldMembers | undefined;
}

export function createReplication(clock: TenantClock, lag: () => ReplicationLag): Replication {
  const policies = new Map<string, Unseen<undefined>>();
  const indexedGroups = new Map<string, Unseen<undefined>>();
  const states = new Map<string, Unseen<PerUserMfaState>>();
  const memberships = new Map<string, UnseenMembers>();
  const now = (): number => clock.now().getTime();
  const stamped = <T>(value: T): Unseen<T> => ({ value, atMillis: now() });
  const isSeen = (entry: Unseen<unknown> | undefined, lagMillis: number): boolean =>
    entry === undefined || now() - entry.atMillis >= lagMillis;
  return {
    policyCreated: (id) => {
      policies.set(id, stamped(undefined));
    },
    isPolicySeen: (id) => isSeen(policies.get(id), lag().policyMillis),
    membershipChanged: (groupId, memberIds, hasJoined) => {
      if (lag().membershipMillis === 0) return;
      const unseen = memberships.get(groupId) ?? { changes: [], told: undefined };
      memberships.set(groupId, unseen);
      unseen.changes.push(...memberIds.map((memberId) => stamped({ memberId, hasJoined })));
    },
    seen: (directory) => {
      if (memberships.size === 0) return directory;
      const groups = new Map(directory.groups);
      for (const [id, unseen] of memberships) {
        const group = groups.get(id);
        if (group === undefined) continue;
        unseen.told ??= membersBefore(group, { unseen: unseen.changes, groups });
        while (unseen.changes[0] && isSeen(unseen.changes[0], lag().membershipMillis))
          tell(unseen.told, unseen.changes.shift()?.value, groups);
        if (unseen.changes.length === 0) memberships.delete(id);
        else groups.set(id, { ...group, ...unseen.told });
      }
      return { ...directory, groups };
    },
    groupCreated: (id) => {
      indexedGroups.set(id, stamped(undefined));
    },
    isGroupIndexed: (id) => isSeen(indexedGroups.get(id), lag().indexMillis),
    stateChanged: (userId, before) => {
      if (lag().indexMillis > 0) states.set(userId, stamped(before));
    },
    indexedState: (userId) => {
      const entry = states.get(userId);
      if (entry === undefined || !isSeen(entry, lag().indexMillis)) return entry?.value;
      states.delete(userId);
      return undefined;
    },
  };
}

/** Who was in a group before all of this, the newest taken back first. */
function membersBefore(
  group: TenantGroup,
  { unseen, groups }: { unseen: readonly Unseen<MembershipChange>[]; groups: ReadonlyMap<string, TenantGroup> },
): ToldMembers {
  const told = { memberUserIds: new Set(group.memberUserIds), memberGroupIds: new Set(group.memberGroupIds) };
  for (const { value } of unseen.toReversed()) tell(told, { ...value, hasJoined: !value.hasJoined }, groups);
  return told;
}

function tell(told: ToldMembers, change: MembershipChange | undefined, groups: ReadonlyMap<string, TenantGroup>): void {
  if (change === undefined) return;
  const members = groups.has(change.memberId) ? told.memberGroupIds : told.memberUserIds;
  if (change.hasJoined) members.add(change.memberId);
  else members.delete(change.memberId);
}
