import assert from 'node:assert/strict';
import { ESLint, type Linter } from 'eslint';
import ts from 'typescript';
import { lineOf, sourceFiles } from './support/source-files.ts';

const source = sourceFiles('src');

/** What each rule is set to for every file of the product; options stand after the severity. */
const rules: Record<string, readonly unknown[]> = {
  'max-lines': [{ max: 300, skipBlankLines: true, skipComments: true }],
  'max-lines-per-function': [{ max: 40, skipBlankLines: true, skipComments: true }],
  'max-params': [3],
  'no-restricted-exports': [{ restrictDefaultExports: { direct: true, named: true } }],
  '@typescript-eslint/no-explicit-any': [],
  '@typescript-eslint/no-floating-promises': [],
  '@typescript-eslint/no-non-null-assertion': [],
  '@typescript-eslint/switch-exhaustiveness-check': [],
};

describe('the rules of the house', () => {
  it('are errors in the linter for every file of the product: sizes, parameters, promises, no `any`, no `!`', async () => {
    const eslint = new ESLint();
    const weak: string[] = [];
    for (const { path } of source) {
      const set = (await rulesFor(eslint, path)) ?? {};
      for (const [rule, wanted] of Object.entries(rules)) {
        const setting = set[rule] ?? 'off';
        const [severity, ...options]: unknown[] = Array.isArray(setting) ? setting : [setting];
        const isOn = severity === 2 || severity === 'error';
        const isWanted = wanted.every((one, at) => holds(options[at], one));
        if (!isOn || !isWanted) weak.push(`${path}: ${rule}`);
      }
    }
    assert.deepEqual(weak, []);
  });

  it('are switched off nowhere', () => {
    const words = /eslint-disable|@ts-(ignore|expect-error|nocheck)|prettier-ignore/;
    const spots = [...source, ...sourceFiles('docs')].flatMap(({ path, text }) =>
      text.split('\n').flatMap((line, at) => (words.test(line) ? [`${path}:${at + 1} ${line.trim()}`] : [])),
    );
    assert.deepEqual(spots, []);
  });

  it('know no default export', () => {
    const exported = source.flatMap(({ path, tree }) =>
      tree.statements.filter(isDefaultExport).map((one) => `${path}:${lineOf(tree, one)}`),
    );
    assert.deepEqual(exported, []);
  });

  it('name files in kebab case, after what is in them', () => {
    const badWords = /(^|-)(data|info|utils?|helpers?|managers?|misc|common)(-|$)/;
    const names = source.flatMap(({ path }) => path.replace(/\.ts$/, '').split('/').slice(1));
    assert.deepEqual(
      names.filter((name) => !/^[a-z0-9]+(-[a-z0-9]+)*$/.test(name) || badWords.test(name)),
      [],
    );
  });

  it('leave nothing for later and nothing commented out', () => {
    const words = /\b(TODO|FIXME|XXX|HACK)\b|^\s*\/\/\s*(const|let|import|export|return|await|if) .*[;{]\s*$/;
    const spots = source.flatMap(({ path, text }) =>
      text.split('\n').flatMap((line, at) => (words.test(line) ? [`${path}:${at + 1} ${line.trim()}`] : [])),
    );
    assert.deepEqual(spots, []);
  });
});

async function rulesFor(eslint: ESLint, path: string): Promise<Linter.Config['rules']> {
  const config = (await eslint.calculateConfigForFile(path)) as Linter.Config;
  return config.rules;
}

/** Whether an option says at least what is wanted of it. */
function holds(option: unknown, wanted: unknown): boolean {
  if (typeof wanted !== 'object' || wanted === null) return option === wanted;
  if (typeof option !== 'object' || option === null) return false;
  const given = option as Record<string, unknown>;
  return Object.entries(wanted).every(([name, value]) => holds(given[name], value));
}

function isDefaultExport(statement: ts.Statement): boolean {
  if (ts.isExportAssignment(statement)) return true;
  if (ts.isExportDeclaration(statement) && statement.exportClause && ts.isNamedExports(statement.exportClause))
    return statement.exportClause.elements.some((element) => element.name.text === 'default');
  const modifiers = ts.canHaveModifiers(statement) ? ts.getModifiers(statement) : undefined;
  return modifiers?.some((modifier) => modifier.kind === ts.SyntaxKind.DefaultKeyword) ?? false;
}
