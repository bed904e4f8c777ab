import { thaw, type Plan } from '../approvals/plan.ts';
import { touchProposal } from '../approvals/store.ts';
import { CARDS } from '../approvals/propose.ts';
import { putOnRecord } from '../audit/record.ts';
import type { CardContent } from '../cards/compose.ts';
import type { Database, RowsInTransaction } from '../db/database.ts';
import type { RingRow, RingStepRow } from '../db/rollout-tables.ts';
import type { Jobs } from '../jobs/jobs.ts';
import type { Log } from '../lib/log.ts';
import type { SampledPerson, SampleSource } from '../policies/evaluate-sample.ts';
import type { RingNotice } from '../verbs/draft.ts';
import type { BrakeRule, SignInResult } from './brake.ts';
import type { MoveCalendar } from './calendar.ts';
import type { MemberFacts } from './meanwhile.ts';
import type { ObservedSignIn } from './observed.ts';
import type { RolloutPace } from './playbook.ts';
import { stepAfter, type Step, type StepEnd } from './steps.ts';
import { haltRing, lockRing, moveStep, openStep, type StepMove } from './rows.ts';

/** Name of the job that takes rings from step to step. */
export const ROLLOUTS = 'rollouts.step';

/** A plan of a ring. */
export type RingPlan = Extract<Plan, { work: 'changes' }> & {
  ring: NonNullable<Extract<Plan, { work: 'changes' }>['ring']>;
};

/** How rollouts go here; configuration. */
export interface RolloutRules extends RolloutPace {
  calendar: MoveCalendar;
  brake: BrakeRule;
  /** How many of a ring must be ready before its policy is turned on. */
  gatePercent: number;
  /** How many people are switched off before the next ones begin. */
  chunkPeople: number;
  /** Whether per-user MFA is restored by itself where somebody has edited a ring's policy. */
  isRestoringOnDrift: boolean;
}

/** What the gate says before a policy is turned on. */
export interface GateVerdict {
  mayGo: boolean;
  /** What it looked at, one line each. */
  lines: readonly string[];
}

/** What a gate looks at. */
export interface GateQuestion {
  plan: RingPlan;
  /** Everybody who would move if they are ready, as they are now. */
  members: ReadonlyMap<string, MemberFacts>;
}

/** What Conditional Access makes of somebody now. */
export interface MemberProof {
  isCovered: boolean;
  isLegacyAuthClosed: boolean;
  /** From when on it counts as in effect. */
  settledAt: Date;
  words: string;
}

/** What people are told about a ring. */
export interface RingMessage {
  ringId: string;
  proposalId: string;
  notice: RingNotice;
  movesAt: Date;
  senderName: string;
  personIds: readonly string[];
}

/** What a look at some people under a policy for all found. */
export interface CoverCount {
  people: number;
  covered: number;
}

/** Whom Graph's What-If is asked about, and how far that has come. */
export interface SampleProgress {
  people: readonly SampledPerson[];
  /** The sign-in to go on with; null where all were asked about. */
  next: number | null;
  /** Whoever is not asked for MFA, and emergency access accounts that a policy reaches. */
  failed: readonly { personId: string; isEmergency: boolean; words: string }[];
}

/** What a rollout needs of the rooms around it. */
export interface RolloutEdges {
  database: Database;
  jobs: Pick<Jobs, 'wake'>;
  log: Log;
  rules: RolloutRules;
  /** Reads people live; whoever is missing in the answer is gone. */
  lookAt(ring: RingRow, plan: RingPlan, personIds: readonly string[]): Promise<ReadonlyMap<string, MemberFacts>>;
  gate(question: GateQuestion): Promise<GateVerdict>;
  prove(personIds: readonly string[]): Promise<ReadonlyMap<string, MemberProof>>;
  /** Of some people, how many a policy covers all by itself; `asIfOn` while it is in report-only. */
  coveredBy(policyId: string, personIds: readonly string[], asIfOn: boolean): Promise<CoverCount>;
  /** The same of some policies together that are on, with everything read live, and with legacy authentication closed. */
  coveredLiveBy(policyIds: readonly string[], personIds: readonly string[]): Promise<CoverCount>;
  /** Draws whom Graph's What-If is asked about. */
  drawSample(source: Omit<SampleSource, 'emergencyIds'>): readonly SampledPerson[];
  /** Asks about the next ones, for some minutes at most. */
  askSample(progress: SampleProgress): Promise<SampleProgress>;
  /** Everybody's sign-ins since an instant; those alone that failed, or are a question for MFA. */
  signInsSince(since: Date): Promise<readonly SignInResult[]>;
  failuresSince(since: Date): Promise<readonly SignInResult[]>;
  /** What a policy in report-only said of everybody's sign-ins since an instant. */
  observedSince(policyId: string, since: Date): Promise<readonly ObservedSignIn[]>;
  /** How a ring's policy differs from what was approved, in words; null where it does not. */
  policyDrift(policyId: string, digest: string): Promise<string | null>;
  tell(trx: RowsInTransaction, message: RingMessage): Promise<void>;
  /** Microsoft's recommendation to leave per-user MFA, in Graph's word; null where it is not shown. */
  recommendation(): Promise<string | null>;
  /** Where approvers are told: in their channel, where there is one. */
  approverIds(): Promise<readonly string[]>;
  tellAll(
    trx: RowsInTransaction,
    about: { proposalId: string; personIds: readonly string[]; content: CardContent },
  ): Promise<void>;
  /** Tells whoever planned the rollout. */
  tellOwner(trx: RowsInTransaction, about: { ring: RingRow; content: CardContent }): Promise<void>;
  /** The approval of a ring is at its end. */
  endProposal(trx: RowsInTransaction, proposalId: string): Promise<void>;
}

/** One step of one ring, taken by this process. */
export interface Turn {
  ring: RingRow & { proposal_id: string };
  step: RingStepRow;
  plan: RingPlan;
  at: Date;
}

/** Another process has taken the step, or somebody has cancelled it: nothing of this turn is kept. */
class LostTurn extends Error {}

/** What a step does, whole or not at all, and where the step goes with it. */
export async function inTurn(
  { database }: Pick<RolloutEdges, 'database'>,
  { step }: Pick<Turn, 'step'>,
  work: (trx: RowsInTransaction) => Promise<StepMove>,
): Promise<void> {
  try {
    await database.transaction(async (trx) => {
      await lockRing(trx, step.ring_id);
      if (!(await moveStep(trx, step, await work(trx)))) throw new LostTurn();
    });
  } catch (cause) {
    if (!(cause instanceof LostTurn)) throw cause;
  }
}

/** Whether it is the end: one policy for everybody in the place of the rings'. */
export const isEnd = ({ plan }: Pick<Turn, 'plan'>): boolean =>
  plan.ring.part === 'end' || plan.ring.part === 'endBack';

/** A step that is at its end, with nothing special about it. */
export const endOf = (turn: Pick<Turn, 'plan'>): StepEnd => ({
  ...{ isEnd: isEnd(turn), isMoreToDo: false, membersIn: 0, fault: null },
});

export const later = (instant: Date, millis: number): Date => new Date(instant.getTime() + millis);

const TRY_AGAIN_MILLIS = 5 * 60_000;

/** A step is at its end: opens what follows, or holds the ring where something stands in the way. */
export async function goOn(
  trx: RowsInTransaction,
  edges: RolloutEdges,
  { turn: { ring, step, at }, end }: { turn: Turn; end: StepEnd },
): Promise<StepMove> {
  const next = stepAfter(step.kind as Step, end);
  if (next === null) {
    await holdRing(trx, edges, { ring, why: end.fault ?? '' });
    return { state: 'ready', detail: end.fault, dueAt: later(at, TRY_AGAIN_MILLIS) };
  }
  await openStep(trx, ring.id, { kind: next });
  await noteStep(trx, edges, { ring, to: next });
  return { state: 'done' };
}

/** Puts on record where a ring goes, and shows it on its card. */
export async function noteStep(
  trx: RowsInTransaction,
  { jobs }: Pick<RolloutEdges, 'jobs'>,
  { ring, to, actorId }: { ring: RingRow; to: string; actorId?: string },
): Promise<void> {
  if (ring.proposal_id === null) return;
  await putOnRecord(trx, {
    kind: 'ringStep',
    proposalId: ring.proposal_id,
    ...(actorId === undefined ? {} : { actorId }),
    facts: { ringId: ring.id, step: to },
  });
  await touchProposal(trx, ring.proposal_id);
  await jobs.wake(trx, CARDS, ring.proposal_id);
}

/** Nothing more is done with a ring until somebody resumes it; whoever planned it is told why. */
export async function holdRing(
  trx: RowsInTransaction,
  edges: Pick<RolloutEdges, 'jobs' | 'tellOwner'>,
  { ring, why }: { ring: RingRow; why: string },
): Promise<void> {
  await haltRing(trx, ring, why);
  await noteStep(trx, edges, { ring, to: 'held' });
  await edges.tellOwner(trx, {
    ring,
    content: {
      title: 'A ring is held',
      status: { text: 'Nothing more of it begins', tone: 'attention' },
      subject: ringTitle(ring),
      paragraphs: [why, `Say “resume ring ${ring.no}” when it may go on, or “roll back ring ${ring.no}”.`],
    },
  });
}

/** How a ring is called. */
export const ringTitle = ({ no, name }: Pick<RingRow, 'no' | 'name'>): string => `Ring ${no}: ${name}`;

/** The frozen plan of a ring; undefined where the stored text is not what was hashed. */
export function ringPlanIn(text: string, hash: string): RingPlan | undefined {
  const plan = thaw(text, hash);
  return plan?.work === 'changes' && plan.ring ? { ...plan, ring: plan.ring } : undefined;
}
