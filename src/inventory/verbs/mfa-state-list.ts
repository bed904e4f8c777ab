import { z } from 'zod/v4';
import type { Card } from '../../cards/card.ts';
import { composeCard } from '../../cards/compose.ts';
import { defineVerb, type AnyVerb, type CallContext } from '../../verbs/verb.ts';
import { findPlace, membersFor, type PlaceEdges } from '../find-place.ts';
import { asksOf, countCard, listCard, type Freshness, type ListFacts } from '../list-card.ts';
import { lastComplete, runningPass } from '../pass-rows.ts';
import { peopleQuery, type PeopleFilter, type PeoplePlace, type PeopleQuery } from '../people-filter.ts';
import { countPeople, listCursor, pageOfPeople } from '../people-list.ts';

const PAGE = 10;
const argumentsSchema = z.strictObject({
  whom: peopleQuery,
  cursor: listCursor.optional(),
  answer: z.enum(['list', 'count']).default('list'),
});
type ListArguments = z.infer<typeof argumentsSchema>;

const count = { answer: 'count' };

/** `mfa.state.list`: everybody who is so, a page at a time or as a number, from the snapshot, with its age. */
export const mfaStateList = (edges: PlaceEdges): AnyVerb =>
  defineVerb({
    name: 'mfa.state.list',
    kind: 'read',
    role: 'reader',
    help: 'who is enforced in Sales?',
    phrases: [
      { says: 'who {whom}' },
      { says: '(list|show|show me|get|give me|find) {whom}' },
      { says: '(which|what|whose) {whom}' },
      { says: '(how many|count|number of) {whom}', with: count },
      { says: '(what is the number of|tell me how many) {whom}', with: count },
    ],
    arguments: argumentsSchema,
    run: async (args, context) => ({ kind: 'answer', card: await answer(edges, args, context), isPersonal: true }),
  });

async function answer(edges: PlaceEdges, args: ListArguments, context: CallContext): Promise<Card> {
  const { place } = args.whom.filter;
  if (!place) return answerOf(edges, { args, whom: args.whom, context });
  const search = await findPlace(edges, place, context.signal);
  if (search.kind === 'several') return whichPlace(args, search.places);
  const whom = { ...args.whom, filter: { ...args.whom.filter, place: search.place } };
  if (search.place.kind !== 'group') return answerOf(edges, { args, whom, context });
  const members = await membersFor(edges, search.place, context.signal);
  if (members.readAt === null) return stillReading(search.place.name, { ...args, whom });
  return answerOf(edges, { args, whom, context, membersReadAt: members.readAt });
}

interface Asked {
  args: ListArguments;
  /** With the place found. */
  whom: PeopleQuery;
  context: CallContext;
  membersReadAt?: Date;
}

async function answerOf({ database }: PlaceEdges, { args, whom, context, membersReadAt }: Asked): Promise<Card> {
  const { rows } = database;
  const { filter } = whom;
  const asks = asksOf(filter);
  const loose = {
    ...filter,
    isRegistered: undefined,
    isCapable: undefined,
    isAdmin: undefined,
    staleDays: undefined,
    hasNeverSignedIn: undefined,
  };
  const [counted, everybody, around] = [
    await countPeople(rows, filter),
    await countPeople(rows, {}),
    asks.registration || asks.signIn ? await countPeople(rows, withoutUndefined(loose)) : undefined,
  ];
  const freshness: Freshness = {
    full: await lastComplete(rows, 'full'),
    changes: await lastComplete(rows, 'changes'),
    running: await runningPass(rows),
    membersReadAt,
  };
  const facts: ListFacts = {
    ...{ whom, count: counted, all: everybody.people, freshness, now: context.now },
    notKnown: {
      registration: around && asks.registration ? around.registrationUnknown : null,
      signIn: around && asks.signIn ? around.signInUnknown : null,
    },
  };
  if (args.answer === 'count') return countCard(facts);
  return listCard(facts, await pageOfPeople(rows, whom, { cursor: args.cursor, size: PAGE }));
}

const withoutUndefined = (all: Record<string, unknown>): PeopleFilter =>
  Object.fromEntries(Object.entries(all).filter(([, value]) => value !== undefined));

/** Several groups have that name: each with its own button. */
function whichPlace(args: ListArguments, places: readonly PeoplePlace[]): Card {
  const groups = places.filter((place) => place.kind === 'group');
  return composeCard({
    title: 'Which group do you mean?',
    status: { text: `${groups.length} groups have such a name`, tone: 'accent' },
    choices: groups.map((place) => ({
      primary: place.name,
      secondary: place.id,
      button: 'Choose',
      request: {
        verb: 'mfa.state.list',
        arguments: { ...args, whom: { ...args.whom, filter: { ...args.whom.filter, place } } },
      },
    })),
  });
}

const stillReading = (name: string, args: ListArguments): Card =>
  composeCard({
    title: 'One moment',
    status: { text: 'I am still reading the group', tone: 'accent' },
    subject: name,
    paragraphs: ['It has many members, and I answer only when I know all of them.'],
    actions: [{ kind: 'ask', title: 'Ask again', request: { verb: 'mfa.state.list', arguments: { ...args } } }],
  });
