import type { JsonObject } from '../answer.ts';
import { isJsonObject } from '../answer.ts';
import type { GraphParts } from './call.ts';
import { badRequest, GraphRefusal } from './refusal.ts';

const STATES = ['enabled', 'disabled', 'enabledForReportingButNotEnforced'];
const CONTROLS = [
  'block',
  'mfa',
  'compliantDevice',
  'domainJoinedDevice',
  'approvedApplication',
  'compliantApplication',
  'passwordChange',
  'riskRemediation',
];
const RISKS = ['signInRiskLevels', 'userRiskLevels'];
const P2_FEATURE =
  '1039: Cannot create or update policies with premium P2 features. ' +
  'Upgrade to a premium P2 license and try again.';

/** Refuses a policy, or a change of one, that Conditional Access would refuse. */
export function checkPolicyChange(body: JsonObject, parts: GraphParts): void {
  const { state, conditions, grantControls } = body;
  if (state !== undefined && !STATES.some((each) => each === state)) throw malformed();
  if (conditions !== undefined && !isJsonObject(conditions)) throw malformed();
  if (grantControls !== undefined && grantControls !== null) checkGrantControls(grantControls);
  if (isJsonObject(conditions) && !parts.settings.hasP2 && RISKS.some((risk) => hasItems(conditions[risk]))) {
    throw badRequest(P2_FEATURE);
  }
  if (state === 'enabled' && parts.settings.isSecurityDefaultsEnabled) {
    throw badRequest(
      'Security Defaults is enabled in the tenant. You must disable Security defaults before enabling a Conditional Access policy.',
    );
  }
}

function checkGrantControls(given: unknown): void {
  if (!isJsonObject(given)) throw malformed();
  const { builtInControls = [], authenticationStrength } = given;
  if (!Array.isArray(builtInControls) || !builtInControls.every((control) => CONTROLS.includes(String(control)))) {
    throw malformed();
  }
  if (builtInControls.includes('mfa') && isJsonObject(authenticationStrength)) {
    const refusal = badRequest('The server could not process the request because it is malformed or incorrect.');
    refusal.innerError = {
      message: '1032: ConditionalActionPolicy validation failed due to InvalidAuthenticationStrengthControl.',
    };
    throw refusal;
  }
}

/** Without P1 nothing is created or updated; reading and deleting go on. */
export function checkPremium(parts: GraphParts): void {
  if (parts.settings.hasP1) return;
  throw new GraphRefusal(
    403,
    'AccessDenied',
    'Your tenant is not licensed for this feature. Please upgrade your subscription to access it.',
  );
}

export const malformed = (): GraphRefusal =>
  badRequest(
    '1007: Incoming ConditionalAccessPolicy object is null or does not match the schema of ConditionalAccessPolicy type. ' +
      'For examples, please see API documentation at ' +
      'https://docs.microsoft.com/en-us/graph/api/conditionalaccessroot-post-policies?view=graph-rest-1.0.',
  );

const hasItems = (value: unknown): boolean => Array.isArray(value) && value.length > 0;
