import type { ListLine } from '../cards/compose.ts';
import type { Rows } from '../db/database.ts';
import type { ItemState, ProposalItemRow } from '../db/tables.ts';
import { timeOfDayIn } from '../lib/time-words.ts';
import type { DraftItem } from '../verbs/draft.ts';
import type { Change } from './change.ts';
import { draftItemOf } from './items.ts';

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

/** One line for each object of a plan: what it is and what it would become. */
export const plannedLines = (changes: readonly Change[], items: readonly DraftItem[]): ListLine[] =>
  items.map((item) => ({
    primary: item.targetName,
    secondary: changes.find((one) => one.kind === item.kind)?.words(item) ?? item.kind,
  }));

/** How far a plan has come. */
export async function changeProgress(
  rows: Rows,
  changes: readonly Change[],
  of: { proposalId: string; timeZone: string },
) {
  const items = await rows
    .selectFrom('proposal_item')
    .selectAll()
    .where('proposal_id', '=', of.proposalId)
    .orderBy('no')
    .execute();
  const sorted = [...items].sort((a, b) => order.indexOf(a.state) - order.indexOf(b.state) || a.no - b.no);
  return {
    lines: sorted.slice(0, 20).map((item) => lineOf(changes, item, of.timeZone)),
    facts: items.length > 1 ? countsOf(items) : [],
    isClean: items.every((item) => item.state === 'done' || item.state === 'promoted' || item.state === 'alreadySo'),
  };
}

function lineOf(changes: readonly Change[], item: ProposalItemRow, timeZone: string): ListLine {
  const words = changes.find((one) => one.kind === item.kind)?.words(draftItemOf(item)) ?? item.kind;
  const isWaiting = item.state === 'ready' && item.detail;
  const until = isWaiting ? ` until ${timeOfDayIn(item.due_at, timeZone)}` : '';
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
