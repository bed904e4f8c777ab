import { isGuid } from '../lib/ids.ts';
import { refusal } from './graph-error.ts';

export type QueryValues = Readonly<Record<string, string | number | boolean>>;

/** A path with its `{words}` filled in: one form for the wire, one for errors and logs. */
export interface FilledPath {
  wire: string;
  /** Only object ids are filled in, since other values can be names. */
  shown: string;
}

/** What a path's `{words}` stand for. */
export interface PathWords {
  /** Object ids, and nothing else that names a thing. */
  ids?: Readonly<Record<string, string>>;
  /** Any other text. */
  values?: Readonly<Record<string, string>>;
}

/**
 * Fills the `{words}` of a declared path, each as one encoded segment: a value is never a path.
 *
 * @throws {GraphError} `badRequest` for an empty value or dots, which would name another resource, and where an object id
 * is none.
 */
export function fillPath(template: string, { ids = {}, values = {} }: PathWords = {}): FilledPath {
  let shown = template;
  const wire = template.replace(/\{(\w+)\}/g, (placeholder, word: string) => {
    const id = ids[word];
    if (id !== undefined) {
      shown = shown.replace(placeholder, objectId(id, template));
      return id;
    }
    const value = values[word] ?? '';
    if (value === '' || /^\.+$/.test(value))
      throw refusal('badRequest', template, `no usable value for ${placeholder}`);
    if (isGuid(value)) shown = shown.replace(placeholder, value);
    return encodeURIComponent(value);
  });
  return { wire, shown };
}

/** A query string, without its question mark, in which every value is data. */
export const queryOf = (values: QueryValues): string =>
  Object.entries(values)
    .map(([name, value]) => `${name}=${encodeURIComponent(value)}`)
    .join('&');

/** A text as a string literal of `$filter`: in single quotes, its own doubled. */
export const filterText = (text: string): string => `'${text.replaceAll("'", "''")}'`;

/** One clause of `$search`: in double quotes, with the text's own quotes and backslashes escaped. */
export const searchClause = (property: string, text: string): string =>
  `"${property}:${text.replace(/[\\"]/g, String.raw`\$&`)}"`;

/**
 * The id, if it is an object id; what else names a person is refused. Guests addressed by userPrincipalName are the
 * reason: Graph answers that it changed them, and changes nothing.
 *
 * @throws {GraphError} `badRequest` for anything that is not a GUID.
 * @see https://github.com/KelvinTegelaar/CIPP/issues/4591
 */
export function objectId(id: string, path = '{id}'): string {
  if (isGuid(id)) return id;
  throw refusal('badRequest', path, 'Not an object id; names are not accepted here.');
}
