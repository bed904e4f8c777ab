/**
 * Reading of JSON that we did not write: every function here is total, and what cannot be read says so
 * instead of passing for empty.
 */

/** The fields of a JSON object. */
export type Fields = Readonly<Record<string, unknown>>;

/** A list of strings out of JSON. */
export interface Names {
  readonly values: readonly string[];
  /** False where the JSON was no list of strings; `values` is empty then, though the list may mean something. */
  readonly isReadable: boolean;
}

/** The fields of a JSON object, or no fields where the value is anything else. */
export function fieldsOf(value: unknown): Fields {
  return isObject(value) ? value : {};
}

/**
 * Whether the value says nothing: missing, null, an empty string, an empty list, or an object of such fields.
 *
 * Graph echoes all of these for a setting that was never made. Annotations (`…@odata.context`) say nothing.
 */
export function isBlank(value: unknown, depth = 5): boolean {
  if (value === undefined || value === null || value === '') return true;
  if (Array.isArray(value)) return value.length === 0;
  // No policy nests as deep as this: what is hidden further down counts as said, and the stack stays short.
  if (!isObject(value) || depth === 0) return false;
  return Object.entries(value).every(([name, field]) => isAnnotation(name) || isBlank(field, depth - 1));
}

/** The strings of a JSON list. */
export function namesOf(value: unknown): Names {
  if (isBlank(value)) return { values: [], isReadable: true };
  return isListOfStrings(value) ? { values: value, isReadable: true } : { values: [], isReadable: false };
}

/** Whether the object says something in a field that is not among the known ones. */
export function hasUnknownField(value: unknown, known: readonly string[]): boolean {
  return statedFieldsOf(value).some(([name]) => !known.includes(name));
}

/** The fields of an object that say something, without annotations. */
export function statedFieldsOf(value: unknown): [name: string, field: unknown][] {
  return Object.entries(fieldsOf(value)).filter(([name, field]) => !isAnnotation(name) && !isBlank(field));
}

function isObject(value: unknown): value is Fields {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function isListOfStrings(value: unknown): value is readonly string[] {
  return Array.isArray(value) && value.every((name) => typeof name === 'string');
}

function isAnnotation(name: string): boolean {
  return name.includes('@odata.');
}
