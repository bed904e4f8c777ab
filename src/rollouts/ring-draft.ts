import type { Change } from '../changes/change.ts';
import { OUR_MARK, wishOfPolicy } from '../changes/conditional-access-policy-create.ts';
import { policyThatRequiresMfa } from '../changes/policy-templates.ts';
import type { KnownFacts } from '../changes/per-user-mfa-many.ts';
import { digestOf } from '../changes/policy-content.ts';
import type { RingRow } from '../db/rollout-tables.ts';
import type { JsonObject } from '../lib/canonical-json.ts';
import { RefusedError } from '../lib/refused.ts';
import type { Risk, RiskTable } from '../lib/risk.ts';
import { counted, listedBriefly } from '../lib/text.ts';
import { instantIn } from '../lib/time-words.ts';
import type { ChangesDraft, DraftRing, LeftOut, RingNotice } from '../verbs/draft.ts';
import type { CallContext } from '../verbs/verb.ts';
import { nextOpening } from './calendar.ts';
import { itemsOfRing, type FrozenMember } from './ring-items.ts';
import { noticesOfRing, type RingNoticeEdges } from './ring-notices.ts';
import { ringTitle, type RolloutRules } from './turn.ts';
import { noticeWords } from './words.ts';

/** What drafts a ring. */
export interface RingDraftEdges extends RingNoticeEdges {
  rules: RolloutRules;
  risks: RiskTable;
  emergencyAccountIds: ReadonlySet<string>;
  approvalWindowMillis: number;
  /** What the list of everybody knows. */
  known(
    ids: readonly string[],
    signal: AbortSignal,
  ): Promise<{ facts: ReadonlyMap<string, KnownFacts>; basis: string }>;
  /** A group of ours that nobody is in and that no ring has, the one in a ring's own place if it can be; refused where there is none. */
  freeGroup(no: number, signal: AbortSignal): Promise<{ id: string; name: string }>;
  previewPolicy: Change['preview'];
}

interface Chosen {
  id: string;
  facts: KnownFacts;
  state: FrozenMember['state'];
}

/**
 * A ring as a plan: everything that may be written for it, there and back, its dates, and what people read. Frozen when it
 * is proposed, done only step by step.
 */
export async function draftOfRing(
  edges: RingDraftEdges,
  { ring, memberIds, elsewhere }: { ring: RingRow; memberIds: readonly string[]; elsewhere: ReadonlySet<string> },
  context: CallContext,
): Promise<ChangesDraft> {
  const { facts, basis } = await edges.known(memberIds, context.signal);
  const { chosen, leftOut } = chosenOf(memberIds, { facts, elsewhere });
  refuseUnlessPlannable(edges, ring, chosen);
  const dates = datesOf(edges, ring, context.now);
  const group = await edges.freeGroup(ring.no, context.signal);
  const policy = await previewPolicy(edges, { ring, groupId: group.id }, context);
  const body = (policy.item.after['policy'] ?? {}) as JsonObject;
  const members = chosen.map(frozen);
  const senderName = context.actor.displayName;
  const personIds = members.map(({ id }) => id);
  const told = await noticesOfRing(edges, { personIds, movesAt: dates.movesAt, senderName });
  const items = itemsOfRing({
    policy: policy.item,
    policyDigest: digestOf(body, ['state']),
    groupId: group.id,
    members,
  });
  return {
    work: 'changes',
    title: `${ringTitle(ring)} (${counted(members.length, 'person', 'people')}) moves to Conditional Access`,
    items,
    messages: [],
    leftOut,
    evidence: [
      ...policy.evidence.filter(([label]) => label === 'Demand'),
      ...evidenceOf(edges, { ring, chosen, leftOut, basis, dates, groupName: group.name, notices: told.notices }),
      ...told.evidence,
    ],
    warnings: [...notReadyWords(chosen, edges.rules.gatePercent), ...policy.warnings, ...told.warnings],
    irreversible: lossesOf(chosen),
    risks: risksOf(edges.risks, chosen),
    ring: ringOf({ ring, group, dates }, { notices: told.notices, senderName }),
  };
}

function chosenOf(
  ids: readonly string[],
  { facts, elsewhere }: { facts: ReadonlyMap<string, KnownFacts>; elsewhere: ReadonlySet<string> },
): { chosen: Chosen[]; leftOut: LeftOut[] } {
  const chosen: Chosen[] = [];
  const leftOut: LeftOut[] = [];
  for (const id of ids) {
    const known = facts.get(id);
    const why = elsewhere.has(id) ? 'in another ring by now' : whyNot(known);
    const { live } = known ?? {};
    if (known && why === null && (live === 'enabled' || live === 'enforced'))
      chosen.push({ id, facts: known, state: live });
    else leftOut.push({ targetId: id, targetName: known?.name ?? id, why: why ?? '' });
  }
  return { chosen, leftOut };
}

function whyNot(facts: KnownFacts | undefined): string | null {
  if (!facts) return 'not in the directory';
  if (facts.protection !== null) return 'protected';
  if (facts.isProposed) return 'in another open proposal';
  if (facts.live === 'unknown') return 'state not known';
  return facts.live === 'disabled' ? 'per-user MFA is off' : null;
}

function refuseUnlessPlannable({ risks }: RingDraftEdges, ring: RingRow, chosen: readonly Chosen[]): void {
  if (chosen.length === 0)
    throw new RefusedError(
      'nobodyFound',
      `Nobody in ring ${ring.no} can be moved.`,
      'Say “rollout status” to see why.',
    );
  if (chosen.length <= risks.mostPeople) return;
  throw new RefusedError(
    'invalidInput',
    `Ring ${ring.no} has ${chosen.length} people, and one plan may be about ${risks.mostPeople}.`,
    'Plan it anew with fewer people per ring.',
  );
}

interface RingDates {
  movesAt: Date;
  decideBy: Date;
  validUntil: Date;
}

const later = (instant: Date, millis: number): Date => new Date(instant.getTime() + millis);
const DAY_MILLIS = 86_400_000;

/** As planned, or as early as people can still be told in time. */
function datesOf({ rules, noticeMillis, approvalWindowMillis }: RingDraftEdges, ring: RingRow, at: Date): RingDates {
  const longest = Math.max(rules.observeMillis, ...noticeMillis);
  const earliest = later(at, longest + approvalWindowMillis);
  const movesAt = nextOpening(rules.calendar, ring.moves_at > earliest ? ring.moves_at : earliest);
  if (!movesAt)
    throw new RefusedError(
      'invalidInput',
      'The calendar has no day for it.',
      'Check CROSSOVER_QUIET_DATES, and restart me.',
    );
  const validUntil = later(movesAt, rules.overlapMillis + 2 * rules.soakMillis + 2 * DAY_MILLIS);
  return { movesAt, decideBy: later(movesAt, -longest), validUntil };
}

function previewPolicy(
  { previewPolicy: preview, emergencyAccountIds }: RingDraftEdges,
  { ring, groupId }: { ring: RingRow; groupId: string },
  { actor, signal }: CallContext,
): ReturnType<Change['preview']> {
  const again = ring.attempt === 0 ? '' : ` (${ring.attempt + 1})`;
  const name = `${OUR_MARK}Require MFA for ring ${ring.no}${again}`;
  const policy = policyThatRequiresMfa({ includeGroups: [groupId] }, emergencyAccountIds);
  return preview(wishOfPolicy(`${name} of ${ring.rollout_id.slice(-6)}`, policy), { actor, signal });
}

const frozen = ({ id, facts, state }: Chosen): FrozenMember => ({
  id,
  name: facts.name,
  state,
  isAdministrator: facts.isAdministrator,
  isGuest: facts.isGuest,
});

const lossesOf = (chosen: readonly Chosen[]): string[] =>
  chosen.some(({ state }) => state === 'enforced') ? ['app passwords stop working and do not come back'] : [];

/** Whoever has no method today; they may still register. Said too where the gate would stay closed for them. */
function notReadyWords(chosen: readonly Chosen[], gatePercent: number): string[] {
  const names = chosen.filter(({ facts }) => !facts.isMfaCapable).map(({ facts }) => facts.name);
  if (names.length === 0) return [];
  const percent = Math.floor((100 * (chosen.length - names.length)) / chosen.length);
  return [
    `Not ready for MFA today, and left out of the move unless they register: ${listedBriefly(names, NAMED)}.`,
    ...(percent < gatePercent
      ? [`The ring does not move as it is: ${percent} % are MFA-capable, and its gate opens at ${gatePercent} %.`]
      : []),
  ];
}

function risksOf({ fewPeople }: RiskTable, chosen: readonly Chosen[]): Risk[] {
  return [
    'policy',
    ...(chosen.some(({ facts }) => facts.isAdministrator) ? (['administrator'] as const) : []),
    ...(chosen.length > fewPeople ? (['many'] as const) : []),
  ];
}

/** What approvers see of a ring before its people. */
interface Shown {
  ring: RingRow;
  chosen: readonly Chosen[];
  leftOut: readonly LeftOut[];
  basis: string;
  dates: RingDates;
  groupName: string;
  notices: readonly RingNotice[];
}

function evidenceOf({ rules }: RingDraftEdges, about: Shown): (readonly [string, string])[] {
  const { ring, chosen, leftOut, dates } = about;
  const { timeZone } = rules.calendar;
  const notReady = chosen.filter(({ facts }) => !facts.isMfaCapable).length;
  const administrators = chosen.filter(({ facts }) => facts.isAdministrator).length;
  return [
    ['Policy on', instantIn(dates.movesAt, timeZone)],
    ['Approval holds until', instantIn(dates.validUntil, timeZone)],
    ...attemptsOf(ring),
    ...timeline(about.notices, timeZone),
    ['People', String(chosen.length)],
    ...(administrators > 0 ? [['Administrators', String(administrators)] as const] : []),
    ['Not ready for MFA today', String(notReady)],
    ['Group', about.groupName],
    ['Gate', `${rules.gatePercent} % ready, licences, legacy authentication closed`],
    ['Way back', 'each person’s own state first, then the policy; started by an operator'],
    ...(leftOut.length > 0 ? [['Left out', leftOutWords(leftOut)] as const] : []),
    ['Known from', `${about.basis}; everybody is read again before the move`],
  ];
}

/** It did not move before, or was taken back: its policy is made anew, and people are looked at anew. */
const attemptsOf = ({ attempt, policy_id: policyId }: RingRow): (readonly [string, string])[] =>
  attempt === 0 || policyId === null
    ? []
    : [['Anew', 'with a policy of its own; the one of the time before stays in report-only until the end deletes it']];

/** When people are told what, before the move. */
const timeline = (notices: readonly RingNotice[], timeZone: string): (readonly [string, string])[] =>
  notices.flatMap(({ name, at }) =>
    at === null ? [] : [[`Message: ${noticeWords[name] ?? name}`, instantIn(new Date(at), timeZone)] as const],
  );

const NAMED = 4;
const leftOutWords = (leftOut: readonly LeftOut[]): string =>
  listedBriefly(
    leftOut.map(({ targetName, why }) => `${targetName} (${why})`),
    NAMED,
  );

const ringOf = (
  { ring, group, dates }: { ring: RingRow; group: { id: string; name: string }; dates: RingDates },
  { notices, senderName }: Pick<DraftRing, 'notices' | 'senderName'>,
): DraftRing => ({
  ...{ ringId: ring.id, no: ring.no, name: ring.name, groupId: group.id, groupName: group.name },
  movesAt: dates.movesAt.toISOString(),
  decideBy: dates.decideBy.toISOString(),
  validUntil: dates.validUntil.toISOString(),
  ...{ notices, senderName, part: 'forth' },
});
