import { RefusedError } from '../lib/refused.ts';
import { counted, listed, listedBriefly } from '../lib/text.ts';
import type { Draft } from '../verbs/draft.ts';
import type { PersonRef } from '../verbs/verb.ts';
import { aboutOf } from './plan.ts';

/** Who could decide: every approver but the proposer and the people whom the plan changes. */
export function decidersOf(
  approvers: readonly PersonRef[],
  { draft, proposerId, approvalsNeeded }: { draft: Draft; proposerId: string; approvalsNeeded: number },
): readonly PersonRef[] {
  const targets = draft.work === 'changes' ? aboutOf(draft) : new Set<string>();
  const deciders = approvers.filter((person) => person.id !== proposerId && !targets.has(person.id));
  if (deciders.length >= approvalsNeeded) return deciders;
  const able = deciders.length === 0 ? 'Nobody' : `Only ${listed(deciders.map((person) => person.displayName))}`;
  throw new RefusedError(
    'tooFewApprovers',
    `${able} could decide on “${draft.title}”, and ${counted(approvalsNeeded, 'approval is', 'approvals are')} needed.`,
    'Add people to the approvers’ group who are neither the proposer nor part of the plan.',
  );
}

/** Where one group makes approvers of whoever its owners like, one yes proves nothing. */
const APPROVALS_OF_OPEN_GROUPS = 2;

/** What follows where groups that make approvers are not role-assignable. */
export function openGroupsRule(groups: readonly { displayName: string }[]): {
  leastApprovals: number;
  warnings: readonly string[];
} {
  if (groups.length === 0) return { leastApprovals: 1, warnings: [] };
  const names = listed(groups.map((group) => group.displayName));
  const isOne = groups.length === 1;
  const warning = `Approvers come from ${names}, which ${isOne ? 'is' : 'are'} not role-assignable: ${isOne ? 'its' : 'their'} owners could make themselves approvers. So two people must say yes`;
  return { leastApprovals: APPROVALS_OF_OPEN_GROUPS, warnings: [warning] };
}

const NAMED = 5;

/** Who could decide, as the card says it. */
export const decidersInWords = (deciders: readonly PersonRef[]): readonly [string, string] => [
  'Can decide',
  listedBriefly(
    deciders.map((person) => person.displayName),
    NAMED,
  ),
];
