import type { Card } from '../cards/card.ts';
import { composeCard } from '../cards/compose.ts';
import type { VerbRequest } from '../verbs/verb.ts';
import { findPlace, membersFor, type PlaceEdges } from './find-place.ts';
import type { PeoplePlace, PeopleQuery } from './people-filter.ts';

/** A description of people whose place was found, and whose members are known. */
export interface Placed {
  kind: 'placed';
  whom: PeopleQuery;
  /** When the members of the group were read, where the place is one. */
  membersReadAt: Date | undefined;
}

/** Why people cannot be told yet: several groups have the name, or the members are still being read. */
export interface Unplaced {
  kind: 'unplaced';
  whom: PeopleQuery;
  /** None: the members of the place in `whom` are still being read. */
  places: readonly PeoplePlace[];
}

/**
 * Finds the department or group that a description names, and its members.
 *
 * @throws {RefusedError} `nobodyFound` where there is no such place.
 */
export async function placePeople(
  edges: PlaceEdges,
  whom: PeopleQuery,
  signal: AbortSignal,
): Promise<Placed | Unplaced> {
  const { place } = whom.filter;
  if (!place) return { kind: 'placed', whom, membersReadAt: undefined };
  const search = await findPlace(edges, place, signal);
  if (search.kind === 'several') return { kind: 'unplaced', whom, places: search.places };
  const found = { ...whom, filter: { ...whom.filter, place: search.place } };
  if (search.place.kind !== 'group') return { kind: 'placed', whom: found, membersReadAt: undefined };
  const { readAt } = await membersFor(edges, search.place, signal);
  return readAt === null
    ? { kind: 'unplaced', whom: found, places: [] }
    : { kind: 'placed', whom: found, membersReadAt: readAt };
}

/** Asks which group was meant, or to ask again once it is read. */
export function askPlace({ whom, places }: Unplaced, again: (whom: PeopleQuery) => VerbRequest): Card {
  if (places.length === 0) return stillReading(whom, again);
  const groups = places.filter((place) => place.kind === 'group' || place.kind === 'reports');
  const isAboutReports = groups.some(({ kind }) => kind === 'reports');
  return composeCard({
    title: isAboutReports ? 'To whom do they report?' : 'Which group do you mean?',
    status: { text: `${groups.length} ${isAboutReports ? 'people' : 'groups'} have such a name`, tone: 'accent' },
    choices: groups.map((place) => ({
      primary: place.name,
      secondary: place.id,
      button: 'Choose',
      request: again({ ...whom, filter: { ...whom.filter, place } }),
    })),
  });
}

function stillReading(whom: PeopleQuery, again: (whom: PeopleQuery) => VerbRequest): Card {
  const { place } = whom.filter;
  return composeCard({
    title: 'One moment',
    status: { text: 'I am still reading the group', tone: 'accent' },
    ...(place?.kind === 'group' ? { subject: place.name } : {}),
    paragraphs: ['It has many members, and I answer only when I know all of them.'],
    actions: [{ kind: 'ask', title: 'Ask again', request: again(whom) }],
  });
}
