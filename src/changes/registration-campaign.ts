import {
  getAuthenticationMethodsPolicy,
  updateRegistrationEnforcement,
} from '../entra/authentication-methods-policy.ts';
import { readDisplayNames } from '../entra/directory-objects.ts';
import type { Graph } from '../entra/graph.ts';
import type { Json, JsonObject } from '../lib/canonical-json.ts';
import { isGuid } from '../lib/ids.ts';
import { RefusedError } from '../lib/refused.ts';
import { listedBriefly, visibleText } from '../lib/text.ts';
import type { DraftItem } from '../verbs/draft.ts';
import type { Asker, Change, Inspection, Preview, Wish } from './change.ts';
import { digestOf, isSame, meaningOf } from './policy-content.ts';
import type { PolicyEdges } from './policy-safety.ts';
import { hasEmergencyAccounts, refuseWithoutEmergencyAccounts } from './protection.ts';

export const REGISTRATION_CAMPAIGN = 'registrationCampaign';

/** There is one such policy in a tenant. */
const ID = 'authenticationMethodsPolicy';
const CAMPAIGN = 'authenticationMethodsRegistrationCampaign';
/** Everybody, as a target. The literal is UNVERIFIED. */
const ALL_USERS = 'all_users';

/** Sets the registration campaign, which asks people at sign-in to set up Microsoft Authenticator; all else of the policy stays. */
export function registrationCampaignChange(edges: Pick<PolicyEdges, 'graph' | 'accounts'>): Change {
  const read = async (): Promise<JsonObject> => (await getAuthenticationMethodsPolicy(edges.graph)).body;
  return {
    kind: REGISTRATION_CAMPAIGN,
    preview: (wish, asker) => preview(edges, wish, asker),
    inspect: async (item) => inspect(edges, item, await read()),
    driftOf: async (item) => driftIn(item, await read()),
    apply: async ({ after }) => {
      const enforcement = { ...enforcementIn(await read()), [CAMPAIGN]: objectOf(after['campaign']) };
      const { requestId } = await updateRegistrationEnforcement(edges.graph, meaningOf(enforcement) as JsonObject);
      return { requestId };
    },
    verify: async ({ before, after }) => {
      const live = await read();
      const words = stateWordsOf(campaignIn(live));
      const isEqual = isSame(campaignIn(live), after['campaign']) && restDigestOf(live) === before['restDigest'];
      if (isEqual) return { verdict: 'equal', live: words };
      return { verdict: isSame(campaignIn(live), before['campaign']) ? 'before' : 'different', live: words };
    },
    words: ({ before, after }) =>
      `${stateWordsOf(objectOf(before['campaign']))} → ${stateWordsOf(objectOf(after['campaign']))}`,
    undo: ({ targetId, targetName, before }) => ({
      targetId,
      targetName,
      after: { campaign: before['campaign'] ?? null },
    }),
  };
}

/** The wish to have it on, for a group or for everybody, or off. */
export const wishOfCampaign = (change: { state: 'enabled'; groupId: string | null } | { state: 'disabled' }): Wish => ({
  targetId: ID,
  targetName: 'Registration campaign',
  after: {
    change:
      change.state === 'disabled'
        ? { state: 'disabled' }
        : {
            state: 'enabled',
            includeTargets: [
              {
                id: change.groupId ?? ALL_USERS,
                targetType: 'group',
                targetedAuthenticationMethod: 'microsoftAuthenticator',
              },
            ],
          },
  },
});

const objectOf = (value: Json | undefined): JsonObject =>
  typeof value === 'object' && value !== null && !Array.isArray(value) ? value : {};
const enforcementIn = (policy: JsonObject): JsonObject => objectOf(policy['registrationEnforcement']);
const campaignIn = (policy: JsonObject): JsonObject => objectOf(enforcementIn(policy)[CAMPAIGN]);
const stateWordsOf = ({ state }: JsonObject): string => (typeof state === 'string' ? state : 'unknown');

/** A digest of everything but the campaign and the date: what must stay as it is. */
const restDigestOf = (policy: JsonObject): string => {
  const rest = Object.fromEntries(Object.entries(enforcementIn(policy)).filter(([name]) => name !== CAMPAIGN));
  return digestOf({ ...policy, registrationEnforcement: rest }, ['lastModifiedDateTime']);
};

/** Why a campaign may not be set so; null where it may. */
function refusalOf(campaign: JsonObject): RefusedError | null {
  const { state, snoozeDurationInDays: days, includeTargets } = campaign;
  const refused = (why: string) => new RefusedError('invalidInput', why, 'Ask for another campaign.');
  if (state !== 'enabled' && state !== 'disabled' && state !== 'default')
    return refused('A campaign is enabled, disabled, or left to Microsoft.');
  if (days !== undefined && !(typeof days === 'number' && Number.isInteger(days) && days >= 0 && days <= 14))
    return refused('People may put it off for 0 to 14 days.');
  const isForSomebody = Array.isArray(includeTargets) && includeTargets.length > 0;
  return state !== 'enabled' || isForSomebody ? null : refused('A campaign that is on needs somebody whom it is for.');
}

async function preview(
  edges: Pick<PolicyEdges, 'graph' | 'accounts'>,
  wish: Wish,
  { signal }: Asker,
): Promise<Preview> {
  refuseWithoutEmergencyAccounts(edges.accounts);
  const graph = edges.graph.with({ signal, isUserInitiated: true });
  const { body } = await getAuthenticationMethodsPolicy(graph);
  const before = meaningOf(campaignIn(body)) as JsonObject;
  const campaign = campaignOfWish(before, wish);
  const refusal = refusalOf(campaign);
  if (refusal) throw refusal;
  if (isSame(before, campaign))
    throw new RefusedError(
      'alreadySo',
      `The registration campaign is ${stateWordsOf(before)} so already.`,
      'Nothing to do.',
    );
  return {
    title: `Registration campaign: ${stateWordsOf(before)} → ${stateWordsOf(campaign)}`,
    item: {
      kind: REGISTRATION_CAMPAIGN,
      targetId: ID,
      targetName: wish.targetName,
      before: { campaign: before, restDigest: restDigestOf(body) },
      after: { campaign },
    },
    messages: [],
    evidence: [
      ['For, before', await whomWords(graph, before)],
      ['For, after', await whomWords(graph, campaign)],
    ],
    warnings:
      campaign['state'] === 'enabled'
        ? ['Whoever it is for and has no Microsoft Authenticator is asked at sign-in to set it up.']
        : [],
    irreversible: [],
    risks: ['policy'],
  };
}

/** The way back says the whole campaign; any other wish is laid over the one of now. */
function campaignOfWish(before: JsonObject, { after }: Wish): JsonObject {
  const isWhole = after['campaign'] !== undefined;
  return meaningOf(isWhole ? objectOf(after['campaign']) : { ...before, ...objectOf(after['change']) }) as JsonObject;
}

/** For whom a campaign is, with exclusions, by name: the first few, then how many more. */
async function whomWords(graph: Graph, { includeTargets, excludeTargets }: JsonObject): Promise<string> {
  const included = idsIn(includeTargets).includes(ALL_USERS) ? 'everybody' : await namesOf(graph, includeTargets);
  const excluded = await namesOf(graph, excludeTargets);
  return `${included || 'nobody'}${excluded === '' ? '' : `, but not ${excluded}`}`;
}

const targetsIn = (targets: Json | undefined): JsonObject[] => (Array.isArray(targets) ? targets.map(objectOf) : []);
const idsIn = (targets: Json | undefined): string[] =>
  targetsIn(targets).flatMap(({ id }) => (typeof id === 'string' ? [id] : []));

const NAMED = 5;

async function namesOf(graph: Graph, targets: Json | undefined): Promise<string> {
  const ids = idsIn(targets);
  const people = idsIn(targetsIn(targets).filter(({ targetType }) => targetType === 'user'));
  const shown = ids.slice(0, NAMED).filter(isGuid);
  const [users, groups] = await Promise.all([
    readDisplayNames(
      graph,
      'users',
      shown.filter((id) => people.includes(id)),
    ),
    readDisplayNames(
      graph,
      'groups',
      shown.filter((id) => !people.includes(id)),
    ),
  ]);
  const nameOfTarget = (id: string): string => {
    const name = users.get(id.toLowerCase()) ?? groups.get(id.toLowerCase());
    return name === undefined ? `a group or account that I do not find (${id})` : visibleText(name);
  };
  return listedBriefly(ids.map(nameOfTarget), NAMED);
}

function inspect(edges: Pick<PolicyEdges, 'accounts'>, item: DraftItem, policy: JsonObject): Inspection {
  if (!hasEmergencyAccounts(edges.accounts)) {
    return { verdict: 'skip', why: 'Two emergency access accounts are no longer configured.' };
  }
  if (isSame(campaignIn(policy), item.after['campaign'])) return { verdict: 'alreadySo' };
  const drift = driftIn(item, policy);
  if (drift !== null) return { verdict: 'skip', why: drift };
  // What else is in the policy may change meanwhile: it is kept as it is now.
  return { verdict: 'go', before: { ...item.before, restDigest: restDigestOf(policy) } };
}

const driftIn = ({ before }: DraftItem, policy: JsonObject): string | null =>
  isSame(campaignIn(policy), before['campaign']) ? null : 'The registration campaign was edited since.';
