import type { JsonObject } from '../answer.ts';
import { isJsonObject } from '../answer.ts';
import type { GraphCall } from './call.ts';
import { badRequest } from './refusal.ts';

/** Reads a property of the thing that is tested; a path such as `teamsApp/id` is one name. */
export type PropertyReader = (property: string) => unknown;
export type Predicate = (read: PropertyReader) => boolean;

/** What a `$filter` may use; each check throws Graph's refusal. */
export interface FilterRules {
  checkProperty?(property: string): void;
  checkOperator?(operator: string): void;
}

type Literal = string | number | boolean | null;

const TOKEN = /\s*('(?:[^']|'')*'|[(),]|[^\s(),']+)/y;

/** Makes a predicate of an OData `$filter`: eq, ne, ge, le, startswith, endswith, in, not, and, or, parentheses. */
export function parseFilter(text: string, rules: FilterRules = {}): Predicate {
  const parser = new FilterParser(tokensOf(text), rules);
  return parser.parse();
}

/** Whether a row passes the request's `$filter`; `filterable` names what may be asked (Default: anything). */
export function rowFilter(call: GraphCall, filterable?: readonly string[]): (row: JsonObject) => boolean {
  const filter = call.query.get('$filter');
  if (filter === null) return () => true;
  const checkProperty = (property: string): void => {
    if (filterable?.includes(property) === false) throw badRequest(`Invalid filter clause: '${property}'.`);
  };
  const predicate = parseFilter(filter, { checkProperty });
  return (row) => predicate((path) => valueAt(row, path));
}

function valueAt(value: unknown, path: string): unknown {
  return path.split('/').reduce<unknown>((inner, name) => (isJsonObject(inner) ? inner[name] : undefined), value);
}

function tokensOf(text: string): string[] {
  const tokens: string[] = [];
  TOKEN.lastIndex = 0;
  const trimmed = text.trim();
  while (TOKEN.lastIndex < trimmed.length) {
    const token = TOKEN.exec(trimmed)?.[1];
    if (token === undefined) throw invalidFilter('unterminated string literal');
    tokens.push(token);
  }
  return tokens;
}

/** Recursive descent, one method for each level of precedence. */
class FilterParser {
  readonly #tokens: string[];
  readonly #rules: FilterRules;
  /** The names that stand for one element inside `any(…)`. */
  readonly #variables: string[] = [];
  #at = 0;

  constructor(tokens: string[], rules: FilterRules) {
    this.#tokens = tokens;
    this.#rules = rules;
  }

  parse(): Predicate {
    const predicate = this.#or();
    if (this.#at < this.#tokens.length) throw invalidFilter(`unexpected '${this.#tokens[this.#at] ?? ''}'`);
    return predicate;
  }

  #or(): Predicate {
    const sides = [this.#and()];
    while (this.#takeWord('or')) sides.push(this.#and());
    return (read) => sides.some((side) => side(read));
  }

  #and(): Predicate {
    const sides = [this.#not()];
    while (this.#takeWord('and')) sides.push(this.#not());
    return (read) => sides.every((side) => side(read));
  }

  #not(): Predicate {
    if (!this.#takeWord('not')) return this.#primary();
    this.#rules.checkOperator?.('not');
    const inner = this.#not();
    return (read) => !inner(read);
  }

  #primary(): Predicate {
    if (this.#takeWord('(')) {
      const inner = this.#or();
      this.#expect(')');
      return inner;
    }
    const word = this.#next();
    const lowered = word.toLowerCase();
    if (lowered === 'startswith' || lowered === 'endswith') return this.#textFunction(lowered);
    if (/\/any$/i.test(word)) return this.#any(word.slice(0, -'/any'.length));
    return this.#comparison(word);
  }

  #textFunction(name: 'startswith' | 'endswith'): Predicate {
    this.#rules.checkOperator?.(name === 'endswith' ? 'endsWith' : 'startsWith');
    this.#expect('(');
    const property = this.#property(this.#next());
    this.#expect(',');
    const part = comparable(this.#literal());
    this.#expect(')');
    return (read) => {
      const value = comparable(read(property));
      if (typeof value !== 'string' || typeof part !== 'string') return false;
      return name === 'endswith' ? value.endsWith(part) : value.startsWith(part);
    };
  }

  /** `list/any(x:x/id eq '…')`, or `any(x:x eq '…')` for a list of texts. */
  #any(list: string): Predicate {
    const property = this.#property(list);
    this.#expect('(');
    const [, variable = '', rest = ''] = /^(\w+):(.*)$/.exec(this.#next()) ?? [];
    if (variable === '') throw invalidFilter("'any' needs a variable");
    if (rest !== '') this.#tokens[(this.#at -= 1)] = rest;
    this.#variables.push(variable);
    const inner = this.#or();
    this.#variables.pop();
    this.#expect(')');
    return (read) => {
      const elements: unknown = read(property);
      if (!Array.isArray(elements)) return false;
      return elements.some((element: unknown) =>
        inner((path) => (path === variable ? element : valueAt(element, path.slice(variable.length + 1)))),
      );
    };
  }

  #comparison(word: string): Predicate {
    const property = this.#property(word);
    const operator = this.#next().toLowerCase();
    this.#rules.checkOperator?.(operator);
    if (operator === 'in') {
      const values = this.#literals();
      return (read) => values.includes(comparable(read(property)));
    }
    const value = comparable(this.#literal());
    switch (operator) {
      case 'eq':
        return (read) => comparable(read(property)) === value;
      case 'ne':
        return (read) => comparable(read(property)) !== value;
      case 'ge':
        return (read) => isOrdered(value, comparable(read(property)));
      case 'le':
        return (read) => isOrdered(comparable(read(property)), value);
      default:
        throw invalidFilter(`unknown operator '${operator}'`);
    }
  }

  #literals(): unknown[] {
    this.#expect('(');
    const values = [comparable(this.#literal())];
    while (this.#takeWord(',')) values.push(comparable(this.#literal()));
    this.#expect(')');
    return values;
  }

  #literal(): Literal {
    const token = this.#next();
    if (token.startsWith("'")) return token.slice(1, -1).replaceAll("''", "'");
    if (token === 'true' || token === 'false') return token === 'true';
    if (token === 'null') return null;
    if (/^-?\d+(\.\d+)?$/.test(token)) return Number(token);
    if (/^[\da-f-]{36}$/i.test(token) || /^\d{4}-\d\d-\d\dT/.test(token)) return token;
    throw invalidFilter(`'${token}' is not a literal`);
  }

  #property(word: string): string {
    if (!/^[a-z_][\w/.]*$/i.test(word)) throw invalidFilter(`'${word}' is not a property`);
    if (!this.#variables.includes(word.split('/')[0] ?? '')) this.#rules.checkProperty?.(word);
    return word;
  }

  #next(): string {
    const token = this.#tokens[this.#at];
    if (token === undefined) throw invalidFilter('it ends too early');
    this.#at += 1;
    return token;
  }

  #takeWord(word: string): boolean {
    if (this.#tokens[this.#at]?.toLowerCase() !== word) return false;
    this.#at += 1;
    return true;
  }

  #expect(token: string): void {
    const found = this.#next();
    if (found !== token) throw invalidFilter(`'${token}' expected, '${found}' found`);
  }
}

/** The directory compares texts without regard to case, and takes a missing value for null. */
function comparable(value: unknown): unknown {
  if (typeof value === 'string') return value.normalize('NFC').toLowerCase();
  return value ?? null;
}

function isOrdered(lower: unknown, upper: unknown): boolean {
  if (typeof lower === 'string' && typeof upper === 'string') return lower <= upper;
  return typeof lower === 'number' && typeof upper === 'number' && lower <= upper;
}

const invalidFilter = (why: string) => badRequest(`Invalid filter clause: ${why}.`);
