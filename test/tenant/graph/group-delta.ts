import type { Answer, JsonObject } from '../answer.ts';
import type { Directory, TenantGroup } from '../contract.ts';
import { anyOf, contextOf, ok } from './call.ts';
import type { GraphCall, GraphParts, Route } from './call.ts';
import { selectedOf, shapeOf } from './collection.ts';
import { askedAtFirst, deltaLinks, deltaPageSize, deltaTokenOf, followedIds } from './delta-token.ts';
import type { DeltaToken } from './delta-token.ts';
import { groupType } from './directory-objects.ts';

const READ_GROUPS = anyOf(
  'GroupMember.Read.All',
  'Group.Read.All',
  'Group.ReadWrite.All',
  'GroupMember.ReadWrite.All',
  'Directory.Read.All',
);

/** One thing that is told of a group: that it is there, or that somebody joined or left. */
interface GroupChange {
  groupId: string;
  memberId?: string;
  hasLeft?: boolean;
}

/** Changes of groups and, where `members` is selected, of who is in them. */
export function groupDeltaRoutes(): Route[] {
  const log = createMembershipLog();
  return [
    {
      method: 'GET',
      path: '/groups/delta',
      needs: READ_GROUPS,
      serve: (call, parts) => serveDelta(call, parts, log),
    },
  ];
}

type MembershipLog = ReturnType<typeof createMembershipLog>;

/** Compares with a copy of every membership, made at each look. */
function createMembershipLog() {
  const known = new Map<string, { displayName: string; memberIds: ReadonlySet<string> }>();
  const changes: GroupChange[] = [];
  return {
    changes,
    notice: ({ groups }: Directory): number => {
      const isFirstLook = known.size === 0;
      for (const group of groups.values()) {
        const now = { displayName: group.displayName, memberIds: new Set(memberIdsOf(group)) };
        const before = known.get(group.id);
        known.set(group.id, now);
        if (!isFirstLook) changes.push(...differencesOf(group.id, before, now));
      }
      for (const groupId of known.keys()) if (!groups.has(groupId) && known.delete(groupId)) changes.push({ groupId });
      return changes.length;
    },
  };
}

type Seen = { displayName: string; memberIds: ReadonlySet<string> };

function differencesOf(groupId: string, before: Seen | undefined, now: Seen): GroupChange[] {
  const old = before?.memberIds ?? new Set<string>();
  const joined = [...now.memberIds].filter((id) => !old.has(id)).map((memberId) => ({ groupId, memberId }));
  const left = [...old].filter((id) => !now.memberIds.has(id));
  const isChanged = before?.displayName !== now.displayName;
  return [
    ...(isChanged ? [{ groupId }] : []),
    ...joined,
    ...left.map((memberId) => ({ groupId, memberId, hasLeft: true })),
  ];
}

function* memberIdsOf(group: TenantGroup): Iterable<string> {
  yield* group.memberUserIds;
  yield* group.memberGroupIds;
}

function serveDelta(call: GraphCall, parts: GraphParts, log: MembershipLog): Answer {
  const isBeginning = !call.query.has('$skiptoken');
  const token = deltaTokenOf(call, parts, isBeginning ? log.notice(parts.directory) : 0);
  const size = deltaPageSize(call);
  const followed = followedIds(token);
  const everything = token.walked === null ? [] : everythingIn(parts.directory);
  const [changes, next] =
    token.walked === null
      ? [log.changes.slice(token.from, Math.min(token.from + size, token.upTo)), changesAfter(token, size)]
      : [everything.slice(token.walked, token.walked + size), walkAfter(token, size, everything.length)];
  const told = changes.filter(({ groupId }) => followed?.has(groupId) ?? true);
  const value = rowsOf(askedAtFirst(call, token), parts, told);
  return ok({ '@odata.context': contextOf(call, parts, 'groups'), ...deltaLinks(call, parts, next), value });
}

const changesAfter = (token: DeltaToken, size: number): DeltaToken => ({
  ...token,
  from: Math.min(token.from + size, token.upTo),
});

function walkAfter(token: DeltaToken, size: number, length: number): DeltaToken {
  const end = (token.walked ?? 0) + size;
  return { ...token, walked: end < length ? end : null };
}

/** A large group goes over several pages, as it does with Graph. */
function everythingIn({ groups }: Directory): GroupChange[] {
  return [...groups.values()].flatMap((group) => [
    { groupId: group.id },
    ...[...memberIdsOf(group)].map((memberId) => ({ groupId: group.id, memberId })),
  ]);
}

function rowsOf(call: GraphCall, { directory }: GraphParts, changes: readonly GroupChange[]): JsonObject[] {
  const asked = (call.query.get('$select') ?? '').split(',').map((name) => name.trim());
  const withMembers = asked.includes('members');
  const select = asked.filter((name) => name !== 'members' && name !== '').join(',');
  const selected = selectedOf(
    { ...call, query: new URLSearchParams(select === '' ? [] : [['$select', select]]) },
    groupType,
  );
  const byGroup = Map.groupBy(changes, ({ groupId }) => groupId);
  return [...byGroup].map(([id, told]) => {
    const group = directory.groups.get(id);
    if (group === undefined) return { id, '@removed': { reason: 'deleted' } };
    const members = told.flatMap((change) => memberRow(directory, change));
    const shape = shapeOf(groupType, group, [...new Set(['id', ...selected])]);
    return { ...shape, ...(withMembers && members.length > 0 && { 'members@delta': members }) };
  });
}

function memberRow(directory: Directory, { memberId, hasLeft = false }: GroupChange): JsonObject[] {
  if (memberId === undefined) return [];
  const type = directory.groups.has(memberId) ? 'group' : 'user';
  const removed = hasLeft ? { '@removed': { reason: 'deleted' } } : {};
  return [{ '@odata.type': `#microsoft.graph.${type}`, id: memberId, ...removed }];
}
