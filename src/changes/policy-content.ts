import { canonicalJson, sha256Hex, type Json, type JsonObject } from '../lib/canonical-json.ts';

export { idIn, nameIn, stateWords } from '../lib/policy-names.ts';

/** States of a policy that may be set. */
export type PolicyState = 'enabled' | 'disabled' | 'enabledForReportingButNotEnforced';

/** What Graph sets by itself: no part of what a policy means. */
const OF_GRAPH: readonly string[] = ['id', 'createdDateTime', 'modifiedDateTime', 'deletedDateTime', 'templateId'];

/**
 * What a value means, spelled in one way: annotations gone, lists of words in order, an authentication strength by its id
 * alone, as Graph takes it in a write.
 */
export function meaningOf(value: Json): Json {
  if (Array.isArray(value))
    return value.every((one) => typeof one === 'string') ? value.toSorted() : value.map(meaningOf);
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(
    Object.entries(value)
      .filter(([name]) => !name.includes('@odata.') || name === '@odata.type')
      .map(([name, field]) => [name, name === 'authenticationStrength' ? strengthOf(field) : meaningOf(field)]),
  );
}

function strengthOf(field: Json): Json {
  return typeof field === 'object' && field !== null && !Array.isArray(field) ? { id: field['id'] ?? null } : field;
}

/** What a value says, for comparing: a setting that was never made is null, an empty list or missing, as Graph pleases. */
function saidIn(value: Json): Json | undefined {
  if (value === null || value === '') return undefined;
  if (Array.isArray(value)) return value.length === 0 ? undefined : value;
  if (typeof value !== 'object') return value;
  const fields = Object.entries(value).flatMap(([name, field]) => {
    const said = saidIn(field);
    return said === undefined ? [] : [[name, said] as const];
  });
  return fields.length === 0 ? undefined : Object.fromEntries(fields);
}

const comparable = (value: Json | undefined): string => canonicalJson(saidIn(meaningOf(value ?? null)) ?? null);

/** The members of a policy that say what it does, without those that Graph sets and those that are left out. */
export function membersOf(policy: JsonObject, leftOut: readonly string[] = []): JsonObject {
  const entries = Object.entries(meaningOf(policy) as JsonObject);
  return Object.fromEntries(entries.filter(([name]) => !OF_GRAPH.includes(name) && !leftOut.includes(name)));
}

/** A digest of what a policy does: two equal ones mean that nobody edited it, its name and the left-out members aside. */
export const digestOf = (policy: JsonObject, leftOut: readonly string[] = []): string =>
  sha256Hex(comparable(membersOf(policy, ['displayName', ...leftOut])));

/** Whether what was read says all that was wanted; what is not among the wanted may be anything. */
export function says(live: Json | undefined, wanted: Json): boolean {
  if (typeof wanted !== 'object' || wanted === null || Array.isArray(wanted)) {
    return isSame(live, wanted);
  }
  const fields = typeof live === 'object' && live !== null && !Array.isArray(live) ? live : {};
  return Object.entries(meaningOf(wanted) as JsonObject).every(([name, field]) => says(fields[name], field));
}

/** Stands for what has no id yet: one for each name, and no name in the record. */
export const idOfName = (kind: string, displayName: string): string => sha256Hex(`${kind}\n${displayName}`);

/** What may be changed in a policy that is there; its state has a change of its own, and its name stays. */
export const CHANGEABLE: readonly string[] = ['conditions', 'grantControls', 'sessionControls'];

/** What people call the parts of those members. */
const PART_WORDS: Readonly<Record<string, string>> = {
  users: 'people',
  applications: 'resources',
  clientAppTypes: 'client apps',
  locations: 'locations',
  platforms: 'device platforms',
  devices: 'devices',
  signInRiskLevels: 'sign-in risk',
  userRiskLevels: 'user risk',
  signInFrequency: 'sign-in frequency',
  persistentBrowser: 'persistent browser sessions',
};
const MEMBER_WORDS: Readonly<Record<string, string>> = {
  conditions: 'conditions',
  grantControls: 'demand',
  sessionControls: 'session controls',
};

/** What is other in the members that change, in plain words: "people, sign-in frequency". */
export function changedWords(before: JsonObject, after: JsonObject): string {
  const words = Object.keys(after).flatMap((member) => {
    const [was, is] = [objectOf(before[member]), objectOf(after[member])];
    const parts = [...new Set([...Object.keys(was), ...Object.keys(is)])].filter(
      (part) => !isSame(was[part], is[part]),
    );
    const known = parts.map((part) => PART_WORDS[part] ?? MEMBER_WORDS[member] ?? member);
    return known.length === 0 ? [MEMBER_WORDS[member] ?? member] : known;
  });
  return [...new Set(words)].join(', ');
}

/** An object with a change laid over it: objects are merged, everything else is replaced, what the change does not name stays. */
export function merged(before: Json | undefined, change: Json): Json {
  const isObject = (value: Json | undefined): value is JsonObject =>
    typeof value === 'object' && value !== null && !Array.isArray(value);
  if (!isObject(before) || !isObject(change)) return change;
  const fields = Object.entries(change).map(([name, field]) => [name, merged(before[name], field)] as const);
  return { ...before, ...Object.fromEntries(fields) };
}

/** Whether two values mean the same. */
export const isSame = (one: Json | undefined, other: Json | undefined): boolean =>
  comparable(one) === comparable(other);

/** Whether somebody whom a policy reaches may be outside of it, or be asked for less, with these members instead. */
export function mayLower(before: JsonObject, after: JsonObject): boolean {
  const [usersBefore, usersAfter] = [usersIn(before), usersIn(after)];
  const isReachSmaller = [...new Set([...Object.keys(usersBefore), ...Object.keys(usersAfter)])].some((list) => {
    const [one, other] = [namesIn(usersBefore[list]), namesIn(usersAfter[list])];
    if (!one || !other) return !isSame(usersBefore[list], usersAfter[list]);
    const [bigger, smaller] = list.startsWith('include') ? [one, other] : [other, one];
    return bigger.some((name) => !smaller.includes(name));
  });
  const isStricter = hoursIn(after) <= hoursIn(before);
  const rest = (members: JsonObject) => ({
    ...(merged(members, { conditions: merged(members['conditions'], { users: null }) }) as JsonObject),
    ...(isStricter ? { sessionControls: merged(members['sessionControls'], { signInFrequency: null }) } : {}),
  });
  return isReachSmaller || !isSame(rest(before), rest(after));
}

/** After how many hours people are asked again; never, where that is not said. */
function hoursIn({ sessionControls }: JsonObject): number {
  const { signInFrequency } = objectOf(sessionControls);
  const { isEnabled, value, type, frequencyInterval } = objectOf(signInFrequency);
  if (isEnabled !== true) return Infinity;
  if (frequencyInterval === 'everyTime') return 0;
  return typeof value === 'number' ? value * (type === 'days' ? 24 : 1) : Infinity;
}

const objectOf = (value: Json | undefined): JsonObject =>
  typeof value === 'object' && value !== null && !Array.isArray(value) ? value : {};

function usersIn({ conditions }: JsonObject): JsonObject {
  const users =
    typeof conditions === 'object' && conditions !== null && !Array.isArray(conditions) ? conditions['users'] : null;
  return typeof users === 'object' && users !== null && !Array.isArray(users) ? users : {};
}

function namesIn(list: Json | undefined): string[] | undefined {
  if (list === undefined) return [];
  return Array.isArray(list) && list.every((name) => typeof name === 'string') ? list : undefined;
}
