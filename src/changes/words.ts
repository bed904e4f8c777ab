import { sql } from 'kysely';
import type { Tone } from '../cards/card.ts';
import type { ListLine, Status } from '../cards/compose.ts';
import type { Rows } from '../db/database.ts';
import type { ItemState, ProposalItemRow } from '../db/tables.ts';
import { timeOfDayIn } from '../lib/time-words.ts';
import type { DraftItem } from '../verbs/draft.ts';
import type { ApprovedChange } from './change.ts';
import { chainTimes } from './chain.ts';
import { chainProgress } from './chain-words.ts';
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

/** How many objects a card shows; the rest is a page of its own. */
export const SHOWN = 20;

/** One line for each object of a plan: what it is and what it would become. A plan of one says so in its title, unless a name is not enough. */
export const plannedLines = (
  changes: readonly ApprovedChange[],
  items: readonly DraftItem[],
  tellApart: Readonly<Record<string, string>>,
): ListLine[] => {
  const [first, ...others] = items;
  const isToldByTitle = first !== undefined && others.length === 0 && tellApart[first.targetId] === undefined;
  return isToldByTitle ? [] : items.slice(0, SHOWN).map((item) => plannedLine(changes, item, tellApart));
};

/** What one object of a plan is and would become; whom the name alone does not tell apart, by their account. */
export const plannedLine = (
  changes: readonly ApprovedChange[],
  item: DraftItem,
  tellApart: Readonly<Record<string, string>>,
): ListLine => ({
  primary: item.targetName,
  secondary: [
    tellApart[item.targetId],
    exceptionWords(item),
    changes.find((one) => one.kind === item.kind)?.words(item) ?? item.kind,
  ]
    .filter(Boolean)
    .join(' · '),
});

/** What makes a person an exception that whoever approves has to see. */
const exceptionWords = ({ before }: DraftItem): string | undefined =>
  before['isAdministrator'] === true ? 'administrator' : before['isGuest'] === true ? 'guest' : undefined;

/** Words for the lines of a plan that has begun. */
interface LineWords {
  proposalId: string;
  timeZone: string;
  /** userPrincipalNames of those whose name is not theirs alone, by their ids. */
  tellApart: Readonly<Record<string, string>>;
}

/** How far a plan has come. */
export async function changeProgress(
  rows: Rows,
  changes: readonly ApprovedChange[],
  of: LineWords & { pausedBy: string | null },
) {
  const counts = await countsByState(rows, of.proposalId);
  const total = sumOf(counts);
  const shown = await exceptionsFirst(rows, of.proposalId, SHOWN);
  const only = total === 1 ? shown[0] : undefined;
  const isChain = shown.some((item) => item.is_chained);
  return {
    ...headlineOf(counts, of),
    paragraphs: wordsAbove(shown, only),
    lines: only && of.tellApart[only.target_id] === undefined ? [] : shown.map((item) => lineOf(changes, item, of)),
    more: total - shown.length,
    facts: only ? [] : factsOf(counts),
    isReversible: counts.some(({ state }) => REVERSIBLE.has(state)),
    failed: sumOf(counts.filter(({ state }) => state === 'failed')),
    ...(isChain ? chainProgress(shown, await chainTimes({ rows }, of.proposalId)) : {}),
  };
}

/** One item is told by title, status and this; of many that wait, why is said once and not in every line. */
function wordsAbove(shown: readonly ProposalItemRow[], only: ProposalItemRow | undefined): string[] {
  const told = only && only.state !== 'done' ? only : shown.find(isWaiting);
  return told?.detail ? [told.detail] : [];
}

interface StateCount {
  state: ItemState;
  items: number;
  /** Items that were looked at and found too early, and when the first of them is due. */
  waiting: number;
  dueAt: Date | null;
}

const sumOf = (counts: readonly StateCount[]): number => counts.reduce((sum, one) => sum + one.items, 0);

async function countsByState(rows: Rows, proposalId: string): Promise<StateCount[]> {
  const { rows: found } = await sql<StateCount>`
    select state, count(*)::int as items, count(*) filter (where state = 'ready' and detail is not null)::int as waiting,
      min(due_at) filter (where state = 'ready' and detail is not null) as "dueAt"
    from proposal_item where proposal_id = ${proposalId} group by state`.execute(rows);
  return found;
}

/** The steps of a chain stay in their order. */
const exceptionsFirst = (rows: Rows, proposalId: string, most: number): Promise<ProposalItemRow[]> =>
  rows
    .selectFrom('proposal_item')
    .selectAll()
    .where('proposal_id', '=', proposalId)
    .orderBy(sql`case when is_chained then 0 else array_position(${[...order]}::text[], state) end`)
    .orderBy('no')
    .limit(most)
    .execute();

/** Title and status of work that was approved. */
function headlineOf(
  counts: readonly StateCount[],
  { timeZone, pausedBy }: { timeZone: string; pausedBy: string | null },
): { title: string; status: Status } {
  const say = (title: string, text: string, tone: Tone) => ({ title, status: { text, tone } });
  const total = sumOf(counts);
  const open = counts.filter(({ state }) => OPEN_STATES.includes(state));
  if (open.length > 0) {
    const settled = total - sumOf(open);
    const atWork = settled === 0 ? 'At work' : `At work: ${settled} of ${total} settled`;
    if (pausedBy !== null) return say('Paused', `${settled} of ${total} settled`, 'attention');
    const isWaiting = open.every(({ items, waiting }) => items === waiting);
    const [due] = open.flatMap(({ dueAt }) => dueAt ?? []);
    return say('Approved', isWaiting && due ? `Waits until ${timeOfDayIn(due, timeZone)}` : atWork, 'accent');
  }
  const exceptions = sumOf(counts.filter(({ state }) => state === 'failed' || state === 'skipped'));
  if (exceptions > 0) {
    const text = total === 1 ? 'Not done' : `${exceptions} of ${total} not done`;
    return say('Finished, please look', text, 'attention');
  }
  const isNothingNew = counts.every(({ state }) => state === 'alreadySo');
  return say('Done', isNothingNew ? 'Nothing had to be written' : 'Done and read back', 'good');
}

/** Looked at and found too early: only then does an item that has not begun have words. */
const isWaiting = (item: ProposalItemRow): boolean => item.state === 'ready' && item.detail !== null;

function lineOf(
  changes: readonly ApprovedChange[],
  item: ProposalItemRow,
  { timeZone, tellApart }: LineWords,
): ListLine {
  const words = changes.find((one) => one.kind === item.kind)?.words(draftItemOf(item)) ?? item.kind;
  const until = isWaiting(item) ? ` until ${timeOfDayIn(item.due_at, timeZone)}` : '';
  return {
    primary: `${item.target_name}: ${outcomeWords[item.state]}${until}`,
    secondary: [tellApart[item.target_id], words, isWaiting(item) ? null : item.detail].filter(Boolean).join(' · '),
  };
}

/** Numbers that add up, the exceptions first. */
function factsOf(counts: readonly StateCount[]): (readonly [string, string])[] {
  return order.flatMap((state) => {
    const found = counts.find((one) => one.state === state);
    return found ? [[outcomeWords[state], String(found.items)] as const] : [];
  });
}

/** A page of the objects of a plan that has begun, in the plan's order. */
export async function itemsPage(
  rows: Rows,
  changes: readonly ApprovedChange[],
  of: LineWords & { from: number; size: number; isExceptions: boolean },
): Promise<{ lines: ListLine[]; nos: number[] }> {
  const found = await rows
    .selectFrom('proposal_item')
    .selectAll()
    .where('proposal_id', '=', of.proposalId)
    .where('no', '>=', of.from)
    .$if(of.isExceptions, (query) => query.where('state', 'in', ['failed', 'skipped']))
    .orderBy('no')
    .limit(of.size)
    .execute();
  const lineWithButton = (item: ProposalItemRow) => ({ ...lineOf(changes, item, of), ...takeBack(item) });
  return { lines: found.map(lineWithButton), nos: found.map(({ no }) => no) };
}

/** One of many can be taken back by itself; the items of a chain only together. */
const takeBack = (item: ProposalItemRow): Pick<ListLine, 'button'> =>
  item.is_chained || !REVERSIBLE.has(item.state)
    ? {}
    : {
        button: {
          title: 'Take back',
          request: {
            verb: 'change.undo',
            arguments: { proposalId: item.proposal_id, targetId: item.target_id },
          },
        },
      };

const REVERSIBLE: ReadonlySet<ItemState> = new Set(['done', 'promoted']);
