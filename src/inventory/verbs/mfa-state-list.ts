import { sql } from 'kysely';
import { z } from 'zod/v4';
import type { CardAction } from '../../cards/actions.ts';
import type { Card } from '../../cards/card.ts';
import { composeCard } from '../../cards/compose.ts';
import type { Rows } from '../../db/database.ts';
import type { PersonRow } from '../../db/tables.ts';
import { counted } from '../../lib/text.ts';
import { ageOf } from '../../lib/time-words.ts';
import { defineVerb, type AnyVerb } from '../../verbs/verb.ts';

const PAGE = 10;
const cursor = z.object({
  nameKey: z.string().max(400),
  id: z.string().max(64),
  direction: z.enum(['after', 'before']),
});
const argumentsSchema = z.object({
  state: z.enum(['disabled', 'enabled', 'enforced', 'unknown']),
  cursor: cursor.optional(),
});
type ListArguments = z.infer<typeof argumentsSchema>;

const unknown = { state: 'unknown' };

/** `mfa.state.list`: everybody in a state, a page at a time, from the snapshot, with its age. */
export const mfaStateList = (edges: { rows: Rows }): AnyVerb =>
  defineVerb({
    name: 'mfa.state.list',
    kind: 'read',
    role: 'reader',
    help: 'who is enforced?',
    phrases: [
      { says: '(who is|who are|whos) [still] {state} [for] [per-user|per user] [mfa]' },
      { says: 'who has [per-user|per user] mfa {state}' },
      { says: '(list|show|show me|get) [all] [the] {state} (users|people|accounts|persons)' },
      {
        says: '(list|show|show me|get) [all] (users|people|accounts|everybody|everyone) (who are|who is|that are|with|in) [state] {state}',
      },
      { says: '(which|what) (users|people|accounts) are [still] {state}' },
      { says: '(list|show|show me|get) [all] [the] unknown (users|people|accounts|persons)', with: unknown },
      { says: '(whose|which) [per-user|per user] mfa (state|states) (is|are) unknown', with: unknown },
    ],
    arguments: argumentsSchema,
    run: async (args, { now }) => ({ kind: 'answer', card: await listCard(edges.rows, args, now), isPersonal: true }),
  });

async function listCard(rows: Rows, args: ListArguments, at: Date): Promise<Card> {
  const summary = await rows
    .selectFrom('person')
    .select((eb) => [
      eb.fn.countAll<number>().filterWhere('per_user_mfa_state', '=', args.state).as('matching'),
      eb.fn.countAll<number>().as('all'),
      eb.fn.min('read_at').as('readAt'),
    ])
    .executeTakeFirstOrThrow();
  const page = await pageOf(rows, args);
  const age =
    summary.all > 0
      ? `Read ${ageOf(summary.readAt, at)}; ask about one person for a live answer.`
      : 'The directory has not been read yet; ask again in a minute.';
  return composeCard({
    title: `Per-user MFA: ${args.state}`,
    status: { text: `${counted(summary.matching, 'person', 'people')} of ${summary.all}`, tone: 'default' },
    list: page.people.map((person) => ({ primary: person.display_name, secondary: lineOf(person) })),
    actions: pageButtons(args, page),
    footer: age,
  });
}

interface Page {
  people: readonly PersonRow[];
  hasBefore: boolean;
  hasAfter: boolean;
}

/** Keyset paging: the place in the list travels with the button, so it works after a restart and on any replica. */
async function pageOf(rows: Rows, { state, cursor: from }: ListArguments): Promise<Page> {
  const isBackward = from?.direction === 'before';
  let query = rows.selectFrom('person').selectAll().where('per_user_mfa_state', '=', state);
  if (from) {
    const place = sql<boolean>`(name_key, id) ${sql.raw(isBackward ? '<' : '>')} (${from.nameKey}, ${from.id})`;
    query = query.where(place);
  }
  const direction = isBackward ? 'desc' : 'asc';
  const found = await query
    .orderBy('name_key', direction)
    .orderBy('id', direction)
    .limit(PAGE + 1)
    .execute();
  const hasMore = found.length > PAGE;
  const people = isBackward ? found.slice(0, PAGE).reverse() : found.slice(0, PAGE);
  return { people, hasBefore: isBackward ? hasMore : from !== undefined, hasAfter: isBackward || hasMore };
}

function pageButtons({ state }: ListArguments, { people, hasBefore, hasAfter }: Page): CardAction[] {
  const to = (title: string, person: PersonRow | undefined, direction: 'after' | 'before'): CardAction[] =>
    person
      ? [
          {
            kind: 'ask',
            title,
            request: {
              verb: 'mfa.state.list',
              arguments: { state, cursor: { nameKey: person.name_key, id: person.id, direction } },
            },
          },
        ]
      : [];
  return [
    ...(hasBefore ? to('Previous', people[0], 'before') : []),
    ...(hasAfter ? to('Next', people.at(-1), 'after') : []),
  ];
}

function lineOf(person: PersonRow): string {
  const marks = [person.user_type === 'guest' ? 'guest' : null, person.is_enabled ? null : 'account disabled'];
  return [person.user_principal_name, person.department, ...marks].filter(Boolean).join(' · ');
}
