import { getConditionalAccessPolicy, updateConditionalAccessPolicy } from '../entra/conditional-access-policies.ts';
import type { Json, JsonObject } from '../lib/canonical-json.ts';
import { RefusedError } from '../lib/refused.ts';
import type { DraftItem } from '../verbs/draft.ts';
import type { Asker, Change, Inspection, Preview, ReadBack, Wish } from './change.ts';
import type { PolicyStateEdges } from './conditional-access-policy-state.ts';
import {
  CHANGEABLE,
  changedWords,
  digestOf,
  isSame,
  mayLower,
  meaningOf,
  merged,
  nameIn,
  stateWords,
} from './policy-content.ts';
import { refusalToEnforce, refusalUnlessExcluded, type PolicyCardEdges, type PolicyEdges } from './policy-safety.ts';
import { hasEmergencyAccounts, refuseWithoutEmergencyAccounts } from './protection.ts';
import { relyingWarnings } from './relying-words.ts';

export type PolicyUpdateEdges = Omit<PolicyStateEdges, 'foresee'>;

export const CONDITIONAL_ACCESS_POLICY_UPDATE = 'conditionalAccessPolicyUpdate';

/**
 * Changes what one Conditional Access policy says, and keeps everything in it that the change does not name, known to us
 * or not: the policy is read whole, the change is laid over it, and the members that became other are written whole.
 *
 * A wish says `change`, to be laid over; the way back says `members`, whole as they were.
 */
export function conditionalAccessPolicyUpdateChange(edges: PolicyUpdateEdges): Change {
  const read = async ({ targetId }: DraftItem): Promise<JsonObject> =>
    (await getConditionalAccessPolicy(edges.graph, targetId)).body;
  return {
    kind: CONDITIONAL_ACCESS_POLICY_UPDATE,
    preview: (wish, asker) => preview(edges, wish, asker),
    inspect: async (item) => inspect(edges, item, await read(item)),
    driftOf: async (item) => driftIn(item, await read(item)),
    apply: async ({ targetId, after }) => {
      const { requestId } = await updateConditionalAccessPolicy(edges.graph, targetId, membersIn(after));
      return { requestId };
    },
    verify: async (item) => readBackOf(item, await read(item)),
    words: ({ before, after }) => `${changedWords(membersIn(before), membersIn(after))} changed`,
    undo: ({ targetId, targetName, before }) => ({ targetId, targetName, after: { members: membersIn(before) } }),
  };
}

const objectOf = (value: Json | undefined): JsonObject =>
  typeof value === 'object' && value !== null && !Array.isArray(value) ? value : {};
const membersIn = ({ members }: JsonObject): JsonObject => objectOf(members);

/** The members of the policy that a wish makes other, whole, as they were and as they would be. */
function membersOfWish(policy: JsonObject, { after }: Wish): { before: JsonObject; after: JsonObject } {
  const isWhole = after['members'] !== undefined;
  const wanted = isWhole ? membersIn(after) : objectOf(after['change']);
  const strange = Object.keys(wanted).filter((name) => !CHANGEABLE.includes(name));
  if (strange.length > 0) {
    throw new RefusedError(
      'invalidInput',
      `I do not change ${strange.join(', ')} of a policy.`,
      'Ask for another change.',
    );
  }
  const changed = Object.entries(wanted)
    .map(([name, field]) => ({ name, was: policy[name] ?? null, is: isWhole ? field : merged(policy[name], field) }))
    .filter(({ was, is }) => !isSame(was, is));
  return {
    before: Object.fromEntries(changed.map(({ name, was }) => [name, meaningOf(was)])),
    after: Object.fromEntries(changed.map(({ name, is }) => [name, meaningOf(is)])),
  };
}

async function preview(edges: PolicyUpdateEdges, wish: Wish, { signal }: Asker): Promise<Preview> {
  refuseWithoutEmergencyAccounts(edges.accounts);
  const live = { ...edges, graph: edges.graph.with({ signal, isUserInitiated: true }) };
  const { body: policy } = await getConditionalAccessPolicy(live.graph, wish.targetId);
  const name = nameIn(policy);
  const { before, after } = membersOfWish(policy, wish);
  if (Object.keys(after).length === 0) {
    throw new RefusedError('alreadySo', `The policy “${name}” says that already.`, 'Nothing to do.');
  }
  const refusal = await refusalOf(live, policy, after);
  if (refusal) throw refusal;
  const [was, is] = [await readingOf(live, policy), await readingOf(live, { ...policy, ...after })];
  const isLowering = policy['state'] === 'enabled' && mayLower(before, after);
  return {
    title: `Policy “${name}”: change of ${changedWords(before, after)}`,
    item: {
      kind: CONDITIONAL_ACCESS_POLICY_UPDATE,
      targetId: wish.targetId,
      targetName: name,
      before: { members: before, restDigest: digestOf(policy, Object.keys(after)) },
      after: { members: after },
    },
    messages: [],
    evidence: [['State', stateWords(policy['state'])], ...comparison(was, is)],
    warnings: isLowering ? await loweringWords(edges, policy) : [],
    irreversible: [],
    risks: ['policy'],
  };
}

/** What a card says of a policy. */
interface Shown {
  audience: string;
  demand: string;
  frequency: string;
}

async function readingOf(edges: PolicyCardEdges, policy: JsonObject): Promise<Shown> {
  const { demand, frequency } = edges.factsOf(policy);
  return { audience: await edges.audienceOf(edges.graph, policy), demand, frequency };
}

/** What it is and what it would be, side by side; once where these are the same. */
const comparison = (was: Shown, is: Shown): (readonly [string, string])[] => [
  ...sideBySide('Applies to', was.audience, is.audience),
  ...sideBySide('Demand', was.demand, is.demand),
  ...(was.frequency === is.frequency ? [] : sideBySide('Sign-in frequency', was.frequency, is.frequency)),
];

const sideBySide = (label: string, was: string, is: string): (readonly [string, string])[] =>
  was === is
    ? [[label, is]]
    : [
        [`${label}, before`, was],
        [`${label}, after`, is],
      ];

async function loweringWords(edges: PolicyUpdateEdges, policy: JsonObject): Promise<string[]> {
  return [
    'This may lower protection: the policy is in force, and would reach fewer people or ask for something else.',
    ...relyingWarnings(policy, edges.factsOf(policy), await edges.whoReliesOn(policy)),
  ];
}

/** Why a policy may not become so; null where it may. Asked again right before the write. */
async function refusalOf(edges: PolicyEdges, policy: JsonObject, members: JsonObject): Promise<RefusedError | null> {
  if (edges.factsOf(policy).isMicrosoftManaged) {
    return new RefusedError(
      'microsoftManaged',
      `Microsoft manages the policy “${nameIn(policy)}”, and may change it by itself.`,
      'Make a policy of your own in its place.',
    );
  }
  const future = { ...policy, ...members };
  if (policy['state'] === 'enabled') return refusalToEnforce(edges, future);
  const reading = edges.factsOf(future);
  if (reading.isForPeople) return refusalUnlessExcluded(edges, reading);
  return new RefusedError(
    'invalidInput',
    'The policy would not be aimed at sign-ins of people.',
    'Ask for another change.',
  );
}

async function inspect(edges: PolicyEdges, item: DraftItem, policy: JsonObject): Promise<Inspection> {
  if (!hasEmergencyAccounts(edges.accounts)) {
    return { verdict: 'skip', why: 'Two emergency access accounts are no longer configured.' };
  }
  if (readBackOf(item, policy).verdict === 'equal') return { verdict: 'alreadySo' };
  const why = driftIn(item, policy) ?? (await refusalOf(edges, policy, membersIn(item.after)))?.message;
  return why === undefined ? { verdict: 'go', before: item.before } : { verdict: 'skip', why };
}

const isSaying = (policy: JsonObject, members: JsonObject): boolean =>
  Object.entries(members).every(([name, field]) => isSame(policy[name], field));

/** Whether everything that the change does not name is as it was. */
const isRestSame = ({ before, after }: DraftItem, policy: JsonObject): boolean =>
  digestOf(policy, Object.keys(membersIn(after))) === before['restDigest'];

function driftIn(item: DraftItem, policy: JsonObject): string | null {
  const isAsWas = isSaying(policy, membersIn(item.before)) && isRestSame(item, policy);
  return isAsWas ? null : `The policy “${item.targetName}” was edited since.`;
}

/** Done is the whole policy: what was written, and everything else as it was. */
function readBackOf(item: DraftItem, policy: JsonObject): ReadBack {
  if (isSaying(policy, membersIn(item.before))) return { verdict: 'before', live: 'as before' };
  const isEqual = isSaying(policy, membersIn(item.after)) && isRestSame(item, policy);
  return isEqual
    ? { verdict: 'equal', live: 'as planned' }
    : { verdict: 'different', live: 'neither as before nor as planned' };
}
