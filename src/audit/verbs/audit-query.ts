import { z } from 'zod/v4';
import type { Card } from '../../cards/card.ts';
import type { Rows } from '../../db/database.ts';
import { RefusedError } from '../../lib/refused.ts';
import { defineVerb, type AnyVerb } from '../../verbs/verb.ts';
import { recordCard } from '../record-card.ts';
import { scopeOf, scopeWords } from '../scope.ts';
import { pageOfSteps, recordCursor, type StepPage } from '../steps.ts';

const PAGE = 12;

export interface AuditQueryEdges {
  rows: Rows;
  timeZone: string;
  /** Names of people by id, where they are known. */
  namesOf(ids: readonly string[]): Promise<ReadonlyMap<string, string>>;
}

const argumentsSchema = z.strictObject({ ...scopeWords, cursor: recordCursor.optional() });

const SHOW = '(show|show me|list|get|give me)';
const RECORD = '(record|records|audit|audit log|log|history)';
const CHANGED = '(changed|done|decided)';
const LATELY = '[lately|recently]';
/** All that can be said of a time; a phrase fills each slot once. */
const WHEN =
  '(since {since}|between {since} and {until}|from {since} (to|until|till) {until}|[on|in|of|from|for] {day})';

/** `audit.query`: what was proposed, decided and done, from the record: lately, in a time, for somebody, by somebody, for a proposal. */
export const auditQuery = (edges: AuditQueryEdges): AnyVerb =>
  defineVerb({
    name: 'audit.query',
    kind: 'read',
    role: 'reader',
    help: 'show the last changes',
    phrases: [
      { says: `${SHOW} [the] (last|latest|recent) (changes|actions|decisions|records)` },
      { says: `(what|which) (changes|actions) (were|was|have been) (made|done) ${LATELY}` },
      { says: `what (was|has been) ${CHANGED} ${LATELY}` },
      { says: '(last|latest|recent) changes' },
      { says: `${SHOW} the ${RECORD}` },
      { says: `${SHOW} [the] ${RECORD} ${WHEN}` },
      { says: `what [has] happened ${WHEN}` },
      { says: `what (was|has been|were) ${CHANGED} ${WHEN}` },
      { says: 'what [has] happened (to|with|about) [the] (proposal|plan) {proposal}' },
      { says: `${SHOW} [the] ${RECORD} (of|for|about) [the] (proposal|plan) {proposal}` },
      { says: `what [has] happened (to|with) {person} ${LATELY} [${WHEN}]` },
      { says: `what (was|has been) ${CHANGED} (for|to|with|about) {person} ${LATELY} [${WHEN}]` },
      { says: `what (did|has) {person} (do|done|change|changed) ${LATELY} [${WHEN}]` },
      {
        says: `what (did|has) {person} (decide|decided|approve|approved|deny|denied) ${LATELY} [${WHEN}]`,
        with: { only: 'decisions' },
      },
      { says: `${SHOW} [the] ${RECORD} (of|for|about) {person} [${WHEN}]` },
      { says: `what [has] happened (to|with) [the] (object|account|id) {object} [${WHEN}]` },
      { says: `${SHOW} [the] ${RECORD} (of|for|about) [the] (object|account|id) {object} [${WHEN}]` },
    ],
    arguments: argumentsSchema,
    people: ['person'],
    run: async (args) => ({ kind: 'answer', card: await answer(edges, args), isPersonal: true }),
  });

async function answer(
  { rows, timeZone, namesOf }: AuditQueryEdges,
  { cursor, ...words }: z.infer<typeof argumentsSchema>,
): Promise<Card> {
  const scope = scopeOf(words);
  const page = await pageOfSteps(rows, { scope, cursor, size: PAGE });
  if (page.steps.length === 0 && scope.proposal !== undefined) throw unknownProposal();
  const names = await namesOf([...idsIn(page), ...(scope.person ? [scope.person.id] : [])]);
  return recordCard({ scope, words, page, names, timeZone });
}

const idsIn = ({ steps }: StepPage): string[] =>
  steps.flatMap((one) => [one.actor_id, one.target_id]).filter((id) => id !== null);

/** Nothing is on record about it. */
export const unknownProposal = (): RefusedError =>
  new RefusedError(
    'unknownProposal',
    'I do not know this proposal.',
    'Say its number as its card shows it, such as “proposal 12”.',
  );
