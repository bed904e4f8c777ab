import type { JsonObject } from '../answer.ts';
import { isJsonObject } from '../answer.ts';

/** A Conditional Access policy in Graph's v1.0 shape. */
export type ConditionalAccessPolicy = JsonObject & { id: string; state: string };

const USERS = {
  includeUsers: [],
  excludeUsers: [],
  includeGroups: [],
  excludeGroups: [],
  includeRoles: [],
  excludeRoles: [],
  includeGuestsOrExternalUsers: null,
  excludeGuestsOrExternalUsers: null,
};

const APPLICATIONS = {
  includeApplications: [],
  excludeApplications: [],
  includeUserActions: [],
  includeAuthenticationContextClassReferences: [],
  applicationFilter: null,
};

const CONDITIONS = {
  userRiskLevels: [],
  signInRiskLevels: [],
  clientAppTypes: ['all'],
  servicePrincipalRiskLevels: [],
  insiderRiskLevels: null,
  platforms: null,
  locations: null,
  devices: null,
  clientApplications: null,
  authenticationFlows: null,
};

const GRANT_CONTROLS = {
  operator: 'OR',
  builtInControls: [],
  customAuthenticationFactors: [],
  termsOfUse: [],
  authenticationStrength: null,
};

/** Writes out what was left unsaid, as Graph does: empty lists for lists, null for objects. */
export function completePolicy(given: JsonObject & { id: string; state: string }): ConditionalAccessPolicy {
  const conditions = objectOf(given['conditions']);
  const grantControls = given['grantControls'];
  return {
    templateId: null,
    createdDateTime: null,
    modifiedDateTime: null,
    deletedDateTime: null,
    sessionControls: null,
    ...given,
    conditions: {
      ...CONDITIONS,
      ...conditions,
      applications: { ...APPLICATIONS, ...objectOf(conditions['applications']) },
      users: { ...USERS, ...objectOf(conditions['users']) },
    },
    grantControls: isJsonObject(grantControls) ? { ...GRANT_CONTROLS, ...grantControls } : null,
  };
}

/** Applies a PATCH: a property that is an object is merged with what was there, anything else replaces it. */
export function patchedPolicy(before: ConditionalAccessPolicy, change: JsonObject): ConditionalAccessPolicy {
  const merged = merge(before, change);
  return completePolicy({ ...merged, id: before.id, state: String(merged['state']) });
}

function merge(before: JsonObject, change: JsonObject): JsonObject {
  const after = { ...before };
  for (const [name, value] of Object.entries(change)) {
    const old = before[name];
    after[name] = isJsonObject(old) && isJsonObject(value) ? merge(old, value) : value;
  }
  return after;
}

const objectOf = (value: unknown): JsonObject => (isJsonObject(value) ? value : {});
