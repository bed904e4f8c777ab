/**
 * Writes docs/permissions.md from the docstrings of src/entra/: which application permission each call to Microsoft
 * Graph needs. Run it after a change there: `npx node docs/print-permissions.ts`. A test compares.
 */
import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import ts from 'typescript';
import { botPermissions, grantPermissions, type Permission } from '../src/entra/permissions.ts';

const folder = new URL('../src/entra/', import.meta.url);
const target = new URL('permissions.md', import.meta.url);

/** A function that makes a call to Graph, as its docstring tells of it. */
export interface GraphFunction {
  name: string;
  /** Its file, from the root of the repository. */
  path: string;
  /** The first sentence of its docstring. */
  purpose: string;
  permissions: readonly string[];
  /** What it writes; undefined where it only reads. */
  writes: 'tenant' | 'message' | undefined;
  /** The page of Microsoft that describes the call. */
  source: string | undefined;
}

/** Every function of src/entra/ whose docstring names a permission or says that it writes, by file and place. */
export const graphFunctions = (): GraphFunction[] =>
  readdirSync(folder)
    .filter((file) => file.endsWith('.ts'))
    .sort()
    .flatMap((file) => {
      const tree = ts.createSourceFile(file, readFileSync(new URL(file, folder), 'utf8'), ts.ScriptTarget.ES2024, true);
      return tree.statements.flatMap((statement) => functionIn(statement, `src/entra/${file}`) ?? []);
    });

function functionIn(statement: ts.Statement, path: string): GraphFunction | undefined {
  const tags = ts.getJSDocTags(statement);
  const said = (name: string): string[] =>
    tags.filter((tag) => tag.tagName.text === name).map((tag) => ts.getTextOfJSDocComment(tag.comment) ?? '');
  const permissions = said('permission').map((words) => words.replace(/ \(application\)$/, ''));
  const [writes] = said('writes');
  if (permissions.length === 0 && writes === undefined) return undefined;
  const declared = ts.isVariableStatement(statement) ? statement.declarationList.declarations[0] : statement;
  const name = (declared as ts.NamedDeclaration | undefined)?.name?.getText() ?? '';
  const [source] = /https:\/\/\S+/.exec(textOf(statement)) ?? [];
  return { name, path, purpose: purposeOf(statement), permissions, writes: writes as GraphFunction['writes'], source };
}

const textOf = (statement: ts.Statement): string =>
  ts
    .getJSDocCommentsAndTags(statement)
    .map((comment) => comment.getText())
    .join('\n');

function purposeOf(statement: ts.Statement): string {
  const [comment] = ts.getJSDocCommentsAndTags(statement);
  const words = ts.getTextOfJSDocComment(comment?.comment) ?? '';
  return (words.split('\n\n')[0] ?? '').replace(/\s+/g, ' ').trim();
}

/** The page docs/permissions.md. */
export function permissionsPage(): string {
  const functions = graphFunctions();
  return `# Permissions of Microsoft Graph

Printed by \`docs/print-permissions.ts\` from the docstrings in \`src/entra/\`. Do not edit it by hand.

All are **application** permissions. The README says how to give them.

## What the bot holds

${tableOf(botPermissions, functions)}

## What the administrator needs who runs \`npm run grant\`

The bot never holds these.

${tableOf(grantPermissions, functions)}

## Each call

| Call | What it does | Permissions | Writes |
| --- | --- | --- | --- |
${functions.map(callRow).join('\n')}
`;
}

function tableOf(permissions: readonly Permission[], functions: readonly GraphFunction[]): string {
  const users = (name: string) =>
    functions.filter((one) => one.permissions.includes(name)).map((one) => `\`${one.name}\``);
  const row = ({ name, reason, isOptional }: Permission) =>
    `| \`${name}\` | ${reason}${isOptional ? ' Optional.' : ''} | ${users(name).join(', ')} |`;
  return ['| Permission | Why | Used by |', '| --- | --- | --- |', ...permissions.map(row)].join('\n');
}

const writesWhat = { tenant: 'the tenant', message: 'a message to a person' };

function callRow({ name, path, purpose, permissions, writes, source }: GraphFunction): string {
  const call = source === undefined ? `\`${name}\`` : `[\`${name}\`](${source})`;
  const needed = permissions.map((one) => `\`${one}\``).join(', ');
  return `| ${call} in \`${path}\` | ${purpose} | ${needed} | ${writes === undefined ? '' : writesWhat[writes]} |`;
}

if (import.meta.main) writeFileSync(target, permissionsPage());
