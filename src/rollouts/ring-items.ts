import type { JsonObject } from '../lib/canonical-json.ts';
import type { DraftItem } from '../verbs/draft.ts';
import type { Step } from './steps.ts';

/** The kinds of change that a ring is made of, by the names that their files give them. */
export const kinds = {
  policyCreate: 'conditionalAccessPolicyCreate',
  policyDelete: 'conditionalAccessPolicyDelete',
  policyState: 'conditionalAccessPolicyState',
  membership: 'groupMembership',
  mfaState: 'perUserMfaState',
} as const;

/** Somebody as a ring's approval freezes them. */
export interface FrozenMember {
  id: string;
  name: string;
  state: 'enabled' | 'enforced';
  isAdministrator: boolean;
  isGuest: boolean;
}

/** What a ring's plan is made of. */
export interface RingParts {
  /** The item that makes the policy, as its change previewed it. */
  policy: DraftItem;
  /** A digest of the policy without its state, as the change of states knows it. */
  policyDigest: string;
  groupId: string;
  members: readonly FrozenMember[];
}

const REPORT_ONLY = 'enabledForReportingButNotEnforced';

/**
 * Everything that may ever be written for a ring, there and back; nothing else is. What the plan itself makes has no id
 * yet: its items carry the id of the item that makes it, until that is done.
 */
export function itemsOfRing(parts: RingParts): DraftItem[] {
  const { policy, members } = parts;
  const state = (from: string, to: string): DraftItem => ({
    kind: kinds.policyState,
    targetId: policy.targetId,
    targetName: policy.targetName,
    before: { state: from, policyDigest: parts.policyDigest },
    after: { state: to },
  });
  return [
    policy,
    ...members.map((one) => membership(parts, one, true)),
    state(REPORT_ONLY, 'enabled'),
    ...members.map((one) => mfaState(one, { before: one.state, after: { perUserMfaState: 'disabled' } })),
    ...members.map((one) =>
      mfaState(one, { before: 'disabled', after: { perUserMfaState: one.state, isTakingBack: true } }),
    ),
    ...members.map((one) => membership(parts, one, false)),
    state('enabled', REPORT_ONLY),
  ];
}

const membership = ({ groupId }: RingParts, { id, name }: FrozenMember, isMember: boolean): DraftItem => ({
  kind: kinds.membership,
  targetId: id,
  targetName: name,
  before: { groupId, isMember: !isMember },
  after: { groupId, isMember },
});

const mfaState = (
  { id, name, isAdministrator, isGuest }: FrozenMember,
  { before, after }: { before: string; after: JsonObject },
): DraftItem => ({
  kind: kinds.mfaState,
  targetId: id,
  targetName: name,
  before: { perUserMfaState: before, isAdministrator, isGuest },
  after,
});

/** Whether an item belongs to a step, whoever it is about. */
export function isOfStep(step: Step, { kind, after }: Pick<DraftItem, 'kind' | 'after'>): boolean {
  const isBack = after['isTakingBack'] === true;
  switch (step) {
    case 'policy':
    case 'makeAgain':
      return kind === kinds.policyCreate && isBack === (step === 'makeAgain');
    case 'members':
    case 'refill':
      return kind === kinds.membership && after['isMember'] === true && isBack === (step === 'refill');
    case 'setAside':
    case 'letGo':
    case 'leaveOut':
    case 'takeOut':
    case 'giveBack':
    case 'empty':
      return kind === kinds.membership && after['isMember'] === false;
    case 'policyOn':
    case 'ringsOn':
      return kind === kinds.policyState && after['state'] === 'enabled' && isBack === (step === 'ringsOn');
    case 'policyOff':
    case 'retire':
    case 'allOff':
      return kind === kinds.policyState && after['state'] !== 'enabled' && isBack === (step === 'allOff');
    case 'remove':
      return kind === kinds.policyDelete;
    case 'switchOff':
    case 'restore':
      return kind === kinds.mfaState && isBack === (step === 'restore');
    case 'notices':
    case 'gate':
    case 'prove':
    case 'proveBack':
    case 'sample':
    case 'tellDone':
    case 'soak':
    case 'finish':
    case 'endBack':
      return false;
  }
}

/** Where in a plan the items of a step stand, for some people or, where it is about no person, for all. */
export function nosOfStep(items: readonly DraftItem[], step: Step, personIds?: ReadonlySet<string>): number[] {
  return items.flatMap((item, no) => {
    const isMeant = personIds === undefined || personIds.has(item.targetId);
    return isMeant && isOfStep(step, item) ? [no] : [];
  });
}

/** Where in a plan that item stands which makes what another one is about; undefined where that is there already. */
export function makerOf(items: readonly DraftItem[], item: DraftItem): number | undefined {
  if (item.kind !== kinds.policyState && item.kind !== kinds.policyDelete) return undefined;
  const no = items.findIndex((one) => one.kind === kinds.policyCreate && one.targetId === item.targetId);
  return no < 0 ? undefined : no;
}

/** Items that may be compared with the tenant before anything of the plan is done: what comes later has another before. */
export const firstItems = (items: readonly DraftItem[]): DraftItem[] =>
  items.filter((item) => (['policy', 'members', 'switchOff'] as const).some((step) => isOfStep(step, item)));
