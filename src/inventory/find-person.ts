import { sql } from 'kysely';
import type { Rows } from '../db/database.ts';
import type { PersonRow } from '../db/tables.ts';
import { GraphError } from '../entra/graph-error.ts';
import type { Graph } from '../entra/graph.ts';
import type { User } from '../entra/user-shape.ts';
import { getUser, searchUsers } from '../entra/users.ts';
import { searchKeyOf, visibleText } from '../lib/text.ts';
import type { PersonChoice, PersonSearch, PersonWords } from '../verbs/call.ts';
import type { CallContext } from '../verbs/verb.ts';
import { isOutage } from './refusals.ts';

const MOST_CHOICES = 8;
const NEAR_NAMES = 3;
/**
 * How alike a name must be to be offered, step by step: where a tenant is large, alike ones are many and less alike ones
 * slow to find. In a million names 6 of 100 misspelt ones need the second step; the last was tried on "Alcie",
 * "zoe muller", "oneil".
 */
const LIKENESS_STEPS = [0.6, 0.45, 0.35];

/** How long to wait for Graph's search before the snapshot must do. */
const PATIENCE_MILLIS = 2500;

interface FindEdges {
  graph: Graph;
  rows: Rows;
}

/**
 * Who is meant by words: the asker, an id, a userPrincipalName, a full or a first name; near names where nobody is.
 * Live from Graph, since a person hired today must be found; from the snapshot while Graph does not answer.
 */
export async function findPerson(edges: FindEdges, words: PersonWords, context: CallContext): Promise<PersonSearch> {
  const { actor, signal } = context;
  if ('me' in words) return { kind: 'found', person: { id: actor.id, displayName: actor.displayName } };
  const patience = AbortSignal.any([signal, AbortSignal.timeout(PATIENCE_MILLIS)]);
  const graph = edges.graph.with({ signal: patience, isUserInitiated: true });
  try {
    return await findLive({ ...edges, graph }, words);
  } catch (cause) {
    if (!isOutage(cause)) throw cause;
    const known = chosen(await lastKnown(edges.rows, words), 'words' in words ? words.words : '');
    if (known) return known;
    throw cause; // that the snapshot knows nobody proves nothing
  }
}

type Words = Exclude<PersonWords, { me: true }>;

async function findLive({ graph, rows }: FindEdges, words: Words): Promise<PersonSearch> {
  if ('id' in words) return foundById(graph, words);
  if (words.words.includes('@')) return byPrincipalName(graph, rows, words.words);
  const { body } = await searchUsers(graph, words.words, MOST_CHOICES + 1);
  return chosen(body.map(choiceOf), words.words) ?? { kind: 'none', near: await nearNames(rows, words.words) };
}

/** People of the snapshot, by the same words: an id, a userPrincipalName, or the beginning of any part of a name. */
export async function lastKnown(rows: Rows, words: Words): Promise<PersonChoice[]> {
  const people = peopleIn(rows).limit(MOST_CHOICES + 1);
  if ('id' in words) return (await people.where('id', '=', words.id).execute()).map(choiceOfRow);
  if (words.words.includes('@')) {
    const name = sql`lower(user_principal_name)`;
    return (await people.where(name, '=', words.words.toLowerCase()).execute()).map(choiceOfRow);
  }
  return (await knownByName(rows, searchKeyOf(words.words))).map(choiceOfRow);
}

/** Matches beyond so many are not sorted: whoever asks must say more anyway. */
const MOST_MATCHES = 1000;

async function knownByName(rows: Rows, key: string): Promise<KnownPerson[]> {
  const text = key.replaceAll(/[\\%_]/g, String.raw`\$&`); // words are no pattern
  const { rows: found } = await sql<KnownPerson>`
    with found as materialized (
      select id, display_name, user_principal_name, department, name_key from person
      where name_key like ${`${text}%`} or name_key like ${`% ${text}%`} limit ${MOST_MATCHES})
    select * from found order by name_key limit ${MOST_CHOICES + 1}`.execute(rows);
  return found;
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

/** One match, or the one whose whole name was said; otherwise the asker must choose. Null where there is nobody. */
function chosen(people: readonly PersonChoice[], words: string): PersonSearch | null {
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

const peopleIn = (rows: Rows) =>
  rows.selectFrom('person').select(['id', 'display_name', 'user_principal_name', 'department']);

type KnownPerson = Pick<PersonRow, 'id' | 'display_name' | 'user_principal_name' | 'department'>;

const choiceOfRow = (row: KnownPerson): PersonChoice => ({
  id: row.id,
  displayName: row.display_name,
  userPrincipalName: row.user_principal_name,
  department: row.department,
});

/** Matches beyond so many are not compared: each is a page of the table to be fetched. All of them are alike enough. */
const MOST_ALIKE = 150;

/** Names of the snapshot that words may have meant: the most alike, and less alike ones only where those are too few. */
export async function nearNames(rows: Rows, words: string): Promise<PersonChoice[]> {
  const key = searchKeyOf(words);
  let found: KnownPerson[] = [];
  for (const likeness of LIKENESS_STEPS) {
    found = await namesAlike(rows, key, likeness);
    if (found.length === NEAR_NAMES) break;
  }
  return found.map(choiceOfRow);
}

/** The index finds them, in less time the more alike they must be; only then are they compared. */
const namesAlike = (rows: Rows, key: string, likeness: number): Promise<KnownPerson[]> =>
  rows.transaction().execute(async (trx) => {
    await sql`select set_config('pg_trgm.word_similarity_threshold', ${String(likeness)}, true)`.execute(trx);
    const found = await sql<KnownPerson>`
      with alike as materialized (
        select id, display_name, user_principal_name, department, name_key from person
        where ${key} <% name_key limit ${MOST_ALIKE})
      select * from alike order by word_similarity(${key}, name_key) desc, name_key limit ${NEAR_NAMES}`.execute(trx);
    return found.rows;
  });

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
