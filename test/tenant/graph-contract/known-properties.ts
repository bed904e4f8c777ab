import type { JsonObject } from '../answer.ts';
import { isJsonObject } from '../answer.ts';

/** Pruned to what the bot needs and marked open; an unknown name is a fault there all the same. */
const PRUNED = ['microsoft.graph.user', 'microsoft.graph.group'];

/** What was pruned, and the bot may still meet. */
const PRUNED_AWAY: Record<string, readonly string[]> = {
  'microsoft.graph.user': ['manager', 'isResourceAccount'],
  'microsoft.graph.group': ['owners'],
};

/** A type of the description with all that it inherits. */
interface Shape {
  properties: Map<string, unknown>;
  isOpen: boolean;
}

/** Finds properties that a type does not have, at any depth. */
export class KnownProperties {
  readonly #schemas: JsonObject;
  readonly #shapes = new Map<string, Shape>();

  constructor(document: JsonObject) {
    const { components } = document;
    const schemas = isJsonObject(components) ? components['schemas'] : undefined;
    this.#schemas = isJsonObject(schemas) ? schemas : {};
  }

  /** Whether `microsoft.graph.…` is described. */
  has(type: string): boolean {
    return type in this.#schemas;
  }

  /** Paths of the properties of `value` that the schema, or the type that the value names itself, does not know. */
  unknownIn(schema: unknown, value: unknown, at = ''): string[] {
    const plain = this.#plain(schema);
    if (Array.isArray(value)) {
      return value.flatMap((each, index) => this.unknownIn(plain['items'], each, `${at}[${index}]`));
    }
    if (!isJsonObject(value)) return [];
    const named = value['@odata.type'];
    const type = typeof named === 'string' ? named.slice(1) : undefined;
    const shape = type !== undefined && this.has(type) ? this.shapeOf(type) : this.#shapeBehind(schema);
    return Object.entries(value).flatMap(([name, inner]) => {
      if (name.includes('@')) return [];
      if (!shape.properties.has(name)) return shape.isOpen ? [] : [`${at}.${name}`];
      return this.unknownIn(shape.properties.get(name), inner, `${at}.${name}`);
    });
  }

  /** The properties of a type, for example `microsoft.graph.user`. */
  shapeOf(type: string): Shape {
    const known = this.#shapes.get(type) ?? this.#shapeOfSchema(this.#schemas[type], type);
    this.#shapes.set(type, known);
    return known;
  }

  /** The type that a schema points to, directly or as the rows of a collection; undefined where there is none. */
  entityType(schema: unknown): string | undefined {
    const rows = this.#shapeBehind(schema).properties.get('value');
    const reference = rows === undefined ? schema : this.#plain(rows)['items'];
    const pointer = isJsonObject(reference) ? reference['$ref'] : undefined;
    return typeof pointer === 'string' ? nameIn(pointer) : undefined;
  }

  /** By the name of the type that a schema points to, so that it is worked out once. */
  #shapeBehind(schema: unknown): Shape {
    const outer = isJsonObject(schema) && Array.isArray(schema['anyOf']) ? (schema['anyOf'][0] as unknown) : schema;
    const pointer = isJsonObject(outer) ? outer['$ref'] : undefined;
    return typeof pointer === 'string' ? this.shapeOf(nameIn(pointer)) : this.#shapeOfSchema(outer);
  }

  #shapeOfSchema(schema: unknown, type = ''): Shape {
    const properties = new Map<string, unknown>((PRUNED_AWAY[type] ?? []).map((name) => [name, {}]));
    let isOpen = true;
    for (const layer of this.#layersOf(schema)) {
      const own = layer['properties'];
      if (isJsonObject(own)) {
        isOpen = false;
        for (const [name, inner] of Object.entries(own)) properties.set(name, inner);
      }
    }
    const isMarkedOpen = this.#layersOf(schema).some((layer) => layer['additionalProperties'] === true);
    return { properties, isOpen: isOpen || (isMarkedOpen && !PRUNED.includes(type)) };
  }

  /** The schema itself and what it is made of. */
  #layersOf(schema: unknown): JsonObject[] {
    const plain = this.#plain(schema);
    const parts = Array.isArray(plain['allOf']) ? plain['allOf'] : [];
    return [plain, ...parts.flatMap((part) => this.#layersOf(part))];
  }

  /** Behind references, and behind "or null". */
  #plain(schema: unknown): JsonObject {
    if (!isJsonObject(schema)) return {};
    const { $ref: pointer, anyOf } = schema;
    if (typeof pointer === 'string') return this.#plain(this.#schemas[nameIn(pointer)]);
    if (Array.isArray(anyOf)) return this.#plain(anyOf[0]);
    return schema;
  }
}

const nameIn = (pointer: string): string => pointer.split('/').at(-1) ?? '';
