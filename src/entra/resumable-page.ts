import { z } from 'zod/v4';
import { GraphError } from './graph-error.ts';
import { fillPath, type PathWords, type QueryValues } from './graph-path.ts';
import type { Answer, Graph } from './graph.ts';

/** One page of a collection, and the query that leads on; both queries are null at the end of what they lead to. */
export interface ResumablePage<Item> {
  items: Item[];
  /** Of the next page. A text to keep in a row: it is the query alone, so it names no host and no path. */
  nextQuery: string | null;
  /** Of the changes after the last page, where the collection tells changes. */
  deltaQuery: string | null;
}

/** A page to read: the first one, or the one that a kept query leads to. */
export interface PageRequest<Item> {
  /** Of the first page; ignored where `from` is given, as Graph's links carry everything. */
  query: QueryValues;
  from: string | null;
  schema: z.ZodType<Item>;
  /** What `{words}` of the path stand for. */
  ids?: PathWords['ids'];
  values?: PathWords['values'];
  /** (Default: v1.0.) */
  version?: 'v1.0' | 'beta';
  /** Sent with every page: Graph's links carry no headers. */
  headers?: Readonly<Record<string, string>>;
}

/**
 * Reads one page of a collection so that another process can read the next: what is kept is the query of Graph's link.
 * The path is always the declared one, on our own origin, wherever the link says it leads.
 *
 * @throws {GraphError} `unexpectedAnswer` for a link that leads elsewhere; else as the call that it reads for.
 */
export async function readPage<Item>(
  graph: Pick<Graph, 'get' | 'origin'>,
  path: string,
  { query, from, schema, ids = {}, values = {}, version = 'v1.0', headers = {} }: PageRequest<Item>,
): Promise<Answer<ResumablePage<Item>>> {
  const { body, requestId } = await graph.get(path, {
    version,
    ids,
    values,
    query: from === null ? query : queryValues(from),
    headers,
    schema: pageOf(schema),
  });
  const linked = (link: string | undefined) =>
    link === undefined ? null : queryIn(graph, fillPath(path, { ids, values }).wire, link);
  const nextQuery = linked(body['@odata.nextLink']);
  if (nextQuery !== null && nextQuery === from) throw leadsElsewhere(path, requestId); // it would never end
  return { body: { items: body.value, nextQuery, deltaQuery: linked(body['@odata.deltaLink']) }, requestId };
}

interface RawPage<Item> {
  value: Item[];
  '@odata.nextLink'?: string | undefined;
  '@odata.deltaLink'?: string | undefined;
}

/** Kept for each item's schema: to make a schema costs many times what a check costs. */
const pageSchemas = new WeakMap<z.ZodType, z.ZodType>();

function pageOf<Item>(item: z.ZodType<Item>): z.ZodType<RawPage<Item>> {
  const known = pageSchemas.get(item) as z.ZodType<RawPage<Item>> | undefined;
  if (known) return known;
  const link = z.string().optional();
  const made = z.object({ value: z.array(item), '@odata.nextLink': link, '@odata.deltaLink': link });
  pageSchemas.set(item, made);
  return made;
}

/** The link's query, where the link leads to the same collection. */
function queryIn(graph: Pick<Graph, 'origin'>, path: string, link: string): string {
  const url = URL.parse(link);
  const isSame = url?.origin === graph.origin && url.username === '' && url.pathname.endsWith(path);
  if (!isSame || url.search.length < 2) throw leadsElsewhere(path, null);
  return url.search.slice(1);
}

const queryValues = (query: string): QueryValues => Object.fromEntries(new URLSearchParams(query));

const leadsElsewhere = (path: string, requestId: string | null): GraphError =>
  new GraphError(
    'unexpectedAnswer',
    { method: 'GET', path, status: 200, code: null, requestId, retryAfterSeconds: null },
    { serviceMessage: 'The link to the next page leads elsewhere.' },
  );
