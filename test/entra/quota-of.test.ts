import assert from 'node:assert/strict';
import { costsOf, refusedClassOf } from '../../src/entra/quota-of.ts';
import type { QueryValues } from '../../src/entra/graph-path.ts';

const costs = (method: 'GET' | 'POST' | 'PATCH' | 'DELETE', path: string, query: QueryValues = {}): string =>
  costsOf({ method, path, query })
    .map(({ quota, tokens }) => `${quota} ${tokens}`)
    .join(', ');

describe('What a call costs', () => {
  for (const [method, path, query, expected] of [
    ['GET', '/users', {}, 'identity 2'],
    ['GET', '/users', { $select: 'id', $top: 999 }, 'identity 1'],
    ['GET', '/users/{user}', { $select: 'id', $expand: 'manager' }, 'identity 2'],
    ['GET', '/users/{id}/transitiveMemberOf', {}, 'identity 2'],
    ['GET', '/groups/{id}/transitiveMembers/microsoft.graph.user', { $select: 'id' }, 'identity 4'],
    ['GET', '/groups/{id}/transitiveMembers', { $select: 'id', $top: 5 }, 'identity 3'],
    ['GET', '/subscribedSkus', {}, 'identity 3'],
    ['GET', '/organization', { $select: 'id', $top: 1 }, 'identity 1'],
    ['PATCH', '/groups/{id}', {}, 'identityWrites 1, identity 1'],
    ['GET', '/users/{id}/authentication/requirements', {}, 'requirements 1, identity 1'],
    ['PATCH', '/users/{id}/authentication/requirements', {}, 'requirements 1, identityWrites 1, identity 1'],
    ['GET', '/identity/conditionalAccess/policies', {}, 'conditionalAccess 1'],
    ['GET', '/reports/authenticationMethods/userRegistrationDetails', {}, 'reports 1'],
    ['GET', '/auditLogs/signIns', {}, 'reports 1'],
    ['POST', '/users/{id}/teamwork/installedApps', {}, 'installedApps 1'],
    ['POST', '/users/{id}/sendMail', {}, 'mail 1, mailDay 1'],
  ] as const) {
    it(`${method} ${path}${Object.keys(query).length > 0 ? ` with ${Object.keys(query).join(', ')}` : ''}: ${expected}`, () => {
      assert.equal(costs(method, path, query), expected);
    });
  }

  it('a refusal is of the class that Graph says, else of the narrowest', () => {
    const call = costsOf({ method: 'PATCH', path: '/users/{id}/authentication/requirements', query: {} });
    assert.equal(refusedClassOf(call, null), 'requirements');
    assert.equal(refusedClassOf(call, 'WriteLimitExceeded'), 'identityWrites');
    assert.equal(refusedClassOf(call, 'ResourceUnitLimitExceeded'), 'identity');
    assert.equal(refusedClassOf([], null), undefined);
  });
});
