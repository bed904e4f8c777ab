import type { RingMemberRow } from '../db/rollout-tables.ts';
import { policiesBack } from './end-back.ts';
import { movedIn } from './moved.ts';
import { proveAgainAt, type ProofTally } from './playbook.ts';
import { markMembers, membersOf } from './rows.ts';
import { endOf, goOn, inTurn, isEnd, later } from './turn.ts';
import type { MemberProof, RolloutEdges, SampleProgress, Turn } from './turn.ts';

/** Whether the policy covers each of them, and since when: whoever it does not cover is not moved. */
export async function prove(edges: RolloutEdges, turn: Turn): Promise<void> {
  const { ring, at } = turn;
  const members = await membersOf(edges.database.rows, ring.id, ['in', 'proven']);
  const proofs = await edges.prove(members.map(({ person_id: id }) => id));
  const looked = members.map(({ person_id: personId }) => ({ personId, proof: proofs.get(personId) }));
  const tally = tallyOfProofs(looked, at);
  const again = proveAgainAt(tally, { policyOnAt: ring.policy_on_at ?? at, pace: edges.rules }, at);
  await inTurn(edges, turn, async (trx) => {
    const marks = looked.map(({ personId, proof }) =>
      isProven(proof, at)
        ? { personId, state: 'proven' as const, why: null }
        : { personId, state: 'in' as const, why: proof?.words ?? 'could not be read' },
    );
    await markMembers(trx, ring.id, marks);
    if (again !== undefined) return { state: 'ready', detail: proofWords(tally), dueAt: again };
    return goOn(trx, edges, { turn, end: endOf(turn) });
  });
}

const isProven = (proof: MemberProof | undefined, at: Date): boolean =>
  proof !== undefined && proof.isCovered && proof.isLegacyAuthClosed && proof.settledAt <= at;

function tallyOfProofs(looked: readonly { proof: MemberProof | undefined }[], at: Date): ProofTally {
  const tally: ProofTally = { proven: 0, settling: 0, unproven: 0, settledAt: null };
  for (const { proof } of looked) {
    if (!proof?.isCovered || !proof.isLegacyAuthClosed) tally.unproven += 1;
    else if (proof.settledAt <= at) tally.proven += 1;
    else {
      tally.settling += 1;
      if (tally.settledAt === null || proof.settledAt > tally.settledAt) tally.settledAt = proof.settledAt;
    }
  }
  return tally;
}

const proofWords = ({ proven, settling, unproven }: ProofTally): string =>
  `The policy is on: ${proven} proven, ${settling} not for long enough, ${unproven} not yet covered.`;

/** The policy for all, once it has had time to settle, must cover everybody who was moved by itself. */
export async function proveEnd(edges: RolloutEdges, turn: Turn): Promise<void> {
  const { ring, at } = turn;
  const settledAt = later(ring.policy_on_at ?? at, edges.rules.settleMillis);
  const moved = await movedIn(edges.database.rows, ring.rollout_id);
  const { people, covered } = await edges.coveredBy(ring.policy_id ?? '', moved, false);
  const words = `The policy for all covers ${covered} of ${people} who were moved.`;
  await inTurn(edges, turn, async (trx) => {
    if (at < settledAt) return { state: 'ready', detail: words, dueAt: settledAt };
    return goOn(trx, edges, { turn, end: { ...endOf(turn), fault: covered === people ? null : words } });
  });
}

/** Before the policy for all goes, the rings' policies must cover everybody who was moved by themselves. */
export async function proveBack(edges: RolloutEdges, turn: Turn): Promise<void> {
  const { ring, step, at } = turn;
  const { rows } = edges.database;
  const policyIds = await policiesBack(rows, turn);
  const settledAt = later(step.started_at, edges.rules.settleMillis);
  if (policyIds === undefined) return inTurn(edges, turn, (trx) => goOn(trx, edges, { turn, end: endOf(turn) }));
  const moved = await movedIn(rows, ring.rollout_id);
  const { people, covered } = await edges.coveredLiveBy(policyIds, moved);
  const words = `The policies of the rings cover ${covered} of ${people} who were moved.`;
  await inTurn(edges, turn, async (trx) => {
    if (at < settledAt) return { state: 'ready', detail: words, dueAt: settledAt };
    const fault = covered === people ? null : `${words} The policy for all stays on.`;
    return goOn(trx, edges, { turn, end: { ...endOf(turn), fault } });
  });
}

/** Graph's own What-If about administrators, emergency access accounts, and some of all others. */
export async function askSample(edges: RolloutEdges, turn: Turn): Promise<void> {
  const { ring, at } = turn;
  const before = ring.sample === null ? await begun(edges, turn) : (JSON.parse(ring.sample) as SampleProgress);
  const progress = await edges.askSample(before);
  await inTurn(edges, turn, async (trx) => {
    await trx
      .updateTable('ring')
      .set({ sample: JSON.stringify(progress) })
      .where('id', '=', ring.id)
      .execute();
    if (progress.next !== null) return { state: 'ready', detail: null, dueAt: at };
    const failed = progress.failed.filter(({ isEmergency }) => !isEmergency);
    const marks = failed.map(({ personId, words }) => ({ personId, state: 'in' as const, why: `Graph: ${words}` }));
    if (!isEnd(turn)) await markMembers(trx, ring.id, marks);
    return goOn(trx, edges, { turn, end: { ...endOf(turn), fault: sampleFault(turn, progress) } });
  });
}

/** Who of a ring is not asked for MFA is not moved; at the end, where nobody is left out, it is a fault. */
function sampleFault(turn: Turn, { failed }: SampleProgress): string | null {
  const reached = failed.find(({ isEmergency }) => isEmergency);
  if (reached) return `Graph says that a policy reaches an emergency access account: ${reached.words}.`;
  const [first] = failed;
  return isEnd(turn) && first
    ? `Graph says of ${failed.length} that they are not asked for MFA: ${first.words}.`
    : null;
}

async function begun({ database, drawSample }: RolloutEdges, turn: Turn): Promise<SampleProgress> {
  const { ring, plan } = turn;
  const administrators = new Set(
    plan.items.flatMap(({ before, targetId }) => (before['isAdministrator'] === true ? [targetId] : [])),
  );
  const members = isEnd(turn)
    ? await movedIn(database.rows, ring.rollout_id)
    : (await membersOf(database.rows, ring.id, ['proven'])).map((one: RingMemberRow) => one.person_id);
  const administratorIds = members.filter((id) => administrators.has(id));
  return { people: drawSample({ administratorIds, groups: [members] }), next: 0, failed: [] };
}
