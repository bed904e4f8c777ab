import assert from 'node:assert/strict';
import { isBuiltin } from 'node:module';
import ts from 'typescript';
import { graphFunctions } from '../../docs/print-permissions.ts';
import { page, section, tableRows } from './support/pages.ts';
import { lineOf, root, sourceFiles, type Import, type SourceFile } from './support/source-files.ts';

const source = sourceFiles('src');
const imports = source.flatMap((file) => file.imports);
const shown = (list: readonly Import[]): string[] =>
  list.map(({ from, line, specifier, names }) => `${from}:${line} takes ${names.join(', ')} from ${specifier}`);
const isBelow = (path: string, places: readonly string[]): boolean => places.some((place) => path.startsWith(place));

/** `@scope/name/part` and `name/part` without the part. */
const packageOf = (specifier: string): string =>
  specifier
    .split('/')
    .slice(0, specifier.startsWith('@') ? 2 : 1)
    .join('/');

/** Vendor → where it may be named, as the table of ARCHITECTURE.md says. */
const homes = new Map(
  tableRows(section(page('ARCHITECTURE.md'), '## Vendors')).map(([vendor = '', places = '']) => [
    vendor.replaceAll('`', ''),
    [...places.matchAll(/`([^`]+)`/g)].map((match) => match[1] ?? ''),
  ]),
);

describe('the fences around vendors', () => {
  const foreign = imports.filter(({ to, specifier }) => to === undefined && !isBuiltin(specifier));

  it('give every package that the product uses a home', () => {
    assert.deepEqual(
      [...new Set(foreign.map(({ specifier }) => packageOf(specifier)))].sort(),
      [...homes.keys()].sort(),
    );
  });

  it('keep each at home, types included', () => {
    const strays = foreign.filter(({ specifier, from }) => !isBelow(from, homes.get(packageOf(specifier)) ?? []));
    assert.deepEqual(shown(strays), []);
  });

  it('let features write queries, and nothing else of Kysely', () => {
    const queries = foreign.filter(({ specifier, from }) => specifier === 'kysely' && !from.startsWith('src/db/'));
    const allowed = (one: Import) => (one.from.startsWith('src/jobs/') ? ['CompiledQuery'] : ['sql']);
    assert.ok(queries.length > 0);
    assert.deepEqual(shown(queries.filter((one) => one.names.some((name) => !allowed(one).includes(name)))), []);
  });

  it('take version 4 of zod everywhere', () => {
    assert.deepEqual(
      shown(foreign.filter(({ specifier }) => specifier.startsWith('zod') && specifier !== 'zod/v4')),
      [],
    );
  });
});

const graphMethods = new Set(['get', 'pages', 'post', 'patch', 'delete', 'with']);

/** Who besides the rule's own folder may call what, and why that is no hole. */
const mayWrite: Record<'tenant' | 'message', readonly { place: string; names?: readonly string[] }[]> = {
  tenant: [
    { place: 'src/changes/' },
    // Run once by an administrator, with the administrator's own rights.
    { place: 'src/commands/grant', names: ['createAppRoleAssignment'] },
    // Sets the state of the one account that was named to what it is already.
    { place: 'src/commands/check', names: ['updateRequirements'] },
  ],
  message: [
    { place: 'src/teams/reach.ts' },
    // One card and one mail to whoever runs the command.
    { place: 'src/commands/check', names: ['installApp', 'sendMail'] },
  ],
};

describe('the door to the tenant', () => {
  for (const what of ['tenant', 'message'] as const) {
    const writers = graphFunctions().filter(({ writes }) => writes === what);
    const strays = imports.filter(({ from, to, names }) =>
      writers.some(
        ({ name, path }) =>
          to === path &&
          !from.startsWith('src/entra/') &&
          names.includes(name) &&
          !mayWrite[what].some((one) => from.startsWith(one.place) && (one.names?.includes(name) ?? true)),
      ),
    );

    it(`is closed: what writes a ${what} is imported only where that is allowed`, () => {
      assert.ok(writers.length >= 2);
      assert.deepEqual(shown(strays), []);
    });
  }

  it('has no side entrance: nobody takes a file of Graph functions whole, or passes one on', () => {
    const whole = imports.filter(
      ({ from, to, names }) => to?.startsWith('src/entra/') && !from.startsWith('src/entra/') && names.includes('*'),
    );
    const passedOn = source
      .filter(({ path }) => !path.startsWith('src/entra/'))
      .flatMap(({ path, tree }) =>
        tree.statements
          .filter((one) => ts.isExportDeclaration(one) && /entra\//.test(one.moduleSpecifier?.getText(tree) ?? ''))
          .map((one) => `${path}:${lineOf(tree, one)}`),
      );
    assert.deepEqual([...shown(whole), ...passedOn], []);
  });

  it('is the only way out: only entra/ calls Graph by a path', function () {
    this.timeout(120_000); // the compiler reads the whole product
    assert.deepEqual(rawGraphCalls(), []);
  });
});

/** Calls of a `Graph`'s own methods outside entra/: only the compiler knows what is a `Graph`. */
function rawGraphCalls(): string[] {
  const program = ts.createProgram(
    source.map(({ path }) => root + path),
    {
      module: ts.ModuleKind.NodeNext,
      target: ts.ScriptTarget.ES2024,
      types: ['node'],
      strict: true,
      skipLibCheck: true,
      noEmit: true,
      allowImportingTsExtensions: true,
    },
  );
  const checker = program.getTypeChecker();
  const calls: string[] = [];
  let handles = 0;
  const visit = (tree: ts.SourceFile, node: ts.Node): void => {
    if (ts.isPropertyAccessExpression(node) && graphMethods.has(node.name.text)) {
      const type = checker.getTypeAtLocation(node.expression);
      const isGraph = type.getSymbol()?.name === 'Graph';
      if (isGraph && node.name.text === 'with') handles += 1;
      else if (isGraph) calls.push(`${tree.fileName.slice(root.length)}:${lineOf(tree, node)} ${node.getText(tree)}`);
    }
    ts.forEachChild(node, (child) => {
      visit(tree, child);
    });
  };
  for (const { path } of source) {
    const tree = path.startsWith('src/entra/') ? undefined : program.getSourceFile(root + path);
    if (tree) visit(tree, tree);
  }
  assert.ok(handles > 0, 'the compiler no longer sees what a Graph is');
  return calls;
}

/** Files that decide: no I/O, no vendor but the grammar's two, no clock. */
const deciding = ({ path }: SourceFile): boolean =>
  path.startsWith('src/chat/') ||
  (path.startsWith('src/policies/') && !/\/(proof|policy-reader|evaluate-sample)\.ts$|\/verbs\//.test(path)) ||
  [
    ...['src/approvals/rules.ts', 'src/changes/per-user-mfa-rules.ts', 'src/changes/protection.ts'],
    ...['src/changes/policy-content.ts', 'src/changes/ip-ranges.ts', 'src/changes/policy-templates.ts'],
    ...['src/inventory/account-type.ts', 'src/inventory/filter-words.ts'],
  ].includes(path);

describe('files that decide', () => {
  const files = source.filter(deciding);
  const paths = new Set(files.map(({ path }) => path));

  it('import nothing but lib/ and each other, types excepted', () => {
    assert.ok(files.length > 20);
    const strays = files
      .flatMap((file) => file.imports)
      .filter(({ isTypeOnly }) => !isTypeOnly)
      .filter(({ to }) => to === undefined || !(to.startsWith('src/lib/') || paths.has(to)))
      .filter(
        ({ from, specifier }) => !(from.startsWith('src/chat/') && /^(chrono-node|luxon)$/.test(packageOf(specifier))),
      );
    assert.deepEqual(shown(strays), []);
  });

  it('ask no clock, no chance, no network and no environment', () => {
    const edges = /\bnew Date\(\)|\bDate\.now\(|\bMath\.random\(|\bfetch\(|\bprocess\.|\bsetTimeout\(|\bperformance\./;
    const strays = files.flatMap(({ path, text }) =>
      text.split('\n').flatMap((line, at) => (edges.test(line) ? [`${path}:${at + 1} ${line.trim()}`] : [])),
    );
    assert.deepEqual(strays, []);
  });
});

describe('the edges of the product', () => {
  const lines = source.flatMap(({ path, text }) =>
    text.split('\n').map((line, at) => ({ path, line, where: `${path}:${at + 1} ${line.trim()}` })),
  );
  const strays = (pattern: RegExp, allowed: readonly string[]): string[] =>
    lines.filter(({ path, line }) => pattern.test(line) && !isBelow(path, allowed)).map(({ where }) => where);

  it('let only lib/clock.ts ask the machine what time it is', () => {
    assert.equal(strays(/\bnew Date\(\)|\bDate\.now\(/, []).length > 0, true);
    assert.deepEqual(strays(/\bnew Date\(\)|\bDate\.now\(/, ['src/lib/clock.ts']), []);
  });

  it('let only config.ts read the environment', () => {
    assert.equal(strays(/\bprocess\.env\b/, []).length > 0, true);
    assert.deepEqual(strays(/\bprocess\.env\b/, ['src/config.ts']), []);
  });

  it('let all SQL take the time from app_now()', () => {
    assert.deepEqual(
      strays(/\bclock_timestamp\(|[^_]\bnow\(\)[^'`]*(interval|::)|current_timestamp/i, ['src/db/']),
      [],
    );
  });
});
