import type { Tone } from '../cards/card.ts';
import type { ListLine, Status } from '../cards/compose.ts';
import type { Rows } from '../db/database.ts';
import type { ItemState, ProposalItemRow } from '../db/tables.ts';
import { timeOfDayIn } from '../lib/time-words.ts';
import type { DraftItem } from '../verbs/draft.ts';
import type { ApprovedChange } from './change.ts';
import { draftItemOf, OPEN_STATES } from './items.ts';

const outcomeWords: Record<ItemState, string> = {
  ready: 'waits',
  applying: 'at work',
  written: 'reading back',
  done: 'done',
  promoted: 'done, promoted by Entra',
  alreadySo: 'was so already',
  skipped: 'skipped',
  failed: 'failed',
};

/** Exceptions come first. */
const order: readonly ItemState[] = [
  'failed',
  'skipped',
  'applying',
  'written',
  'ready',
  'promoted',
  'alreadySo',
  'done',
];

/** What stands at everything that a stop came before. */
export const stoppedWords = (by: string): string => `Stopped by ${by} before it began.`;

/** One line for each object of a plan: what it is and what it would become. A plan of one says so in its title. */
export const plannedLines = (changes: readonly ApprovedChange[], items: readonly DraftItem[]): ListLine[] =>
  items.length === 1
    ? []
    : items.slice(0, SHOWN).map((item) => ({
        primary: item.targetName,
        secondary: changes.find((one) => one.kind === item.kind)?.words(item) ?? item.kind,
      }));

/** How far a plan has come. */
export async function changeProgress(
  rows: Rows,
  changes: readonly ApprovedChange[],
  of: { proposalId: string; timeZone: string },
) {
  const items = await rows
    .selectFrom('proposal_item')
    .selectAll()
    .where('proposal_id', '=', of.proposalId)
    .orderBy('no')
    .execute();
  const sorted = [...items].sort((a, b) => order.indexOf(a.state) - order.indexOf(b.state) || a.no - b.no);
  const only = items.length === 1 ? items[0] : undefined;
  return {
    ...headlineOf(items, of.timeZone),
    // One item is told by title, status and this; a list of one would say the same again.
    paragraphs: only?.detail && only.state !== 'done' ? [only.detail] : [],
    lines: only ? [] : sorted.slice(0, SHOWN).map((item) => lineOf(changes, item, of.timeZone)),
    facts: only ? [] : countsOf(items),
    isReversible: items.some((item) => item.state === 'done' || item.state === 'promoted'),
  };
}

const SHOWN = 20;

/** Title and status of work that was approved. */
function headlineOf(items: readonly ProposalItemRow[], timeZone: string): { title: string; status: Status } {
  const say = (title: string, text: string, tone: Tone) => ({ title, status: { text, tone } });
  const open = items.filter((item) => OPEN_STATES.includes(item.state));
  if (open.length > 0) {
    const due = open.every(isWaiting) ? open.map((item) => item.due_at).sort((a, b) => +a - +b)[0] : undefined;
    const settled = items.length - open.length;
    const atWork = settled === 0 ? 'At work' : `At work: ${settled} of ${items.length} settled`;
    return say('Approved', due ? `Waits until ${timeOfDayIn(due, timeZone)}` : atWork, 'accent');
  }
  const exceptions = items.filter((item) => item.state === 'failed' || item.state === 'skipped').length;
  if (exceptions > 0) {
    const text = items.length === 1 ? 'Not done' : `${exceptions} of ${items.length} not done`;
    return say('Finished, please look', text, 'attention');
  }
  const isNothingNew = items.every((item) => item.state === 'alreadySo');
  return say('Done', isNothingNew ? 'Nothing had to be written' : 'Done and read back', 'good');
}

/** Looked at and found too early: only then does an item that has not begun have words. */
const isWaiting = (item: ProposalItemRow): boolean => item.state === 'ready' && item.detail !== null;

function lineOf(changes: readonly ApprovedChange[], item: ProposalItemRow, timeZone: string): ListLine {
  const words = changes.find((one) => one.kind === item.kind)?.words(draftItemOf(item)) ?? item.kind;
  const until = isWaiting(item) ? ` until ${timeOfDayIn(item.due_at, timeZone)}` : '';
  return {
    primary: `${item.target_name}: ${outcomeWords[item.state]}${until}`,
    secondary: [words, item.detail].filter(Boolean).join(' · '),
  };
}

function countsOf(items: readonly ProposalItemRow[]): (readonly [string, string])[] {
  return order
    .map((state) => [outcomeWords[state], items.filter((item) => item.state === state).length] as const)
    .filter(([, count]) => count > 0)
    .map(([words, count]) => [words, String(count)] as const);
}
