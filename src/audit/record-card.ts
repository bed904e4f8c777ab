import type { CardAction } from '../cards/actions.ts';
import type { Card } from '../cards/card.ts';
import { composeCard, type Status } from '../cards/compose.ts';
import type { ProposalState } from '../db/tables.ts';
import { timeWords, type RecordScope } from './scope.ts';
import { lineOf, type StepWording } from './step-words.ts';
import { isNewestFirst, type RecordCursor, type StepPage } from './steps.ts';

/** What a card of the record shows. */
export interface RecordFacts extends Omit<StepWording, 'isOneProposal'> {
  scope: RecordScope;
  /** The same, as the words of the question gave it: what the buttons say again. */
  words: Record<string, unknown>;
  page: StepPage;
}

/** What happened, a page at a time, with everything that the page's buttons need to turn it after a restart. */
export function recordCard(facts: RecordFacts): Card {
  const { scope, page, timeZone } = facts;
  const subject = subjectOf(facts);
  return composeCard({
    title: isNewestFirst(scope) ? 'Last changes' : 'What happened',
    status: statusOf(facts),
    ...(subject === undefined ? {} : { subject }),
    list: page.steps.map((step) => lineOf(step, { ...facts, isOneProposal: scope.proposal !== undefined })),
    actions: actionsOf(facts),
    footer: `Times are those of ${timeZone}. ${isNewestFirst(scope) || scope.person ? 'Questions are on record too, and not shown here. ' : ''}The record is chained by hash: npm run audit:verify checks it.`,
  });
}

function subjectOf({ scope, page, names, timeZone }: RecordFacts): string | undefined {
  const { proposal, person, only } = scope;
  const who = person && (names.get(person.id) ?? person.displayName ?? person.id);
  const what = proposal === undefined ? who : (page.steps[0]?.title ?? proposal);
  return [what, only, timeWords(scope, timeZone)].filter(Boolean).join(' · ') || undefined;
}

function statusOf({ scope, page: { steps } }: RecordFacts): Status {
  const state = scope.proposal === undefined ? null : (steps[0]?.state ?? null);
  if (state !== null) return stateWords[state];
  if (steps.length > 0) return { text: isNewestFirst(scope) ? 'Newest first' : 'Oldest first', tone: 'default' };
  return { text: isNewestFirst(scope) ? 'Nothing has been changed yet' : 'Nothing is on record', tone: 'default' };
}

const stateWords: Record<ProposalState, Status> = {
  pending: { text: 'Waits for approval', tone: 'accent' },
  approved: { text: 'Is at work', tone: 'accent' },
  done: { text: 'Has ended', tone: 'default' },
  denied: { text: 'Was denied; nothing was changed', tone: 'attention' },
  withdrawn: { text: 'Was withdrawn; nothing was changed', tone: 'default' },
  expired: { text: 'Has expired; nothing was changed', tone: 'attention' },
  void: { text: 'Is void; nothing was done', tone: 'attention' },
};

/** At most three: turning the page first. */
function actionsOf({ words, page: { steps, hasBefore, hasAfter } }: RecordFacts): CardAction[] {
  const [first, last] = [steps[0], steps.at(-1)];
  const turn = (title: string, cursor: RecordCursor): CardAction => ({
    ...{ kind: 'ask', title },
    request: { verb: 'audit.query', arguments: { ...words, cursor } },
  });
  return [
    ...(hasBefore && first ? [turn('Previous', { seq: first.seq, direction: 'before' })] : []),
    ...(hasAfter && last ? [turn('Next', { seq: last.seq, direction: 'after' })] : []),
    ...(first
      ? [{ kind: 'ask' as const, title: 'Save as JSON', request: { verb: 'audit.export', arguments: { ...words } } }]
      : []),
  ];
}
