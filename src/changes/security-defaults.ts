import { listConditionalAccessPolicies } from '../entra/conditional-access-policies.ts';
import { getSecurityDefaults, updateSecurityDefaults } from '../entra/security-defaults.ts';
import type { JsonObject } from '../lib/canonical-json.ts';
import { RefusedError } from '../lib/refused.ts';
import { listedBriefly } from '../lib/text.ts';
import type { DraftItem } from '../verbs/draft.ts';
import type { Asker, Change, Inspection, Preview, Wish } from './change.ts';
import { nameIn } from './policy-content.ts';
import type { PolicyEdges } from './policy-safety.ts';
import { hasEmergencyAccounts, refuseWithoutEmergencyAccounts } from './protection.ts';

export const SECURITY_DEFAULTS = 'securityDefaults';

/** The one policy object of its kind that a tenant has. The constant is UNVERIFIED; nothing is addressed by it. */
const ID = '00000000-0000-0000-0000-000000000005';

/** Switches security defaults on or off. */
export function securityDefaultsChange(edges: PolicyEdges): Change {
  const isOn = async (): Promise<boolean> => (await getSecurityDefaults(edges.graph)).body.isEnabled;
  return {
    kind: SECURITY_DEFAULTS,
    preview: (wish, asker) => preview(edges, wish, asker),
    inspect: (item) => inspect(edges, item),
    driftOf: async (item) => {
      const isEnabled = await isOn();
      return isEnabled === item.before['isEnabled'] ? null : `Security defaults are ${words(isEnabled)} now.`;
    },
    apply: async ({ after }) => {
      const { requestId } = await updateSecurityDefaults(edges.graph, after['isEnabled'] === true);
      return { requestId };
    },
    verify: async ({ after }) => {
      const isEnabled = await isOn();
      return { verdict: isEnabled === after['isEnabled'] ? 'equal' : 'before', live: words(isEnabled) };
    },
    words: ({ before, after }) => `${words(before['isEnabled'])} → ${words(after['isEnabled'])}`,
    undo: ({ targetId, targetName, before }) => ({
      targetId,
      targetName,
      after: { isEnabled: before['isEnabled'] === true },
    }),
  };
}

/** The wish to have them on or off. */
export const wishOfSecurityDefaults = (isEnabled: boolean): Wish => ({
  targetId: ID,
  targetName: 'Security defaults',
  after: { isEnabled },
});

const words = (isEnabled: unknown): string => (isEnabled === true ? 'on' : 'off');

async function preview(edges: PolicyEdges, { targetName, after }: Wish, { signal }: Asker): Promise<Preview> {
  refuseWithoutEmergencyAccounts(edges.accounts);
  const graph = edges.graph.with({ signal, isUserInitiated: true });
  const { body } = await getSecurityDefaults(graph);
  const isWanted = after['isEnabled'] === true;
  if (body.isEnabled === isWanted) {
    throw new RefusedError('alreadySo', `Security defaults are ${words(isWanted)} already.`, 'Nothing to do.');
  }
  const { policies } = await listConditionalAccessPolicies(graph);
  const refusal = refusalOf(edges, policies, isWanted);
  if (refusal) throw refusal;
  const ready = readyPolicies(edges, policies).map(nameIn);
  return {
    title: `Security defaults: ${words(body.isEnabled)} → ${words(isWanted)}`,
    item: {
      kind: SECURITY_DEFAULTS,
      targetId: ID,
      targetName,
      before: { isEnabled: body.isEnabled },
      after: { isEnabled: isWanted },
    },
    messages: [],
    evidence: isWanted ? [] : [['Ready to take over', listedBriefly(ready, 3)]],
    warnings: isWanted ? WARNINGS_ON : warningsOff(ready[0] ?? ''),
    irreversible: isWanted ? [] : ['policies of Microsoft’s own, in report-only, that may appear in the same minute'],
    risks: ['securityDefaults'],
  };
}

/** Why they may not be switched; null where they may. Asked again right before the write. */
function refusalOf(edges: PolicyEdges, policies: readonly JsonObject[], isWanted: boolean): RefusedError | null {
  if (!isWanted) {
    if (readyPolicies(edges, policies).length > 0) return null;
    return new RefusedError(
      'notCovered',
      'No Conditional Access policy stands ready that requires MFA of everybody for all resources: nobody would be asked for MFA.',
      'Say “create a policy that requires MFA for everyone” first. It begins in report-only, which security defaults allow.',
    );
  }
  // The portal refuses that; what Graph says is UNVERIFIED, so we ask ourselves.
  const enabled = policies.filter(({ state }) => state === 'enabled');
  if (enabled.length === 0) return null;
  return new RefusedError(
    'policiesEnabled',
    `Conditional Access policies are in force (${listedBriefly(enabled.map(nameIn), 3)}): both at once is not possible.`,
    'Leave security defaults off; Conditional Access takes their place.',
  );
}

/** Policies of the tenant's own that require MFA of everybody, in force or in report-only. */
const readyPolicies = (edges: PolicyEdges, policies: readonly JsonObject[]): JsonObject[] =>
  policies.filter((policy) => {
    const reading = edges.factsOf(policy);
    return policy['state'] !== 'disabled' && reading.isMfaForEveryone && !reading.isMicrosoftManaged;
  });

const WARNINGS_ON = [
  'Security defaults ask everybody to register for MFA, block legacy authentication, and know no exclusions: emergency access accounts are asked too.',
];

/** Entra enables no policy while they are on: some minutes without either cannot be avoided, so they are named. */
const warningsOff = (ready: string): string[] => [
  `This lowers protection: from the moment they are off until a policy is turned on, nobody is asked for MFA unless per-user MFA is on for them. Entra allows no other order. Turn on “${ready}” right after.`,
  'They also block legacy authentication; only policies do so then.',
];

async function inspect(edges: PolicyEdges, item: DraftItem): Promise<Inspection> {
  if (!hasEmergencyAccounts(edges.accounts)) {
    return { verdict: 'skip', why: 'Two emergency access accounts are no longer configured.' };
  }
  const isWanted = item.after['isEnabled'] === true;
  const { body } = await getSecurityDefaults(edges.graph);
  if (body.isEnabled === isWanted) return { verdict: 'alreadySo' };
  const { policies } = await listConditionalAccessPolicies(edges.graph);
  const refusal = refusalOf(edges, policies, isWanted);
  return refusal ? { verdict: 'skip', why: refusal.message } : { verdict: 'go', before: item.before };
}
