import { GraphError } from '../entra/graph-error.ts';
import type { Graph } from '../entra/graph.ts';
import { addGroupMember, getGroupKind, removeGroupMember, type GroupKind } from '../entra/groups.ts';
import { listDirectGroupIds, listTransitiveMemberships } from '../entra/memberships.ts';
import { getRequirements } from '../entra/requirements.ts';
import { getUser } from '../entra/users.ts';
import type { JsonObject } from '../lib/canonical-json.ts';
import { RefusedError } from '../lib/refused.ts';
import { visibleText } from '../lib/text.ts';
import type { DraftItem } from '../verbs/draft.ts';
import type { Asker, Change, Inspection, Preview, Wish, Written } from './change.ts';
import { subjectOf, type PolicySubject } from './policy-safety.ts';
import {
  hasEmergencyAccounts,
  protectionOf,
  refuseWithoutEmergencyAccounts,
  type ProtectedAccounts,
} from './protection.ts';

export const GROUP_MEMBERSHIP = 'groupMembership';

export interface GroupMembershipEdges {
  graph: Graph;
  accounts: ProtectedAccounts;
  /** The groups whose members may be changed, in lower case. */
  ownGroupIds: ReadonlySet<string>;
  /** Whether Conditional Access requires MFA of somebody now, and surely still would after the edit. */
  coverageAfter(
    person: PolicySubject,
    edit: { groupId: string; isMember: boolean; directGroupIds: readonly string[] },
  ): Promise<{ isCoveredNow: boolean; isCoveredAfter: boolean }>;
}

/** Puts one person into a security group of ours, or takes them out of it. */
export function groupMembershipChange(edges: GroupMembershipEdges): Change {
  const isMember = async ({ targetId, after }: DraftItem): Promise<boolean> =>
    (await listDirectGroupIds(edges.graph, targetId)).includes(groupIn(after));
  return {
    kind: GROUP_MEMBERSHIP,
    isSlowToShow: true,
    preview: (wish, asker) => preview(edges, wish, asker),
    inspect: (item) => inspect(edges, item),
    driftOf: async (item) => {
      const isIn = await isMember(item);
      return isIn === isMemberIn(item.before) ? null : `${item.targetName} is ${words(isIn)} of the group now.`;
    },
    apply: (item) => write(edges.graph, item),
    verify: async (item) => {
      const isIn = await isMember(item);
      return { verdict: isIn === isMemberIn(item.after) ? 'equal' : 'before', live: words(isIn) };
    },
    words: ({ before, after }) => `${words(isMemberIn(before))} → ${words(isMemberIn(after))}`,
    undo: ({ targetId, targetName, before }) => ({ targetId, targetName, after: before }),
  };
}

const words = (isMember: boolean): string => (isMember ? 'a member' : 'no member');
const isMemberIn = (state: JsonObject): boolean => state['isMember'] === true;
const groupIn = ({ groupId }: JsonObject): string => (typeof groupId === 'string' ? groupId.toLowerCase() : '');

/** Everything that a decision about one membership rests on, read live. */
interface MembershipFacts {
  name: string;
  group: GroupKind;
  isMember: boolean;
  /** Why the account must never be changed. */
  protection: string | null;
  /** Covered now and not after the edit. */
  isLosingCoverage: boolean;
  isPerUserMfaOff: boolean;
}

async function readFacts(edges: GroupMembershipEdges, { targetId, after }: Wish): Promise<MembershipFacts> {
  const { graph } = edges;
  const [{ body: user }, memberships, directGroupIds, { body: group }] = await Promise.all([
    getUser(graph, targetId),
    listTransitiveMemberships(graph, targetId),
    listDirectGroupIds(graph, targetId),
    getGroupKind(graph, groupIn(after)),
  ]);
  const edit = { groupId: groupIn(after), isMember: isMemberIn(after), directGroupIds };
  const { isCoveredNow, isCoveredAfter } = await edges.coverageAfter(subjectOf(user, memberships), edit);
  const isLosingCoverage = isCoveredNow && !isCoveredAfter;
  const isProtectedByState = isLosingCoverage ? (await getRequirements(graph, targetId)).perUserMfaState : 'disabled';
  return {
    name: visibleText(user.displayName ?? user.userPrincipalName ?? targetId),
    group,
    isMember: directGroupIds.includes(groupIn(after)),
    protection: protectionOf(user, memberships, edges.accounts),
    isLosingCoverage,
    isPerUserMfaOff: isProtectedByState !== 'enabled' && isProtectedByState !== 'enforced',
  };
}

async function preview(edges: GroupMembershipEdges, wish: Wish, { signal }: Asker): Promise<Preview> {
  refuseWithoutEmergencyAccounts(edges.accounts);
  const { targetId, after } = wish;
  const isWanted = isMemberIn(after);
  const facts = await readFacts({ ...edges, graph: edges.graph.with({ signal, isUserInitiated: true }) }, wish);
  const { name, isMember } = facts;
  const refusal = refusalOf(edges, facts, isWanted);
  if (refusal) throw refusal;
  const groupName = groupNameOf(facts.group);
  if (isMember === isWanted) {
    throw new RefusedError('alreadySo', `${name} is ${words(isMember)} of ${groupName} already.`, 'Nothing to do.');
  }
  const groupId = groupIn(after);
  return {
    title: `${name} ${isWanted ? 'joins' : 'leaves'} the group ${groupName}`,
    item: {
      kind: GROUP_MEMBERSHIP,
      targetId,
      targetName: name,
      before: { groupId, isMember },
      after: { groupId, isMember: isWanted },
    },
    messages: [],
    evidence: [['Group', groupName]],
    warnings: facts.isLosingCoverage
      ? [`This lowers protection: Conditional Access would no longer require MFA of ${name}; per-user MFA still does.`]
      : [],
    irreversible: [],
    risks: ['policy'],
  };
}

/** Why it may not be done; null where it may. Asked again right before the write. */
function refusalOf(edges: GroupMembershipEdges, facts: MembershipFacts, isWanted: boolean): RefusedError | null {
  if (facts.protection) {
    return new RefusedError(
      'protectedAccount',
      `${facts.name} is ${facts.protection}: I never change it.`,
      'Leave this account as it is.',
    );
  }
  const why = whyNotOurs(edges, facts.group);
  if (why) {
    return new RefusedError(
      'notOurs',
      `I do not change who is in ${groupNameOf(facts.group)}: ${why}.`,
      'Take a cloud security group of its own for each ring, and list its object id in CROSSOVER_OWN_GROUPS.',
    );
  }
  if (!facts.isLosingCoverage || !facts.isPerUserMfaOff || facts.isMember === isWanted) return null;
  return new RefusedError(
    'notCovered',
    `That would leave ${facts.name} without MFA: no other policy requires it, and per-user MFA is off.`,
    'First put the per-user MFA state of the person back, then ask again.',
  );
}

/** What makes a group one whose members are not for us to change. */
function whyNotOurs({ ownGroupIds }: GroupMembershipEdges, group: GroupKind): string | null {
  if (!ownGroupIds.has(group.id.toLowerCase())) return 'it is not in my list of groups';
  if (group.isAssignableToRole === true) return 'roles can be assigned to it';
  if (group.membershipRule !== null || group.groupTypes.includes('DynamicMembership'))
    return 'a rule decides who is in it';
  if (group.onPremisesSyncEnabled === true) return 'it comes from on-premises';
  return group.securityEnabled === true && !group.groupTypes.includes('Unified') ? null : 'it is no security group';
}

const groupNameOf = ({ displayName, id }: GroupKind): string => visibleText(displayName ?? id);

async function inspect(edges: GroupMembershipEdges, item: DraftItem): Promise<Inspection> {
  if (!hasEmergencyAccounts(edges.accounts)) {
    return { verdict: 'skip', why: 'Two emergency access accounts are no longer configured.' };
  }
  const facts = await readFacts(edges, item);
  const isWanted = isMemberIn(item.after);
  const refusal = refusalOf(edges, facts, isWanted);
  if (refusal) return { verdict: 'skip', why: refusal.message };
  return facts.isMember === isWanted ? { verdict: 'alreadySo' } : { verdict: 'go', before: item.before };
}

/** In already, or out already, is as good: it is read back in any case. */
async function write(graph: Graph, { targetId, after }: DraftItem): Promise<Written> {
  const membership = { groupId: groupIn(after), userId: targetId };
  const isWanted = isMemberIn(after);
  try {
    const { requestId } = await (isWanted ? addGroupMember(graph, membership) : removeGroupMember(graph, membership));
    return { requestId };
  } catch (cause) {
    const isSo = cause instanceof GraphError && cause.reason === (isWanted ? 'conflict' : 'notFound');
    if (isSo) return { requestId: cause.facts.requestId };
    throw cause;
  }
}
