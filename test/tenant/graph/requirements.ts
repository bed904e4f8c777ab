import type { Answer } from '../answer.ts';
import type { PerUserMfaState } from '../contract.ts';
import { isMfaRegistered } from './authentication-methods.ts';
import { anyOf, bodyOf, contextOf, NO_CONTENT, ok, param, userIn } from './call.ts';
import type { GraphCall, GraphParts, Route } from './call.ts';
import { badRequest } from './refusal.ts';

const STATES: readonly PerUserMfaState[] = ['disabled', 'enabled', 'enforced'];
const PATH = '/users/{id}/authentication/requirements';

/** Per-user MFA, which is of the beta version only. */
export const requirementRoutes: Route[] = [
  {
    method: 'GET',
    path: PATH,
    version: 'beta',
    needs: anyOf('Policy.Read.All', 'Policy.ReadWrite.AuthenticationMethod'),
    serve: (call, parts) => {
      const user = userIn(call, parts);
      const context = contextOf(call, parts, `users('${user.id}')/authentication/requirements`);
      return ok({ '@odata.context': context, perUserMfaState: user.perUserMfaState });
    },
  },
  {
    method: 'PATCH',
    path: PATH,
    version: 'beta',
    needs: anyOf('Policy.ReadWrite.AuthenticationMethod'),
    serve: updateRequirements,
  },
];

function updateRequirements(call: GraphCall, parts: GraphParts): Answer {
  const user = userIn(call, parts);
  const state = stateIn(call);
  // Entra's own fault, kept: a guest addressed by name is answered 204 and not changed
  if (/#EXT#/i.test(param(call, 'id'))) return NO_CONTENT;
  parts.replication.stateChanged(user.id, user.perUserMfaState);
  user.perUserMfaState = state === 'enabled' && isMfaRegistered(user) ? 'enforced' : state;
  return NO_CONTENT;
}

function stateIn(call: GraphCall): PerUserMfaState {
  const entry = Object.entries(bodyOf(call)).find(([name]) => name.toLowerCase() === 'perusermfastate');
  const state = STATES.find((each) => each === entry?.[1]);
  if (state === undefined) {
    throw badRequest(
      "Invalid value specified for property 'perUserMfaState' of resource 'StrongAuthenticationRequirements'.",
    );
  }
  return state;
}
