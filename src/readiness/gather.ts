import type { Database } from '../db/database.ts';
import type { TenantReadingRow } from '../db/tables.ts';
import { getAuthenticationMethodsPolicy } from '../entra/authentication-methods-policy.ts';
import { GraphError, type GraphReason } from '../entra/graph-error.ts';
import type { Graph } from '../entra/graph.ts';
import { getMfaServicePolicy } from '../entra/mfa-service-policy.ts';
import { listNamedLocations } from '../entra/named-locations.ts';
import { findPerUserMfaRecommendation } from '../entra/recommendations.ts';
import { getSecurityDefaults } from '../entra/security-defaults.ts';
import { hasP1, hasP2, listSubscribedSkus } from '../entra/subscribed-skus.ts';
import { lastComplete } from '../inventory/pass-rows.ts';
import { unlessLate } from '../lib/deadline.ts';
import { TransportError } from '../lib/errors.ts';
import { RefusedError } from '../lib/refused.ts';
import type { PolicyReader, PolicySet } from '../policies/policy-reader.ts';
import { emergencyFacts } from './emergency-facts.ts';
import type { ReadinessFacts, SignInFacts } from './gates/facts.ts';
import type { Known } from './gates/gate.ts';
import { countLists, countTenant } from './people-counts.ts';
import { mfaPoliciesOf } from './policy-lines.ts';
import type { ReadingName } from './reading-kinds.ts';
import { wantReadings, type WakeReading } from './readings.ts';
import { coverageOfScope } from './scope-coverage.ts';
import type { Scope } from './scope.ts';

export interface GatherEdges {
  database: Database;
  graph: Graph;
  reader: PolicyReader;
  wakeReading: WakeReading;
  emergencyAccountIds: readonly string[];
  /** Which kinds of accounts the configuration tells. */
  isConfigured: ReadinessFacts['isConfigured'];
}

/** The facts of a report, and how old they are. */
export interface Gathered {
  facts: ReadinessFacts;
  /** When the list of everybody was read; null where that has not happened. */
  peopleReadAt: Date | null;
  /** When the oldest part of the sign-in log was read; null where a part was not. */
  signInsReadAt: Date | null;
  /** Whether the sign-in log is being read at this moment. */
  isReading: boolean;
}

/** Policies are a minute old at most: a report proves nothing before a write. */
const POLICY_AGE_MILLIS = 60_000;
const LOGS: readonly ReadingName[] = ['legacySignIns', 'legacySignInsUnattended', 'mfaServerSignIns', 'askedSignIns'];

/**
 * Reads everything that a report is made of: people from their rows, settings live, logs from what a job has read of
 * them. What the tenant does not tell, or not before the signal, is not known; nothing of it is guessed.
 */
export async function gatherFacts(
  edges: GatherEdges,
  { scope, now }: { scope: Scope; now: Date },
  signal: AbortSignal,
): Promise<Gathered> {
  const graph = edges.graph.with({ signal, isUserInitiated: true });
  const { rows } = edges.database;
  const [licences, securityDefaults, pass] = await Promise.all([
    known(listSubscribedSkus(graph).then(({ body }) => ({ hasP1: hasP1(body), hasP2: hasP2(body) }))),
    known(getSecurityDefaults(graph).then(({ body }) => body.isEnabled)),
    lastComplete(rows, 'full'),
  ]);
  const { isConfigured } = edges;
  const start = {
    ...UNREAD,
    scope: scope.kind === 'people' ? ('place' as const) : scope.kind,
    licences,
    securityDefaults,
    isConfigured,
  };
  const peopleReadAt = pass?.started_at ?? null;
  if ('is' in licences && !licences.is.hasP1)
    return { facts: start, peopleReadAt, signInsReadAt: null, isReading: false };
  const [policyParts, settings, methodsMigration, recommendation, logs] = await Promise.all([
    policyFacts({ ...edges, graph }, { scope, now }, signal),
    known(getMfaServicePolicy(graph).then(({ body }) => body)),
    known(getAuthenticationMethodsPolicy(graph).then(({ body }) => textOf(body['policyMigrationState']))),
    known(findPerUserMfaRecommendation(graph).then((found) => found?.status ?? null)),
    wantReadings({ database: edges.database, wake: edges.wakeReading }, LOGS),
  ]);
  // After coverage, which notes whom the lists are about.
  const isRead = pass !== undefined;
  const counts = isRead ? { is: await countLists(rows, scope) } : NOT_READ;
  const tenant = isRead ? { is: await countTenant(rows) } : NOT_READ;
  const read = { settings, methodsMigration, recommendation, counts, tenant };
  const facts = { ...start, ...policyParts, ...read, ...logFacts(logs) };
  return { facts, peopleReadAt, ...agesOf(logs) };
}

const textOf = (value: unknown): string => (typeof value === 'string' ? value : 'unknown');

const NOT_READ: Known<never> = { why: 'the directory is still being read for the first time.' };
const NOT_ASKED: Known<never> = { why: 'without Microsoft Entra ID P1 the tenant does not tell it.' };

/** Nothing of what needs P1. */
const UNREAD = {
  ...{ counts: NOT_ASKED, tenant: NOT_ASKED, policies: NOT_ASKED, coverage: NOT_ASKED, emergency: NOT_ASKED },
  ...{ legacySignIns: NOT_ASKED, mfaServerSignIns: NOT_ASKED, askedSignIns: NOT_ASKED, settings: NOT_ASKED },
  ...{ trustedLocations: NOT_ASKED, methodsMigration: NOT_ASKED, recommendation: NOT_ASKED },
} satisfies Partial<ReadinessFacts>;

/** Everything that rests on policies; locations after them, since Conditional Access allows one call a second. */
async function policyFacts(
  edges: GatherEdges,
  { scope, now }: { scope: Scope; now: Date },
  signal: AbortSignal,
): Promise<Pick<ReadinessFacts, 'policies' | 'coverage' | 'emergency' | 'trustedLocations'>> {
  const { graph, database, emergencyAccountIds } = edges;
  const set = await known(unlessLate(edges.reader.read(POLICY_AGE_MILLIS), signal, 'Microsoft Graph'));
  const fromPolicies = <T>(read: (set: PolicySet) => Promise<T>): Promise<Known<T>> =>
    'is' in set ? known(read(set.is)) : Promise.resolve(set);
  const [policies, coverage, emergency, trustedLocations] = await Promise.all([
    fromPolicies((is) => Promise.resolve(mfaPoliciesOf(is.policies))),
    fromPolicies((is) => coverageOfScope(edges, { scope, policies: is.policies }, signal)),
    fromPolicies((is) =>
      emergencyFacts({ graph, rows: database.rows, policies: is.policies, now }, emergencyAccountIds),
    ),
    known(listNamedLocations(graph).then((all) => all.filter(({ isTrusted }) => isTrusted === true).length)),
  ]);
  return { policies, coverage, emergency, trustedLocations };
}

type Logs = ReadonlyMap<ReadingName, TenantReadingRow>;

function logFacts(logs: Logs): Pick<ReadinessFacts, 'legacySignIns' | 'mfaServerSignIns' | 'askedSignIns'> {
  const fact = (...names: ReadingName[]): Known<SignInFacts> => {
    const parts = names.flatMap((name) => logs.get(name) ?? []);
    const unread = parts.find(({ read_at: at }) => at === null);
    if (unread || parts.length < names.length) return { why: whyUnread(unread) };
    return {
      is: {
        isCapped: parts.some((part) => part.is_capped),
        signIns: parts.reduce((sum, part) => sum + part.rows_told, 0),
      },
    };
  };
  return {
    legacySignIns: fact('legacySignIns', 'legacySignInsUnattended'),
    mfaServerSignIns: fact('mfaServerSignIns'),
    askedSignIns: fact('askedSignIns'),
  };
}

const whyUnread = (row: TenantReadingRow | undefined): string =>
  row?.fault ? (reasons[row.fault as GraphReason] ?? NO_ANSWER) : 'the sign-in log is being read just now.';

function agesOf(logs: Logs): Pick<Gathered, 'signInsReadAt' | 'isReading'> {
  const parts = [...logs.values()];
  const times = parts.map(({ read_at: at }) => at);
  const oldest = Math.min(...times.map((at) => at?.getTime() ?? NaN));
  return {
    signInsReadAt: Number.isFinite(oldest) ? new Date(oldest) : null,
    isReading: parts.some(({ due_at: at }) => Number.isFinite(Number(at))),
  };
}

const NO_ANSWER = 'Microsoft Graph does not answer just now.';
const reasons: Partial<Record<GraphReason, string>> = {
  forbidden: 'the app lacks a Microsoft Graph permission for it.',
  notLicensed: 'the tenant has no licence for it.',
  notFound: 'the tenant does not tell it.',
  badRequest: 'the tenant does not tell it.',
  unsupportedQuery: 'the tenant does not tell it.',
  throttled: 'Microsoft Graph has no room for it just now.',
};

/** A fact, or why the tenant does not tell it; a fault of our own goes on to the caller. */
async function known<T>(call: Promise<T>): Promise<Known<T>> {
  try {
    return { is: await call };
  } catch (cause) {
    if (cause instanceof RefusedError) return { why: cause.message };
    if (cause instanceof GraphError) return { why: reasons[cause.reason] ?? NO_ANSWER };
    if (cause instanceof TransportError) return { why: NO_ANSWER };
    throw cause;
  }
}
