import type { JsonObject } from '../lib/canonical-json.ts';
import type { DraftItem } from '../verbs/draft.ts';
import { kinds } from './ring-items.ts';

/** A ring's policy as it stands, and as it is once it is in report-only. */
export interface PolicyOfRing {
  id: string;
  name: string;
  isOn: boolean;
  /** What it says, without its state. */
  digest: string;
  /** As the change that deletes it keeps it. */
  deletion: JsonObject;
  /** As the change that makes policies would make it again. */
  makingAgain: Pick<DraftItem, 'targetId' | 'targetName' | 'after'>;
}

/** Somebody who is in the group of a ring. */
export interface GroupMember {
  groupId: string;
  personId: string;
  name: string;
}

/** What the plan of the end is made of. */
export interface EndParts {
  /** The item that makes the policy for all, as its change previewed it. */
  policy: DraftItem;
  /** A digest of it without its state. */
  policyDigest: string;
  policies: readonly PolicyOfRing[];
  members: readonly GroupMember[];
}

type Subject = Pick<DraftItem, 'targetId' | 'targetName'>;
const REPORT_ONLY = 'enabledForReportingButNotEnforced';
const BACK = { isTakingBack: true };

/**
 * Everything that may ever be written for the end, there and back: one policy for all, on; the rings' policies off, and
 * away; their groups emptied. Of the way back only what was begun is written.
 */
export function itemsOfEnd({ policy, policyDigest, policies, members }: EndParts): DraftItem[] {
  const on = policies.filter(({ isOn }) => isOn);
  return [
    policy,
    state(policy, { digest: policyDigest, to: 'enabled' }),
    ...on.map((one) => state(subjectOf(one), { digest: one.digest, to: REPORT_ONLY })),
    ...policies.map((one): DraftItem => ({
      ...{ kind: kinds.policyDelete, ...subjectOf(one) },
      before: one.deletion,
      after: { isDeleted: true },
    })),
    ...members.map((one) => membership(one, false)),
    ...members.map((one) => membership(one, true)),
    ...on.map(making),
    ...on.flatMap(({ digest, makingAgain, ...one }) =>
      [subjectOf(one), makingAgain].map((subject) => state(subject, { digest, to: 'enabled', mark: BACK })),
    ),
    state(policy, { digest: policyDigest, to: REPORT_ONLY, mark: BACK }),
  ];
}

const subjectOf = ({ id, name }: Pick<PolicyOfRing, 'id' | 'name'>): Subject => ({ targetId: id, targetName: name });

const state = (
  { targetId, targetName }: Subject,
  { digest, to, mark = {} }: { digest: string; to: string; mark?: JsonObject },
): DraftItem => ({
  ...{ kind: kinds.policyState, targetId, targetName },
  before: { state: to === 'enabled' ? REPORT_ONLY : 'enabled', policyDigest: digest },
  after: { state: to, ...mark },
});

const membership = ({ groupId, personId, name }: GroupMember, isMember: boolean): DraftItem => ({
  ...{ kind: kinds.membership, targetId: personId, targetName: name },
  before: { groupId, isMember: !isMember },
  after: { groupId, isMember, ...(isMember ? BACK : {}) },
});

const making = ({ id, makingAgain: { targetId, targetName, after } }: PolicyOfRing): DraftItem => ({
  ...{ kind: kinds.policyCreate, targetId, targetName },
  before: { policy: null },
  after: { ...after, ...BACK, replaces: id },
});
