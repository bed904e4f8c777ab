import type { Answer, JsonObject } from '../answer.ts';
import { isJsonObject } from '../answer.ts';
import { allOf, anyOf, bodyOf, contextOf, NO_CONTENT, ok } from './call.ts';
import type { GraphCall, GraphParts, Route } from './call.ts';
import { addManagedPolicies } from './managed-policies.ts';
import { badRequest } from './refusal.ts';

const SECURITY_DEFAULTS = '/policies/identitySecurityDefaultsEnforcementPolicy';
const METHODS = '/policies/authenticationMethodsPolicy';
const MFA_SERVICE = '/policies/mfaServicePolicy';

/** Security defaults, the authentication methods policy and the old MFA service settings. */
export const tenantPolicyRoutes: Route[] = [
  {
    method: 'GET',
    path: SECURITY_DEFAULTS,
    needs: anyOf('Policy.Read.All'),
    serve: (call, parts) =>
      ok({
        '@odata.context': contextOf(call, parts, `${SECURITY_DEFAULTS.slice(1)}/$entity`),
        id: '00000000-0000-0000-0000-000000000005',
        displayName: 'Security Defaults',
        description: 'Basic protection for every account of the tenant.',
        isEnabled: parts.settings.isSecurityDefaultsEnabled,
      }),
  },
  {
    method: 'PATCH',
    path: SECURITY_DEFAULTS,
    needs: [
      ...allOf('Policy.Read.All', 'Policy.ReadWrite.SecurityDefaults'),
      ...allOf('Policy.Read.All', 'Policy.ReadWrite.ConditionalAccess'),
    ],
    serve: switchSecurityDefaults,
  },
  {
    method: 'GET',
    path: METHODS,
    needs: anyOf('Policy.Read.All', 'Policy.Read.AuthenticationMethod', 'Policy.ReadWrite.AuthenticationMethod'),
    serve: (call, parts) =>
      ok({ '@odata.context': contextOf(call, parts, 'authenticationMethodsPolicy'), ...parts.records.methodsPolicy }),
  },
  { method: 'PATCH', path: METHODS, needs: anyOf('Policy.ReadWrite.AuthenticationMethod'), serve: updateMethods },
  {
    method: 'GET',
    path: MFA_SERVICE,
    version: 'beta',
    needs: anyOf('Policy.Read.All'),
    serve: (call, parts) =>
      ok({ '@odata.context': contextOf(call, parts, 'policies/mfaServicePolicy'), ...parts.records.mfaServicePolicy }),
  },
  {
    method: 'PATCH',
    path: MFA_SERVICE,
    version: 'beta',
    needs: anyOf('Policy.ReadWrite.AuthenticationMethod'),
    serve: (call, { records }) => {
      records.mfaServicePolicy = merged(records.mfaServicePolicy, bodyOf(call));
      return NO_CONTENT;
    },
  },
];

/** Off, Microsoft's own policies appear in the same minute. */
function switchSecurityDefaults(call: GraphCall, parts: GraphParts): Answer {
  const { isEnabled } = bodyOf(call);
  if (typeof isEnabled !== 'boolean') throw badRequest('isEnabled must be a Boolean value.');
  const isSwitchedOff = parts.settings.isSecurityDefaultsEnabled && !isEnabled;
  parts.settings.isSecurityDefaultsEnabled = isEnabled;
  if (isSwitchedOff) addManagedPolicies(parts);
  return NO_CONTENT;
}

function updateMethods(call: GraphCall, { records, clock }: GraphParts): Answer {
  const body = bodyOf(call);
  const known = Object.keys(records.methodsPolicy);
  const unknown = Object.keys(body).find((name) => !known.includes(name) && !name.startsWith('@odata.'));
  if (unknown !== undefined) throw badRequest(`The property '${unknown}' does not exist on the policy.`);
  checkCampaign(body);
  const lastModifiedDateTime = clock.now().toISOString();
  records.methodsPolicy = merged(records.methodsPolicy, { ...body, lastModifiedDateTime });
  return NO_CONTENT;
}

const CAMPAIGN_STATES = ['default', 'enabled', 'disabled'];

/** The registration campaign, which asks people to set up the Authenticator. */
function checkCampaign(body: JsonObject): void {
  const enforcement = body['registrationEnforcement'];
  const campaign = isJsonObject(enforcement) ? enforcement['authenticationMethodsRegistrationCampaign'] : undefined;
  if (!isJsonObject(campaign)) return;
  const { state, snoozeDurationInDays } = campaign;
  if (state !== undefined && !CAMPAIGN_STATES.some((each) => each === state)) {
    throw badRequest("Invalid value for 'state' of the registration campaign.");
  }
  const isSnoozeGood =
    Number.isInteger(snoozeDurationInDays) && Number(snoozeDurationInDays) >= 0 && Number(snoozeDurationInDays) <= 14;
  if (snoozeDurationInDays !== undefined && !isSnoozeGood) {
    throw badRequest("'snoozeDurationInDays' must be between 0 and 14.");
  }
}

/** Objects are merged, everything else is replaced. */
function merged(before: JsonObject, change: JsonObject): JsonObject {
  const entries = Object.entries(change).map(([name, value]) => {
    const old = before[name];
    return [name, isJsonObject(old) && isJsonObject(value) ? merged(old, value) : value] as const;
  });
  return { ...before, ...Object.fromEntries(entries) };
}
