import { listAuthenticationMethods, strongMethodsOf } from '../entra/authentication-methods.ts';
import type { Answer, Graph } from '../entra/graph.ts';
import { listTransitiveMemberships, type Memberships } from '../entra/memberships.ts';
import { getRequirements, updateRequirements } from '../entra/requirements.ts';
import type { User } from '../entra/user-shape.ts';
import { getUser } from '../entra/users.ts';
import type { JsonObject } from '../lib/canonical-json.ts';
import { RefusedError } from '../lib/refused.ts';
import type { DraftItem } from '../verbs/draft.ts';
import type { Asker, ChangeOfMany, Inspection, Preview, PreviewOfMany, ReadBack, Wish } from './change.ts';
import { planOfMany, type ManyParts } from './per-user-mfa-many.ts';
import {
  evidenceOf,
  facesOf,
  isTakingBack,
  PER_USER_MFA_STATE,
  settable,
  irreversibleOf,
  standingWayBack,
  standingWords,
  refusalOf,
  risksOf,
  stateIn,
  waitWords,
  warningsOf,
  type MfaFacts,
  type Settling,
} from './per-user-mfa-rules.ts';
import type { RiskTable } from '../lib/risk.ts';
import { hasEmergencyAccounts, protectionOf, type ProtectedAccounts } from './protection.ts';

/** Somebody of whom these are on their way: nothing is read twice for one decision. */
export interface PersonBeingRead {
  id: string;
  user: Promise<Answer<User>>;
  memberships: Promise<Memberships>;
}

/** What the change needs of the rooms beside it. */
export interface PerUserMfaEdges {
  graph: Graph;
  accounts: ProtectedAccounts;
  risks: RiskTable;
  /** Coverage of a person who is being read, by Conditional Access, from policies at most so old. */
  prove(person: PersonBeingRead, maxAgeMillis: number): Promise<MfaFacts['proof'] & Settling>;
  now(): Promise<Date>;
  /** Whether a plan that turns per-user MFA off includes the way back for whoever loses coverage later. */
  hasStandingWayBack: boolean;
  /** What the list of everybody knows of people, and what to call that list. */
  known(personIds: readonly string[], signal: AbortSignal): Promise<Pick<ManyParts, 'facts' | 'basis'>>;
  /** What somebody is told when it was switched on for them; being switched off asks nothing of anybody. */
  messageFor(facts: { isRegistered: boolean; senderName: string }): JsonObject;
}

/** Policies and memberships are 5 s old at most when a write goes out: so old when the look begins, and so long until then. */
const PROOF_MAX_AGE_MILLIS = 2000;
const LONGEST_LOOK_MILLIS = 3000;

/** Sets the per-user MFA state of one person. */
export function perUserMfaStateChange(edges: PerUserMfaEdges): ChangeOfMany {
  return {
    kind: PER_USER_MFA_STATE,
    preview: (wish, asker) => preview(edges, wish, asker),
    previewMany: (wishes, asker) => previewMany(edges, wishes, asker),
    inspect: (item) => inspect(edges, item),
    driftOf: async (item) => {
      const { perUserMfaState: live } = await getRequirements(edges.graph, item.targetId);
      return isDrifted(item, live) ? `${item.targetName} is ${live} now, not ${stateIn(item.before)}.` : null;
    },
    apply: async (item, holdsMillis = LONGEST_LOOK_MILLIS) => {
      const graph = edges.graph.with({ sendWithinMillis: holdsMillis });
      const { requestId } = await updateRequirements(graph, item.targetId, settable(item));
      return { requestId };
    },
    verify: (item) => readBack(edges.graph, item),
    words: ({ before, after }) => `${stateIn(before)} → ${stateIn(after)}`,
    undo: ({ targetId, targetName, before }) => ({
      targetId,
      targetName,
      after: { perUserMfaState: stateIn(before), isTakingBack: true },
    }),
  };
}

async function preview(edges: PerUserMfaEdges, { targetId, after }: Wish, { actor, signal }: Asker): Promise<Preview> {
  const live = { ...edges, graph: edges.graph.with({ signal, isUserInitiated: true }) };
  const facts = await readMfaFacts(live, targetId);
  const wanted = settable({ after });
  if (!facts.protection && facesOf(wanted).includes(facts.live)) {
    throw new RefusedError('alreadySo', `${facts.name} is ${facts.live} already.`, 'Nothing to do.');
  }
  const refusal = refusalOf(facts, { wanted, isTakingBack: isTakingBack({ after }) });
  if (refusal) throw refusal;
  const before = { perUserMfaState: facts.live, isAdministrator: facts.isAdministrator };
  const content = edges.messageFor({ isRegistered: facts.isMfaCapable, senderName: actor.displayName });
  const standing = standingWayBack(edges.hasStandingWayBack, wanted);
  const recipient = { personId: targetId, name: facts.name, address: facts.address };
  return {
    title: `Per-user MFA of ${facts.name}: ${facts.live} → ${wanted}`,
    item: { kind: PER_USER_MFA_STATE, targetId, targetName: facts.name, before, after: { ...after, ...standing } },
    messages: wanted === 'disabled' ? [] : [{ content, recipients: [recipient] }],
    evidence: [['Account', facts.userPrincipalName ?? targetId], ...evidenceOf(facts), ...standingWords(standing)],
    warnings: warningsOf(facts, wanted),
    irreversible: irreversibleOf(facts, wanted),
    risks: risksOf(facts),
  };
}

async function previewMany(
  { known, risks, messageFor, hasStandingWayBack }: PerUserMfaEdges,
  wishes: readonly Wish[],
  { actor, signal }: Asker,
): Promise<PreviewOfMany> {
  const { facts, basis } = await known(
    wishes.map((wish) => wish.targetId),
    signal,
  );
  const senderName = actor.displayName;
  return planOfMany(wishes, {
    ...{ facts, basis, risks, hasStandingWayBack },
    messageFor: (about) => messageFor({ ...about, senderName }),
  });
}

/** Everything that a decision about one person's state rests on, and where mail reaches them, read live. */
async function readMfaFacts(
  edges: PerUserMfaEdges,
  personId: string,
  state = getRequirements(edges.graph, personId),
): Promise<MfaFacts & { proof: Settling; address: string | null; userPrincipalName: string | null }> {
  const person = {
    id: personId,
    user: getUser(edges.graph, personId),
    memberships: listTransitiveMemberships(edges.graph, personId),
  };
  const [user, requirements, methods, memberships, proof] = await Promise.all([
    person.user,
    state,
    listAuthenticationMethods(edges.graph, personId),
    person.memberships,
    edges.prove(person, PROOF_MAX_AGE_MILLIS),
  ]);
  return {
    name: user.body.displayName ?? user.body.userPrincipalName ?? personId,
    live: requirements.perUserMfaState,
    isMfaCapable: strongMethodsOf(methods.body).length > 0,
    isGuest: user.body.userType === 'Guest',
    isAdministrator: memberships.roleTemplateIds.length > 0,
    protection: protectionOf(user.body, memberships, edges.accounts),
    proof,
    address: user.body.mail,
    userPrincipalName: user.body.userPrincipalName,
  };
}

async function inspect(edges: PerUserMfaEdges, item: DraftItem): Promise<Inspection> {
  if (!hasEmergencyAccounts(edges.accounts)) {
    return { verdict: 'skip', why: 'Two emergency access accounts are no longer configured.' };
  }
  // First what may wait long for its turn: everything else must not grow old meanwhile.
  const state = await getRequirements(edges.graph, item.targetId);
  const startedAt = await edges.now();
  const facts = await readMfaFacts(edges, item.targetId, Promise.resolve(state));
  const wanted = settable(item);
  if (facts.protection) return { verdict: 'skip', why: `${facts.name} is ${facts.protection}.` };
  if (facesOf(wanted).includes(facts.live)) return { verdict: 'alreadySo' };
  if (isDrifted(item, facts.live))
    return { verdict: 'skip', why: `The state is ${facts.live} now, not ${stateIn(item.before)}.` };
  if (facts.isAdministrator && item.before['isAdministrator'] !== true) {
    return { verdict: 'skip', why: `${facts.name} holds a directory role now, which needs a second approval.` };
  }
  const refusal = refusalOf(facts, { wanted, isTakingBack: isTakingBack(item) });
  if (refusal) return { verdict: 'skip', why: refusal.message };
  const at = await edges.now();
  const holdsMillis = LONGEST_LOOK_MILLIS - (at.getTime() - startedAt.getTime());
  if (holdsMillis <= 0) {
    const until = new Date(at.getTime() + PROOF_MAX_AGE_MILLIS);
    return { verdict: 'wait', until, why: 'Microsoft Graph took long to answer, so I look once more before I write.' };
  }
  if (wanted === 'disabled' && at < facts.proof.settledAt) {
    return {
      verdict: 'wait',
      until: facts.proof.settledAt,
      why: waitWords(facts.proof),
    };
  }
  return { verdict: 'go', before: { ...item.before, perUserMfaState: facts.live }, holdsMillis };
}

/** *enabled* that became *enforced* because the person registered is no drift when the target is *disabled*. */
function isDrifted(item: DraftItem, live: string): boolean {
  const before = stateIn(item.before);
  if (live === before) return false;
  return !(before === 'enabled' && live === 'enforced' && stateIn(item.after) === 'disabled');
}

async function readBack(graph: Graph, item: DraftItem): Promise<ReadBack> {
  const { perUserMfaState: live } = await getRequirements(graph, item.targetId);
  const wanted = stateIn(item.after);
  if (live === wanted) return { verdict: 'equal', live };
  if (wanted === 'enabled' && live === 'enforced') return { verdict: 'promoted', live };
  return { verdict: live === stateIn(item.before) ? 'before' : 'different', live };
}
