import { counted, listedBriefly, visibleText } from '../lib/text.ts';

/** What turning a policy on would do, counted. */
export interface DryRunNumbers {
  people: number;
  /** The groups that the policy is for, and those that it leaves out, each with its head-count; a deleted one has no name. */
  groups: Readonly<Record<'included' | 'excluded', readonly GroupCount[]>>;
  reached: number;
  maybeReached: number;
  newlyRequired: number;
  newlyConditional: number;
  newlyBlocked: number;
  notCapable: number;
  capabilityUnknown: number;
  notCapableNames: readonly string[];
  emergency: readonly string[];
  synchronization: readonly string[];
}

export interface GroupCount {
  /** Null where the group is gone. */
  name: string | null;
  people: number;
}

const NAMED = 5;
const persons = (count: number): string => counted(count, 'person', 'people');

/** One line: what it would do, in numbers. */
export function dryRunHeadline(run: DryRunNumbers): string {
  const { newlyRequired, newlyConditional, newlyBlocked } = run;
  const parts = [
    ...(newlyRequired > 0 ? [`${persons(newlyRequired)} newly asked for MFA`] : []),
    ...(newlyConditional > 0 ? [`${persons(newlyConditional)} newly asked in some cases`] : []),
    ...(newlyBlocked > 0 ? [`${persons(newlyBlocked)} blocked`] : []),
  ];
  return parts.length === 0 ? 'Nobody newly asked for MFA or blocked' : parts.join(', ');
}

/** The numbers behind it, for a card. */
export const dryRunFacts = (run: DryRunNumbers): (readonly [string, string])[] => [
  ...groupFacts('For the groups', run.groups.included),
  ...groupFacts('But not the groups', run.groups.excluded),
  ['Reaches', `${run.reached} of ${persons(run.people)}`],
  ...(run.maybeReached === 0 ? [] : [['May reach', `${run.maybeReached} more`] as const]),
  ['Would do', dryRunHeadline(run)],
  ...(run.notCapable + run.capabilityUnknown === 0 ? [] : [['Cannot do MFA yet', lackingWords(run)] as const]),
];

const lackingWords = ({ notCapable, capabilityUnknown }: DryRunNumbers): string =>
  [
    ...(notCapable > 0 ? [String(notCapable)] : []),
    ...(capabilityUnknown > 0 ? [`not known of ${capabilityUnknown}`] : []),
  ].join(', ');

const groupFacts = (label: string, groups: readonly GroupCount[]): (readonly [string, string])[] =>
  groups.length === 0 ? [] : [[label, listedBriefly(groups.map(groupWords), NAMED)]];

const groupWords = ({ name, people }: GroupCount): string =>
  name === null ? 'a deleted group' : `${visibleText(name)} (${persons(people)})`;

/** The first of so many by name. */
export function firstOf(names: readonly string[], count: number): string {
  const shown = names.slice(0, NAMED);
  return count > shown.length ? `${shown.join(', ')} and ${count - shown.length} more` : listedBriefly(shown, NAMED);
}

/** What somebody must know before they turn it on, most important first. */
export const dryRunWarnings = (run: DryRunNumbers): string[] => [
  ...(run.emergency.length === 0 ? [] : [`It would reach emergency access: ${listedBriefly(run.emergency, NAMED)}.`]),
  ...(run.synchronization.length === 0
    ? []
    : [
        `It would reach the directory synchronisation (${listedBriefly(run.synchronization, NAMED)}), which cannot do MFA: the directory would no longer be kept in step. Exclude the role “Directory Synchronization Accounts” first.`,
      ]),
  ...(run.notCapable === 0 ? [] : [lackingWarning(run)]),
  ...(run.newlyBlocked === 0 ? [] : [`It would block every sign-in of ${persons(run.newlyBlocked)}.`]),
];

function lackingWarning({ reached, maybeReached, notCapable, notCapableNames }: DryRunNumbers): string {
  const scope = reached + maybeReached;
  const share = `${notCapable} of ${counted(scope, 'person', 'people')} in scope (${percentOf(notCapable, scope)})`;
  const have = notCapable === 1 ? 'has' : 'have';
  return `${share} would newly be asked and ${have} no method for MFA: ${firstOf(notCapableNames, notCapable)}.`;
}

/** Whole percents, and never 0 or 100 where it is neither. */
function percentOf(part: number, whole: number): string {
  const rounded = Math.round((part / whole) * 100);
  if (rounded === 0) return 'under 1 %';
  return rounded === 100 && part < whole ? 'over 99 %' : `${rounded} %`;
}
