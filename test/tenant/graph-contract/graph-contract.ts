import { Ajv } from 'ajv';
import type { ValidateFunction } from 'ajv';
import formats from 'ajv-formats';

import type { JsonObject } from '../answer.ts';
import { isJsonObject } from '../answer.ts';
import type { GraphVersion } from '../graph/call.ts';
import { operationOf, pointerStep, readDescription } from './description.ts';
import type { Description, Operation } from './description.ts';
import { headerFaults } from './known-headers.ts';
import { KnownProperties } from './known-properties.ts';

/** A request to Graph, as it came. */
export interface ContractRequest {
  method: string;
  /** With its version and query. */
  path: string;
  headers: Record<string, string | string[] | undefined>;
  body: unknown;
}

/** Says what of a request or an answer is not as Graph's own description has it; nothing is good. */
export interface GraphContract {
  requestFaults(request: ContractRequest): string[];
  answerFaults(request: Pick<ContractRequest, 'method' | 'path'>, answer: { status: number; body: unknown }): string[];
}

let shared: GraphContract | undefined;

/** The contract, read once for each process; validators are compiled when they are first needed. */
export function graphContract(): GraphContract {
  shared ??= createContract();
  return shared;
}

interface Version {
  description: Description;
  known: KnownProperties;
}

function createContract(): GraphContract {
  const ajv = new Ajv({ strict: false, validateSchema: false, allErrors: true, logger: false });
  formats.default(ajv);
  const versions = new Map<GraphVersion, Version>();
  const versionOf = (name: GraphVersion): Version => {
    const found = versions.get(name) ?? newVersion(ajv, name);
    versions.set(name, found);
    return found;
  };
  const validators = new Map<string, ValidateFunction>();
  const check: Check = (reference, body, isPartial) => {
    const validate = validators.get(reference) ?? ajv.compile({ $ref: reference });
    validators.set(reference, validate); // compiling takes a hundred times longer than validating
    if (validate(body)) return [];
    const errors = (validate.errors ?? []).filter((error) => !isPartial || error.keyword !== 'required');
    return errors.map((error) => `${error.instancePath} ${error.message ?? ''}`.trim());
  };
  return {
    requestFaults: (request) => {
      const { version, pathname } = split(request.path);
      return requestFaults(versionOf(version), { request, pathname, check }).map(
        (fault) => `${request.method} /${version}${pathname}: ${fault}`,
      );
    },
    answerFaults: ({ method, path }, answer) => {
      const { version, pathname } = split(path);
      return answerFaults(versionOf(version), { method, pathname, answer, check }).map(
        (fault) => `${answer.status} of ${method} /${version}${pathname}: ${fault}`,
      );
    },
  };
}

type Check = (reference: string, body: unknown, isPartial: boolean) => string[];

function newVersion(ajv: Ajv, name: GraphVersion): Version {
  const description = readDescription(name);
  ajv.addSchema(description.document, name);
  return { description, known: new KnownProperties(description.document) };
}

function split(path: string): { version: GraphVersion; pathname: string } {
  const [pathname = ''] = path.split('?');
  const version: GraphVersion = pathname.startsWith('/beta/') ? 'beta' : 'v1.0';
  const plain = pathname
    .slice(version.length + 1)
    .replaceAll('%24', '$')
    .replaceAll('%27', "'");
  return { version, pathname: plain.replaceAll('%28', '(').replaceAll('%29', ')').replace(/\/$/, '') };
}

interface RequestAt {
  request: ContractRequest;
  pathname: string;
  check: Check;
}

function requestFaults({ description, known }: Version, { request, pathname, check }: RequestAt): string[] {
  const operation = operationOf(description, request.method, pathname);
  if (operation === null) return ['no such path'];
  if (operation === 'method') return ['no such method there'];
  const query = new URLSearchParams(request.path.split('?').slice(1).join('?'));
  const options = [...query.keys()].filter((name) => !operation.queryOptions.includes(name));
  return [
    ...options.map((name) => `no query option '${name}' there`),
    ...selectFaults(operation, { known, select: query.get('$select') }),
    ...headerFaults(request.headers, request.body !== undefined),
    ...bodyFaults(request, { operation, check, reference: `${description.version}${operation.pointer}`, known }),
  ];
}

function selectFaults(
  operation: Operation,
  { known, select }: { known: KnownProperties; select: string | null },
): string[] {
  const type = known.entityType(schemaIn(operation.answers['200']));
  if (select === null || type === undefined || type === 'microsoft.graph.directoryObject') return [];
  const { properties, isOpen } = known.shapeOf(type);
  const names = select.split(',').map((name) => name.trim());
  return names.filter((name) => !isOpen && !properties.has(name)).map((name) => `${type} has no '${name}' to select`);
}

interface BodyAt {
  operation: Operation;
  check: Check;
  reference: string;
  known: KnownProperties;
}

function bodyFaults({ method, body }: ContractRequest, { operation, check, reference, known }: BodyAt): string[] {
  const schema = schemaIn(operation.requestBody);
  if (schema === undefined) return body === undefined || isEmpty(body) ? [] : ['no body there'];
  if (body === undefined) return ['a body is missing'];
  if (operation.template === '/$batch') return []; // its items come here one by one
  const at = `${reference}/requestBody/content/${pointerStep('application/json')}/schema`;
  return [
    ...check(at, body, method === 'PATCH').map((fault) => `body ${fault}`),
    ...known.unknownIn(schema, body).map((path) => `body has an unknown property ${path}`),
  ];
}

interface AnswerAt {
  method: string;
  pathname: string;
  answer: { status: number; body: unknown };
  check: Check;
}

function answerFaults({ description, known }: Version, { method, pathname, answer, check }: AnswerAt): string[] {
  const { status, body } = answer;
  if (status >= 400) return check(`${description.version}#/components/schemas/${ERROR_TYPE}`, body, false);
  const operation = operationOf(description, method, pathname);
  if (operation === null || operation === 'method') return ['answered, though there is no such path'];
  const described = operation.answers[String(status)];
  if (described === undefined) return ['no such status there'];
  const schema = schemaIn(described);
  if (schema === undefined) return body === undefined ? [] : ['no body there'];
  const at = `${description.version}${operation.pointer}/responses/${status}/content/${pointerStep('application/json')}/schema`;
  return [...check(at, body, false), ...known.unknownIn(schema, body).map((path) => `unknown property ${path}`)];
}

const ERROR_TYPE = 'microsoft.graph.ODataErrors.ODataError';

const isEmpty = (body: unknown): boolean => isJsonObject(body) && Object.keys(body).length === 0;

/** The JSON schema of a request body or an answer. */
function schemaIn(described: unknown): JsonObject | undefined {
  const content = isJsonObject(described) ? described['content'] : undefined;
  const json = isJsonObject(content) ? content['application/json'] : undefined;
  const schema = isJsonObject(json) ? json['schema'] : undefined;
  return isJsonObject(schema) ? schema : undefined;
}
