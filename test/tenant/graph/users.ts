import type { Answer } from '../answer.ts';
import type { TenantUser } from '../contract.ts';
import { anyOf, contextOf, ok, userIn } from './call.ts';
import type { GraphCall, GraphParts, Route } from './call.ts';
import { answerCount, answerEntities, isEventual, selectedOf, shapeOf } from './collection.ts';
import type { EntityList } from './collection.ts';
import { managerExpansion } from './manager.ts';
import { insufficientPrivileges, nonPremiumTenant, unsupportedQuery } from './refusal.ts';
import { userType } from './user-type.ts';

const READ_USERS = anyOf('User.Read.All', 'User.ReadWrite.All', 'Directory.Read.All', 'Directory.ReadWrite.All');
const LARGEST_PAGE_WITH_SIGN_INS = 500;

/** Listing, counting and getting people. */
export const userRoutes: Route[] = [
  { method: 'GET', path: '/users', needs: READ_USERS, serve: listUsers },
  {
    method: 'GET',
    path: '/users/$count',
    needs: READ_USERS,
    serve: (call, parts) => answerCount(call, everybody(call, parts)),
  },
  { method: 'GET', path: '/users/{id}', needs: READ_USERS, serve: getUser },
];

function listUsers(call: GraphCall, parts: GraphParts): Answer {
  checkStateFilter(call, parts);
  const hasSignIns = checkSignInActivity(call, parts);
  return answerEntities(call, parts, {
    ...everybody(call, parts),
    expand: managerExpansion(call, parts),
    ...(hasSignIns && { largestPage: LARGEST_PAGE_WITH_SIGN_INS }),
  });
}

/** An eventual query is answered from the index, which may not have seen the latest writes. */
function everybody(call: GraphCall, { directory, settings, replication }: GraphParts): EntityList<TenantUser> {
  const indexed = (user: TenantUser) => replication.indexedState(user.id) ?? user.perUserMfaState;
  const type = isEventual(call) ? userType(settings, indexed) : userType(settings);
  return { type, items: directory.users.order, set: 'users' };
}

function getUser(call: GraphCall, parts: GraphParts): Answer {
  checkSignInActivity(call, parts);
  const type = userType(parts.settings);
  const selected = selectedOf(call, type);
  const set = call.query.has('$select') ? `users(${selected.join(',')})/$entity` : 'users/$entity';
  const user = userIn(call, parts);
  const shape = { ...shapeOf(type, user, selected), ...managerExpansion(call, parts)(user) };
  return ok({ '@odata.context': contextOf(call, parts, set), ...shape });
}

/** Filtering on the state works in some tenants only; elsewhere the directory does not index it. */
function checkStateFilter(call: GraphCall, { settings }: GraphParts): void {
  const isFiltered = /\bperUserMfaState\b/i.test(call.query.get('$filter') ?? '');
  if (!isFiltered || settings.perUserMfaStateFilter === 'supported') return;
  throw unsupportedQuery(
    "Unsupported or invalid query filter clause specified for property 'perUserMfaState' of resource 'User'.",
  );
}

/** Sign-ins are of the logs: they need another permission and P1, and no other filter beside theirs. */
function checkSignInActivity(call: GraphCall, { settings }: GraphParts): boolean {
  const filter = call.query.get('$filter') ?? '';
  const isFiltered = /\bsignInActivity\b/i.test(filter);
  if (!isFiltered && !/\bsignInActivity\b/i.test(call.query.get('$select') ?? '')) return false;
  if (!call.permissions.has('AuditLog.Read.All')) throw insufficientPrivileges();
  if (!settings.hasP1) throw nonPremiumTenant();
  if (isFiltered && filter.split(/\s(?:and|or)\s/i).some((clause) => !/\bsignInActivity\b/i.test(clause))) {
    throw unsupportedQuery('signInActivity cannot be combined with other filters.');
  }
  return true;
}
