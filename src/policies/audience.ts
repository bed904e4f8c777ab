import { matchGuest, readGuests, type Guest, type GuestSelection } from './guests.ts';
import type { Match } from './match.ts';
import { fieldsOf, namesOf, type Names } from './policy-shape.ts';

/** What Conditional Access looks at in a person. */
export interface Person {
  readonly id: string;
  readonly userType: 'member' | 'guest';
  /** Transitive: a policy that names a group reaches the members of the groups inside it. */
  readonly groupIds: readonly string[];
  /** Template ids of the directory roles that are active now. */
  readonly roleTemplateIds: readonly string[];
  /**
   * For guests, and for external users who are members (`b2bCollaborationMember`); set it for these even where
   * nothing more is known, since a member without it counts as our own.
   */
  readonly guest?: Guest | undefined;
}

/** A person, made ready to be looked up in many policies. */
export interface Sought {
  /** The id, and the words that policies use for everybody like this person; lower case like the other ids. */
  readonly userKeys: ReadonlySet<string>;
  readonly groupKeys: ReadonlySet<string>;
  readonly roleKeys: ReadonlySet<string>;
  readonly guest: Guest | undefined;
}

/** Whom a policy applies to. */
export interface Audience {
  readonly include: Selection;
  readonly exclude: Selection;
}

/** Ids in lower case, to be looked up: a policy may exclude thousands, and a person is in few groups. */
interface Ids extends Names {
  readonly set: ReadonlySet<string>;
}

export interface Selection {
  readonly users: Ids;
  readonly groups: Ids;
  readonly roles: Ids;
  readonly guests: GuestSelection;
}

/** The fields of `conditions.users` that are read here. */
export const audienceFields: readonly string[] = ['include', 'exclude'].flatMap((verb) =>
  ['Users', 'Groups', 'Roles', 'GuestsOrExternalUsers'].map((what) => verb + what),
);

/** Reads `conditions.users` of a policy. */
export function readAudience(users: unknown): Audience {
  const fields = fieldsOf(users);
  const select = (verb: 'include' | 'exclude'): Selection => ({
    users: idsOf(fields[`${verb}Users`]),
    groups: idsOf(fields[`${verb}Groups`]),
    roles: idsOf(fields[`${verb}Roles`]),
    guests: readGuests(fields[`${verb}GuestsOrExternalUsers`]),
  });
  return { include: select('include'), exclude: select('exclude') };
}

/** Makes a person ready for `isInAudience`. */
export function seek(person: Person): Sought {
  const guest = person.guest ?? (person.userType === 'guest' ? {} : undefined);
  const words = guest === undefined ? ['all'] : ['all', 'guestsorexternalusers'];
  return {
    userKeys: new Set([person.id.toLowerCase(), ...words]),
    groupKeys: new Set(person.groupIds.map((id) => id.toLowerCase())),
    roleKeys: new Set(person.roleTemplateIds.map((id) => id.toLowerCase())),
    guest,
  };
}

/** Whether a policy with this audience applies to the person: surely included, and surely not excluded. */
export function isInAudience(sought: Sought, audience: Audience): boolean {
  return match(audience.include, sought) === 'yes' && match(audience.exclude, sought) === 'no';
}

/** Whether a policy with this audience surely leaves the person out: surely not included, or surely excluded. */
export function isOutside(sought: Sought, audience: Audience): boolean {
  return match(audience.include, sought) === 'no' || match(audience.exclude, sought) === 'yes';
}

/** Whether the audience excludes the account by its id or by a group: what holds whatever roles it has or loses. */
export function isExcludedAccount(account: Pick<Person, 'id' | 'groupIds'>, { exclude }: Audience): boolean {
  const keys = new Set([account.id, ...account.groupIds].map((id) => id.toLowerCase()));
  return namedAmong([...keys], [exclude.users, exclude.groups]).length > 0;
}

/** Those of the ids, in lower case and sorted, that the lists name. */
export function namedAmong(ids: readonly string[], lists: readonly Names[]): string[] {
  const named = new Set(lists.flatMap((list) => list.values));
  return [...new Set(ids.map((id) => id.toLowerCase()))].filter((id) => named.has(id)).sort();
}

/** How a policy comes to name somebody; not sure where it only may. */
export type Way = { isSure: boolean } & (
  { kind: 'everybody' | 'account' | 'guests' | 'unreadable' } | { kind: 'group' | 'role'; id: string }
);

/** Every way in which a side of an audience names the person, the widest first. */
export function waysInto({ userKeys, groupKeys, roleKeys, guest }: Sought, selection: Selection): Way[] {
  const { users, groups, roles, guests } = selection;
  const named = users.values.filter((id) => userKeys.has(id));
  const byGuest = guest === undefined ? 'no' : matchGuest(guests, guest);
  const isUnreadable = [users, groups, roles].some((names) => !names.isReadable);
  return [
    ...named.map((id): Way => ({ isSure: true, kind: wordKinds[id] ?? 'account' })),
    ...groups.values.filter((id) => groupKeys.has(id)).map((id): Way => ({ isSure: true, kind: 'group', id })),
    ...roles.values.filter((id) => roleKeys.has(id)).map((id): Way => ({ isSure: true, kind: 'role', id })),
    ...(byGuest === 'no' ? [] : [{ isSure: byGuest === 'yes', kind: 'guests' as const }]),
    ...(isUnreadable ? [{ isSure: false, kind: 'unreadable' as const }] : []),
  ];
}

const wordKinds: Readonly<Record<string, 'everybody' | 'guests'>> = {
  all: 'everybody',
  guestsorexternalusers: 'guests',
};

/** As soon as one part takes the person in, the others are beside the point: this is asked for every person and policy. */
function match({ users, groups, roles, guests }: Selection, { userKeys, groupKeys, roleKeys, guest }: Sought): Match {
  const byUser = matchNames(users, userKeys);
  if (byUser === 'yes') return byUser;
  const byGroup = matchNames(groups, groupKeys);
  if (byGroup === 'yes') return byGroup;
  const byRole = matchNames(roles, roleKeys);
  if (byRole === 'yes') return byRole;
  const byGuest = guest === undefined ? 'no' : matchGuest(guests, guest);
  if (byGuest === 'yes') return byGuest;
  return byUser === 'maybe' || byGroup === 'maybe' || byRole === 'maybe' ? 'maybe' : byGuest;
}

function matchNames(names: Ids, keys: ReadonlySet<string>): Match {
  if (!names.isReadable) return 'maybe';
  if (names.set.size === 0) return 'no';
  const [few, many] = names.set.size < keys.size ? [names.set, keys] : [keys, names.set];
  for (const name of few) if (many.has(name)) return 'yes';
  return 'no';
}

/** Ids are compared in lower case: a GUID is the same in either. */
function idsOf(value: unknown): Ids {
  const names = namesOf(value);
  const values = names.values.map((id) => id.toLowerCase());
  return { ...names, values, set: new Set(values) };
}
