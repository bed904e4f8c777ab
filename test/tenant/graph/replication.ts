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

type MembershipChange = { groupId: string; memberId: string; hasJoined: boolean };

export function createReplication(clock: TenantClock, lag: () => ReplicationLag): Replication {
  const policies = new Map<string, Unseen<undefined>>();
  const indexedGroups = new Map<string, Unseen<undefined>>();
  const states = new Map<string, Unseen<PerUserMfaState>>();
  let memberships: Unseen<MembershipChange>[] = [];
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
      memberships.push(...memberIds.map((memberId) => stamped({ groupId, memberId, hasJoined })));
    },
    seen: (directory) => {
      memberships = memberships.filter((entry) => !isSeen(entry, lag().membershipMillis));
      return memberships.length === 0 ? directory : { ...directory, groups: groupsBefore(directory, memberships) };
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

/** Takes back, the newest first, what has not been told yet. */
function groupsBefore({ groups }: Directory, unseen: readonly Unseen<MembershipChange>[]): Map<string, TenantGroup> {
  const before = new Map(groups);
  for (const { value } of unseen.toReversed()) {
    const group = before.get(value.groupId);
    if (group === undefined) continue;
    const memberUserIds = new Set(group.memberUserIds);
    const memberGroupIds = new Set(group.memberGroupIds);
    const members = groups.has(value.memberId) ? memberGroupIds : memberUserIds;
    if (value.hasJoined) members.delete(value.memberId);
    else members.add(value.memberId);
    before.set(group.id, { ...group, memberUserIds, memberGroupIds });
  }
  return before;
}
