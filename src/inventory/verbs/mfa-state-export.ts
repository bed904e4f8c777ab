import { z } from 'zod/v4';
import { keepOffer } from '../../files/offers.ts';
import { RefusedError } from '../../lib/refused.ts';
import { counted } from '../../lib/text.ts';
import { ageOf } from '../../lib/time-words.ts';
import { defineVerb, type AnyVerb, type CallContext, type Outcome } from '../../verbs/verb.ts';
import { findPlace, membersFor, type PlaceEdges } from '../find-place.ts';
import { lastComplete } from '../pass-rows.ts';
import { filterWords } from '../filter-words.ts';
import { peopleQuery, type PeopleQuery } from '../people-filter.ts';
import { countPeople } from '../people-list.ts';

/** About as long as a line is, for the size that Teams shows before there is a file. */
const BYTES_A_PERSON = 260;

const that = { which: 'that' };

/** `mfa.state.export`: any list as a CSV file, into the asker's own OneDrive and by their click only. */
export const mfaStateExport = (edges: PlaceEdges): AnyVerb =>
  defineVerb({
    name: 'mfa.state.export',
    kind: 'read',
    role: 'reader',
    help: 'export everybody who is enforced',
    phrases: [
      { says: '(export|download) {whom} [(as|to|into) [a] (csv|file|excel|spreadsheet)]' },
      {
        says: '(export|download|save) (that|this|the|it) [list] [(as|to|into) [a] (csv|file|excel|spreadsheet)]',
        with: that,
      },
    ],
    arguments: z.strictObject({ whom: peopleQuery.optional(), which: z.literal('that').optional() }),
    run: ({ whom }, context) => {
      if (whom) return offer(edges, whom, context);
      throw new RefusedError(
        'invalidInput',
        'I do not know which list you mean.',
        'Press “Save as CSV” below the list, or say whom: “export everybody who is enforced”.',
      );
    },
  });

async function offer(edges: PlaceEdges, asked: PeopleQuery, { actor, now, signal }: CallContext): Promise<Outcome> {
  const { rows } = edges.database;
  const whom = await placed(edges, asked, signal);
  const { people } = await countPeople(rows, whom.filter);
  const full = await lastComplete(rows, 'full');
  if (people === 0 || !full)
    throw new RefusedError('nobodyFound', 'There is nobody on that list.', 'Ask for another list.');
  const file = {
    ...(await keepOffer(rows, actor.id, { kind: 'people', type: 'csv', about: whom, at: now })),
    description: `${counted(people, 'person', 'people')}: ${filterWords(whom.filter)}. Read ${ageOf(full.started_at, now)}.`,
    sizeInBytes: 300 + people * BYTES_A_PERSON,
  };
  return { kind: 'file', file };
}

async function placed(edges: PlaceEdges, whom: PeopleQuery, signal: AbortSignal): Promise<PeopleQuery> {
  const { place } = whom.filter;
  if (!place) return whom;
  const search = await findPlace(edges, place, signal);
  if (search.kind === 'several')
    throw new RefusedError(
      'ambiguous',
      'Several groups have such a name.',
      'Ask for the list first, choose the group, then save it.',
    );
  const found = { ...whom, filter: { ...whom.filter, place: search.place } };
  if (search.place.kind !== 'group') return found;
  const { readAt } = await membersFor(edges, search.place, signal);
  if (readAt) return found;
  throw new RefusedError('invalidInput', 'I am still reading the members of that group.', 'Ask again in a minute.');
}
