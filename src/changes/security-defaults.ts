import { listConditionalAccessPolicies } from '../entra/conditional-access-policies.ts';
import { getSecurityDefaults, updateSecurityDefaults } from '../entra/security-defaults.ts';
import type { Json } from '../lib/canonical-json.ts';
import { RefusedError } from '../lib/refused.ts';
import { counted, listedBriefly } from '../lib/text.ts';
import type { DraftItem } from '../verbs/draft.ts';
import type { Asker, Change, Inspection, Preview, Wish } from './change.ts';
import { nameIn } from './policy-content.ts';
import type { PolicyEdges } from './policy-safety.ts';
import { hasEmergencyAccounts, refuseWithoutEmergencyAccounts } from './protection.ts';

export const SECURITY_DEFAULTS = 'securityDefaults';

export interface SecurityDefaultsEdges extends PolicyEdges {
  /** How many people have per-user MFA, and of how many that is not known; null while the list of everybody is not complete. */
  countPerUserMfa(): Promise<{ people: number; unknown: number } | null>;
  /** Until when Graph keeps us off Conditional Access; null where it does not. */
  heldUntil(): Promise<Date | null>;
  /** Why they may not go off now for the policies that were approved to take their place; null where they may. */
  refusalOfHandover(edges: PolicyEdges, replacedBy: Json | undefined): Promise<string | null>;
}

/** The one policy object of its kind that a tenant has. The constant is UNVERIFIED; nothing is addressed by it. */
const ID = '00000000-0000-0000-0000-000000000005';

/** Switches security defaults on, or off as the first step of a plan that puts policies in their place. */
export function securityDefaultsChange(edges: SecurityDefaultsEdges): Change {
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

/** Only of switching them on: off they go by a plan of several steps. */
async function preview(edges: SecurityDefaultsEdges, { targetName, after }: Wish, { signal }: Asker): Promise<Preview> {
  refuseWithoutEmergencyAccounts(edges.accounts);
  if (after['isEnabled'] !== true) {
    throw new RefusedError(
      'notCovered',
      'Security defaults go off only together with the policies that take their place.',
      'Say “turn off security defaults”: that plans both.',
    );
  }
  const graph = edges.graph.with({ signal, isUserInitiated: true });
  const { body } = await getSecurityDefaults(graph);
  if (body.isEnabled) throw new RefusedError('alreadySo', 'Security defaults are on already.', 'Nothing to do.');
  const refusal = await refusalToSwitchOn({ ...edges, graph });
  if (refusal) throw refusal;
  return {
    title: 'Security defaults: off → on',
    item: {
      kind: SECURITY_DEFAULTS,
      targetId: ID,
      targetName,
      before: { isEnabled: false },
      after: { isEnabled: true },
    },
    messages: [],
    evidence: [['People with per-user MFA', 'none']],
    warnings: WARNINGS_ON,
    irreversible: [],
    risks: ['securityDefaults'],
  };
}

/** Why they may not be switched on; null where they may. Asked again right before the write. */
async function refusalToSwitchOn(edges: SecurityDefaultsEdges): Promise<RefusedError | null> {
  const perUser = await edges.countPerUserMfa();
  if (!perUser)
    return new RefusedError('notReady', 'I am still reading the list of everybody.', 'Ask again in a minute.');
  if (perUser.people + perUser.unknown > 0) {
    const unknown = perUser.unknown === 0 ? '' : `, and of ${perUser.unknown} more I do not know it`;
    return new RefusedError(
      'perUserMfaInUse',
      `${counted(perUser.people, 'person has', 'people have')} per-user MFA${unknown}: Microsoft says to switch it off for everybody before security defaults are on.`,
      'Say “who is enabled or enforced?” to see them.',
    );
  }
  // The portal refuses that; what Graph says is UNVERIFIED, so we ask ourselves.
  const { policies } = await listConditionalAccessPolicies(edges.graph);
  const enabled = policies.filter(({ state }) => state === 'enabled');
  if (enabled.length === 0) return null;
  return new RefusedError(
    'policiesEnabled',
    `Conditional Access policies are in force (${listedBriefly(enabled.map(nameIn), 3)}): both at once is not possible.`,
    'Leave security defaults off; Conditional Access takes their place.',
  );
}

const WARNINGS_ON = [
  'Security defaults ask everybody to register for MFA, block legacy authentication, and know no exclusions: emergency access accounts are asked too.',
];

async function inspect(edges: SecurityDefaultsEdges, item: DraftItem): Promise<Inspection> {
  const { after, before } = item;
  const isWanted = after['isEnabled'] === true;
  const { body } = await getSecurityDefaults(edges.graph);
  if (body.isEnabled === isWanted) return { verdict: 'alreadySo' };
  if (after['isWayBack'] === true) return { verdict: 'go', before }; // nothing may keep protection from coming back
  if (!hasEmergencyAccounts(edges.accounts)) {
    return { verdict: 'skip', why: 'Two emergency access accounts are no longer configured.' };
  }
  if (isWanted) {
    const refusal = await refusalToSwitchOn(edges);
    return refusal ? { verdict: 'skip', why: refusal.message } : { verdict: 'go', before };
  }
  // While Graph keeps us off, the policies could not follow at once: not begun.
  const until = await edges.heldUntil();
  if (until) return { verdict: 'wait', until, why: 'Microsoft keeps us off Conditional Access for the moment.' };
  const why = await edges.refusalOfHandover(edges, after['replacedBy']);
  return why === null ? { verdict: 'go', before } : { verdict: 'skip', why };
}
