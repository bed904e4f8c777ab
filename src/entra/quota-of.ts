import type { Cost } from '../quotas/governor.ts';
import type { QuotaClass } from '../quotas/quota-classes.ts';
import type { QueryValues } from './graph-path.ts';

/** What decides in which classes Graph counts a call. */
interface Counted {
  method: 'GET' | 'POST' | 'PATCH' | 'DELETE';
  /** As declared, with its `{words}`. */
  path: string;
  query: QueryValues;
}

/** Resource units of a read of the directory; whatever is not here takes one. */
const units: readonly (readonly [RegExp, number])[] = [
  [/^\/groups\/\{\w+\}\/transitiveMembers/, 5],
  [/^\/directoryObjects\/getByIds/, 5],
  [/^\/groups\/\{\w+\}\/members/, 3],
  [/^\/subscribedSkus/, 3],
  [/^\/users\/\{\w+\}\/(transitiveMemberOf|memberOf|licenseDetails)/, 2],
  [/^\/users(\/delta|\/\{\w+\})?$/, 2],
];
const FEW = 20;

/**
 * What a call takes of our quotas, the narrowest class first.
 *
 * @see https://learn.microsoft.com/graph/throttling-limits
 */
export function costsOf(call: Counted): readonly Cost[] {
  const own = ownClassOf(call.path);
  if (own === 'mail')
    return [
      { quota: 'mail', tokens: 1 },
      { quota: 'mailDay', tokens: 1 },
    ];
  if (own !== undefined && own !== 'requirements') return [{ quota: own, tokens: 1 }];
  const isRead = call.method === 'GET';
  return [
    ...(own === undefined ? [] : [{ quota: own, tokens: 1 }]),
    ...(isRead ? [] : [{ quota: 'identityWrites' as const, tokens: 1 }]),
    { quota: 'identity', tokens: isRead ? unitsOf(call) : 1 },
  ];
}

function ownClassOf(path: string): QuotaClass | undefined {
  if (path.startsWith('/identity/conditionalAccess')) return 'conditionalAccess';
  if (/^\/(auditLogs|reports|directory\/recommendations)\b/.test(path)) return 'reports'; // recommendations: UNVERIFIED
  if (path.endsWith('/authentication/requirements')) return 'requirements';
  if (path.includes('/teamwork/installedApps')) return 'installedApps';
  if (path.endsWith('/sendMail')) return 'mail';
  return undefined;
}

function unitsOf({ path, query }: Counted): number {
  const base = units.find(([pattern]) => pattern.test(path))?.[1] ?? 1;
  const saved = ('$select' in query ? 1 : 0) + (Number(query['$top'] ?? FEW) < FEW ? 1 : 0);
  return Math.max(1, base + ('$expand' in query ? 1 : 0) - saved);
}

/** The class that a refusal is about: what Graph says of it, else the narrowest of the call. */
export function refusedClassOf(costs: readonly Cost[], information: string | null): QuotaClass | undefined {
  const said = information === 'WriteLimitExceeded' ? 'identityWrites' : information === null ? undefined : 'identity';
  return costs.find(({ quota }) => quota === said)?.quota ?? costs[0]?.quota;
}
