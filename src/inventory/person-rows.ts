import { sql } from 'kysely';
import type { Rows } from '../db/database.ts';
import type { PersonRow } from '../db/tables.ts';
import { lastSignInOf, type DirectoryUser } from '../entra/directory-users.ts';
import type { RegistrationDetails } from '../entra/registration-details.ts';
import { roleTemplates } from '../entra/role-templates.ts';
import { licenceOf, type SubscribedSku } from '../entra/subscribed-skus.ts';
import type { PerUserMfaState } from '../entra/user-shape.ts';
import { searchKeyOf, visibleText } from '../lib/text.ts';
import { accountTypeOf, type AccountRule } from './account-type.ts';

/** What the rows of people are told from beside Graph's answer. */
export interface PersonFacts {
  emergencyIds: ReadonlySet<string>;
  rules: readonly AccountRule[];
  skus: readonly SubscribedSku[];
  isSignInTold: boolean;
}

/** A department for comparing and sorting. */
export const departmentKeyOf = (department: string | null): string => searchKeyOf(department ?? '');

/**
 * Writes people as they were just read, in one statement whatever their number: a statement with a parameter for each
 * value ends at 65,535 of them. A state that was not told leaves the known one as it was, with its own age.
 *
 * @param since When the pass began: what is read now is never older, even if a clock went back.
 */
export async function upsertPeople(
  rows: Rows,
  users: readonly DirectoryUser[],
  { facts, since }: { facts: PersonFacts; since: Date },
): Promise<void> {
  if (users.length === 0) return;
  const unique = [...new Map(users.map((user) => [user.id, user])).values()];
  const people = JSON.stringify(unique.map((user) => personOf(user, facts)));
  await sql`insert into person as known (${sql.raw(COLUMNS)}, read_at, state_read_at, enforced_seen_at, sign_in_read_at)
    select r.id, r.display_name, r.name_key, r.user_principal_name, r.mail, r.user_type,
      case when r.account_type = 'emergencyAccess' then r.account_type else coalesce(${typeByGroup(facts.rules)}, r.account_type) end,
      r.is_enabled, r.is_synchronized, r.department, r.department_key, r.preferred_language, r.manager_id, r.licence, r.created_at,
      r.per_user_mfa_state, r.last_sign_in_at, at.now, case when r.per_user_mfa_state <> 'unknown' then at.now end,
      case when r.per_user_mfa_state = 'enforced' then at.now end, case when ${facts.isSignInTold} then at.now end
    from jsonb_to_recordset(${people}::jsonb) as r (${sql.raw(RECORD)}), (select greatest(app_now(), ${since}) as now) at
    on conflict (id) do update set ${sql.raw(PLAIN.map((name) => `${name} = excluded.${name}`).join(', '))},
      read_at = excluded.read_at, coverage = case when ${sql.raw(IS_SAME_KIND)} then known.coverage end,
      per_user_mfa_state = case when excluded.state_read_at is null then known.per_user_mfa_state else excluded.per_user_mfa_state end,
      state_read_at = coalesce(excluded.state_read_at, known.state_read_at),
      enforced_seen_at = coalesce(excluded.enforced_seen_at, known.enforced_seen_at),
      last_sign_in_at = case when excluded.sign_in_read_at is null then known.last_sign_in_at else excluded.last_sign_in_at end,
      sign_in_read_at = coalesce(excluded.sign_in_read_at, known.sign_in_read_at)`.execute(rows);
}

/** A guest who became a member, or the reverse: what policies make of them is worked out anew. */
const IS_SAME_KIND = `known.user_type = excluded.user_type
  and (known.user_principal_name like '%#EXT#%') = (excluded.user_principal_name like '%#EXT#%')`;

const PLAIN_TYPES = {
  display_name: 'text',
  name_key: 'text',
  user_principal_name: 'text',
  mail: 'text',
  user_type: 'text',
  account_type: 'text',
  is_enabled: 'boolean',
  is_synchronized: 'boolean',
  department: 'text',
  department_key: 'text',
  preferred_language: 'text',
  manager_id: 'text',
  licence: 'text',
  created_at: 'timestamptz',
};
const PLAIN = Object.keys(PLAIN_TYPES);
const COLUMNS = ['id', ...PLAIN, 'per_user_mfa_state', 'last_sign_in_at'].join(', ');
const RECORD = Object.entries({
  id: 'text',
  ...PLAIN_TYPES,
  per_user_mfa_state: 'text',
  last_sign_in_at: 'timestamptz',
})
  .map(([name, type]) => `${name} ${type}`)
  .join(', ');

/** The type that a group gives, the first rule first; the holders of the synchronisation role before all. */
function typeByGroup(rules: readonly AccountRule[]) {
  const byGroup = rules.flatMap((rule) => (rule.kind === 'group' ? [{ id: rule.groupId, type: rule.type }] : []));
  const all = [{ id: SYNC_ROLE as string, type: 'directorySynchronization' }, ...byGroup];
  const placed = JSON.stringify(all.map((one, place) => ({ ...one, place })));
  return sql`(select k.type from jsonb_to_recordset(${placed}::jsonb) as k (id text, type text, place int)
    join group_member m on m.group_id = k.id and m.person_id = r.id order by k.place limit 1)`;
}

/** Its holders are kept as the members of a group of this id. */
export const SYNC_ROLE = roleTemplates.directorySynchronizationAccounts;

function personOf(user: DirectoryUser, facts: PersonFacts): Omit<PersonRow, Told> {
  const name = user.displayName ?? user.userPrincipalName ?? user.id;
  return {
    id: user.id,
    display_name: visibleText(name),
    name_key: searchKeyOf(name),
    user_principal_name: user.userPrincipalName ?? '',
    mail: user.mail,
    user_type: user.userType === 'Guest' ? 'guest' : 'member',
    account_type: accountTypeOf(user, facts),
    is_enabled: user.accountEnabled ?? false,
    is_synchronized: user.onPremisesSyncEnabled ?? false,
    department: user.department && visibleText(user.department),
    department_key: departmentKeyOf(user.department),
    preferred_language: user.preferredLanguage,
    manager_id: user.manager,
    licence: licenceOf(facts.skus, user.assignedLicenses),
    created_at: user.createdDateTime,
    per_user_mfa_state: user.perUserMfaState,
    last_sign_in_at: lastSignInOf(user),
  };
}

/** What the statement itself fills in, or another part of a pass. */
type Told =
  | 'read_at'
  | 'state_read_at'
  | 'enforced_seen_at'
  | 'sign_in_read_at'
  | 'is_admin'
  | 'is_mfa_registered'
  | 'is_mfa_capable'
  | 'methods'
  | 'registration_read_at'
  | 'coverage'
  | 'narrowed_by'
  | 'covered_by'
  | 'legacy_auth'
  | 'coverage_at'
  | 'exception_rank'
  | 'was_enforced'
  | 'is_sign_in_known';

/** Writes states that were read apart from the people. */
export async function writeStates(
  rows: Rows,
  states: readonly { id: string; state: PerUserMfaState }[],
  since: Date,
): Promise<void> {
  const known = JSON.stringify(states.filter(({ state }) => state !== 'unknown'));
  await sql`update person set per_user_mfa_state = r.state, state_read_at = at.now,
      enforced_seen_at = case when r.state = 'enforced' then at.now else enforced_seen_at end
    from jsonb_to_recordset(${known}::jsonb) as r (id text, state text), (select greatest(app_now(), ${since}) as now) at
    where person.id = r.id`.execute(rows);
}

/** Writes what the report says of people; whoever is not in the list of people is left out. */
export async function writeRegistrations(
  rows: Rows,
  details: readonly RegistrationDetails[],
  since: Date,
): Promise<void> {
  const told = JSON.stringify(details);
  await sql`update person set is_admin = r."isAdmin", is_mfa_registered = r."isMfaRegistered", is_mfa_capable = r."isMfaCapable",
      methods = array(select jsonb_array_elements_text(r."methodsRegistered")), registration_read_at = greatest(app_now(), ${since})
    from jsonb_to_recordset(${told}::jsonb)
      as r (id text, "isAdmin" boolean, "isMfaRegistered" boolean, "isMfaCapable" boolean, "methodsRegistered" jsonb)
    where person.id = r.id`.execute(rows);
}

/**
 * After a complete pass: whoever was not seen is gone, and what was not told is unknown, a state above all: *unknown* is
 * never *disabled*.
 */
export async function settlePeople(rows: Rows, since: Date): Promise<void> {
  await sql`delete from person where read_at < ${since}`.execute(rows);
  await sql`update person set per_user_mfa_state = 'unknown', state_read_at = null
    where per_user_mfa_state <> 'unknown' and (state_read_at is null or state_read_at < ${since})`.execute(rows);
  await sql`update person set is_admin = null, is_mfa_registered = null, is_mfa_capable = null, methods = null, registration_read_at = null
    where registration_read_at < ${since}`.execute(rows);
  await sql`update person set last_sign_in_at = null, sign_in_read_at = null where sign_in_read_at < ${since}`.execute(
    rows,
  );
}

/** Forgets people who are gone. */
export async function forgetPeople(rows: Rows, ids: readonly string[]): Promise<void> {
  if (ids.length > 0) await sql`delete from person where id = any(${[...ids]}::text[])`.execute(rows);
}
