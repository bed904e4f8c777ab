import type { Answer, JsonObject } from '../answer.ts';
import type { TenantUser } from '../contract.ts';
import type { ChangeLog } from './change-log.ts';
import { createChangeLog, fingerprintOf } from './change-log.ts';
import { anyOf, contextOf, ok } from './call.ts';
import type { GraphCall, GraphParts, Route } from './call.ts';
import { selectedOf, shapeOf } from './collection.ts';
import { askedAtFirst, deltaLinks, deltaPageSize, deltaTokenOf, followedIds } from './delta-token.ts';
import type { DeltaToken } from './delta-token.ts';
import { userType } from './user-type.ts';

const READ_USERS = anyOf('User.Read.All', 'User.ReadWrite.All', 'Directory.Read.All', 'Directory.ReadWrite.All');

/** Changes of people. Neither `perUserMfaState` nor sign-ins count as a change. */
export function userDeltaRoutes(): Route[] {
  const log = createChangeLog<TenantUser>(fingerprint);
  return [
    {
      method: 'GET',
      path: '/users/delta',
      needs: READ_USERS,
      serve: (call, parts) => serveDelta(call, parts, log),
    },
  ];
}

function fingerprint(user: TenantUser): number {
  const { displayName, givenName, surname, userPrincipalName, mail, jobTitle, department } = user;
  const { preferredLanguage, userType: type, accountEnabled, onPremisesSyncEnabled, managerId } = user;
  const flags = `${type} ${accountEnabled} ${String(onPremisesSyncEnabled)}`;
  const texts = [displayName, givenName, surname, userPrincipalName, mail, jobTitle, department, preferredLanguage];
  return fingerprintOf([...texts, managerId, flags, ...user.servicePlanIds]);
}

function serveDelta(call: GraphCall, parts: GraphParts, log: ChangeLog<TenantUser>): Answer {
  const isBeginning = !call.query.has('$skiptoken');
  const token = deltaTokenOf(call, parts, isBeginning ? log.notice(parts.directory.users) : 0);
  const { rows, next } = pageOf(token, { call, parts, log });
  const set = token.select === null ? 'users' : `users(${token.select})`;
  return ok({ '@odata.context': contextOf(call, parts, set), ...deltaLinks(call, parts, next), value: rows });
}

interface Walk {
  call: GraphCall;
  parts: GraphParts;
  log: ChangeLog<TenantUser>;
}

function pageOf(token: DeltaToken, { call, parts, log }: Walk): { rows: JsonObject[]; next: DeltaToken } {
  const type = userType(parts.settings);
  const selected = [...new Set(['id', ...selectedOf(askedAtFirst(call, token), type)])];
  const followed = followedIds(token);
  const isFollowed = (id: string): boolean => followed?.has(id) ?? true;
  const { users } = parts.directory;
  const size = deltaPageSize(call);
  if (token.walked !== null) {
    const end = token.walked + size;
    const people = users.order.slice(token.walked, end).filter((user) => user !== undefined && isFollowed(user.id));
    const rows = people.flatMap((user) => (user === undefined ? [] : [shapeOf(type, user, selected)]));
    return { rows, next: { ...token, walked: end < users.order.length ? end : null } };
  }
  const end = Math.min(token.from + size, token.upTo);
  const rows = log
    .between(token.from, end)
    .filter(isFollowed)
    .map((id): JsonObject => {
      const user = users.get(id);
      return user === undefined ? { id, '@removed': { reason: 'deleted' } } : shapeOf(type, user, selected);
    });
  return { rows, next: { ...token, from: end } };
}
