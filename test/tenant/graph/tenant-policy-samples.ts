import type { JsonObject } from '../answer.ts';

const methodConfiguration = (id: string, state: 'enabled' | 'disabled'): JsonObject => ({
  '@odata.type': `#microsoft.graph.${id.charAt(0).toLowerCase()}${id.slice(1)}AuthenticationMethodConfiguration`,
  id,
  state,
});

/** The authentication methods policy of a tenant that has finished its migration. */
export const METHODS_POLICY: JsonObject = {
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

/** The old MFA service settings, which only an undocumented path of the beta version tells. */
export const MFA_SERVICE_POLICY: JsonObject = {
  allowAppPasswords: false,
  trustedIps: { skipMfaForFederatedUsers: false },
  rememberMfaOnTrustedDevice: { isEnabled: true, allowedNumberOfDays: 90 },
};

const strength = (number: number, displayName: string, allowedCombinations: string[]): JsonObject & { id: string } => ({
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

/** The three authentication strengths that every tenant has. */
export const BUILT_IN_STRENGTHS = [
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
