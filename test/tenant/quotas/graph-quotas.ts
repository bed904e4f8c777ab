import type { GraphCall, GraphParts } from '../graph/call.ts';
import { GraphRefusal } from '../graph/refusal.ts';
import type { QuotaClass } from './classes.ts';
import { graphDemands, isIdentityCall, resourceUnitsOf } from './graph-demands.ts';
import type { CountedCall } from './graph-demands.ts';
import type { Judgement } from './quotas.ts';

const TOLD_FROM_SHARE = 0.8;

/** Counts a request and refuses it beyond a quota; returns the headers that its answer carries. */
export function admit(call: GraphCall, parts: GraphParts): Record<string, string> {
  const { directory, quotas } = parts;
  const { tenantId, users } = directory;
  const { method, path, query, appId } = call;
  const counted = { method, path, query, appId, tenantId, people: users.size };
  const judgement = quotas.judge(graphDemands(counted));
  const isIdentity = isIdentityCall(counted);
  if (judgement.refusedBy !== undefined) throw refusalOf(judgement.refusedBy, judgement, counted);
  if (!isIdentity) return {};
  return { 'x-ms-resource-unit': String(resourceUnitsOf(counted)), ...(quotas.isOn && percentage(judgement)) };
}

function percentage({ share }: Judgement): Record<string, string> {
  if (share < TOLD_FROM_SHARE) return {};
  return { 'x-ms-throttle-limit-percentage': Math.min(1.8, share).toFixed(1) };
}

function refusalOf(quotaClass: QuotaClass, judgement: Judgement, call: CountedCall): GraphRefusal {
  const isConditionalAccess = quotaClass === 'conditionalAccess';
  const message = isConditionalAccess ? 'Too many requests.' : 'Please retry again later.';
  const isOutlook = quotaClass === 'outlook' || quotaClass === 'mails';
  const refusal = new GraphRefusal(429, isOutlook ? 'ApplicationThrottled' : 'TooManyRequests', message);
  const { retryAfterSeconds } = judgement;
  refusal.headers = {
    ...(retryAfterSeconds !== undefined && { 'Retry-After': String(retryAfterSeconds) }),
    ...(isIdentityCall(call) && identityHeaders(quotaClass, judgement, call)),
  };
  if (!isConditionalAccess) refusal.innerError = { code: '429', message: 'Please retry after', status: '429' };
  return refusal;
}

function identityHeaders(
  quotaClass: QuotaClass,
  judgement: Judgement,
  { appId, tenantId }: CountedCall,
): Record<string, string> {
  const isWrite = quotaClass.startsWith('writes');
  return {
    ...percentage(judgement),
    'x-ms-throttle-scope': `Tenant_Application/ReadWrite/${appId}/${tenantId}`,
    'x-ms-throttle-information': isWrite ? 'WriteLimitExceeded' : 'ResourceUnitLimitExceeded',
  };
}
