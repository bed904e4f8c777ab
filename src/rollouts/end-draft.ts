import { sql } from 'kysely';
import { OUR_MARK, wishOfPolicy } from '../changes/conditional-access-policy-create.ts';
import type { Change } from '../changes/change.ts';
import { digestOf, idIn, membersOf, nameIn } from '../changes/policy-content.ts';
import { policyFrom, titleOf } from '../changes/policy-templates.ts';
import type { Rows } from '../db/database.ts';
import type { RingRow } from '../db/rollout-tables.ts';
import { listConditionalAccessPolicies } from '../entra/conditional-access-policies.ts';
import type { Graph } from '../entra/graph.ts';
import type { JsonObject } from '../lib/canonical-json.ts';
import { RefusedError } from '../lib/refused.ts';
import { counted } from '../lib/text.ts';
import { instantIn } from '../lib/time-words.ts';
import type { ChangesDraft, DraftRing } from '../verbs/draft.ts';
import type { CallContext } from '../verbs/verb.ts';
import { nextOpening } from './calendar.ts';
import { movedIn } from './moved.ts';
import { itemsOfEnd, type GroupMember, type PolicyOfRing } from './end-items.ts';
import { kinds } from './ring-items.ts';
import { later, ringTitle, type RolloutRules } from './turn.ts';

/** What drafts the end. */
export interface EndDraftEdges {
  rows: Rows;
  graph: Graph;
  rules: RolloutRules;
  emergencyAccountIds: ReadonlySet<string>;
  approvalWindowMillis: number;
  previewPolicy: Change['preview'];
  /** What turning a policy for everybody on would do, label and value. */
  foresee(policy: JsonObject, signal: AbortSignal): Promise<readonly (readonly [string, string])[]>;
}

const DAY_MILLIS = 86_400_000;
const REPORT_ONLY = 'enabledForReportingButNotEnforced';

/** The end as a plan: one policy for everybody, then the rings' policies off and away. Frozen like a ring. */
export async function draftOfEnd(edges: EndDraftEdges, ring: RingRow, context: CallContext): Promise<ChangesDraft> {
  const moved = await movedIn(edges.rows, ring.rollout_id);
  if (moved.length === 0)
    throw new RefusedError('notReady', 'No ring has moved anybody.', 'Say “rollout status” to see the rings.');
  const policies = await policiesOfRings(edges, ring, context.signal);
  const members = await membersOfGroups(edges, ring);
  const body = policyFrom('everyone', edges.emergencyAccountIds);
  const again = ring.attempt === 0 ? '' : ` (${ring.attempt + 1})`;
  const wish = wishOfPolicy(`${OUR_MARK}${titleOf('everyone')} who moved${again}`, body);
  const policy = await edges.previewPolicy(wish, context);
  const dates = datesOf(edges, context.now);
  return {
    work: 'changes',
    title: `${ringTitle(ring)}: one policy for all, and ${counted(policies.length, 'policy', 'policies')} of the rings ${policies.length === 1 ? 'goes' : 'go'}`,
    items: itemsOfEnd({ policy: policy.item, policyDigest: digestOf(body, ['state']), policies, members }),
    messages: [],
    leftOut: [],
    evidence: [
      ['Report-only until', instantIn(dates.movesAt, edges.rules.calendar.timeZone)],
      ['Approval holds until', instantIn(dates.validUntil, edges.rules.calendar.timeZone)],
      ['Were moved', counted(moved.length, 'person', 'people')],
      ...(await edges.foresee({ ...body, state: 'enabled' }, context.signal)),
      ['Order', 'on, proven for everybody who was moved, then the rings’ policies to report-only, watched, deleted'],
      [
        'Groups',
        `${counted(members.length, 'person leaves', 'people leave')} the rings’ groups, once no policy names these`,
      ],
      ['Way back', 'groups and policies of the rings first, proven, then the policy for all; started by an operator'],
    ],
    warnings: [...policy.warnings, 'It asks everybody in the tenant for MFA, also those who are in no ring.'],
    irreversible: ['the ids of the rings’ policies: made again, they get others'],
    risks: ['policy'],
    ring: ringOf(ring, dates, context),
  };
}

const ringOf = (ring: RingRow, dates: ReturnType<typeof datesOf>, { actor }: CallContext): DraftRing => ({
  ...{ ringId: ring.id, no: ring.no, name: ring.name, groupId: null, groupName: '' },
  movesAt: dates.movesAt.toISOString(),
  decideBy: dates.decideBy.toISOString(),
  validUntil: dates.validUntil.toISOString(),
  ...{ notices: [], senderName: actor.displayName, part: 'end' },
});

function datesOf({ rules, approvalWindowMillis }: EndDraftEdges, at: Date) {
  const decideBy = later(at, approvalWindowMillis);
  const movesAt = nextOpening(rules.calendar, later(decideBy, rules.observeMillis));
  if (!movesAt)
    throw new RefusedError('invalidInput', 'The calendar has no day for it.', 'Check CROSSOVER_QUIET_DATES.');
  return { movesAt, decideBy, validUntil: later(movesAt, rules.overlapMillis + 2 * rules.soakMillis + 2 * DAY_MILLIS) };
}

/** The policies that rings have made and that are still there. */
async function policiesOfRings({ rows, graph }: EndDraftEdges, ring: RingRow, signal: AbortSignal) {
  const ids = await policyIdsOf(rows, ring.rollout_id);
  const { policies } = await listConditionalAccessPolicies(graph.with({ signal, isUserInitiated: true }));
  return policies.filter((one) => ids.has(idIn(one))).map(policyOfRing);
}

/** Those that rings have now, and those of the times before, where a ring did not move or was taken back. */
async function policyIdsOf(rows: Rows, rolloutId: string): Promise<ReadonlySet<string>> {
  const { rows: found } = await sql<{ id: string | null }>`
    select policy_id as id from ring where rollout_id = ${rolloutId}::uuid and kind <> 'everyone'
    union select i.made_id from proposal_item i join proposal p on p.id = i.proposal_id
      join ring r on r.id::text = p.plan::jsonb #>> '{ring,ringId}'
    where r.rollout_id = ${rolloutId}::uuid and r.kind <> 'everyone' and i.kind = ${kinds.policyCreate}`.execute(rows);
  return new Set(found.flatMap(({ id }) => id ?? []));
}

/** Whoever is in a group of a ring, as far as we have put them there and not taken them out. */
async function membersOfGroups({ rows }: EndDraftEdges, ring: RingRow): Promise<GroupMember[]> {
  const found = await rows
    .selectFrom('ring_member')
    .innerJoin('ring', 'ring.id', 'ring_member.ring_id')
    .select(['group_id', 'person_id', 'ring_member.name'])
    .where('rollout_id', '=', ring.rollout_id)
    .where('group_id', 'is not', null)
    .where('ring_member.state', 'in', ['in', 'proven', 'leaving', 'moved', 'restored'])
    .orderBy('ring.no')
    .orderBy('person_id')
    .execute();
  return found.map(({ group_id: groupId, person_id: personId, name }) => ({ groupId: groupId ?? '', personId, name }));
}

/** What deletes it compares the whole policy, as it is once it is in report-only. */
function policyOfRing(policy: JsonObject): PolicyOfRing {
  const isOn = policy['state'] === 'enabled';
  const off = isOn ? { ...policy, state: REPORT_ONLY } : policy;
  const members = membersOf(off, ['displayName']);
  return {
    ...{ id: idIn(policy), name: nameIn(policy), isOn, digest: digestOf(policy, ['state']) },
    deletion: { policy: members, policyDigest: digestOf(off) },
    makingAgain: wishOfPolicy(nameIn(policy), members),
  };
}
