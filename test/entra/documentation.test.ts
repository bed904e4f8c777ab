import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import ts from 'typescript';
import { botPermissions, grantPermissions } from '../../src/entra/permissions.ts';

const folder = new URL('../../src/entra/', import.meta.url);
const methods = { reads: ['get', 'getMany', 'pages'], writes: ['post', 'patch', 'patchMany', 'delete'] };

/** An exported function of the Graph edge that is given a Graph, with its tags. */
interface GraphFunction {
  name: string;
  text: string;
  tags: Record<string, string[]>;
}

const graphFunctions = readdirSync(folder).flatMap((file) => {
  const text = readFileSync(new URL(file, folder), 'utf8');
  const source = ts.createSourceFile(file, text, ts.ScriptTarget.ES2024, true);
  return source.statements.flatMap((statement) => functionIn(statement) ?? []);
});

function functionIn(statement: ts.Statement): GraphFunction | undefined {
  const declared = ts.isVariableStatement(statement) ? statement.declarationList.declarations[0] : statement;
  const made = declared && ts.isVariableDeclaration(declared) ? declared.initializer : declared;
  if (made === undefined || !(ts.isFunctionDeclaration(made) || ts.isArrowFunction(made))) return undefined;
  const isExported =
    ts.canHaveModifiers(statement) && ts.getModifiers(statement)?.[0]?.kind === ts.SyntaxKind.ExportKeyword;
  if (!isExported || made.parameters[0]?.type?.getText() !== 'Graph') return undefined;
  const tags: GraphFunction['tags'] = {};
  for (const tag of ts.getJSDocTags(statement)) {
    (tags[tag.tagName.text] ??= []).push(ts.getTextOfJSDocComment(tag.comment) ?? '');
  }
  const name = (declared as ts.NamedDeclaration).name?.getText() ?? '';
  return { name, text: made.getText(), tags };
}

/** What Graph answers by POST without changing anything. */
const ASKED_BY_POST = ['evaluateSignIn'];

const calls = ({ text }: GraphFunction, names: readonly string[]): boolean =>
  names.some((name) => text.includes(`graph.${name}(`));
const isWriting = (one: GraphFunction): boolean => calls(one, methods.writes) && !ASKED_BY_POST.includes(one.name);
const named = (chosen: GraphFunction[]): string[] => chosen.map(({ name }) => name);
const permissionsOf = ({ tags }: GraphFunction): string[] =>
  (tags['permission'] ?? []).map((words) => words.replace(/ \(application\)$/, ''));

describe('the documentation of the Graph edge', () => {
  it('is read by this test for every function, those that read and those that write', () => {
    assert.ok(graphFunctions.length > 20);
    assert.deepEqual(named(graphFunctions.filter(isWriting)).sort(), [
      'addGroupMember',
      'createAppRoleAssignment',
      'createConditionalAccessPolicy',
      'createNamedLocation',
      'deleteConditionalAccessPolicy',
      'deleteNamedLocation',
      'installApp',
      'removeGroupMember',
      'sendMail',
      'updateConditionalAccessPolicy',
      'updateRegistrationEnforcement',
      'updateRequirements',
      'updateRequirementsOfMany',
      'updateSecurityDefaults',
    ]);
  });

  it('names the permission of every function', () => {
    assert.deepEqual(named(graphFunctions.filter((each) => permissionsOf(each).length === 0)), []);
  });

  it('names the source of every function', () => {
    const isSourced = ({ tags }: GraphFunction) => tags['see']?.length === 1;
    assert.deepEqual(named(graphFunctions.filter((each) => !isSourced(each))), []);
  });

  it('says of every function how Graph refuses it', () => {
    assert.deepEqual(named(graphFunctions.filter(({ tags }) => tags['throws'] === undefined)), []);
  });

  it('says of every function that writes what it writes, and of no other', () => {
    for (const each of graphFunctions) {
      const written = each.tags['writes'] ?? [];
      assert.equal(written.length, isWriting(each) ? 1 : 0, each.name);
      for (const what of written) assert.match(what, /^(tenant|message)$/);
    }
  });

  it('names only permissions that an administrator is asked for, and none is asked for in vain', () => {
    const asked = new Set([...botPermissions, ...grantPermissions].map(({ name }) => name));
    assert.deepEqual([...new Set(graphFunctions.flatMap(permissionsOf))].sort(), [...asked].sort());
  });
});
