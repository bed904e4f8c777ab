import type { ListLine } from '../cards/compose.ts';
import type { Json, JsonObject } from '../lib/canonical-json.ts';
import { shortened } from '../lib/text.ts';
import { momentIn } from '../lib/time-words.ts';
import type { RecordKind } from './record.ts';
import type { Step } from './steps.ts';

/** What happened, in the words of a list. A version that is newer may have written others. */
const titles: Partial<Record<RecordKind, string>> = {
  asked: 'Asked',
  refused: 'A decision was refused',
  proposed: 'Proposed',
  approved: 'Approved',
  denied: 'Denied',
  withdrawn: 'Withdrawn',
  stopped: 'Stopped',
  paused: 'Paused',
  resumed: 'Resumed',
  reminded: 'Reminded those who could decide',
  escalated: 'Asked more people to decide',
  expired: 'Expired',
  writing: 'About to write',
  written: 'Microsoft Graph took it',
  puttingBack: 'Putting back what was done',
  readBack: 'Done and read back',
  skipped: 'Not done',
  failed: 'Failed',
  finished: 'Ended',
  noticePlanned: 'Messages planned',
  noticeSettled: 'Messages settled',
  noticeAnswered: 'A notice was answered',
  ringStep: 'A ring went on',
  exported: 'Saved as a file',
  coverageLost: 'Coverage lost, or legacy authentication open again',
  coverageBack: 'Covered again, or per-user MFA is on again',
  coverageAlarm: 'Alarm told',
  wayBackBegun: 'The standing way back began',
};

const titleOf = ({ kind, work }: Step): string =>
  kind === 'finished' && work === 'notice' ? 'Sent' : (titles[kind as RecordKind] ?? kind);

/** What lines are written with. */
export interface StepWording {
  timeZone: string;
  names: ReadonlyMap<string, string>;
  /** Whether all lines are about one proposal, which stands above them. */
  isOneProposal: boolean;
}

/** A record as a line: what happened, when, by whom, for whom, and in which words. */
export function lineOf(step: Step, { timeZone, names, isOneProposal }: StepWording): ListLine {
  const nameOf = (id: string): string => names.get(id) ?? id;
  const title = titleOf(step);
  return {
    primary: isOneProposal || step.title === null ? title : `${title}: ${step.title}`,
    secondary: [
      momentIn(step.at, timeZone),
      step.actor_id && `by ${nameOf(step.actor_id)}`,
      step.target_id && `for ${nameOf(step.target_id)}`,
      factsOf(step),
      ...step.texts.map(({ text }) => `“${shortened(text, MOST_LETTERS)}”`),
      hasErasedTexts(step) && 'words no longer kept',
      `record ${step.seq}`,
    ]
      .filter(Boolean)
      .join(' · '),
  };
}

/** A card holds twelve of them, and must stay small. */
const MOST_LETTERS = 240;

interface Body {
  facts?: JsonObject;
  textDigests?: JsonObject;
}

const hasErasedTexts = (step: Step): boolean => Object.keys(bodyOf(step).textDigests ?? {}).length > step.texts.length;

function bodyOf({ body }: Step): Body {
  try {
    return JSON.parse(body) as Body;
  } catch {
    return {}; // the check of the chain says that it was changed
  }
}

type FactWords = (facts: JsonObject) => string | undefined;

const factsOf = (step: Step): string | undefined => factWords[step.kind as RecordKind]?.(bodyOf(step).facts ?? {});

const named =
  (label: string, name: string): FactWords =>
  ({ [name]: value }) =>
    typeof value === 'string' ? `${label} ${value}` : undefined;

/** "enforced → disabled", where each side is one plain word. */
function changeWords({ before, after }: JsonObject): string | undefined {
  const [from, to] = [plainValueOf(before), plainValueOf(after)];
  return from === undefined || to === undefined ? undefined : `${from} → ${to}`;
}

function plainValueOf(side: Json | undefined): string | undefined {
  if (typeof side !== 'object' || side === null || Array.isArray(side)) return undefined;
  const words = Object.values(side).filter((value) => typeof value === 'string');
  return words.length === 1 && words[0] !== undefined ? shortened(words[0], 60) : undefined;
}

/** "items 2, done 1"; what is zero says nothing. */
function countsOf(facts: JsonObject): string | undefined {
  const counts = Object.entries(facts).flatMap(([name, value]) =>
    typeof value === 'number' && value > 0 ? [`${spaced(name)} ${value}`] : [],
  );
  return counts.length === 0 ? undefined : counts.join(', ');
}

/** "notBegun" as "not begun". */
const spaced = (name: string): string => name.replace(/[A-Z]/gu, (letter) => ` ${letter.toLowerCase()}`);

/** What the facts of a step say beyond its title. */
const factWords: Partial<Record<RecordKind, FactWords>> = {
  writing: changeWords,
  written: named('request', 'requestId'),
  refused: named('reason', 'reason'),
  stopped: countsOf,
  finished: countsOf,
  noticePlanned: countsOf,
  noticeSettled: countsOf,
  ringStep: named('to', 'step'),
  exported: countsOf,
};
