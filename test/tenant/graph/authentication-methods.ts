import type { Answer, JsonObject } from '../answer.ts';
import type { TenantUser } from '../contract.ts';
import { PASSWORD_METHOD_ID } from '../entra-ids.ts';
import { guidOf } from '../seeded-random.ts';
import { anyOf, contextOf, ok, param, userIn } from './call.ts';
import type { GraphCall, GraphParts, Route } from './call.ts';
import { answerPage } from './collection.ts';
import { parseFilter } from './filter.ts';
import { nonPremiumTenant, resourceNotFound } from './refusal.ts';

/** What each method adds to its id, and how the registration report calls it. */
const METHOD_SHAPES: Record<string, { details: JsonObject; reportedAs: string; isMfa: boolean }> = {
  microsoftAuthenticatorAuthenticationMethod: {
    details: { displayName: 'Phone', deviceTag: 'SoftwareTokenActivated', phoneAppVersion: '6.2509.6000' },
    reportedAs: 'microsoftAuthenticatorPush',
    isMfa: true,
  },
  phoneAuthenticationMethod: {
    details: { phoneNumber: '+1 2065550100', phoneType: 'mobile', smsSignInState: 'notAllowedByPolicy' },
    reportedAs: 'mobilePhone',
    isMfa: true,
  },
  fido2AuthenticationMethod: {
    details: {
      displayName: 'Security key',
      model: 'NFC key',
      aaGuid: guidOf('aaGuid'),
      attestationCertificates: [],
      attestationLevel: 'attested',
    },
    reportedAs: 'fido2',
    isMfa: true,
  },
  softwareOathAuthenticationMethod: {
    details: { secretKey: null },
    reportedAs: 'softwareOneTimePasscode',
    isMfa: true,
  },
  windowsHelloForBusinessAuthenticationMethod: {
    details: { displayName: 'Laptop', keyStrength: 'normal' },
    reportedAs: 'windowsHelloForBusiness',
    isMfa: true,
  },
  platformCredentialAuthenticationMethod: {
    details: { displayName: 'MacBook', keyStrength: 'normal', platform: 'macOS' },
    reportedAs: 'macOsSecureEnclaveKey',
    isMfa: true,
  },
  temporaryAccessPassAuthenticationMethod: {
    details: { isUsableOnce: false, lifetimeInMinutes: 60 },
    reportedAs: 'temporaryAccessPass',
    isMfa: true,
  },
  emailAuthenticationMethod: { details: { emailAddress: null }, reportedAs: 'email', isMfa: false },
};

const REPORT = '/reports/authenticationMethods/userRegistrationDetails';
const READ_REPORT = anyOf('AuditLog.Read.All');

/** A person's methods, live, and the registration report about everybody. */
export const authenticationMethodRoutes: Route[] = [
  {
    method: 'GET',
    path: '/users/{id}/authentication/methods',
    needs: anyOf('UserAuthenticationMethod.Read.All', 'UserAuthenticationMethod.ReadWrite.All'),
    serve: listMethods,
  },
  { method: 'GET', path: REPORT, needs: READ_REPORT, serve: listRegistrationDetails },
  {
    method: 'GET',
    path: `${REPORT}/{id}`,
    needs: READ_REPORT,
    serve: (call, parts) => {
      checkPremium(parts);
      const user = parts.directory.users.get(param(call, 'id').toLowerCase());
      if (user === undefined) throw resourceNotFound(param(call, 'id'));
      const context = contextOf(call, parts, `${REPORT.slice(1)}/$entity`);
      return ok({ '@odata.context': context, ...registrationDetails(user, parts.clock.now()) });
    },
  },
];

/** Whether the person has registered a method that answers a demand for MFA. */
export function isMfaRegistered(user: TenantUser): boolean {
  return user.methods.some((method) => METHOD_SHAPES[method]?.isMfa === true);
}

function listMethods(call: GraphCall, parts: GraphParts): Answer {
  const user = userIn(call, parts);
  const password = {
    '@odata.type': '#microsoft.graph.passwordAuthenticationMethod',
    id: PASSWORD_METHOD_ID,
    password: null,
    createdDateTime: user.createdDateTime,
  };
  const others = user.methods.map((method) => ({
    '@odata.type': `#microsoft.graph.${method}`,
    id: guidOf('method', user.id, method),
    createdDateTime: user.createdDateTime,
    ...METHOD_SHAPES[method]?.details,
  }));
  const context = contextOf(call, parts, `users('${user.id}')/authentication/methods`);
  return ok({ '@odata.context': context, value: [password, ...others] });
}

function listRegistrationDetails(call: GraphCall, parts: GraphParts): Answer {
  checkPremium(parts);
  const now = parts.clock.now();
  const filter = call.query.get('$filter');
  const predicate = filter === null ? () => true : parseFilter(filter);
  return answerPage(call, parts, {
    set: REPORT.slice(1),
    items: parts.directory.users.order,
    isMatch: (user) => {
      if (filter === null) return true; // without a filter only one page of rows is ever made
      const row = registrationDetails(user, now);
      return predicate((property) => row[property]);
    },
    shape: (user) => registrationDetails(user, now),
  });
}

function registrationDetails(user: TenantUser, now: Date): JsonObject {
  const isRegistered = isMfaRegistered(user);
  const hasPasskey = user.methods.includes('fido2AuthenticationMethod');
  const hasAuthenticator = user.methods.includes('microsoftAuthenticatorAuthenticationMethod');
  const preferred = hasAuthenticator ? 'push' : user.methods.includes('phoneAuthenticationMethod') ? 'sms' : 'none';
  return {
    id: user.id,
    userPrincipalName: user.userPrincipalName,
    userDisplayName: user.displayName,
    userType: user.userType.toLowerCase(),
    isAdmin: user.roleTemplateIds.length > 0,
    isMfaRegistered: isRegistered,
    isMfaCapable: isRegistered,
    isPasswordlessCapable: hasPasskey,
    isSsprCapable: isRegistered,
    isSsprEnabled: true,
    isSsprRegistered: isRegistered,
    isSystemPreferredAuthenticationMethodEnabled: true,
    systemPreferredAuthenticationMethods: hasAuthenticator ? ['microsoftAuthenticatorPush'] : [],
    userPreferredMethodForSecondaryAuthentication: preferred,
    methodsRegistered: user.methods.flatMap((method) => METHOD_SHAPES[method]?.reportedAs ?? []),
    lastUpdatedDateTime: new Date(now.getTime() - REPORT_AGE_MILLIS).toISOString(),
  };
}

/** The report is never newer than this. */
const REPORT_AGE_MILLIS = 2 * 60 * 60 * 1000;

function checkPremium(parts: GraphParts): void {
  if (!parts.settings.hasP1) throw nonPremiumTenant();
}
