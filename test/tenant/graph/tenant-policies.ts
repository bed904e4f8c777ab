import type { JsonObject } from '../answer.ts';
import { allOf, anyOf, bodyOf, contextOf, NO_CONTENT, ok, param } from './call.ts';
import type { Route } from './call.ts';
import { badRequest, resourceNotFound } from './refusal.ts';

const SECURITY_DEFAULTS = '/policies/identitySecurityDefaultsEnforcementPolicy';
const STRENGTHS = '/policies/authenticationStrengthPolicies';
const READ_METHODS = anyOf(
  'Policy.Read.All',
  'Policy.Read.AuthenticationMethod',
  'Policy.ReadWrite.AuthenticationMethod',
);

/** Security defaults, the authentication methods policy and the built-in authentication strengths. */
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
    needs: allOf('Policy.Read.All', 'Policy.ReadWrite.SecurityDefaults'),
    serve: (call, parts) => {
      const { isEnabled } = bodyOf(call);
      if (typeof isEnabled !== 'boolean') throw badRequest('isEnabled must be a Boolean value.');
      parts.settings.isSecurityDefaultsEnabled = isEnabled;
      return NO_CONTENT;
    },
  },
  {
    method: 'GET',
    path: '/policies/authenticationMethodsPolicy',
    needs: READ_METHODS,
    serve: (call, parts) => {
      const context = contextOf(call, parts, 'authenticationMethodsPolicy');
      return ok({ '@odata.context': context, ...METHODS_POLICY });
    },
  },
  {
    method: 'GET',
    path: STRENGTHS,
    needs: READ_METHODS,
    serve: (call, parts) =>
      ok({ '@odata.context': contextOf(call, parts, STRENGTHS.slice(1)), value: BUILT_IN_STRENGTHS }),
  },
  {
    method: 'GET',
    path: `${STRENGTHS}/{id}`,
    needs: READ_METHODS,
    serve: (call, parts) => {
      const strength = BUILT_IN_STRENGTHS.find((each) => each['id'] === param(call, 'id'));
      if (strength === undefined) throw resourceNotFound(param(call, 'id'));
      return ok({ '@odata.context': contextOf(call, parts, `${STRENGTHS.slice(1)}/$entity`), ...strength });
    },
  },
];

const methodConfiguration = (id: string, state: 'enabled' | 'disabled'): JsonObject => ({
  '@odata.type': `#microsoft.graph.${id.charAt(0).toLowerCase()}${id.slice(1)}AuthenticationMethodConfiguration`,
  id,
  state,
});

const METHODS_POLICY: JsonObject = {
  id: 'authenticationMethodsPolicy',
  displayName: 'Authentication Methods Policy',
  description: 'Which methods may be used, and by whom.',
  lastModifiedDateTime: '2026-03-02T10:15:00Z',
  policyVersion: '1.5',
  policyMigrationState: 'migrationComplete',
  registrationEnforcement: {
    authenticationMethodsRegistrationCampaign: {
      snoozeDurationInDays: 1,
      state: 'default',
      excludeTargets: [],
      includeTargets: [
        { id: 'all_users', targetType: 'group', targetedAuthenticationMethod: 'microsoftAuthenticator' },
      ],
    },
  },
  authenticationMethodConfigurations: [
    methodConfiguration('Fido2', 'enabled'),
    methodConfiguration('MicrosoftAuthenticator', 'enabled'),
    methodConfiguration('Sms', 'enabled'),
    methodConfiguration('Voice', 'disabled'),
    methodConfiguration('SoftwareOath', 'enabled'),
    methodConfiguration('TemporaryAccessPass', 'enabled'),
    methodConfiguration('Email', 'disabled'),
    methodConfiguration('X509Certificate', 'disabled'),
  ],
};

const strength = (number: number, displayName: string, allowedCombinations: string[]): JsonObject => ({
  id: `00000000-0000-0000-0000-00000000000${number}`,
  createdDateTime: '2021-12-01T00:00:00Z',
  modifiedDateTime: '2021-12-01T00:00:00Z',
  displayName,
  description: `Combinations of methods that count as ${displayName.toLowerCase()}.`,
  policyType: 'builtIn',
  requirementsSatisfied: 'mfa',
  allowedCombinations,
  combinationConfigurations: [],
});

const PHISHING_RESISTANT = ['windowsHelloForBusiness', 'fido2', 'x509CertificateMultiFactor'];
const PASSWORDLESS = [...PHISHING_RESISTANT, 'deviceBasedPush'];

const BUILT_IN_STRENGTHS = [
  strength(2, 'Multifactor authentication', [
    ...PASSWORDLESS,
    'password,microsoftAuthenticatorPush',
    'password,softwareOath',
    'password,sms',
    'password,voice',
    'temporaryAccessPassOneTime',
    'federatedMultiFactor',
  ]),
  strength(3, 'Passwordless MFA', PASSWORDLESS),
  strength(4, 'Phishing-resistant MFA', PHISHING_RESISTANT),
];
