import { z } from 'zod/v4';
import type { Card } from '../../cards/card.ts';
import { composeCard } from '../../cards/compose.ts';
import type { KnownFacts } from '../../changes/per-user-mfa-many.ts';
import type { Database } from '../../db/database.ts';
import { RefusedError } from '../../lib/refused.ts';
import { counted } from '../../lib/text.ts';
import { listedLines } from '../../verbs/call.ts';
import { defineVerb, type AnyVerb, type CallContext, type PersonRef, type VerbRequest } from '../../verbs/verb.ts';
import { excludedNow, discardPlan, insertRings, openRollout, peopleInRings, ringsOfRollout } from '../plan-rows.ts';
import { ringsOf, type Candidate, type PlannedRing } from '../ring-plan.ts';
import { rolloutCard } from '../status.ts';
import type { RolloutRules } from '../turn.ts';

/** The people whom words choose; or a question back. */
export type ChosenForRings = { kind: 'people'; people: readonly PersonRef[] } | { kind: 'ask'; card: Card };

export interface RolloutPlanEdges<Whom> {
  database: Database;
  rules: RolloutRules;
  /** From the plan to the first move at the least: people must be told in time. */
  leadMillis: number;
  /** The most people of one plan. */
  mostPeople: number;
  /** How many groups of ours there are; each ring takes one. */
  ownGroups: number;
  whom: z.ZodType<Whom>;
  choose(wish: { whom: Whom; again(whom: Whom): VerbRequest }, signal: AbortSignal): Promise<ChosenForRings>;
  /** Everybody who may approve: they come with the administrators, so that they can decide on all other rings. */
  approvers(): Promise<readonly PersonRef[]>;
  /** The people whom a list names; refused where one of its lines names nobody. */
  listed(lines: readonly string[]): Promise<readonly PersonRef[]>;
  known(ids: readonly string[], signal: AbortSignal): Promise<{ facts: ReadonlyMap<string, KnownFacts> }>;
}

const FROM = '[(from|starting|beginning) [on] {when}]';
const DEFAULT_SIZE = 50;

/** `rollout.plan`: cuts people into rings with dates. Nothing is done with them before each ring is approved. */
export const rolloutPlan = <Whom>(edges: RolloutPlanEdges<Whom>): AnyVerb =>
  defineVerb({
    name: 'rollout.plan',
    kind: 'propose',
    role: 'operator',
    help: 'plan a rollout for enforced people with 50 people per ring',
    phrases: [
      {
        says: `plan (a|the|another) rollout (for|of) {whom} [(with|of) {count} people (per|in each|in a) ring] ${FROM}`,
      },
      {
        says: `plan (a|the|another) rollout (for|of) {whom} with a ring (per|for each) department ${FROM}`,
        with: { by: 'department' },
      },
      {
        says: `plan (a|the|another) rollout (for|of) {whom} with {count} people (per|a|each|every) day ${FROM}`,
        with: { by: 'day' },
      },
      {
        says: `plan (a|the|another) rollout (for|of) (these|the following) people [(with|of) {count} people (per|in each|in a) ring] ${FROM} {list}`,
      },
      {
        says: `plan (a|the|another) rollout (for|of) (these|the following) people with {count} people (per|a|each|every) day ${FROM} {list}`,
        with: { by: 'day' },
      },
      { says: '(discard|forget|drop) the [rollout] plan', with: { by: 'discard' } },
    ],
    arguments: argumentsOf(edges),
    run: async (args, context) => ({ kind: 'answer', card: await cardOf(edges, args, context), isPersonal: true }),
  });

const argumentsOf = <Whom>(edges: RolloutPlanEdges<Whom>) =>
  z.object({
    by: z.enum(['size', 'department', 'day', 'discard']).default('size'),
    whom: edges.whom.optional(),
    /** The lines of a pasted list: userPrincipalNames, mail addresses, object ids. */
    list: listedLines.optional(),
    count: z.int().min(1).max(20_000).default(DEFAULT_SIZE),
    when: z.iso.datetime().optional(),
  });
type PlanArguments<Whom> = z.infer<ReturnType<typeof argumentsOf<Whom>>>;

async function cardOf<Whom>(
  edges: RolloutPlanEdges<Whom>,
  args: PlanArguments<Whom>,
  context: CallContext,
): Promise<Card> {
  const { by, count: size } = args;
  if (by === 'discard') return discarded(edges);
  const chosen = await chosenOf(edges, args, context.signal);
  if (chosen.kind === 'ask') return chosen.card;
  const candidates = await candidatesOf(edges, chosen.people, context.signal);
  const from = args.when === undefined ? context.now : new Date(args.when);
  const rings = await cut(edges, candidates, { by, size, from, context });
  const rollout = await edges.database.transaction((trx) => insertRings(trx, { rings, by: context.actor }));
  return rolloutCard(edges.database.rows, rollout, edges.rules.calendar.timeZone);
}

async function chosenOf<Whom>(
  edges: RolloutPlanEdges<Whom>,
  args: PlanArguments<Whom>,
  signal: AbortSignal,
): Promise<ChosenForRings> {
  const { whom, list } = args;
  if (list) return { kind: 'people', people: await edges.listed(list) };
  if (whom === undefined)
    throw new RefusedError('invalidInput', 'Whom shall I plan?', 'Say for example “enforced people in Sales”.');
  const again = (other: Whom) => ({ verb: 'rollout.plan', arguments: { ...args, whom: other } });
  return edges.choose({ whom, again }, signal);
}

async function discarded<Whom>({ database }: RolloutPlanEdges<Whom>): Promise<Card> {
  const gone = await database.transaction(async (trx) => {
    const rollout = await openRollout(trx);
    return rollout ? discardPlan(trx, rollout.id) : 0;
  });
  return composeCard({
    title: gone === 0 ? 'There was no plan' : 'Discarded',
    status: { text: `${counted(gone, 'ring is', 'rings are')} forgotten`, tone: 'good' },
    paragraphs: ['Rings that wait for approval, or are under way, stay.'],
  });
}

/** Who of the chosen could be moved: has per-user MFA on, is not protected, not excluded, and in no ring yet. */
async function candidatesOf<Whom>(
  edges: RolloutPlanEdges<Whom>,
  people: readonly PersonRef[],
  signal: AbortSignal,
): Promise<Candidate[]> {
  const { rows } = edges.database;
  const rollout = await openRollout(rows);
  const approverIds = new Set((await edges.approvers()).map(({ id }) => id));
  const [known, excluded, taken] = [
    await edges.known(
      people.map(({ id }) => id),
      signal,
    ),
    await excludedNow(rows),
    rollout ? await peopleInRings(rows, { rolloutId: rollout.id }) : new Set<string>(),
  ];
  const candidates = people.flatMap(({ id }): Candidate[] => {
    const facts = known.facts.get(id);
    const isOn = facts?.live === 'enabled' || facts?.live === 'enforced';
    if (!facts || !isOn || facts.protection !== null || excluded.has(id) || taken.has(id)) return [];
    const kind = facts.isAdministrator || approverIds.has(id) ? 'administrators' : facts.isGuest ? 'guests' : 'people';
    return [{ id, name: facts.name, kind, department: facts.department }];
  });
  if (candidates.length > 0) return candidates;
  throw new RefusedError(
    'nobodyFound',
    'Nobody of them could be moved: per-user MFA is off, they are protected, or they are in a ring already.',
    'Name other people, or say “rollout status”.',
  );
}

async function cut<Whom>(
  { database, rules, leadMillis, mostPeople, ownGroups }: RolloutPlanEdges<Whom>,
  candidates: readonly Candidate[],
  wish: { by: 'size' | 'department' | 'day'; size: number; from: Date; context: CallContext },
): Promise<PlannedRing[]> {
  const rollout = await openRollout(database.rows);
  const there = rollout ? await ringsOfRollout(database.rows, rollout.id) : [];
  const spacingMillis = rules.soakMillis + rules.overlapMillis;
  const last = there.at(-1);
  const earliest = [
    wish.context.now.getTime() + leadMillis,
    wish.from.getTime(),
    ...(last ? [last.moves_at.getTime() + spacingMillis] : []),
  ];
  const rings = ringsOf(candidates, {
    by: wish.by,
    size: Math.min(wish.size, mostPeople),
    calendar: rules.calendar,
    from: new Date(Math.max(...earliest)),
    spacingMillis,
    firstNo: (last?.no ?? 0) + 1,
  });
  if (!rings)
    throw new RefusedError('invalidInput', 'The calendar has no days for all rings.', 'Check CROSSOVER_QUIET_DATES.');
  if (there.length + rings.length <= ownGroups) return rings;
  throw new RefusedError(
    'invalidInput',
    `That would be ${there.length + rings.length} rings, and I have ${counted(ownGroups, 'group', 'groups')} for them.`,
    'Ask for more people per ring, or list more empty security groups in CROSSOVER_OWN_GROUPS.',
  );
}
