import { readdirSync, readFileSync } from 'node:fs';
import { posix } from 'node:path';
import { fileURLToPath } from 'node:url';
import ts from 'typescript';

/** The folder of the checkout. */
export const root = fileURLToPath(new URL('../../../', import.meta.url));

/** One import or re-export, as it stands in a file. */
export interface Import {
  /** The importing file, from the root, with forward slashes. */
  from: string;
  line: number;
  /** As it is written: a relative path or the name of a package. */
  specifier: string;
  /** The imported file, from the root; undefined for packages and Node's own modules. */
  to: string | undefined;
  /** Whether nothing of it is left when the types are stripped. */
  isTypeOnly: boolean;
  /** Names as the other file calls them; `*` for all of it. */
  names: readonly string[];
}

/** A TypeScript file of the repository. */
export interface SourceFile {
  path: string;
  text: string;
  tree: ts.SourceFile;
  imports: readonly Import[];
}

const cache = new Map<string, readonly SourceFile[]>();

/** Every TypeScript file below a folder of the repository. */
export function sourceFiles(folder: string): readonly SourceFile[] {
  const known = cache.get(folder);
  if (known) return known;
  const read = readdirSync(new URL(`../../../${folder}/`, import.meta.url), { recursive: true, encoding: 'utf8' })
    .map((name) => posix.join(folder, name.replaceAll('\\', '/')))
    .filter((path) => path.endsWith('.ts'))
    .sort()
    .map((path) => sourceFile(path, readText(path)));
  cache.set(folder, read);
  return read;
}

/** The text of a file, by its path from the root. */
export const readText = (path: string): string =>
  readFileSync(new URL(`../../../${path}`, import.meta.url), 'utf8').replaceAll('\r\n', '\n');

/** A file as the rules see it; its text need not stand on any disk. */
export function sourceFile(path: string, text: string): SourceFile {
  const tree = ts.createSourceFile(path, text, ts.ScriptTarget.ES2024, true);
  const imports: Import[] = [];
  const visit = (node: ts.Node): void => {
    const found = importIn(node);
    if (found) imports.push({ from: path, line: lineOf(tree, node), to: target(path, found.specifier), ...found });
    ts.forEachChild(node, visit);
  };
  visit(tree);
  return { path, text, tree, imports };
}

/** The line on which something begins, from 1. */
export const lineOf = (tree: ts.SourceFile, node: ts.Node): number =>
  tree.getLineAndCharacterOfPosition(node.getStart(tree)).line + 1;

function target(from: string, specifier: string): string | undefined {
  return specifier.startsWith('.') ? posix.join(posix.dirname(from), specifier) : undefined;
}

type Found = Pick<Import, 'specifier' | 'isTypeOnly' | 'names'>;

function importIn(node: ts.Node): Found | undefined {
  if (ts.isImportDeclaration(node)) return declared(node.moduleSpecifier, clauseOf(node.importClause));
  if (ts.isExportDeclaration(node)) {
    const elements = node.exportClause && ts.isNamedExports(node.exportClause) ? node.exportClause.elements : undefined;
    return declared(node.moduleSpecifier, namesOf(elements, node.isTypeOnly));
  }
  if (ts.isCallExpression(node) && node.expression.kind === ts.SyntaxKind.ImportKeyword)
    return declared(node.arguments[0], { isTypeOnly: false, names: ['*'] });
  if (ts.isImportTypeNode(node) && ts.isLiteralTypeNode(node.argument))
    return declared(node.argument.literal, { isTypeOnly: true, names: ['*'] });
  return workerIn(node);
}

/** `new URL('./other.ts', import.meta.url)`: how a thread names its file. */
function workerIn(node: ts.Node): Found | undefined {
  if (!ts.isNewExpression(node) || node.expression.getText() !== 'URL') return undefined;
  if (node.arguments?.[1]?.getText() !== 'import.meta.url') return undefined;
  const found = declared(node.arguments[0], { isTypeOnly: false, names: ['*'] });
  return found?.specifier.endsWith('.ts') ? found : undefined;
}

function declared(specifier: ts.Node | undefined, rest: Omit<Found, 'specifier'>): Found | undefined {
  return specifier && ts.isStringLiteral(specifier) ? { specifier: specifier.text, ...rest } : undefined;
}

function clauseOf(clause: ts.ImportClause | undefined): Omit<Found, 'specifier'> {
  const isTypeOnly = clause?.phaseModifier === ts.SyntaxKind.TypeKeyword;
  const bindings = clause?.namedBindings;
  if (clause?.name) return { isTypeOnly, names: ['default'] };
  return namesOf(bindings && ts.isNamedImports(bindings) ? bindings.elements : undefined, isTypeOnly);
}

/** `import { type A, type B }` leaves nothing behind either, as far as we are concerned. */
function namesOf(
  elements: readonly (ts.ImportSpecifier | ts.ExportSpecifier)[] | undefined,
  isTypeOnly: boolean,
): Omit<Found, 'specifier'> {
  if (!elements) return { isTypeOnly, names: ['*'] };
  const areAllTypes = elements.length > 0 && elements.every((element) => element.isTypeOnly);
  return {
    isTypeOnly: isTypeOnly || areAllTypes,
    names: elements.map((element) => (element.propertyName ?? element.name).text),
  };
}
