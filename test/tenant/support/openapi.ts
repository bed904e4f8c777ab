import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';

import { Ajv } from 'ajv';
import type { ValidateFunction } from 'ajv';
import formats from 'ajv-formats';

import type { JsonObject } from '../answer.ts';
import { isJsonObject } from '../answer.ts';

type Version = 'v1.0' | 'beta';

/** Checks bodies against what Graph's OpenAPI description says of them. */
export interface GraphSchemas {
  /** The body of an answer, by the path as the description writes it, for example `/users/{user-id}`. */
  assertAnswer(body: unknown, at: { version: Version; method: string; path: string; status: number | '4XX' }): void;
  /** One object against a type, for example `microsoft.graph.user`; a property that the type lacks is a fault too. */
  assertEntity(entity: unknown, version: Version, type: string): void;
}

/** Reads both descriptions from the fixtures. */
export function loadGraphSchemas(): GraphSchemas {
  const documents = {
    'v1.0': readDocument('v1'),
    beta: readDocument('beta'),
  };
  const ajv = new Ajv({ strict: false, validateSchema: false, allErrors: true, logger: false });
  formats.default(ajv);
  for (const [version, document] of Object.entries(documents)) ajv.addSchema(document, version);

  // compiling takes a hundred times longer than validating
  const compiled = new Map<string, ValidateFunction>();
  const check = (reference: string, body: unknown): void => {
    const validate = compiled.get(reference) ?? ajv.compile({ $ref: reference });
    compiled.set(reference, validate);
    assert.ok(validate(body), `${reference}: ${ajv.errorsText(validate.errors)}\n${JSON.stringify(body)}`);
  };
  return {
    assertAnswer: (body, { version, method, path, status }) => {
      const steps = ['paths', path, method, 'responses', String(status), 'content', 'application/json', 'schema'];
      check(`${version}#/${steps.map(pointerStep).join('/')}`, body);
    },
    assertEntity: (entity, version, type) => {
      check(`${version}#/components/schemas/${pointerStep(type)}`, entity);
      const known = propertiesOf(documents[version], type);
      const names = Object.keys(isJsonObject(entity) ? entity : {}).filter((name) => !name.startsWith('@odata.'));
      assert.deepEqual(
        names.filter((name) => !known.has(name)),
        [],
        `${type} has no such properties`,
      );
    },
  };
}

function readDocument(name: string): JsonObject {
  const path = new URL(`../../fixtures/graph-openapi/${name}.json`, import.meta.url);
  const document: unknown = JSON.parse(readFileSync(path, 'utf8'));
  const converted = withoutNullable(document);
  assert.ok(isJsonObject(converted));
  return converted;
}

/** OpenAPI 3.0 says `nullable` where JSON Schema wants another alternative. */
function withoutNullable(schema: unknown): unknown {
  if (Array.isArray(schema)) return schema.map(withoutNullable);
  if (!isJsonObject(schema)) return schema;
  const entries = Object.entries(schema).filter(([name]) => name !== 'nullable');
  const converted = Object.fromEntries(entries.map(([name, value]) => [name, withoutNullable(value)]));
  return schema['nullable'] === true ? { anyOf: [converted, { type: 'null' }] } : converted;
}

function propertiesOf(document: JsonObject, type: string): Set<string> {
  const components = document['components'];
  const schemas = isJsonObject(components) ? components['schemas'] : undefined;
  const schema = isJsonObject(schemas) ? schemas[type] : undefined;
  assert.ok(isJsonObject(schema), `${type} is not described`);
  const layers = Array.isArray(schema['allOf']) ? schema['allOf'].filter(isJsonObject) : [schema];
  const names = layers.flatMap((layer) => {
    const { $ref: reference, properties } = layer;
    if (typeof reference === 'string') return [...propertiesOf(document, reference.split('/').at(-1) ?? '')];
    return Object.keys(isJsonObject(properties) ? properties : {});
  });
  return new Set(names);
}

const pointerStep = (step: string): string => encodeURIComponent(step.replaceAll('~', '~0').replaceAll('/', '~1'));
