import type { QuotaClass, QuotaDemand } from './classes.ts';

/** A request to Graph, as far as quotas care. */
export interface CountedCall {
  method: string;
  /** Without version and query, for example `/users/{id}/memberOf`. */
  path: string;
  query: URLSearchParams;
  appId: string;
  tenantId: string;
  /** How many people the tenant has. */
  people: number;
}

const REPORTS = /^\/(auditLogs|reports|directory\/recommendations)\b/i;
const MAIL = /^\/users\/([^/]+)\/(sendMail|messages|mailFolders)\b/i;
const INSTALLED_APPS = /^\/users\/[^/]+\/teamwork\/installedApps\b/i;
const REQUIREMENTS = /^\/users\/[^/]+\/authentication\/requirements\b/i;

/** What a request takes of which quotas; identity and access where no other service is meant. */
export function graphDemands(call: CountedCall): QuotaDemand[] {
  const { path, appId, tenantId } = call;
  const all = demand('graphOfApp', appId);
  const both = `${appId}/${tenantId}`;
  if (/^\/identity\/conditionalAccess\b/i.test(path)) return [all, demand('conditionalAccess', tenantId)];
  if (REPORTS.test(path)) return [all, demand('reports', both)];
  if (INSTALLED_APPS.test(path)) return [all, demand(installedAppsClass(call.method), both)];
  if (/^\/appCatalogs\b/i.test(path)) return [all, demand('appCatalog', both)];
  const mailbox = MAIL.exec(path)?.[1];
  if (mailbox !== undefined) return [all, ...mailDemands(call, mailbox)];
  const requirements = REQUIREMENTS.test(path) ? [demand('requirements', both)] : [];
  return [all, ...requirements, ...identityDemands(call)];
}

/** What a request to identity and access costs, in resource units. */
export function resourceUnitsOf({ method, path, query }: Pick<CountedCall, 'method' | 'path' | 'query'>): number {
  if (method !== 'GET' && !isReadByPost(path)) return 1;
  const base = BASE_COSTS.find(([pattern]) => pattern.test(path))?.[1] ?? 1;
  const isById = /^\/directoryObjects\/getByIds$/i.test(path);
  const select = query.has('$select') ? (isById ? -3 : -1) : 0;
  const expand = query.has('$expand') ? 1 : 0;
  const top = query.has('$top') && Number(query.get('$top')) < 20 ? -1 : 0;
  return Math.max(1, base + select + expand + top);
}

/** Whether the identity and access service counts this request in resource units. */
export function isIdentityCall(call: CountedCall): boolean {
  return graphDemands(call).some(({ quotaClass }) => quotaClass === 'resourceUnitsOfApp');
}

const BASE_COSTS: readonly (readonly [RegExp, number])[] = [
  [/^\/users$/i, 2],
  [/^\/groups\/[^/]+\/members\b/i, 3],
  [/^\/groups\/[^/]+\/transitiveMembers\b/i, 5],
  [/^\/users\/[^/]+\/(memberOf|transitiveMemberOf)\b/i, 2],
  [/\/getMemberGroups$/i, 2],
  [/\/checkMemberGroups$/i, 4],
  [/^\/subscribedSkus\b/i, 3],
  [/^\/directoryObjects\/getByIds$/i, 5],
  [/\/licenseDetails$/i, 2],
];

/** These are asked by POST and change nothing. */
const isReadByPost = (path: string): boolean => /\/(getByIds|getMemberGroups|checkMemberGroups)$/i.test(path);

/** Any POST counts as a write, also one that only reads. */
function identityDemands(call: CountedCall): QuotaDemand[] {
  const { appId, tenantId, method } = call;
  const cost = resourceUnitsOf(call);
  const both = `${appId}/${tenantId}`;
  const units = [demand(sizeClass(call.people), both, cost), demand('resourceUnitsOfApp', appId, cost)];
  if (method === 'GET') return units;
  return [...units, demand('writes', both), demand('writesOfApp', appId), demand('writesOfTenant', tenantId)];
}

function mailDemands({ appId, method, path }: CountedCall, mailbox: string): QuotaDemand[] {
  const isMail = method === 'POST' && /\/sendMail$/i.test(path);
  const outlook = demand('outlook', `${appId}/${mailbox.toLowerCase()}`);
  return isMail ? [outlook, demand('mails', mailbox.toLowerCase())] : [outlook];
}

function installedAppsClass(method: string): QuotaClass {
  if (method === 'DELETE') return 'installedAppsDelete';
  return method === 'GET' ? 'installedAppsRead' : 'installedAppsWrite';
}

function sizeClass(people: number): QuotaClass {
  if (people < 50) return 'resourceUnitsSmall';
  return people <= 500 ? 'resourceUnitsMedium' : 'resourceUnitsLarge';
}

const demand = (quotaClass: QuotaClass, scope: string, cost = 1): QuotaDemand => ({ quotaClass, scope, cost });
