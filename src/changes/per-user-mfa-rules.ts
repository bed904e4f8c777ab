import type { JsonObject } from '../lib/canonical-json.ts';
import { RefusedError } from '../lib/refused.ts';
import type { Risk } from '../lib/risk.ts';

/** States that can be written; `unknown` is only ever read. */
export type SettableState = 'disabled' | 'enabled' | 'enforced';

/** What a decision about one person's state rests on. */
export interface MfaFacts {
  name: string;
  live: SettableState | 'unknown';
  /** Has a registered method that counts for MFA, read live. */
  isMfaCapable: boolean;
  isGuest: boolean;
  /** Holds any directory role. */
  isAdministrator: boolean;
  /** Why the account must never be changed; null for everybody else. */
  protection: string | null;
  proof: {
    coverage: 'required' | 'blocked' | 'conditional' | 'reportOnly' | 'none';
    isLegacyAuthClosed: boolean;
    words: string;
  };
}

/** Since when Conditional Access has covered somebody without a change: only a live look knows. */
export interface Settling {
  settledAt: Date;
  /** Why the wait began anew with this look; null where it did not. */
  beganAnew: 'changed' | 'unseen' | null;
}

/** Name of the change. */
export const PER_USER_MFA_STATE = 'perUserMfaState';

/** The state that a wish or an item is to end in. */
export function settable({ after }: { after: JsonObject }): SettableState {
  const state = stateIn(after);
  return state === 'enabled' || state === 'enforced' ? state : 'disabled';
}

/** Whether it restores what somebody had, which is allowed where setting is not. */
export const isTakingBack = ({ after }: { after: JsonObject }): boolean => after['isTakingBack'] === true;

/** The state in a recorded before or after. */
export function stateIn(state: JsonObject): string {
  const { perUserMfaState } = state;
  return typeof perUserMfaState === 'string' ? perUserMfaState : 'unknown';
}

/** States that mean that a wanted one is reached: Entra turns *enabled* into *enforced* once somebody is registered. */
export const facesOf = (wanted: SettableState): readonly string[] =>
  wanted === 'enabled' ? ['enabled', 'enforced'] : [wanted];

/** Whether an enabled, un-narrowed policy holds this person: only that counts as protection. */
const isHeldByPolicy = ({ proof }: MfaFacts): boolean => proof.coverage === 'required' || proof.coverage === 'blocked';

/**
 * Why a state may not be set; null where it may. Nothing that a person says overrides it.
 * Taking back is allowed where setting is not: it restores what somebody had.
 */
export function refusalOf(
  facts: MfaFacts,
  change: { wanted: SettableState; isTakingBack: boolean },
): RefusedError | null {
  const { name } = facts;
  if (facts.protection) {
    return new RefusedError(
      'protectedAccount',
      `${name} is ${facts.protection}: I never change it.`,
      'Leave this account as it is.',
    );
  }
  if (facts.live === 'unknown') {
    return new RefusedError(
      'invalidInput',
      `Entra does not tell the present state of ${name}.`,
      'Try again later, or look in the Entra admin center.',
    );
  }
  return change.wanted === 'disabled' ? refusalToDisable(facts) : refusalToEnable(facts, change);
}

function refusalToDisable(facts: MfaFacts): RefusedError | null {
  const { name, proof } = facts;
  if (!isHeldByPolicy(facts)) {
    return new RefusedError(
      'notCovered',
      `Turning it off would leave ${name} without MFA. ${proof.words}`,
      'First bring the person under an enabled policy that requires MFA for all resources, then ask again.',
    );
  }
  if (!proof.isLegacyAuthClosed) {
    return new RefusedError(
      'legacyAuthenticationOpen',
      `Legacy authentication would be open to ${name}: no policy closes it.`,
      'Let the policy apply to all client app types, or block legacy authentication by a policy.',
    );
  }
  if (!facts.isMfaCapable) {
    return new RefusedError(
      'notMfaCapable',
      `${name} has no registered method for MFA.`,
      'Let the person register first: https://aka.ms/mfasetup',
    );
  }
  return null;
}

function refusalToEnable(
  facts: MfaFacts,
  { wanted, isTakingBack }: { wanted: SettableState; isTakingBack: boolean },
): RefusedError | null {
  if (isTakingBack || !isHeldByPolicy(facts)) return null;
  return new RefusedError(
    'coveredByConditionalAccess',
    `${facts.name} is not set to ${wanted}: ${facts.proof.words}`,
    'Leave per-user MFA off where Conditional Access asks for MFA; both at once confuse people with double prompts.',
  );
}

/** What the decision rests on, as it was read for the proposal; it is read again before the write. */
export const evidenceOf = ({ proof, isMfaCapable }: MfaFacts): (readonly [string, string])[] => [
  ['Conditional Access', proof.words],
  ['MFA-capable', isMfaCapable ? 'yes' : 'no'],
];

/** Why approved work waits, for whoever wonders. */
export function waitWords({ beganAnew }: Settling): string {
  const why =
    'Conditional Access must have covered this person without a change for a while first, since edits take minutes to reach every sign-in. It then goes on by itself.';
  switch (beganAnew) {
    case null:
      return why;
    case 'changed':
      return `The wait has begun anew: something that decides whether Conditional Access covers this person was edited. ${why}`;
    case 'unseen':
      return `The wait has begun anew: I had not looked for more than twice as long, so I cannot vouch for what was meanwhile. ${why}`;
  }
}

/** What whoever decides must know before saying yes. */
export function warningsOf(facts: MfaFacts, wanted: SettableState): string[] {
  const warnings: string[] = [];
  if (wanted === 'enforced' && !facts.isMfaCapable) {
    warnings.push(
      `${facts.name} has not registered: enforced cuts off legacy apps at once, and the next sign-in asks to register.`,
    );
  }
  if (wanted === 'enabled' && facts.isMfaCapable) {
    warnings.push(`${facts.name} has registered already, so Entra turns enabled into enforced at once.`);
  }
  if (wanted !== 'disabled' && facts.proof.coverage === 'conditional') warnings.push(facts.proof.words);
  if (wanted !== 'disabled' && isHeldByPolicy(facts)) {
    warnings.push(`Conditional Access asks ${facts.name} for MFA as well: two prompts are possible.`);
  }
  if (facts.isAdministrator) warnings.push(`${facts.name} holds a directory role.`);
  if (facts.isGuest) warnings.push(`${facts.name} is a guest of this tenant.`);
  return warnings;
}

/** What taking back cannot restore. */
export function irreversibleOf(facts: MfaFacts, wanted: SettableState): string[] {
  if (wanted === 'disabled')
    return facts.live === 'enforced' ? ['app passwords stop working and do not come back'] : [];
  // Turning it off again would leave a gap, and nothing overrides that.
  return facts.live === 'disabled' && !isHeldByPolicy(facts)
    ? [`switching it on, until an enabled policy requires MFA of ${facts.name}`]
    : [];
}

/** What an item says where its approval includes the way back for whoever loses coverage later. */
export const standingWayBack = (isOn: boolean, wanted: SettableState): { hasStandingWayBack?: true } =>
  isOn && wanted === 'disabled' ? { hasStandingWayBack: true } : {};

/** The same in words, for approvers. */
export const standingWords = ({ hasStandingWayBack }: { hasStandingWayBack?: true }): (readonly [string, string])[] =>
  hasStandingWayBack ? [['If an edit takes coverage away later', 'per-user MFA is restored by itself']] : [];

/** What makes a plan about one person dangerous. */
export const risksOf = (facts: MfaFacts): Risk[] => (facts.isAdministrator ? ['person', 'administrator'] : ['person']);
