import type { JsonObject } from '../lib/canonical-json.ts';
import { DIRECTORY_SYNCHRONIZATION_ROLE } from './protection.ts';

/** The policies that we make ourselves, each known by its name; one for a group has the group's name in its own. */
export const templateNames = [
  'everyone',
  'administrators',
  'azureManagement',
  'legacyAuthentication',
  'phishingResistantAdministrators',
  'signInRisk',
  'userRisk',
] as const;
export type TemplateName = (typeof templateNames)[number];

/** At the head of every name that we give. */
export const OUR_NAME_MARK = 'Crossover: ';

/** What security defaults do, as policies: none of them may be missing when those go off. */
export const REPLACING_SET: readonly TemplateName[] = [
  'everyone',
  'legacyAuthentication',
  'administrators',
  'azureManagement',
];

type Included = { includeUsers: string[] } | { includeGroups: string[] } | { includeRoles: string[] };

interface TemplateParts {
  users: Included;
  applications?: string[];
  clientAppTypes?: string[];
  conditions?: JsonObject;
  grant: JsonObject;
  session?: JsonObject;
}

const EVERYBODY = { includeUsers: ['All'] };
const MFA = { operator: 'OR', builtInControls: ['mfa'] };
/** Microsoft’s own strength; its id is the same in every tenant. */
const PHISHING_RESISTANT = { operator: 'OR', authenticationStrength: { id: '00000000-0000-0000-0000-000000000004' } };
const AZURE_MANAGEMENT = '797f4846-ba00-4fd7-ba43-dac1f8f63013';
/** What is asked once for a risk says nothing of the next one. */
const EVERY_TIME = {
  signInFrequency: {
    isEnabled: true,
    frequencyInterval: 'everyTime',
    authenticationType: 'primaryAndSecondaryAuthentication',
  },
};

/**
 * The roles that can take a tenant over, or people’s mail and data, by their template ids.
 *
 * @see https://learn.microsoft.com/entra/identity/conditional-access/policy-old-require-mfa-admin
 */
export const ADMINISTRATOR_ROLES: readonly string[] = [
  '62e90394-69f5-4237-9190-012177145e10', // Global Administrator
  '9b895d92-2cd3-44c7-9d02-a6ac2d5ea5c3', // Application Administrator
  'c4e39bd9-1100-46d3-8c65-fb160da0071f', // Authentication Administrator
  '0526716b-113d-4c15-b2c8-68e3c22b9f80', // Authentication Policy Administrator
  'b0f54661-2d74-4c50-afa3-1ec803f12efe', // Billing Administrator
  '158c047a-c907-4556-b7ef-446551a6b5f7', // Cloud Application Administrator
  'b1be1c3e-b65d-4f19-8427-f6fa0d97feb9', // Conditional Access Administrator
  '29232cdf-9323-42fd-ade2-1d097af3e4de', // Exchange Administrator
  '729827e3-9c14-49f7-bb1b-9608f156bbb8', // Helpdesk Administrator
  '8ac3fc64-6eca-42ea-9e69-59f4c7b60eb2', // Hybrid Identity Administrator
  '966707d0-3269-4727-9be2-8c3a10f19b9d', // Password Administrator
  '7be44c8a-adaf-4e2a-84d6-ab2649e08a13', // Privileged Authentication Administrator
  'e8611ab8-c189-46e8-94e1-60213ab1f814', // Privileged Role Administrator
  '194ae4cb-b126-40b2-bd5b-6091b380977d', // Security Administrator
  'f28a1f50-f6e7-4571-818b-6a12f2af6b6c', // SharePoint Administrator
  'fe930be7-5e62-47db-91af-98c3a49a38b1', // User Administrator
];
const ADMINISTRATORS = { includeRoles: [...ADMINISTRATOR_ROLES] };

const templates: Readonly<Record<TemplateName, TemplateParts & { title: string }>> = {
  everyone: { title: 'Require MFA for everyone', users: EVERYBODY, grant: MFA },
  administrators: { title: 'Require MFA for administrators', users: ADMINISTRATORS, grant: MFA },
  azureManagement: {
    title: 'Require MFA for Azure management',
    users: EVERYBODY,
    applications: [AZURE_MANAGEMENT],
    grant: MFA,
  },
  legacyAuthentication: {
    title: 'Block legacy authentication',
    users: EVERYBODY,
    clientAppTypes: ['exchangeActiveSync', 'other'],
    grant: { operator: 'OR', builtInControls: ['block'] },
  },
  phishingResistantAdministrators: {
    title: 'Require phishing-resistant MFA for administrators',
    users: ADMINISTRATORS,
    grant: PHISHING_RESISTANT,
  },
  signInRisk: {
    title: 'Require MFA at sign-in risk',
    users: EVERYBODY,
    conditions: { signInRiskLevels: ['high', 'medium'] },
    grant: MFA,
    session: EVERY_TIME,
  },
  userRisk: {
    title: 'Require a new password at user risk',
    users: EVERYBODY,
    conditions: { userRiskLevels: ['high'] },
    grant: { operator: 'AND', builtInControls: ['mfa', 'passwordChange'] },
    session: EVERY_TIME,
  },
};

/** The name of a template’s policy, without our mark. */
export const titleOf = (name: TemplateName): string => templates[name].title;

/** A policy from a template, in report-only. */
export const policyFrom = (name: TemplateName, emergencyAccountIds: ReadonlySet<string>): JsonObject =>
  build(templates[name], emergencyAccountIds);

/** A policy that requires MFA for all resources and all client apps, in report-only. */
export const policyThatRequiresMfa = (
  users: { includeUsers: string[] } | { includeGroups: string[] },
  emergencyAccountIds: ReadonlySet<string>,
): JsonObject => build({ users, grant: MFA }, emergencyAccountIds);

/** Nobody could answer a prompt for the accounts that keep the directory in step: no policy of ours reaches them. */
function build(parts: TemplateParts, emergencyAccountIds: ReadonlySet<string>): JsonObject {
  const { users, applications = ['All'], clientAppTypes = ['all'], conditions = {}, grant, session } = parts;
  return {
    state: 'enabledForReportingButNotEnforced',
    conditions: {
      clientAppTypes,
      applications: { includeApplications: applications },
      users: {
        ...users,
        excludeUsers: [...emergencyAccountIds].sort(),
        excludeRoles: [DIRECTORY_SYNCHRONIZATION_ROLE],
      },
      ...conditions,
    },
    grantControls: grant,
    ...(session === undefined ? {} : { sessionControls: session }),
  };
}

/** Whether Conditional Access takes a policy only with Microsoft Entra ID P2: it looks at risk. */
export function needsP2({ conditions }: JsonObject): boolean {
  if (typeof conditions !== 'object' || conditions === null || Array.isArray(conditions)) return false;
  return ['signInRiskLevels', 'userRiskLevels'].some((name) => {
    const levels = conditions[name];
    return Array.isArray(levels) ? levels.length > 0 : (levels ?? null) !== null;
  });
}
