import { canonicalJson, sha256Hex, type Json, type JsonObject } from '../lib/canonical-json.ts';
import { shortened, visibleText } from '../lib/text.ts';

/** States of a policy that may be set. */
export type PolicyState = 'enabled' | 'disabled' | 'enabledForReportingButNotEnforced';

/** What Graph sets by itself: no part of what a policy means. */
const OF_GRAPH: readonly string[] = ['id', 'createdDateTime', 'modifiedDateTime', 'deletedDateTime', 'templateId'];

/** The state as people say it. */
export function stateWords(state: unknown): string {
  return state === 'enabledForReportingButNotEnforced' ? 'report-only' : typeof state === 'string' ? state : 'unknown';
}

/** The name of a policy or location as a card shows it. */
export const nameIn = (thing: JsonObject): string => {
  const { displayName } = thing;
  const name = typeof displayName === 'string' ? shortened(visibleText(displayName), LONGEST_NAME) : '';
  return name === '' ? idIn(thing) : name;
};
const LONGEST_NAME = 120;

/** The id of an object that Graph sent. */
export const idIn = ({ id }: JsonObject): string => (typeof id === 'string' ? id : '');

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

/** The members of a policy that say what it does, without those that Graph sets and those that are left out. */
export function membersOf(policy: JsonObject, leftOut: readonly string[] = []): JsonObject {
  const entries = Object.entries(meaningOf(policy) as JsonObject);
  return Object.fromEntries(entries.filter(([name]) => !OF_GRAPH.includes(name) && !leftOut.includes(name)));
}

/** A digest of what a policy does: two equal ones mean that nobody edited it, its name and the left-out members aside. */
export const digestOf = (policy: JsonObject, leftOut: readonly string[] = []): string =>
  sha256Hex(canonicalJson(membersOf(policy, ['displayName', ...leftOut])));

/** Whether what was read says all that was wanted; what is not among the wanted may be anything. */
export function says(live: Json | undefined, wanted: Json): boolean {
  if (typeof wanted !== 'object' || wanted === null || Array.isArray(wanted)) {
    return canonicalJson(meaningOf(live ?? null)) === canonicalJson(meaningOf(wanted));
  }
  const fields = typeof live === 'object' && live !== null && !Array.isArray(live) ? live : {};
  return Object.entries(meaningOf(wanted) as JsonObject).every(([name, field]) => says(fields[name], field));
}

/** Stands for what has no id yet: one for each name, and no name in the record. */
export const idOfName = (kind: string, displayName: string): string => sha256Hex(`${kind}\n${displayName}`);
