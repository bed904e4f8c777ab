/**
 * Holds resources against the types that Azure publishes (test/fixtures/bicep-types): names, kinds of values, choices.
 */
import { readdirSync } from 'node:fs';
import { z } from 'zod/v4';
import { read, root } from './environment.ts';
import type { Entry, Resource, Template, Value } from './template.ts';

const objectType = z.object({
  properties: z.record(z.string(), z.string()),
  required: z.array(z.string()),
  readOnly: z.array(z.string()),
  rest: z.string().optional(),
});
const resourceType = z.object({
  resourceType: z.string(),
  apiVersion: z.string(),
  source: z.string(),
  types: z.record(z.string(), objectType),
});
type ResourceType = z.infer<typeof resourceType>;

/** What Bicep adds to every resource and Azure never sees. */
const ofBicep = new Set(['parent', 'dependsOn', 'scope']);

/** The types that are on file, by name. */
export function readResourceTypes(): Map<string, ResourceType> {
  const folder = 'test/fixtures/bicep-types/';
  const files = readdirSync(new URL(folder, root)).filter((file) => file.endsWith('.json'));
  const types = files.map((file) => resourceType.parse(JSON.parse(read(folder + file))));
  return new Map(types.map((type) => [type.resourceType, type]));
}

function entryFaults(entry: Entry, known: ResourceType, typeName: string): string[] {
  const type = known.types[typeName];
  const expected = type?.properties[entry.key] ?? type?.rest;
  if (expected === undefined) return [`line ${entry.line}: ${typeName} has no property ${entry.key}`];
  if (type?.readOnly.includes(entry.key)) return [`line ${entry.line}: ${entry.key} is read-only`];
  return valueFaults(entry.value, known, expected);
}

function objectFaults(value: Value, known: ResourceType, typeName: string): string[] {
  if (value.kind === 'expression') return [];
  if (value.kind !== 'object') return [`line ${value.line}: ${typeName} is an object`];
  const entries = typeName === '$body' ? value.entries.filter(({ key }) => !ofBicep.has(key)) : value.entries;
  const missing = known.types[typeName]?.required.filter((name) => !entries.some(({ key }) => key === name)) ?? [];
  return [
    ...missing.map((name) => `line ${value.line}: ${typeName} lacks ${name}`),
    ...entries.flatMap((entry) => entryFaults(entry, known, typeName)),
  ];
}

/** A choice is kept even where Azure would take any text: a word that it does not know is a slip of the pen. */
function choiceFaults(value: Value, choices: string): string[] {
  const allowed = choices.split(' | ');
  const isOpen = value.kind === 'expression' || allowed.every((choice) => choice === 'string');
  const isFine = value.kind === 'string' && allowed.includes(value.text);
  return isOpen || isFine || (value.kind === 'string' && choices === 'string')
    ? []
    : [`line ${value.line}: ${value.text} is not ${choices}`];
}

function valueFaults(value: Value, known: ResourceType, expected: string): string[] {
  if (expected.endsWith('[]')) {
    if (value.kind === 'expression') return [];
    if (value.kind !== 'array') return [`line ${value.line}: ${value.text} is not ${expected}`];
    return value.items.flatMap((item) => valueFaults(item, known, expected.slice(0, -2)));
  }
  if (known.types[expected] !== undefined) return objectFaults(value, known, expected);
  if (expected === 'bool' || expected === 'int') {
    const kind = expected === 'bool' ? 'boolean' : 'number';
    return value.kind === kind || value.kind === 'expression'
      ? []
      : [`line ${value.line}: ${value.text} is not ${expected}`];
  }
  return choiceFaults(value, expected);
}

/** What Azure would not take in a resource, one line for each fault. */
export function resourceFaults(resource: Resource, types: ReadonlyMap<string, ResourceType>): string[] {
  const known = types.get(resource.resourceType);
  if (known === undefined) return [`line ${resource.line}: nothing is on file about ${resource.resourceType}`];
  const isOther = known.apiVersion !== resource.apiVersion;
  const version = isOther ? [`line ${resource.line}: on file is ${known.apiVersion}, not ${resource.apiVersion}`] : [];
  return [...version, ...objectFaults(resource.body, known, '$body')];
}

/** Names in expressions that stand for nothing: no declaration, no output of that module, no property of that type. */
export function referenceFaults(
  template: Template,
  all: readonly Template[],
  types: ReadonlyMap<string, ResourceType>,
): string[] {
  const plain = new Set([
    ...template.parameters.map(({ name }) => name),
    ...template.variables.map(({ name }) => name),
  ]);
  return template.references.flatMap(({ path, line }) => {
    const [first = '', second = '', third = ''] = path.split('.');
    const resource = template.resources.find(({ symbol }) => symbol === first);
    const module = template.modules.find(({ symbol }) => symbol === first);
    const inner = all.find((other) => other.path === `infra/${module?.file ?? ''}`);
    const known = types.get(resource?.resourceType ?? '');
    const propertiesType = known?.types['$body']?.properties['properties'] ?? '';
    const isModuleFine =
      module === undefined ||
      second === '' ||
      (second === 'outputs' && inner?.outputs.some(({ name }) => name === third));
    const isResourceFine =
      resource === undefined ||
      (second === 'properties'
        ? third in (known?.types[propertiesType]?.properties ?? {})
        : ['', 'id', 'name'].includes(second));
    const isDeclared = plain.has(first) || module !== undefined || resource !== undefined;
    return isDeclared && isModuleFine && isResourceFine ? [] : [`line ${line}: ${path} stands for nothing`];
  });
}
