import type { PersonRow } from '../db/tables.ts';
import { CSV_MARK, csvRow } from '../lib/csv.ts';

/** The columns of a list as a file, in Graph's words where Graph has one. */
const columns: readonly (readonly [string, (person: PersonRow) => string])[] = [
  ['displayName', (person) => person.display_name],
  ['userPrincipalName', (person) => person.user_principal_name],
  ['mail', (person) => person.mail ?? ''],
  ['department', (person) => person.department ?? ''],
  ['perUserMfaState', (person) => person.per_user_mfa_state],
  ['accountType', (person) => person.account_type],
  ['accountEnabled', (person) => words(person.is_enabled)],
  ['isAdmin', (person) => words(person.is_admin)],
  ['isMfaRegistered', (person) => words(person.is_mfa_registered)],
  ['isMfaCapable', (person) => words(person.is_mfa_capable)],
  ['methodsRegistered', (person) => person.methods?.join(' ') ?? 'unknown'],
  ['licence', (person) => person.licence],
  ['coverage', (person) => person.coverage ?? 'unknown'],
  ['narrowedBy', (person) => person.narrowed_by?.join(' ') ?? ''],
  ['legacyAuthentication', (person) => person.legacy_auth ?? 'unknown'],
  [
    'lastSignInDateTime',
    (person) => person.last_sign_in_at?.toISOString() ?? (person.is_sign_in_known ? 'never' : 'unknown'),
  ],
  ['onPremisesSyncEnabled', (person) => words(person.is_synchronized)],
  ['preferredLanguage', (person) => person.preferred_language ?? ''],
  ['managerId', (person) => person.manager_id ?? ''],
  ['createdDateTime', (person) => person.created_at?.toISOString() ?? ''],
  ['id', (person) => person.id],
  ['readDateTime', (person) => person.read_at.toISOString()],
];

const words = (is: boolean | null): string => (is === null ? 'unknown' : is ? 'yes' : 'no');

/** The first line, behind the mark by which spreadsheets know UTF-8. */
export const csvHead = (): string => `${CSV_MARK}${csvRow(columns.map(([name]) => name))}`;

/** One person as a line; names in a directory can be anything, so none of them is a formula. */
export const csvLine = (person: PersonRow): string => csvRow(columns.map(([, read]) => read(person)));
