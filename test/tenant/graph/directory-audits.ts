import type { JsonObject } from '../answer.ts';
import { isJsonObject } from '../answer.ts';
import { anyOf } from './call.ts';
import type { GraphCall, GraphParts, Route } from './call.ts';
import { answerPage } from './collection.ts';
import { rowFilter } from './filter.ts';
import type { AuditRecord } from './records.ts';
import { nonPremiumTenant } from './refusal.ts';
import { servicePrincipalId } from './service-principals.ts';

/** What Graph changed, told after a moment. */
export const directoryAuditRoutes: Route[] = [
  {
    method: 'GET',
    path: '/auditLogs/directoryAudits',
    needs: anyOf('AuditLog.Read.All'),
    serve: (call, parts) => {
      if (!parts.settings.hasP1) throw nonPremiumTenant();
      const shownBeforeMillis = parts.clock.now().getTime() - parts.settings.auditDelayMillis;
      const items = parts.records.audits
        .filter(({ atMillis }) => atMillis <= shownBeforeMillis)
        .toReversed()
        .map((record) => shapeOf(record, parts))
        .filter(rowFilter(call));
      return answerPage(call, parts, {
        set: 'auditLogs/directoryAudits',
        items,
        shape: (row) => row,
        pages: LOG_PAGES,
      });
    },
  },
];

/** How logs are cut into pages. */
export const LOG_PAGES = { usual: 1000, largest: 1000 };

const MOST_RECORDS = 20_000;

/** Method, path and what the audit log calls it. */
const ACTIVITIES: readonly [method: string, path: RegExp, activity: string, category: string, type: string][] = [
  ['PATCH', /^\/users\/([^/]+)\/authentication\/requirements$/i, '', 'UserManagement', 'User'],
  ['POST', /^\/identity\/conditionalAccess\/policies()$/i, 'Add conditional access policy', 'Policy', 'Policy'],
  [
    'PATCH',
    /^\/identity\/conditionalAccess\/policies\/([^/]+)$/i,
    'Update conditional access policy',
    'Policy',
    'Policy',
  ],
  [
    'DELETE',
    /^\/identity\/conditionalAccess\/policies\/([^/]+)$/i,
    'Delete conditional access policy',
    'Policy',
    'Policy',
  ],
  ['POST', /^\/identity\/conditionalAccess\/namedLocations()$/i, 'Add named location', 'Policy', 'Policy'],
  ['PATCH', /^\/identity\/conditionalAccess\/namedLocations\/([^/]+)$/i, 'Update named location', 'Policy', 'Policy'],
  ['DELETE', /^\/identity\/conditionalAccess\/namedLocations\/([^/]+)$/i, 'Delete named location', 'Policy', 'Policy'],
  ['PATCH', /^\/policies\/(\w+)$/i, 'Update policy', 'Policy', 'Policy'],
  ['POST', /^\/groups()$/i, 'Add group', 'GroupManagement', 'Group'],
  ['DELETE', /^\/groups\/([^/]+)$/i, 'Delete group', 'GroupManagement', 'Group'],
  ['PATCH', /^\/groups\/([^/]+)$/i, 'Add member to group', 'GroupManagement', 'Group'],
  ['POST', /^\/groups\/([^/]+)\/members\/\$ref$/i, 'Add member to group', 'GroupManagement', 'Group'],
  ['DELETE', /^\/groups\/([^/]+)\/members\/[^/]+\/\$ref$/i, 'Remove member from group', 'GroupManagement', 'Group'],
];

/** Writes down a change that was made; what is only read, or of no interest to the log, is passed over. */
export function recordAudit(call: GraphCall, parts: GraphParts, made: unknown): void {
  if (call.method === 'GET') return;
  for (const [method, path, activity, category, type] of ACTIVITIES) {
    const found = method === call.method ? path.exec(call.path) : null;
    if (found === null) continue;
    const id = found[1] === '' && isJsonObject(made) ? String(made['id']) : decodeURIComponent(found[1] ?? '');
    const { audits } = parts.records;
    audits.push({
      id: `Directory_${parts.random.guid()}`,
      atMillis: parts.clock.now().getTime(),
      activityDisplayName: activity === '' ? strongAuthentication(call.body) : activity,
      category,
      operationType: { POST: 'Add', PATCH: 'Update', DELETE: 'Delete' }[call.method] ?? 'Update',
      appId: call.appId,
      target: { id, type },
      written: call.body,
    });
    if (audits.length >= 2 * MOST_RECORDS) audits.splice(0, MOST_RECORDS);
    return;
  }
}

function strongAuthentication(body: unknown): string {
  return `${JSON.stringify(body).includes('disabled') ? 'Disable' : 'Enable'} Strong Authentication`;
}

function shapeOf(record: AuditRecord, { directory, teamsApp }: GraphParts): JsonObject {
  const { id, activityDisplayName, category, operationType, appId, target, written } = record;
  const user = target.type === 'User' && target.id !== null ? directory.users.get(target.id) : undefined;
  const values = Object.entries(isJsonObject(written) ? written : {});
  return {
    id,
    category,
    correlationId: id.replace(/^Directory_/, ''),
    result: 'success',
    resultReason: '',
    activityDisplayName,
    activityDateTime: new Date(record.atMillis).toISOString(),
    loggedByService: category === 'Policy' ? 'Conditional Access' : 'Core Directory',
    operationType,
    initiatedBy: {
      user: null,
      app: {
        appId,
        displayName: teamsApp.displayName,
        servicePrincipalId: servicePrincipalId(appId),
        servicePrincipalName: null,
      },
    },
    targetResources: [
      {
        id: target.id,
        displayName: user?.displayName ?? null,
        type: target.type,
        userPrincipalName: user?.userPrincipalName ?? null,
        groupType: null,
        modifiedProperties: values.map(([displayName, value]) => ({
          displayName,
          oldValue: null,
          newValue: JSON.stringify(value),
        })),
      },
    ],
    additionalDetails: [],
  };
}
