import type { Config } from './config.ts';
import { databaseNow, type Database } from './db/database.ts';
import type { Graph } from './entra/graph.ts';
import { listNamedLocations } from './entra/named-locations.ts';
import { findPerUserMfaRecommendation } from './entra/recommendations.ts';
import type { Jobs } from './jobs/jobs.ts';
import type { JsonObject } from './lib/canonical-json.ts';
import { idIn } from './lib/policy-names.ts';
import type { MfaEdges } from './mfa-edges.ts';
import { legacyAuthClosedBy, readRules } from './policies/coverage.ts';
import { proveSample, sampleOf, signInsOf, type SampleOutcome, type SignInPlace } from './policies/evaluate-sample.ts';
import { configuredOf, gateOf, readinessOf, type ReadinessEdges } from './readiness/readiness.ts';
import { READINGS } from './readiness/readings.ts';
import { coverageOfScope } from './readiness/scope-coverage.ts';
import type { GateQuestion, GateVerdict, RolloutEdges, SampleProgress } from './rollouts/turn.ts';

interface Surroundings {
  config: Config;
  database: Database;
  graph: Graph;
  mfa: MfaEdges;
  jobs: Pick<Jobs, 'wake'>;
}

/** Policies for the proof of the end. */
const PROOF_MAX_AGE_MILLIS = 5000;
const LOOK_MILLIS = 60_000;
/** A step that asks for longer than this begins anew where it was: its lease lasts five minutes. */
const ASKING_MILLIS = 120_000;

/** What opens a ring's gate, and what proves its policy. Joins rollouts with readiness and policies. */
export function ringGate({
  config,
  database,
  graph,
  mfa,
  jobs,
}: Surroundings): Pick<RolloutEdges, 'gate' | 'coveredBy' | 'drawSample' | 'askSample' | 'recommendation'> {
  const emergencyIds = config.emergencyAccountIds;
  const readiness: ReadinessEdges = {
    ...{ database, graph, reader: mfa.reader, ...configuredOf(config) },
    wakeReading: (trx, name) => jobs.wake(trx, READINGS, name),
  };
  return {
    gate: (question) => readGate(readiness, question, config.rollouts.gatePercent),
    coveredBy: async (policyId, ids, asIfOn) => {
      const { policies } = await mfa.reader.read(PROOF_MAX_AGE_MILLIS);
      const only = policies.filter((one) => idIn(one) === policyId);
      const looked = asIfOn ? only.map((one) => ({ ...one, state: 'enabled' })) : only;
      const scope = { kind: 'people', ids } as const;
      const signal = AbortSignal.timeout(LOOK_MILLIS);
      return coverageOfScope({ database, graph }, { scope, policies: looked }, signal);
    },
    drawSample: (source) => sampleOf({ ...source, emergencyIds }, Math.random),
    askSample: (progress) => askSample(graph, progress),
    recommendation: async () => (await findPerUserMfaRecommendation(graph))?.status ?? null,
  };
}

/** The gate of readiness, as the ring's people are seen live and as its own policy will cover them. */
async function readGate(
  edges: ReadinessEdges,
  { plan, members }: GateQuestion,
  minMfaCapablePercent: number,
): Promise<GateVerdict> {
  const all = [...members.values()];
  if (all.length === 0) return { mayGo: true, lines: ['Nobody of the ring would move'] };
  const scope = { kind: 'people', ids: [...members.keys()] } as const;
  const { facts } = await readinessOf(edges, { scope, now: await databaseNow(edges.database.rows) });
  const capable = all.filter(({ isMfaCapable }) => isMfaCapable === true).length;
  const isClosed = isClosingLegacyAuth(plan.items[0]?.after['policy'], plan.ring.groupId ?? '');
  const { counts, coverage, policies } = facts;
  const gate = gateOf(
    {
      ...facts,
      counts:
        'is' in counts ? { is: { ...counts.is, ...seenLive({ people: all.length, capable, isClosed }) } } : counts,
      coverage: 'is' in coverage ? { is: { ...coverage.is, people: all.length, covered: all.length } } : coverage,
      policies: 'is' in policies ? { is: { ...policies.is, requiring: policies.is.requiring + 1 } } : policies,
    },
    { minMfaCapablePercent },
  );
  return { mayGo: gate.isOpen, lines: [`${capable} of ${all.length} ready for MFA`, ...gate.why] };
}

const seenLive = ({ people, capable, isClosed }: { people: number; capable: number; isClosed: boolean }) => ({
  ...{ people, capable, notCapable: people - capable, notCovered: 0 },
  legacyOpen: isClosed ? 0 : people,
});

/** Whether the policy of a ring, once it is in force, closes legacy authentication to whoever is in its group. */
function isClosingLegacyAuth(policy: unknown, groupId: string): boolean {
  const inForce = { ...(policy as JsonObject), id: 'of the ring', state: 'enabled' };
  const member = { id: 'anybody', userType: 'member' as const, groupIds: [groupId], roleTemplateIds: [] };
  return legacyAuthClosedBy(member, readRules([inForce])).length > 0;
}

async function askSample(graph: Graph, { people, next, failed }: SampleProgress): Promise<SampleProgress> {
  const places = await placesToSignInFrom(graph);
  const signal = AbortSignal.timeout(ASKING_MILLIS);
  const found: SampleOutcome[] = [];
  if (next !== null)
    for await (const outcome of proveSample(graph, { sample: people, places, from: next, signal })) found.push(outcome);
  const reached = (found.at(-1)?.at ?? (next ?? 0) - 1) + 1;
  const isOver = next === null || reached >= signInsOf({ sample: people, places });
  const expected = new Map(people.map((one) => [one.personId, one.expects]));
  const notAsExpected = found.filter(({ isAsExpected }) => !isAsExpected);
  return {
    people,
    next: isOver ? null : reached,
    failed: [
      ...failed,
      ...notAsExpected.map(({ personId, found: { verdict } }) => ({
        ...{ personId, isEmergency: expected.get(personId) === 'noPolicy', words: verdict },
      })),
    ],
  };
}

/** An address that is kept for examples, and one inside a trusted place, where there is one. */
async function placesToSignInFrom(graph: Graph): Promise<SignInPlace[]> {
  const outside = { ipAddress: '203.0.113.9', country: 'US' };
  const trusted = (await listNamedLocations(graph)).find((one) => one['isTrusted'] === true);
  const [range] = Array.isArray(trusted?.['ipRanges']) ? trusted['ipRanges'] : [];
  const cidr = (range as JsonObject | undefined)?.['cidrAddress'];
  const [ipAddress = ''] = typeof cidr === 'string' ? cidr.split('/') : [];
  return ipAddress === '' ? [outside] : [outside, { ipAddress, country: 'US' }];
}
