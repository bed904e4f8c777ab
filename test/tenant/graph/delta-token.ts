import { isJsonObject } from '../answer.ts';
import type { GraphCall, GraphParts } from './call.ts';
import { GraphRefusal } from './refusal.ts';

const LIFE_MILLIS = 7 * 24 * 60 * 60 * 1000;
const DEFAULT_PAGE_SIZE = 200;
const LARGEST_PAGE_SIZE = 999;

/** Where a delta walk stands, and what was asked at its beginning: everything is in the link, nothing is kept. */
export interface DeltaToken {
  /** Milliseconds on the tenant's clock. */
  issuedAt: number;
  select: string | null;
  filter: string | null;
  /** How far the first walk over everything has come; null once only changes are walked. */
  walked: number | null;
  /** The next change to tell. */
  from: number;
  /** The change to stop before; the rest is told by the next delta link. */
  upTo: number;
}

/** The token of a request: from its link, or a new one. `length` is how many changes are known by now. */
export function deltaTokenOf(call: GraphCall, parts: GraphParts, length: number): DeltaToken {
  const { query } = call;
  const given = query.get('$skiptoken') ?? query.get('$deltatoken');
  if (given !== null && given !== '' && given !== 'latest') {
    const token = decoded(given);
    if (parts.clock.now().getTime() - token.issuedAt > LIFE_MILLIS) throw expired(call, parts, token);
    return query.has('$deltatoken') ? { ...token, upTo: length } : token;
  }
  const asked = { select: query.get('$select'), filter: query.get('$filter') };
  const walked = given === 'latest' ? null : 0;
  return { issuedAt: parts.clock.now().getTime(), ...asked, walked, from: length, upTo: length };
}

/** The query of the first request, put back so that the rest of Graph reads it as usual. */
export function askedAtFirst(call: GraphCall, token: DeltaToken): GraphCall {
  return { ...call, query: new URLSearchParams(token.select === null ? [] : [['$select', token.select]]) };
}

/** The ids that `$filter=id eq '…' or id eq '…'` names; null where everything is followed. */
export function followedIds(token: DeltaToken): Set<string> | null {
  if (token.filter === null) return null;
  const clauses = token.filter.split(/\s+or\s+/i).map((clause) => /^\s*id eq '([^']+)'\s*$/i.exec(clause)?.[1]);
  const ids = clauses.flatMap((id) => id?.toLowerCase() ?? []);
  if (ids.length === clauses.length && ids.length <= 50) return new Set(ids);
  throw new GraphRefusal(400, 'Request_UnsupportedQuery', 'Delta queries can be filtered by up to 50 ids only.');
}

/** The link that goes on: to the next page while there is more, and else to the changes from now on. */
export function deltaLinks(call: GraphCall, parts: GraphParts, token: DeltaToken): Record<string, string> {
  const isDone = token.walked === null && token.from >= token.upTo;
  const link = (name: string, next: DeltaToken): string =>
    `${parts.origin}/${call.version}${call.path}?${name}=${Buffer.from(JSON.stringify(next)).toString('base64url')}`;
  if (!isDone) return { '@odata.nextLink': link('$skiptoken', token) };
  return { '@odata.deltaLink': link('$deltatoken', { ...token, issuedAt: parts.clock.now().getTime() }) };
}

/** What `Prefer: odata.maxpagesize` asks for. */
export function deltaPageSize(call: GraphCall): number {
  const preferred = /odata\.maxpagesize=(\d+)/i.exec(String(call.headers['prefer'] ?? ''))?.[1];
  return Math.min(LARGEST_PAGE_SIZE, Math.max(1, Number(preferred ?? DEFAULT_PAGE_SIZE)));
}

function decoded(text: string): DeltaToken {
  try {
    const value: unknown = JSON.parse(Buffer.from(text, 'base64url').toString('utf8'));
    if (isJsonObject(value) && typeof value['issuedAt'] === 'number' && typeof value['from'] === 'number') {
      return value as unknown as DeltaToken;
    }
  } catch {
    // said below, as for any other token that this tenant did not give
  }
  throw new GraphRefusal(400, 'Directory_ExpiredPageToken', 'The specified page token value is invalid.');
}

/** The answer names where to begin again. */
function expired(call: GraphCall, parts: GraphParts, token: DeltaToken): GraphRefusal {
  const select = token.select === null ? '' : `&$select=${encodeURIComponent(token.select)}`;
  const refusal = new GraphRefusal(410, 'resyncRequired', 'Resync required. Replace any local items with the result.');
  refusal.headers = { Location: `${parts.origin}/${call.version}${call.path}?$deltatoken=${select}` };
  return refusal;
}
