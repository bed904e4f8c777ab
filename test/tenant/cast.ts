/**
 * The people, groups and policies of the story, by fixed ids: tests and the demo name them, everybody else of the
 * tenant is drawn from the seed.
 */

/** The tenant's own names. */
export const TENANT_ID = '7a3c0b1e-5d42-4f7b-9c11-0e6f0a2b4c8d';
export const TENANT_DOMAIN = 'fabrikam.example';

/** The bot as Entra and Teams know it, unless `startTenant` is told otherwise. */
export const BOT = { appId: '2f0d6c84-91b3-4e0c-8a57-6b1f4d9e3c20', secret: 'practice-tenant-only' } as const;

/** The app in the organisation's Teams catalogue; `externalId` is the id in the app's manifest. */
export const TEAMS_APP = {
  id: 'd41a8c50-7c0e-4f37-8f0a-2b9e61c7d5f3',
  externalId: '8c9b2a4e-63f1-4f0e-9d27-5ac0e1b7f846',
  displayName: 'Crossover',
} as const;

const person = (number: string): string => `5e0c1f00-0001-4000-8000-0000000000${number}`;
const group = (number: string): string => `5e0c1f00-0002-4000-8000-0000000000${number}`;
const policy = (number: string): string => `5e0c1f00-0003-4000-8000-0000000000${number}`;

/** Object ids of the people of the story. */
export const PEOPLE = {
  /** Admin: asks and orders. */
  nora: person('01'),
  /** Approvers. */
  bruno: person('02'),
  chiara: person('03'),
  /** Enforced, registered, covered by Conditional Access, in the pilot. */
  aliceAdams: person('04'),
  /** Enforced, registered, covered by nothing. */
  aliceArcher: person('05'),
  /** Enforced, registered, covered, in the pilot; the app is not installed for her yet. */
  priya: person('06'),
  /** Disabled, not registered, covered by nothing. */
  bob: person('07'),
  /** Enabled, not registered. */
  carol: person('08'),
  /** Enforced, registered, covered through a nested group; reads German. */
  zoe: person('09'),
  /** A guest. */
  jose: person('10'),
  /** Global Administrators who are people. */
  ingrid: person('11'),
  kwame: person('12'),
  /** Emergency access accounts. */
  emergency01: person('21'),
  emergency02: person('22'),
  /** The directory synchronisation account. */
  directorySync: person('23'),
  printer: person('24'),
  meetingRoom: person('25'),
  /** Left the company; the account is disabled. */
  leaver: person('26'),
  /** Names that try to be more than names. */
  robert: person('31'),
  siobhan: person('32'),
  wei: person('33'),
  william: person('34'),
  /** The pilot in Berlin (SG-MFA-Pilot-Berlin), who differ in how they can be reached. */
  berlinUnlicensed: person('41'),
  berlinBlockedByPolicy: person('42'),
  berlinDisabled: person('43'),
  berlinBlockedBot: person('44'),
  berlinNotInstalled: person('45'),
  berlinInstalled: person('46'),
} as const;

/** Object ids of the groups of the story. */
export const GROUPS = {
  readers: group('01'),
  operators: group('02'),
  approvers: group('03'),
  emergencyAccess: group('04'),
  caMfa: group('05'),
  caMfaEngineering: group('06'),
  pilot: group('07'),
  pilotBerlin: group('08'),
  sales: group('11'),
  engineering: group('12'),
  finance: group('13'),
  hr: group('14'),
  operations: group('15'),
  legal: group('16'),
} as const;

/** Ids of the Conditional Access policies of the story, and of the named location that one of them leaves out. */
export const POLICIES = {
  /** Enabled, for SG-CA-MFA without SG-Emergency-Access: the one that counts. */
  requireMfaForMigrated: policy('01'),
  /** Report-only, for everybody. */
  requireMfaForEveryone: policy('02'),
  /** Enabled, but not in the office. */
  mfaOutsideTheOffice: policy('03'),
  /** Disabled. */
  blockLegacyAuthentication: policy('04'),
} as const;

export const OFFICE_LOCATION_ID = '5e0c1f00-0004-4000-8000-000000000001';
