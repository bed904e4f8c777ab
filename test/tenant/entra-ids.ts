/** Microsoft Entra's own well-known ids, the same in every tenant. */

/** Directory roles by the name that the admin center shows; the values are role template ids. */
export const ROLE_TEMPLATE_IDS = {
  'Global Administrator': '62e90394-69f5-4237-9190-012177145e10',
  'Authentication Policy Administrator': '0526716b-113d-4c15-b2c8-68e3c22b9f80',
  'Authentication Administrator': 'c4e39bd9-1100-46d3-8c65-fb160da0071f',
  'Privileged Authentication Administrator': '7be44c8a-adaf-4e2a-84d6-ab2649e08a13',
  'Conditional Access Administrator': 'b1be1c3e-b65d-4f19-8427-f6fa0d97feb9',
  'Security Administrator': '194ae4cb-b126-40b2-bd5b-6091b380977d',
  'Security Reader': '5d6b6bb7-de71-4623-b4af-96380a352509',
  'Global Reader': 'f2ef992c-3afb-46b9-b7cf-a126ee74c451',
  'Reports Reader': '4a5d8f65-41da-4de4-8968-e035b65339cf',
  'Groups Administrator': 'fdd7a751-b60b-444a-984c-02652fe8fa1c',
  'User Administrator': 'fe930be7-5e62-47db-91af-98c3a49a38b1',
  'Privileged Role Administrator': 'e8611ab8-c189-46e8-94e1-60213ab1f814',
  'Hybrid Identity Administrator': '8ac3fc64-6eca-42ea-9e69-59f4c7b60eb2',
  'Teams Administrator': '69091246-20e8-4a56-aa4d-066075b2a7a8',
  'Directory Synchronization Accounts': 'd29b2b05-8046-44ba-8758-1e26182fcf32',
} as const;

/** Service plans that decide what a person can do here. */
export const SERVICE_PLAN_IDS = {
  AAD_PREMIUM: '41781fb2-bc02-4b7c-bd55-b576c07bb09d',
  AAD_PREMIUM_P2: 'eec0eb4f-6444-4f95-aba0-50c24d67f998',
  TEAMS1: '57ff2da0-773e-42df-b2af-ffb7a2317929',
  EXCHANGE_S_ENTERPRISE: 'efb87545-963c-4e0d-99df-69c6916d9eb0',
} as const;

/** The names of service plans by their ids. */
export const SERVICE_PLAN_NAMES: Record<string, string> = Object.fromEntries(
  Object.entries(SERVICE_PLAN_IDS).map(([name, id]) => [id, name]),
);

/** The app id of Microsoft Graph itself. */
export const GRAPH_APP_ID = '00000003-0000-0000-c000-000000000000';

/** The id that every person's password method has. */
export const PASSWORD_METHOD_ID = '28c10230-6103-485e-b985-444c60001490';
