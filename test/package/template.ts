/**
 * Reads the Bicep templates of `infra/` into what tests ask about: parameters, resources, modules, outputs, references.
 *
 * There is no Bicep compiler here: this is its grammar only, so types and expressions are judged elsewhere or not at all.
 */
import { readdirSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { Language, type Node, Parser } from 'web-tree-sitter';
import { read, root } from './environment.ts';

/** A value as it is written; an `expression` is anything that only a deployment can evaluate. */
export type Value = { line: number; text: string } & (
  | { kind: 'string' | 'boolean' | 'number' | 'expression' }
  | { kind: 'object'; entries: Entry[] }
  | { kind: 'array'; items: Value[] }
);
/** One property of an object; an interpolated key is known only to a deployment. */
export type Entry = { key: string; isInterpolated: boolean; value: Value; line: number };

/** A parameter, required where it has no default, with the text of what decorates it. */
export type Parameter = { name: string; isRequired: boolean; decorators: string };
/** A resource under its symbolic name, its type and API version apart. */
export type Resource = {
  symbol: string;
  resourceType: string;
  apiVersion: string;
  body: Value;
  line: number;
};
/** A use of another template, named by its file in `infra/`. */
export type Module = { symbol: string; file: string; body: Value; line: number };
/** A variable or an output, and the expression behind it. */
export type Named = { name: string; text: string };

/** One file, with the lines that the grammar does not understand as `faults`. */
export type Template = {
  path: string;
  source: string;
  faults: string[];
  parameters: Parameter[];
  variables: Named[];
  resources: Resource[];
  modules: Module[];
  outputs: Named[];
  /** Dotted names that expressions use, from their first word: `network.outputs.appSubnetId`. */
  references: { path: string; line: number }[];
  /** Functions and methods that are called. */
  calls: string[];
};

const lineOf = (node: Node): number => node.startPosition.row + 1;
const partsOf = (node: Node): Node[] => node.namedChildren.filter((child) => child.type !== 'comment');
const childOf = (node: Node, index: number): Node => partsOf(node)[index] ?? node;
const unquoted = (node: Node): string => node.text.replace(/^'([\s\S]*)'$/, '$1');
const isInterpolated = (node: Node): boolean => node.descendantsOfType('interpolation').length > 0;

function valueOf(node: Node): Value {
  const written = { line: lineOf(node), text: node.text };
  switch (node.type) {
    case 'object':
      return { ...written, kind: 'object', entries: partsOf(node).map(entryOf) };
    case 'array':
      return { ...written, kind: 'array', items: partsOf(node).map(valueOf) };
    case 'string':
      return isInterpolated(node)
        ? { ...written, kind: 'expression' }
        : { ...written, text: unquoted(node), kind: 'string' };
    case 'boolean':
    case 'number':
      return { ...written, kind: node.type };
    default:
      return { ...written, kind: 'expression' };
  }
}

function entryOf(node: Node): Entry {
  const key = childOf(node, 0);
  return {
    key: unquoted(key),
    isInterpolated: isInterpolated(key),
    value: valueOf(childOf(node, 1)),
    line: lineOf(node),
  };
}

/** Where names are used, not given: the second part of a property, the last of a declaration. */
function usesIn(node: Node): Node[] {
  switch (node.type) {
    case 'decorators':
      return [];
    case 'object_property':
      return [...childOf(node, 0).descendantsOfType('interpolation'), childOf(node, 1)];
    case 'parameter_declaration':
      return partsOf(node).slice(2);
    case 'resource_declaration':
    case 'module_declaration':
    case 'variable_declaration':
    case 'output_declaration':
      return partsOf(node).slice(-1);
    default:
      return partsOf(node);
  }
}

function referencesIn(node: Node): Template['references'] {
  if (node.type === 'identifier') return [{ path: node.text, line: lineOf(node) }];
  if (node.type === 'call_expression') return partsOf(node).slice(1).flatMap(referencesIn);
  if (node.type === 'member_expression' && /^[\w.]+$/.test(node.text)) return [{ path: node.text, line: lineOf(node) }];
  if (node.type === 'member_expression') return referencesIn(childOf(node, 0));
  return usesIn(node).flatMap(referencesIn);
}

function faultsIn(node: Node): string[] {
  if (!node.hasError) return [];
  if (node.isError || node.isMissing) return [`line ${lineOf(node)}: ${node.text.split('\n')[0] ?? ''}`];
  return node.children.flatMap(faultsIn);
}

function declarationsIn(tree: Node): Pick<Template, 'parameters' | 'variables' | 'resources' | 'modules' | 'outputs'> {
  const all = (type: string): Node[] => tree.namedChildren.filter((node) => node.type === type);
  return {
    parameters: all('parameter_declaration').map((node) => {
      const above = node.previousNamedSibling;
      const decorators = above?.type === 'decorators' ? above.text : '';
      return { name: childOf(node, 0).text, isRequired: partsOf(node).length === 2, decorators };
    }),
    variables: all('variable_declaration').map((node) => ({
      name: childOf(node, 0).text,
      text: childOf(node, 1).text,
    })),
    resources: all('resource_declaration').map((node) => {
      const [resourceType = '', apiVersion = ''] = unquoted(childOf(node, 1)).split('@');
      return {
        symbol: childOf(node, 0).text,
        resourceType,
        apiVersion,
        body: valueOf(childOf(node, 2)),
        line: lineOf(node),
      };
    }),
    modules: all('module_declaration').map((node) => {
      const file = unquoted(childOf(node, 1));
      return { symbol: childOf(node, 0).text, file, body: valueOf(childOf(node, 2)), line: lineOf(node) };
    }),
    outputs: all('output_declaration').map((node) => ({
      name: childOf(node, 0).text,
      text: childOf(node, 2).text,
    })),
  };
}

/** Reads one template from its source. */
export function parseTemplate(parser: Parser, path: string, source: string): Template {
  const tree = parser.parse(source)?.rootNode;
  if (tree === undefined) throw new Error(`${path} could not be read`);
  const called = tree
    .descendantsOfType('call_expression')
    .map((node) => node.childForFieldName('function')?.text ?? '');
  return {
    path,
    source,
    faults: faultsIn(tree),
    ...declarationsIn(tree),
    references: referencesIn(tree),
    calls: called.map((name) => name.split('.').at(-1) ?? name),
  };
}

/** A reader of Bicep. */
export async function createBicepParser(): Promise<Parser> {
  await Parser.init();
  const grammar = fileURLToPath(import.meta.resolve('tree-sitter-bicep/tree-sitter-bicep.wasm'));
  return new Parser().setLanguage(await Language.load(grammar));
}

/** Every template of `infra/`. */
export async function readTemplates(): Promise<Template[]> {
  const parser = await createBicepParser();
  const files = readdirSync(new URL('infra/', root)).filter((file) => file.endsWith('.bicep'));
  return files.map((file) => parseTemplate(parser, `infra/${file}`, read(`infra/${file}`)));
}

/** The value at a dotted path in an object, or undefined. */
export function at(value: Value | undefined, path: string): Value | undefined {
  return path.split('.').reduce<Value | undefined>((within, key) => {
    if (within?.kind !== 'object') return undefined;
    return within.entries.find((entry) => entry.key === key)?.value;
  }, value);
}
