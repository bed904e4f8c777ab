import type { Answer } from '../answer.ts';
import type { TenantUser } from '../contract.ts';
import { anyOf, contextOf, ok, userIn } from './call.ts';
import type { GraphCall, GraphParts, Route } from './call.ts';
import { answerCount, answerEntities, selectedOf, shapeOf } from './collection.ts';
import { unsupportedQuery } from './refusal.ts';
import { userType } from './user-type.ts';

const READ_USERS = anyOf('User.Read.All', 'User.ReadWrite.All', 'Directory.Read.All', 'Directory.ReadWrite.All');

/** Listing, counting and getting people. */
export function userRoutes(): Route[] {
  const listed = listCache();
  return [
    {
      method: 'GET',
      path: '/users',
      needs: READ_USERS,
      serve: (call, parts) => {
        checkStateFilter(call, parts);
        const items = listed(parts.directory.users);
        return answerEntities(call, parts, { type: userType(parts.settings), items, set: 'users' });
      },
    },
    {
      method: 'GET',
      path: '/users/$count',
      needs: READ_USERS,
      serve: (call, parts) => {
        const items = listed(parts.directory.users);
        return answerCount(call, { type: userType(parts.settings), items, set: 'users' });
      },
    },
    { method: 'GET', path: '/users/{id}', needs: READ_USERS, serve: getUser },
  ];
}

function getUser(call: GraphCall, parts: GraphParts): Answer {
  const type = userType(parts.settings);
  const selected = selectedOf(call, type);
  const set = call.query.has('$select') ? `users(${selected.join(',')})/$entity` : 'users/$entity';
  const user = userIn(call, parts);
  return ok({ '@odata.context': contextOf(call, parts, set), ...shapeOf(type, user, selected) });
}

/** Filtering on the state works only where the property does; elsewhere the directory does not index it. */
function checkStateFilter(call: GraphCall, parts: GraphParts): void {
  const isFiltered = /\bperUserMfaState\b/i.test(call.query.get('$filter') ?? '');
  if (!isFiltered || parts.settings.perUserMfaStateProperty === 'supported') return;
  throw unsupportedQuery(
    "Unsupported or invalid query filter clause specified for property 'perUserMfaState' of resource 'User'.",
  );
}

const CROWD = 10_000;

/** Keeps the list of a crowd between pages: a million people are not to be copied a thousand times. */
function listCache(): (users: Map<string, TenantUser>) => readonly TenantUser[] {
  let list: readonly TenantUser[] = [];
  return (users) => {
    if (users.size < CROWD || list.length !== users.size) list = [...users.values()];
    return list;
  };
}
