/** A sign-in, as far as the brake looks at it. */
export interface SignInResult {
  personId: string;
  correlationId: string;
  at: Date;
  errorCode: number;
}

/** When a ring is braked. */
export interface BrakeRule {
  /** Of the people who have signed in. */
  percent: number;
  /** However few have signed in, it takes so many. */
  people: number;
}

/** Blocked by Conditional Access, blocked by security policy, MFA refused or not passed. */
const REFUSED: ReadonlySet<number> = new Set([53003, 530032, 500121]);
/** Asked for MFA or to register; most people then pass. */
const INTERRUPTED: ReadonlySet<number> = new Set([50072, 50074, 50076, 50079]);
/** Every code that may make a failure. */
export const failureCodes: readonly number[] = [...REFUSED, ...INTERRUPTED];
/** So long somebody has for answering the question. */
export const PASSING_MILLIS = 30 * 60_000;

/** Who signed in, and who of them could not. */
export interface SignInTally {
  active: ReadonlySet<string>;
  /** By person, the code that stood last. */
  failing: ReadonlyMap<string, number>;
}

/**
 * Who failed to sign in: a distinct person whose last result in one attempt (one correlation id) is a refusal, or a
 * question for MFA that was not passed in any attempt within half an hour.
 */
export function tallyOf(signIns: readonly SignInResult[], at: Date): SignInTally {
  const passedAt = new Map<string, number[]>();
  for (const { personId, errorCode, at: when } of signIns)
    if (errorCode === 0) passedAt.set(personId, [...(passedAt.get(personId) ?? []), when.getTime()]);
  const failing = new Map<string, number>();
  for (const last of lastOfEach(signIns)) {
    const isRefused = REFUSED.has(last.errorCode);
    if (isRefused || isNeverPassed(last, { passedAt: passedAt.get(last.personId) ?? [], at }))
      failing.set(last.personId, last.errorCode);
  }
  return { active: new Set(signIns.map(({ personId }) => personId)), failing };
}

function isNeverPassed(
  { errorCode, at: askedAt }: SignInResult,
  { passedAt, at }: { passedAt: readonly number[]; at: Date },
): boolean {
  if (!INTERRUPTED.has(errorCode)) return false;
  const until = askedAt.getTime() + PASSING_MILLIS;
  return at.getTime() >= until && !passedAt.some((when) => when >= askedAt.getTime() && when <= until);
}

/** What each attempt ended with. */
function lastOfEach(signIns: readonly SignInResult[]): SignInResult[] {
  const last = new Map<string, SignInResult>();
  for (const one of signIns) {
    const known = last.get(one.correlationId);
    if (!known || known.at <= one.at) last.set(one.correlationId, one);
  }
  return [...last.values()];
}

/** How many may fail before a ring is braked, of so many who have signed in. */
export const failuresAllowed = (active: number, { percent, people }: BrakeRule): number =>
  Math.max(people, Math.ceil((active * percent) / 100)) - 1;

/** What a look at a ring that moves, or has moved, found. */
export interface BrakeFacts {
  active: number;
  /** Who fails now and did not before the policy was turned on. */
  failing: number;
  /** Undefined where the policy still is in force as it was approved. */
  policyDrift: string | undefined;
  /** When sign-ins were last read whole; null where they never were. */
  signInsReadAt: Date | null;
  /** Undefined where the record is whole. */
  brokenRecord: string | undefined;
  /** Undefined where everything could be read. */
  missingPermission: string | undefined;
}

/** Older news than this is no news. */
export const OLDEST_SIGN_INS_MILLIS = 20 * 60_000;

/** Why a ring is braked; empty where it may go on. */
export function reasonsToBrake(facts: BrakeFacts, rule: BrakeRule, at: Date): string[] {
  const { policyDrift, brokenRecord, missingPermission, signInsReadAt } = facts;
  const isOld = signInsReadAt === null || at.getTime() - signInsReadAt.getTime() > OLDEST_SIGN_INS_MILLIS;
  const isFailing = facts.failing > failuresAllowed(facts.active, rule);
  return [
    ...(policyDrift === undefined ? [] : [policyDrift]),
    ...(isFailing ? [`${facts.failing} of ${facts.active} people who have signed in could not.`] : []),
    ...(missingPermission === undefined ? [] : [missingPermission]),
    ...(isOld ? ['I have not been able to read sign-ins for more than 20 minutes.'] : []),
    ...(brokenRecord === undefined ? [] : [brokenRecord]),
  ];
}
