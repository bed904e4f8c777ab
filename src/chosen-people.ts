import type { ChosenPeople } from './changes/verbs/mfa-state-bulk-set.ts';
import { filterWords } from './inventory/filter-words.ts';
import type { PlaceEdges } from './inventory/find-place.ts';
import type { PeopleQuery } from './inventory/people-filter.ts';
import { countPeople, pagesOfPeople } from './inventory/people-list.ts';
import { askPlace, placePeople } from './inventory/place-people.ts';
import { RefusedError } from './lib/refused.ts';
import type { PersonRef, VerbRequest } from './verbs/verb.ts';

/** More people than any plan may be about are not even looked through. */
const MOST_LOOKED_THROUGH = 20_000;
const ROWS_AT_ONCE = 1000;

/**
 * The people whom a description chooses, the exceptions first. Joins the inventory with changes.
 *
 * @throws {RefusedError} where it chooses more than any plan may be about.
 */
export async function choosePeople(
  edges: PlaceEdges,
  wish: { whom: PeopleQuery; again(whom: PeopleQuery): VerbRequest },
  signal: AbortSignal,
): Promise<ChosenPeople> {
  const placed = await placePeople(edges, wish.whom, signal);
  if (placed.kind === 'unplaced') return { kind: 'ask', card: askPlace(placed, wish.again) };
  const { filter } = placed.whom;
  const { rows } = edges.database;
  const counted = await countPeople(rows, filter);
  if (counted.people > MOST_LOOKED_THROUGH) {
    throw new RefusedError(
      'invalidInput',
      `That describes ${counted.people} people, and one plan may be about ${MOST_LOOKED_THROUGH} at the very most.`,
      'Name a group, or a department.',
    );
  }
  const people: PersonRef[] = [];
  for await (const page of pagesOfPeople(rows, { filter, order: 'exceptions' }, ROWS_AT_ONCE))
    people.push(...page.map((row) => ({ id: row.id, displayName: row.display_name })));
  return { kind: 'people', people, said: filterWords(filter) };
}
