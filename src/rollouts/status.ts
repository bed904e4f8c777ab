import { sql } from 'kysely';
import type { Card } from '../cards/card.ts';
import { composeCard, type Fact, type ListLine } from '../cards/compose.ts';
import type { CardAction, Choice } from '../cards/actions.ts';
import { databaseNow, type Rows } from '../db/database.ts';
import type { RingMemberState, RingRow, RolloutRow } from '../db/rollout-tables.ts';
import { namesakesAmong } from '../inventory/namesakes.ts';
import { counted } from '../lib/text.ts';
import { instantIn, momentIn } from '../lib/time-words.ts';
import { isUnready } from './meanwhile.ts';
import { backSteps, endBackSteps, type Step } from './steps.ts';
import { observedWords } from './observed.ts';
import { mayStart, pendingProposalOf, ringsOfRollout } from './plan-rows.ts';
import { membersOf, openStepOf } from './rows.ts';
import { ringTitle } from './turn.ts';
import { memberWords, ringStateWords, stepWords } from './words.ts';

/** The verbs of the buttons that act. They have no words: nothing that anybody types reaches them. */
export const RESUME_RING = 'ring.resume';
export const TAKE_BACK = 'ring.back';
export const LEAVE_OUT = 'ring.leaveOut';

/** How many people a card shows. */
export const SHOWN = 20;
/** Exceptions first. */
const order: readonly RingMemberState[] = ['leaving', 'stays', 'restored', 'back', 'planned', 'in', 'proven', 'moved'];

/** How a ring stands: what it does, what comes next and when, why it waits. */
export interface RingStanding {
  ring: RingRow;
  counts: ReadonlyMap<RingMemberState, number>;
  /** What it does now; undefined where it is not under way. */
  step: Step | undefined;
  why: string | null;
  /** When it is looked at next; null where that is not known, or where its time has come. */
  nextAt: Date | null;
  /** Who could be left out so that its gate opens. */
  unready: number;
  isAsked: boolean;
  /** What report-only says of its people; null before it is observed. */
  observed: string | null;
}

/** @see RingStanding */
export async function standingOf(rows: Rows, ring: RingRow): Promise<RingStanding> {
  const { rows: counted_ } = await sql<{ state: RingMemberState; people: number }>`
    select state, count(*)::int as people from ring_member where ring_id = ${ring.id}::uuid group by state`.execute(
    rows,
  );
  const open = ring.state === 'running' ? await openStepOf(rows, ring.id) : undefined;
  const isWaiting = open?.state === 'ready' && ring.hold === null && open.due_at > (await databaseNow(rows));
  const leaving = open?.kind === 'gate' && ring.hold === null ? await membersOf(rows, ring.id, ['leaving']) : [];
  return {
    ring,
    counts: new Map(counted_.map(({ state, people }) => [state, people])),
    step: open?.kind as Step | undefined,
    why: ring.hold ?? open?.detail ?? null,
    nextAt: isWaiting ? open.due_at : null,
    unready: leaving.filter(isUnready).length,
    observed: isObserved(ring) ? observedWords(await membersOf(rows, ring.id)) : null,
    isAsked: mayStart(ring) && (await pendingProposalOf(rows, ring.id)) !== undefined,
  };
}

/** From its making on until it is turned on, the policy of a ring only reports. */
const isObserved = ({ kind, state, observed_from: from, policy_on_at: onAt }: RingRow): boolean =>
  kind !== 'everyone' && state === 'running' && from !== null && onAt === null;

/** One line for a ring: "under way: people are told". */
export function standingWords({ ring, step, isAsked }: RingStanding): string {
  if (ring.hold !== null && ring.state === 'running') return 'held';
  if (isAsked) return 'waits for approval';
  return step === undefined ? ringStateWords[ring.state] : stepWords[step];
}

/** The same above a card of its own: what came of it, where it is at its end. */
export function standingLine(standing: RingStanding): string {
  const { ring, counts, isAsked } = standing;
  const isEnd = ring.kind === 'everyone';
  if (isAsked) return capital(standingWords(standing));
  switch (ring.state) {
    case 'done':
      return isEnd ? 'One policy asks everybody for MFA' : `${counts.get('moved') ?? 0} of ${peopleIn(standing)} moved`;
    case 'takenBack':
      return isEnd ? 'The policies of the rings ask for MFA again' : 'Nobody of it is moved any more';
    case 'planned':
    case 'running':
    case 'lapsed':
      return capital(standingWords(standing));
  }
}

const peopleIn = ({ counts }: RingStanding): number => [...counts.values()].reduce((sum, one) => sum + one, 0);

/** The whole rollout: ring by ring, and in all. */
export async function rolloutCard(rows: Rows, rollout: RolloutRow, timeZone: string): Promise<Card> {
  const standings: RingStanding[] = [];
  for (const ring of await ringsOfRollout(rows, rollout.id)) standings.push(await standingOf(rows, ring));
  const isOver = rollout.state === 'done';
  const people = standings.reduce((sum, one) => sum + peopleIn(one), 0);
  const moved = standings.reduce((sum, { counts }) => sum + (counts.get('moved') ?? 0), 0);
  const stay = standings.reduce((sum, { counts }) => sum + (counts.get('stays') ?? 0), 0);
  return composeCard({
    title: 'Rollout',
    status: {
      text: people === 0 ? 'Nobody is in a ring' : `${isOver ? 'Over: ' : ''}${moved} of ${people} moved`,
      tone: people > 0 && moved === people ? 'good' : 'accent',
    },
    facts: [
      ['Rings', String(standings.length)],
      ['Stay on per-user MFA', String(stay)],
      ['Planned by', rollout.owner_name],
    ],
    choices: standings.slice(0, SHOWN).map((one) => ringChoice(one, timeZone)),
    actions: [
      { kind: 'ask', title: 'Refresh', request: { verb: 'rollout.status', arguments: {} } },
      ...(isOver ? [] : startAction(standings)),
    ],
  });
}

function ringChoice(standing: RingStanding, timeZone: string): Choice {
  const { ring, counts } = standing;
  const moved = counts.get('moved') ?? 0;
  const people = counted(peopleIn(standing), 'person', 'people');
  return {
    primary: ringTitle(ring),
    secondary: [
      standingWords(standing),
      ring.kind === 'everyone' ? 'one policy for all' : `${people}${moved > 0 ? `, ${moved} moved` : ''}`,
      momentIn(ring.moves_at, timeZone),
    ].join(' · '),
    button: 'Show',
    request: { verb: 'rollout.status', arguments: { count: ring.no } },
  };
}

function startAction(standings: readonly RingStanding[]): CardAction[] {
  const next = standings.find(({ ring, isAsked }) => ring.state === 'planned' && !isAsked);
  if (!next) return [];
  const request = { verb: 'rollout.start', arguments: { count: next.ring.no } };
  return [{ kind: 'ask', title: `Propose ring ${next.ring.no}`, request }];
}

/** One ring: who is where, what is next and when, and why it waits. */
export async function ringCard(rows: Rows, ring: RingRow, timeZone: string): Promise<Card> {
  const standing = await standingOf(rows, ring);
  const isHeld = ring.hold !== null && ring.state === 'running';
  return composeCard({
    title: 'Ring',
    status: { text: standingLine(standing), tone: isHeld ? 'attention' : ring.state === 'done' ? 'good' : 'accent' },
    subject: ringTitle(ring),
    paragraphs: ringParagraphs(standing),
    facts: ringFacts(standing, timeZone),
    list: await memberLines(rows, ring.id),
    actions: ringActions(standing),
  });
}

/** What somebody would ask now. */
export const ringParagraphs = ({ ring, why }: RingStanding): string[] =>
  why === null || ring.state !== 'running' ? [] : [why];

export function ringFacts({ ring, counts, nextAt, observed }: RingStanding, timeZone: string): Fact[] {
  const gate = ring.policy_on_at === null ? (JSON.parse(ring.gate_lines) as string[]) : [];
  return [
    ...whenFacts(ring, timeZone),
    ...(nextAt === null ? [] : [['Next look', instantIn(nextAt, timeZone)] as const]),
    ...order.flatMap((state): Fact[] => {
      const people = counts.get(state);
      return people === undefined ? [] : [[capital(memberWords[state]), String(people)]];
    }),
    ...(observed === null ? [] : [['Report-only', observed] as const]),
    ...gate.map((line): Fact => ['Gate', line]),
  ];
}

/** When it moves, or has moved; nothing of one that was taken back. */
function whenFacts({ state, policy_on_at: policyOnAt, moves_at: movesAt }: RingRow, timeZone: string): Fact[] {
  if (state === 'takenBack') return [];
  if (policyOnAt !== null) return [['Policy on since', instantIn(policyOnAt, timeZone)]];
  return [[state === 'lapsed' ? 'Was to move' : 'Moves', instantIn(movesAt, timeZone)]];
}

const capital = (words: string): string => words.charAt(0).toUpperCase() + words.slice(1);

/** Exceptions first, with the reason. */
export async function memberLines(rows: Rows, ringId: string): Promise<ListLine[]> {
  const members = (await membersOf(rows, ringId)).sort(
    (one, other) => order.indexOf(one.state) - order.indexOf(other.state),
  );
  const shown = members.slice(0, SHOWN);
  const tellApart = await namesakesAmong(
    rows,
    shown.map((one) => one.person_id),
  );
  return shown.map(({ person_id: id, name, state, why, failed_code: code }) => {
    const secondary = [tellApart.get(id), why, code && `could not sign in (${code})`].filter(Boolean).join(' · ');
    return { primary: `${name}: ${memberWords[state]}`, ...(secondary === '' ? {} : { secondary }) };
  });
}

/** The safe one first. */
export function ringActions({ ring, step, unready, isAsked }: RingStanding): CardAction[] {
  if (mayStart(ring) && ring.state !== 'planned' && !isAsked) return [proposeAgain(ring)];
  if (ring.state !== 'running') return [];
  const about = { count: ring.no };
  const back: CardAction = {
    kind: 'ask',
    title: 'Roll back…',
    request: { verb: 'rollout.rollback', arguments: about },
  };
  if (ring.hold !== null)
    return [back, { kind: 'execute', title: 'Resume', verb: RESUME_RING, values: { ringId: ring.id } }];
  const pause: CardAction = { kind: 'ask', title: 'Pause', request: { verb: 'rollout.pause', arguments: about } };
  const isOnItsWayBack = step !== undefined && [...backSteps, ...endBackSteps].some((one) => one === step);
  return [pause, ...(unready > 0 ? [leaveOutButton(ring)] : isOnItsWayBack ? [] : [back])];
}

/** It did not move, or was taken back: it may come anew, by an approval of its own. */
const proposeAgain = ({ kind, no }: RingRow): CardAction => ({
  kind: 'ask',
  title: 'Propose it anew',
  request:
    kind === 'everyone'
      ? { verb: 'rollout.finish', arguments: {} }
      : { verb: 'rollout.start', arguments: { count: no } },
});

/** Lets a ring go on whose gate is closed. */
export const leaveOutButton = ({ id }: Pick<RingRow, 'id'>): CardAction => ({
  ...{ kind: 'execute', title: 'Leave out who is not ready', verb: LEAVE_OUT, values: { ringId: id } },
});
