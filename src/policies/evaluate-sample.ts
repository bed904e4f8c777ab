import { evaluateSignIn } from '../entra/evaluate.ts';
import type { Graph } from '../entra/graph.ts';
import { isProvenBy, whatIfResultOf, type WhatIfResult } from './what-if-words.ts';

/** Somebody whose sign-ins are asked about. */
export interface SampledPerson {
  personId: string;
  /** Whether policies must require MFA, or none of them may reach the account, as of emergency access accounts. */
  expects: 'mfa' | 'noPolicy';
}

/** Whom to draw a sample from. */
export interface SampleSource {
  /** All of them are in the sample. */
  administratorIds: readonly string[];
  /** All of them, whatever groups they are in. */
  emergencyIds: readonly string[];
  /** The members of each ring; some of each are in the sample. */
  groups: readonly (readonly string[])[];
}

/** People of each group. */
const PER_GROUP = 20;

/** All administrators, all emergency access accounts and twenty people of each group, everybody once. */
export function sampleOf(
  { administratorIds, emergencyIds, groups }: SampleSource,
  random: () => number,
): SampledPerson[] {
  const exempt = new Set(emergencyIds);
  const drawn = groups.flatMap((members) =>
    draw(
      [...new Set(members)].filter((id) => !exempt.has(id)),
      random,
    ),
  );
  const covered = new Set([...administratorIds, ...drawn].filter((id) => !exempt.has(id)));
  return [
    ...[...exempt].map((personId): SampledPerson => ({ personId, expects: 'noPolicy' })),
    ...[...covered].map((personId): SampledPerson => ({ personId, expects: 'mfa' })),
  ];
}

/** Some of them by chance, each as likely as the other. */
function draw(ids: string[], random: () => number): string[] {
  const count = Math.min(PER_GROUP, ids.length);
  for (let at = 0; at < count; at += 1) {
    const other = at + Math.floor(random() * (ids.length - at));
    [ids[at], ids[other]] = [ids[other] ?? '', ids[at] ?? ''];
  }
  return ids.slice(0, count);
}

/** From where somebody signs in; both, or Graph leaves policies with locations unjudged. */
export interface SignInPlace {
  ipAddress: string;
  /** Two letters, of ISO 3166. */
  country: string;
}

export interface SampleWish {
  sample: readonly SampledPerson[];
  /** Inside a trusted range, where there is one, and outside all of them. */
  places: readonly SignInPlace[];
  /** The sign-in to begin with: where an earlier run stopped (Default: 0). */
  from?: number;
  signal?: AbortSignal;
}

/** What Graph says of one sign-in of the sample. */
export interface SampleOutcome {
  /** Which sign-in of the sample it is; a run that was cut off goes on at the next one. */
  at: number;
  personId: string;
  place: SignInPlace;
  isAsExpected: boolean;
  found: WhatIfResult;
  requestId: string | null;
}

/** How many sign-ins a sample has: each takes about a second. */
export const signInsOf = ({ sample, places }: Pick<SampleWish, 'sample' | 'places'>): number =>
  sample.length * places.length;

/**
 * Asks Graph's own What-If about each person of a sample from each place, one after the other: the quota of Conditional
 * Access, one call a second for all apps of the tenant, paces it. Ends after the sample, or when the signal says so.
 * Whoever wants it to survive a restart keeps `at` of the last outcome.
 *
 * @throws {GraphError} `throttled` where the tenant has no room for longer than a call waits: go on later from `at`.
 */
export async function* proveSample(
  graph: Graph,
  { sample, places, from = 0, signal }: SampleWish,
): AsyncGenerator<SampleOutcome> {
  const calls = signal ? graph.with({ signal }) : graph;
  for (let at = from; at < signInsOf({ sample, places }) && !signal?.aborted; at += 1) {
    const person = sample[Math.floor(at / places.length)];
    const place = places[at % places.length];
    if (!person || !place) return;
    yield await proveOne(calls, { at, person, place });
  }
}

const EXCHANGE_ONLINE = '00000002-0000-0ff1-ce00-000000000000';
const ORDINARY = {
  devicePlatform: 'windows',
  clientAppType: 'browser',
  signInRiskLevel: 'none',
  userRiskLevel: 'none',
};

async function proveOne(
  graph: Graph,
  { at, person, place }: { at: number; person: SampledPerson; place: SignInPlace },
): Promise<SampleOutcome> {
  const { body, requestId } = await evaluateSignIn(graph, {
    userId: person.personId,
    applications: [EXCHANGE_ONLINE],
    conditions: { ...ORDINARY, ...place },
  });
  const evaluated = body.map((policy) => ({ ...policy, policy }));
  const found = whatIfResultOf(evaluated);
  const isAsExpected = person.expects === 'mfa' ? isProvenBy(evaluated) : found.verdict === 'nothing';
  return { at, personId: person.personId, place, isAsExpected, found, requestId };
}
