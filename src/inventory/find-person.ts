import { sql } from 'kysely';
import type { Rows } from '../db/database.ts';
import { GraphError } from '../entra/graph-error.ts';
import type { Graph } from '../entra/graph.ts';
import type { User } from '../entra/user-shape.ts';
import { getUser, searchUsers } from '../entra/users.ts';
import { searchKeyOf, visibleText } from '../lib/text.ts';
import type { PersonChoice, PersonSearch, PersonWords } from '../verbs/call.ts';
import type { CallContext } from '../verbs/verb.ts';

const MOST_CHOICES = 8;
const NEAR_NAMES = 3;
/** How alike a name must be to be offered where nothing was found; tried on "Alcie", "zoe muller", "oneil". */
const LIKENESS = 0.35;

/**
 * Who is meant by words: the asker, an id, a userPrincipalName, a full or a first name; near names where nobody is.
 * Live from Graph, since a person hired today must be found.
 */
export async function findPerson(
  edges: { graph: Graph; rows: Rows },
  words: PersonWords,
  context: CallContext,
): Promise<PersonSearch> {
  const { actor, signal } = context;
  const graph = edges.graph.with({ signal, isUserInitiated: true });
  if ('me' in words) return { kind: 'found', person: { id: actor.id, displayName: actor.displayName } };
  if ('id' in words) return foundById(graph, words);
  if (words.words.includes('@')) return byPrincipalName(graph, edges.rows, words.words);
  const { body } = await searchUsers(graph, words.words, MOST_CHOICES + 1);
  return chosen(body, words.words) ?? { kind: 'none', near: await nearNames(edges.rows, words.words) };
}

async function foundById(graph: Graph, words: { id: string; displayName?: string | undefined }): Promise<PersonSearch> {
  if (words.displayName !== undefined)
    return { kind: 'found', person: { id: words.id, displayName: visibleText(words.displayName) } };
  const { body } = await getUser(graph, words.id);
  return { kind: 'found', person: choiceOf(body) };
}

async function byPrincipalName(graph: Graph, rows: Rows, name: string): Promise<PersonSearch> {
  try {
    const { body } = await getUser(graph, name);
    return { kind: 'found', person: choiceOf(body) };
  } catch (cause) {
    if (!(cause instanceof GraphError) || !['notFound', 'badRequest'].includes(cause.reason)) throw cause;
    return { kind: 'none', near: await nearNames(rows, name.split('@')[0] ?? name) };
  }
}

/** One match, or the one whose whole name was said; otherwise the asker must choose. */
function chosen(users: readonly User[], words: string): PersonSearch | null {
  const people = users.map(choiceOf);
  const exact = people.filter((person) => searchKeyOf(person.displayName) === searchKeyOf(words));
  const only = exact.length === 1 ? exact[0] : people.length === 1 ? people[0] : undefined;
  if (only) return { kind: 'found', person: only };
  if (people.length === 0) return null;
  return { kind: 'several', people: people.slice(0, MOST_CHOICES), isComplete: people.length <= MOST_CHOICES };
}

const choiceOf = (user: User): PersonChoice => ({
  id: user.id,
  displayName: visibleText(user.displayName ?? user.userPrincipalName ?? user.id),
  userPrincipalName: user.userPrincipalName ?? '',
  department: user.department,
});

async function nearNames(rows: Rows, words: string): Promise<PersonChoice[]> {
  const key = searchKeyOf(words);
  const likeness = sql<number>`word_similarity(${key}, name_key)`;
  const found = await rows
    .selectFrom('person')
    .select(['id', 'display_name', 'user_principal_name', 'department'])
    .where(likeness, '>=', LIKENESS)
    .orderBy(likeness, 'desc')
    .orderBy('name_key')
    .limit(NEAR_NAMES)
    .execute();
  return found.map((row) => ({
    id: row.id,
    displayName: row.display_name,
    userPrincipalName: row.user_principal_name,
    department: row.department,
  }));
}

/** Names of people by id, as the snapshot knows them. */
export async function namesOf(rows: Rows, ids: readonly string[]): Promise<ReadonlyMap<string, string>> {
  if (ids.length === 0) return new Map();
  const found = await rows
    .selectFrom('person')
    .select(['id', 'display_name'])
    .where('id', 'in', [...new Set(ids)])
    .execute();
  return new Map(found.map((row) => [row.id, row.display_name]));
}
