import type { PersonRow } from '../db/tables.ts';

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
export const csvHead = (): string => `\u{feff}${lineOf(columns.map(([name]) => name))}`;

/** One person as a line. */
export const csvLine = (person: PersonRow): string => lineOf(columns.map(([, read]) => read(person)));

/** RFC 4180: commas between, CR LF at the end. */
const lineOf = (cells: readonly string[]): string => `${cells.map(cellOf).join(',')}\r\n`;

/**
 * A cell that no spreadsheet takes for a formula: with an apostrophe before `=`, `+`, `-`, `@`, tab and CR, as names in a
 * directory can be anything.
 */
function cellOf(text: string): string {
  const safe = /^[=+\-@\t\r]/u.test(text) ? `'${text}` : text;
  return /[",\r\n]/u.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe;
}
