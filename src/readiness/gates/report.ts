import { administrators, guests, serviceAccounts, sharedAccounts, synchronization } from './accounts.ts';
import { coverage, legacyClosed } from './coverage.ts';
import { emergency } from './emergency.ts';
import type { ReadinessFacts } from './facts.ts';
import type { Colour, Verdict } from './gate.ts';
import { licence } from './licence.ts';
import { mfaPolicy, overlaps } from './policies.ts';
import { recommendation } from './recommendation.ts';
import { MIN_MFA_CAPABLE_PERCENT, neverAsked, registration, shareOf } from './registration.ts';
import { disturbed, legacySignIns, mfaServer } from './sign-ins.ts';
import { appPasswords, methodsMigration, rememberMfa, securityDefaults, trustedLocations } from './tenant-settings.ts';

/** Every line of a report: its title, and its rule. In the order of a report, within a colour. */
const rules = {
  licence: ['Licences', licence],
  securityDefaults: ['Security defaults', securityDefaults],
  mfaPolicy: ['MFA policy', mfaPolicy],
  emergency: ['Emergency access', emergency],
  coverage: ['Coverage', coverage],
  registration: ['Registration', registration],
  neverAsked: ['Never asked to register', neverAsked],
  legacySignIns: ['Legacy authentication in use', legacySignIns],
  legacyClosed: ['Legacy authentication closed', legacyClosed],
  appPasswords: ['App passwords', appPasswords],
  administrators: ['Administrators', administrators],
  synchronization: ['Directory synchronisation', synchronization],
  serviceAccounts: ['Service accounts', serviceAccounts],
  sharedAccounts: ['Shared devices and rooms', sharedAccounts],
  guests: ['Guests', guests],
  disturbed: ['Intune and hybrid-joined devices', disturbed],
  mfaServer: ['AD FS, NPS and VPN', mfaServer],
  overlaps: ['Other MFA policies', overlaps],
  trustedLocations: ['Trusted locations', trustedLocations],
  rememberMfa: ['Remembered devices', rememberMfa],
  methodsMigration: ['Methods policy migration', methodsMigration],
  recommendation: ['Microsoft’s recommendation', recommendation],
} as const satisfies Record<string, readonly [string, (facts: ReadinessFacts) => Verdict]>;

export type LineId = keyof typeof rules;

/** A line of a report. */
export interface ReportLine extends Verdict {
  id: LineId;
  title: string;
}

const order: readonly Colour[] = ['red', 'amber', 'green'];
/** Without P1 nothing else can be read, and nobody can move. */
const FREE: readonly LineId[] = ['licence', 'securityDefaults'];

/** Of one person these say something only where the person is one. */
const KINDS: readonly LineId[] = ['administrators', 'synchronization', 'serviceAccounts', 'sharedAccounts', 'guests'];

/** The report, what stands in the way first. In a tenant without P1 it stops after what is possible there. */
export function reportOf(facts: ReadinessFacts, minMfaCapablePercent = MIN_MFA_CAPABLE_PERCENT): ReportLine[] {
  const isFree = 'is' in facts.licences && !facts.licences.is.hasP1;
  const ids = isFree ? FREE : (Object.keys(rules) as LineId[]);
  const lines = ids.map((id): ReportLine => {
    const [title, rule] = rules[id];
    const verdict = id === 'registration' ? registration(facts, minMfaCapablePercent) : rule(facts);
    return { id, title, ...verdict };
  });
  const kept = lines.filter(({ id, number }) => facts.scope !== 'person' || number || !KINDS.includes(id));
  return order.flatMap((colour) => kept.filter((line) => line.colour === colour));
}

/** How a report stands as a whole: as its worst line. */
export const worstOf = (lines: readonly ReportLine[]): Colour =>
  order.find((colour) => lines.some((line) => line.colour === colour)) ?? 'amber';

/** Whether a ring may begin. What is not known keeps it closed. */
export interface RingGate {
  isOpen: boolean;
  /** Rounded down; null where it is not known, or there is nobody. */
  mfaCapablePercent: number | null;
  /** Null where it is not known. */
  peopleWithoutLicence: number | null;
  /** To how many people legacy authentication is open; null where it is not known. */
  legacyOpenTo: number | null;
  red: readonly LineId[];
  /** Why it is closed, one sentence each; empty where it is open. */
  why: readonly string[];
}

/** What of a gate a rollout may set. */
export interface GateLimits {
  /** (Default: 95.) */
  minMfaCapablePercent?: number;
}

/** The gate of a ring, from the facts of its group: MFA-capable, licensed, legacy authentication closed, no red line. */
export function gateOf(facts: ReadinessFacts, limits: GateLimits = {}): RingGate {
  const { minMfaCapablePercent = MIN_MFA_CAPABLE_PERCENT } = limits;
  const { counts, coverage: covered } = facts;
  const known = 'is' in counts ? counts.is : null;
  const mfaCapablePercent = known && shareOf(known.capable, known.people);
  const peopleWithoutLicence = known && known.licensable - known.licensed;
  const legacyOpenTo = known && 'is' in covered ? known.legacyOpen : null;
  const red = reportOf(facts, minMfaCapablePercent).filter(({ colour }) => colour === 'red');
  const closed = [
    mfaCapablePercent === null && 'It is not known how many are MFA-capable.',
    mfaCapablePercent !== null &&
      mfaCapablePercent < minMfaCapablePercent &&
      `${mfaCapablePercent} % are MFA-capable, ${minMfaCapablePercent} % are needed.`,
    peopleWithoutLicence === null && 'The licences are not known.',
    (peopleWithoutLicence ?? 0) > 0 && `${peopleWithoutLicence} are not known to have P1.`,
    legacyOpenTo === null && 'It is not known to whom legacy authentication is open.',
    (legacyOpenTo ?? 0) > 0 && `Legacy authentication is open to ${legacyOpenTo}.`,
    ...red
      .filter(({ id }) => id !== 'registration' && id !== 'licence')
      .map(({ title, reason }) => `${title}: ${reason}`),
  ].filter((words) => words !== false);
  const hasP1 = 'is' in facts.licences && facts.licences.is.hasP1;
  const why = hasP1 ? closed : ['The tenant is not known to have Microsoft Entra ID P1.', ...closed];
  return {
    ...{ isOpen: why.length === 0, mfaCapablePercent, peopleWithoutLicence, legacyOpenTo, why },
    red: red.map(({ id }) => id),
  };
}
