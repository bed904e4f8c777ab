import { z } from 'zod/v4';
import type { Card } from '../../cards/card.ts';
import { defineVerb, type AnyVerb, type CallContext } from '../../verbs/verb.ts';
import type { PlaceEdges } from '../find-place.ts';
import { asksOf, countCard, listCard, type Freshness, type ListFacts } from '../list-card.ts';
import { coverageAsOf } from '../coverage-rows.ts';
import { lastComplete, runningPass } from '../pass-rows.ts';
import { peopleQuery, type PeopleFilter, type PeopleQuery } from '../people-filter.ts';
import { countPeople, listCursor, pageOfPeople } from '../people-list.ts';
import { askPlace, placePeople } from '../place-people.ts';

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
  const placed = await placePeople(edges, args.whom, context.signal);
  const again = (whom: PeopleQuery) => ({ verb: 'mfa.state.list', arguments: { ...args, whom } });
  if (placed.kind === 'unplaced') return askPlace(placed, again);
  const { whom, membersReadAt } = placed;
  return answerOf(edges, { args, whom, context, membersReadAt });
}

interface Asked {
  args: ListArguments;
  /** With the place found. */
  whom: PeopleQuery;
  context: CallContext;
  membersReadAt: Date | undefined;
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
    coverages: undefined,
    legacyAuth: undefined,
  };
  const [counted, everybody, around] = [
    await countPeople(rows, filter),
    await countPeople(rows, {}),
    asks.registration || asks.signIn || asks.coverage ? await countPeople(rows, withoutUndefined(loose)) : undefined,
  ];
  const freshness: Freshness = {
    full: await lastComplete(rows, 'full'),
    changes: await lastComplete(rows, 'changes'),
    running: await runningPass(rows),
    membersReadAt,
    ...(asks.coverage || args.answer === 'count' ? { coverageAsOf: await coverageAsOf(rows) } : {}),
  };
  const facts: ListFacts = {
    ...{ whom, count: counted, all: everybody.people, freshness, now: context.now },
    notKnown: {
      registration: around && asks.registration ? around.registrationUnknown : null,
      coverage: around && asks.coverage ? around.coverageUnknown : null,
      signIn: around && asks.signIn ? around.signInUnknown : null,
    },
  };
  if (args.answer === 'count') return countCard(facts);
  return listCard(facts, await pageOfPeople(rows, whom, { cursor: args.cursor, size: PAGE }));
}

const withoutUndefined = (all: Record<string, unknown>): PeopleFilter =>
  Object.fromEntries(Object.entries(all).filter(([, value]) => value !== undefined));
