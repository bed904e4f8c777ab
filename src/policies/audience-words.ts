import { listed } from '../lib/text.ts';
import { audienceFields } from './audience.ts';
import { readGuests } from './guests.ts';
import { namedWords, shownWord, type NamedKind, type NameOf } from './name-words.ts';
import { fieldsOf, namesOf, statedFieldsOf } from './policy-shape.ts';

type Side = 'include' | 'exclude';

/** The words in `includeUsers` and `excludeUsers` that are no ids, in lower case. */
const USER_WORDS: Readonly<Record<string, string>> = { all: 'everybody', guestsorexternalusers: 'all guests' };

const KINDS: readonly (readonly [field: string, kind: NamedKind, lead: string])[] = [
  ['Groups', 'group', 'members of '],
  ['Roles', 'role', 'holders of '],
];

const guestKinds: Readonly<Record<string, string>> = {
  internalGuest: 'internal guests',
  b2bCollaborationGuest: 'guests',
  b2bCollaborationMember: 'external members',
  b2bDirectConnectUser: 'direct connect users',
  otherExternalUser: 'other external users',
  serviceProvider: 'service providers',
};

/** For whom a policy is, in words: whom it includes, and whom it leaves out. */
export function whoWords(users: unknown, nameOf: NameOf): { included: string; excluded: string } {
  const strange = statedFieldsOf(users).filter(([name]) => !audienceFields.includes(name));
  const unknown = strange.map(([name]) => `“${shownWord(name)}”, which I do not know`);
  const included = sideWords(users, 'include', nameOf);
  return {
    included: listed([...included, ...unknown.slice(0, 3)]) || 'nobody',
    excluded: listed(sideWords(users, 'exclude', nameOf)),
  };
}

function sideWords(users: unknown, side: Side, nameOf: NameOf): string[] {
  const fields = fieldsOf(users);
  const named = namesOf(fields[`${side}Users`]);
  const ids = named.values.filter((id) => id.toLowerCase() !== 'none');
  const everybody = ids.flatMap((id) => USER_WORDS[id.toLowerCase()] ?? []);
  const people = ids.filter((id) => !Object.hasOwn(USER_WORDS, id.toLowerCase()));
  return [
    ...new Set(everybody),
    ...(named.isReadable ? [] : ['accounts that I cannot read']),
    ...(people.length === 0 ? [] : [namedWords('user', people, nameOf)]),
    ...KINDS.flatMap(([field, kind, lead]) => {
      const { values, isReadable } = namesOf(fields[`${side}${field}`]);
      if (!isReadable) return [`${field.toLowerCase()} that I cannot read`];
      return values.length === 0 ? [] : [`${lead}${namedWords(kind, values, nameOf)}`];
    }),
    ...guestWords(fields[`${side}GuestsOrExternalUsers`]),
  ];
}

function guestWords(selection: unknown): string[] {
  const { kinds, hasUnknownKind, tenants } = readGuests(selection);
  const known = [...kinds].filter((kind) => kind !== 'none').map((kind) => guestKinds[kind] ?? `“${shownWord(kind)}”`);
  if (known.length === 0) return hasUnknownKind ? ['guests of a kind that I do not know'] : [];
  const where =
    tenants === 'all' ? '' : tenants === 'unknown' ? ' of tenants that I cannot read' : ` of ${tenants.size} tenants`;
  return [`${listed(known)}${where}`];
}
