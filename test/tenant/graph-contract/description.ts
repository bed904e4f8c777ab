import { readFileSync } from 'node:fs';

import type { JsonObject } from '../answer.ts';
import { isJsonObject } from '../answer.ts';
import type { GraphVersion } from '../graph/call.ts';
import { PATHS_BESIDES } from './paths-besides.ts';

/** Graph's OpenAPI description of one version, made JSON Schema. */
export interface Description {
  version: GraphVersion;
  document: JsonObject;
  /** More literal paths come first. */
  paths: readonly DescribedPath[];
}

/** One path of the description. */
export interface DescribedPath {
  /** As the description writes it, for example `/users/{user-id}`. */
  template: string;
  pattern: RegExp;
  operations: JsonObject;
}

/** What is asked of one path with one method. */
export interface Operation {
  template: string;
  method: string;
  /** Names of the query options, and of others that stand in the links which Graph itself gives. */
  queryOptions: readonly string[];
  requestBody: JsonObject | undefined;
  /** JSON pointer to the operation, as the schema library wants it. */
  pointer: string;
  answers: JsonObject;
}

/** Reads a description from the fixtures. */
export function readDescription(version: GraphVersion): Description {
  const file = version === 'beta' ? 'beta' : 'v1';
  const path = new URL(`../../fixtures/graph-openapi/${file}.json`, import.meta.url);
  const document = withoutNullable(JSON.parse(readFileSync(path, 'utf8')));
  if (!isJsonObject(document) || !isJsonObject(document['paths']))
    throw new TypeError(`${file}.json describes nothing`);
  Object.assign(document['paths'], PATHS_BESIDES);
  const paths = Object.entries(document['paths']).map(([template, operations]) => ({
    template,
    pattern: patternOf(template),
    operations: isJsonObject(operations) ? operations : {},
  }));
  const parameters = (template: string): number => template.split('{').length;
  return {
    version,
    document,
    paths: paths.sort((one, other) => parameters(one.template) - parameters(other.template)),
  };
}

/** The operation behind a request: null for an unknown path, 'method' where only the method is unknown there. */
export function operationOf(description: Description, method: string, path: string): Operation | null | 'method' {
  const fitting = description.paths.filter(({ pattern }) => pattern.test(path));
  const name = method.toLowerCase();
  const found = fitting.find(({ operations }) => isJsonObject(operations[name]));
  if (found === undefined) return fitting.length > 0 ? 'method' : null;
  const operation = found.operations[name];
  if (!isJsonObject(operation)) return null;
  const parameters = Array.isArray(operation['parameters']) ? operation['parameters'].filter(isJsonObject) : [];
  const options = parameters.filter((each) => each['in'] === 'query').map((each) => String(each['name']));
  return {
    template: found.template,
    method: name,
    queryOptions: [...options, '$skiptoken', '$deltatoken'],
    requestBody: isJsonObject(operation['requestBody']) ? operation['requestBody'] : undefined,
    pointer: `#/paths/${pointerStep(found.template)}/${name}`,
    answers: isJsonObject(operation['responses']) ? operation['responses'] : {},
  };
}

export const pointerStep = (step: string): string =>
  encodeURIComponent(step.replaceAll('~', '~0').replaceAll('/', '~1'));

function patternOf(template: string): RegExp {
  const source = template
    .replaceAll(/[.*+?^$()|[\]\\]/g, '\\$&')
    .replaceAll(/'\{[\w-]+\}'/g, "'[^'/]+'")
    .replaceAll(/\{[\w-]+\}/g, '[^/$][^/]*');
  return new RegExp(`^${source}$`, 'i');
}

/** OpenAPI 3.0 says `nullable` where JSON Schema wants another alternative. */
function withoutNullable(schema: unknown): unknown {
  if (Array.isArray(schema)) return schema.map(withoutNullable);
  if (!isJsonObject(schema)) return schema;
  const entries = Object.entries(schema).filter(([name]) => name !== 'nullable');
  const converted = Object.fromEntries(entries.map(([name, value]) => [name, withoutNullable(value)]));
  return schema['nullable'] === true ? { anyOf: [converted, { type: 'null' }] } : converted;
}
