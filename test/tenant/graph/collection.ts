import type { Answer, JsonObject } from '../answer.ts';
import { isJsonObject } from '../answer.ts';
import { contextOf, ok } from './call.ts';
import type { GraphCall, GraphParts } from './call.ts';
import { parseFilter } from './filter.ts';
import type { FilterRules, Predicate } from './filter.ts';
import { badRequest, GraphRefusal, requestBadRequest, unsupportedQuery } from './refusal.ts';
import { parseSearch } from './search.ts';

const DIRECTORY_PAGES = { usual: 100, largest: 999 };

/** One kind of directory object: how its properties are read, and what may be asked of them. */
export interface EntityType<T> {
  /** As in `#microsoft.graph.user`. */
  name: string;
  /** As in Graph's error texts. */
  resource: string;
  properties: Record<string, (item: T) => unknown>;
  /** What a filter reads, also where the property itself is hidden. */
  filterOnly?: Record<string, (item: T) => unknown>;
  /** What is returned without a `$select`. */
  defaults: readonly string[];
  filterable: readonly string[];
  searchable: readonly string[];
}

/** A list of directory objects and under which name it is answered. */
export interface EntityList<T> {
  type: EntityType<T>;
  /** With gaps where something was deleted. */
  items: readonly (T | undefined)[];
  /** As in `@odata.context`. */
  set: string;
  /** (Default: 999.) */
  largestPage?: number;
  /** What stands in each object besides what was selected. */
  expand?: (item: T) => JsonObject;
}

/** Answers a list of directory objects with everything that such a list understands of the query. */
export function answerEntities<T>(call: GraphCall, parts: GraphParts, list: EntityList<T>): Answer {
  const { type, expand = () => ({}), largestPage = Infinity } = list;
  const selected = selectedOf(call, type);
  const isMatch = matcherOf(call, type);
  const set = call.query.has('$select') ? `${list.set}(${selected.join(',')})` : list.set;
  const shape = (item: T): JsonObject => ({ ...shapeOf(type, item, selected), ...expand(item) });
  return answerPage(call, parts, { set, items: orderedBy(call, list), isMatch, shape, largestPage });
}

/** Whether the request is an advanced query: with `ConsistencyLevel: eventual` and `$count=true`. */
export function isAdvanced(call: GraphCall): boolean {
  return isEventual(call) && call.query.get('$count') === 'true';
}

/** Whether the request takes an answer from the index. */
export const isEventual = (call: GraphCall): boolean =>
  call.headers['consistencylevel']?.toString().toLowerCase() === 'eventual';

/** How many objects the request's `$filter` and `$search` leave, as `/$count` answers it. */
export function answerCount<T>(call: GraphCall, list: EntityList<T>): Answer {
  if (!isEventual(call)) throw requestBadRequest('$count is not currently supported.');
  return {
    status: 200,
    headers: { 'content-type': 'text/plain' },
    body: countOf(list.items, matcherOf(call, list.type)),
  };
}

/** The properties to return, checked against the type. */
export function selectedOf<T>(call: GraphCall, type: EntityType<T>): readonly string[] {
  const select = call.query.get('$select');
  if (select === null) return type.defaults;
  return select.split(',').map((name) => propertyNamed(type, name.trim()));
}

/** One object with these properties; what reads as undefined is left out, as Graph leaves it out. */
export function shapeOf<T>(type: EntityType<T>, item: T, selected: readonly string[]): JsonObject {
  const values = selected.map((name) => [name, type.properties[name]?.(item)] as const);
  return Object.fromEntries(values.filter(([, value]) => value !== undefined));
}

/** A list that was found, to be cut into pages. */
export interface Found<T> {
  set: string;
  /** With gaps where something was deleted. */
  items: readonly (T | undefined)[];
  /** (Default: everything.) */
  isMatch?: (item: T) => boolean;
  shape: (item: T) => JsonObject;
  /** (Default: 999.) */
  largestPage?: number;
  /** How the service cuts pages (Default: 100 unless asked, 999 at most). */
  pages?: { usual: number; largest: number };
}

/** Cuts a page out of what was found, with the link to the next one; the count stands on the first page only. */
export function answerPage<T>(call: GraphCall, parts: GraphParts, found: Found<T>): Answer {
  if (call.query.has('$skip')) throw requestBadRequest("'$skip' is not supported by the service.");
  const size = Math.min(pageSizeOf(call, found.pages), found.largestPage ?? Infinity);
  const start = startOf(call);
  const isMatch = found.isMatch ?? (() => true);
  const isCounted = isAdvanced(call) && start === 0;
  const { page, next, count } = walk(found.items, { start, size, isMatch, isCounted });
  return ok({
    '@odata.context': contextOf(call, parts, found.set),
    ...(isCounted && { '@odata.count': count }),
    ...(next !== undefined && { '@odata.nextLink': nextLink(call, parts, next) }),
    value: page.map(found.shape),
  });
}

/**
 * Takes as many as fit a page and finds where the next one begins, so that all pages together are one walk; goes on to
 * the end only where all have to be counted.
 */
function walk<T>(
  items: readonly (T | undefined)[],
  {
    start,
    size,
    isMatch,
    isCounted,
  }: { start: number; size: number; isMatch: (item: T) => boolean; isCounted: boolean },
): { page: T[]; next: number | undefined; count: number } {
  const page: T[] = [];
  let next: number | undefined;
  let count = 0;
  for (let at = start; at < items.length && (isCounted || next === undefined); at += 1) {
    const item = items[at];
    if (item === undefined || !isMatch(item)) continue;
    count += 1;
    if (page.length < size) page.push(item);
    else next ??= at;
  }
  return { page, next, count };
}

function countOf<T>(items: readonly (T | undefined)[], isMatch: (item: T) => boolean): number {
  return items.reduce<number>((sum, item) => (item !== undefined && isMatch(item) ? sum + 1 : sum), 0);
}

function matcherOf<T>(call: GraphCall, type: EntityType<T>): (item: T) => boolean {
  const filter = call.query.get('$filter');
  const search = call.query.get('$search');
  const predicates: Predicate[] = [];
  if (filter !== null) predicates.push(parseFilter(filter, filterRules(call, type)));
  if (search !== null) {
    if (!isEventual(call)) throw unsupportedQuery(SEARCH_NEEDS_HEADER);
    predicates.push(parseSearch(search, type.searchable));
  }
  return (item) => {
    const read = (property: string): unknown => valueAt(type, item, property);
    return predicates.every((predicate) => predicate(read));
  };
}

/** A property, or one inside it as in `signInActivity/lastSignInDateTime`. */
function valueAt<T>(type: EntityType<T>, item: T, path: string): unknown {
  const plain = type.filterOnly?.[path] ?? type.properties[path];
  if (plain !== undefined) return plain(item);
  const [name = '', inner] = path.split('/');
  const value = (type.filterOnly?.[name] ?? type.properties[propertyNamed(type, name)])?.(item);
  return inner === undefined || !isJsonObject(value) ? value : value[inner];
}

const SEARCH_NEEDS_HEADER =
  'Request with $search query parameter only works through MSGraph with a special request header: ' +
  "'ConsistencyLevel: eventual'";

const ADVANCED_OPERATORS = new Set(['ne', 'not', 'endsWith']);

function filterRules<T>(call: GraphCall, type: EntityType<T>): FilterRules {
  return {
    checkProperty: (property) => {
      const [name = '', ...inner] = property.split('/');
      if (type.filterOnly?.[name] !== undefined) return;
      if (type.filterable.includes([propertyNamed(type, name), ...inner].join('/'))) return;
      throw unsupportedQuery(
        `Unsupported or invalid query filter clause specified for property '${property}' of resource '${type.resource}'.`,
      );
    },
    checkOperator: (operator) => {
      if (!ADVANCED_OPERATORS.has(operator) || isAdvanced(call)) return;
      throw unsupportedQuery(
        `Operator '${operator}' is not supported because the required parameters might be missing. ` +
          'Try adding $count=true query parameter and ConsistencyLevel:eventual header. ' +
          'Refer to https://aka.ms/graph-docs/advanced-queries for more information',
      );
    },
  };
}

function orderedBy<T>(call: GraphCall, { type, items }: EntityList<T>): readonly (T | undefined)[] {
  const order = call.query.get('$orderby');
  if (order === null) return items;
  const [name = '', direction = 'asc'] = order.trim().split(/\s+/);
  const isNarrowed = call.query.has('$filter') || call.query.has('$search');
  if (!['displayName', 'userPrincipalName'].includes(name) || (isNarrowed && !isAdvanced(call))) {
    throw unsupportedQuery('Sorting not supported for current query.');
  }
  const read = (item: T): string => {
    const value = type.properties[name]?.(item);
    return typeof value === 'string' ? value : '';
  };
  const sign = direction.toLowerCase() === 'desc' ? -1 : 1;
  return items
    .filter((item) => item !== undefined)
    .sort((left, right) => sign * read(left).localeCompare(read(right), 'en'));
}

function propertyNamed<T>(type: EntityType<T>, name: string): string {
  if (name in type.properties) return name;
  const found = Object.keys(type.properties).find((each) => each.toLowerCase() === name.toLowerCase());
  if (found !== undefined) return found;
  throw badRequest(
    `Parsing OData Select and Expand failed: Could not find a property named '${name}' on type 'microsoft.graph.${type.name}'.`,
  );
}

function pageSizeOf(call: GraphCall, { usual, largest } = DIRECTORY_PAGES): number {
  const top = call.query.get('$top');
  if (top === null) return usual;
  const size = Number(top);
  if (Number.isInteger(size) && size >= 1 && size <= largest) return size;
  throw unsupportedQuery(`Invalid page size specified: '${top}'. Must be between 1 and ${largest} inclusive.`);
}

function startOf(call: GraphCall): number {
  const token = call.query.get('$skiptoken');
  if (token === null) return 0;
  const start = /^from:(\d+)$/.exec(Buffer.from(token, 'base64url').toString('utf8'))?.[1];
  if (start === undefined)
    throw new GraphRefusal(400, 'Directory_ExpiredPageToken', 'The specified page token value is invalid.');
  return Number(start);
}

function nextLink(call: GraphCall, parts: GraphParts, start: number): string {
  const query = new URLSearchParams(call.query);
  query.set('$skiptoken', Buffer.from(`from:${start}`).toString('base64url'));
  return `${parts.origin}/${call.version}${call.path}?${query.toString()}`;
}
