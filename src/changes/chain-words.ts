import type { CardAction } from '../cards/actions.ts';
import type { Status } from '../cards/content.ts';
import type { ProposalItemRow } from '../db/tables.ts';
import { AS_WANTED, type ChainTimes } from './chain.ts';
import { OPEN_STATES } from './items.ts';

type ChainStep = Pick<ProposalItemRow, 'no' | 'state' | 'detail'>;

const secondsWords = (millis: number): string => `${(millis / 1000).toFixed(1)} s`;

/** What was measured, in words. */
const gapWords = ({ firstGapMillis, wholeMillis }: ChainTimes): string =>
  firstGapMillis === null
    ? `From the first step until all was back ${secondsWords(wholeMillis)}.`
    : `From the first step to the second ${secondsWords(firstGapMillis)}, to the last ${secondsWords(wholeMillis)}.`;

const brokenIn = (steps: readonly ChainStep[]): ChainStep | undefined =>
  steps.find(({ state }) => state === 'failed' || state === 'skipped');

/** Whether everything that was begun is as it was before; steps in the order of their numbers. */
function isPutBack(steps: readonly ChainStep[], broken: ChainStep): boolean {
  const back = steps.filter(({ no, state }) => no > broken.no && state !== 'skipped');
  return back.length > 0 && back.every(({ state }) => AS_WANTED.includes(state));
}

/** How a chain ended, with what was measured of it; steps in the order of their numbers. */
export const chainWords = (steps: readonly ChainStep[], times: ChainTimes | null): string =>
  [howItEnded(steps), times ? gapWords(times) : ''].filter(Boolean).join(' ');

function howItEnded(steps: readonly ChainStep[]): string {
  const broken = brokenIn(steps);
  if (!broken) return 'Done in order.';
  const why = broken.detail ?? '';
  if (steps.every(({ state }) => state === 'skipped')) return `Nothing was changed. ${why}`;
  return isPutBack(steps, broken)
    ? `A step did not work, and everything was put back and read back. ${why}`
    : `A step did not work, and not everything could be put back: look in the Entra admin center now. ${why}`;
}

/** What the card of a chain says otherwise than that of other work. */
interface ChainProgress {
  status?: Status;
  paragraphs?: readonly string[];
  actions?: readonly CardAction[];
  isReversible?: boolean;
  failed?: number;
  facts?: readonly [];
}

const GOES_ON = 'It cannot be stopped any more: it ends within a minute, or puts everything back by itself.';

/** Under way it has no brake, and what was put back cannot be taken back; steps in the order of their numbers. */
export function chainProgress(steps: readonly ChainStep[], times: ChainTimes | null): ChainProgress {
  if (steps[0]?.state === 'ready') return {};
  const broken = brokenIn(steps);
  const goesOn = steps.some(({ state }) => OPEN_STATES.includes(state));
  const words = { paragraphs: [goesOn ? GOES_ON : chainWords(steps, times)], ...(goesOn ? { actions: [] } : {}) };
  if (!broken) return words;
  const text = goesOn
    ? 'A step did not work: everything is being put back'
    : steps.every(({ state }) => state === 'skipped')
      ? 'Nothing was changed'
      : isPutBack(steps, broken)
        ? 'Everything was put back'
        : 'Not everything could be put back';
  return { ...words, status: { text, tone: 'attention' }, isReversible: false, failed: 0, facts: [] };
}
