import assert from 'node:assert/strict';
import { existsSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { permissionsPage } from '../../docs/print-permissions.ts';
import { botPermissions, grantPermissions } from '../../src/entra/permissions.ts';
import { variables, verbs } from './support/declarations.ts';
import { codeIn, fencedLines, page, section, tableRows } from './support/pages.ts';
import { readText, root, sourceFiles } from './support/source-files.ts';

const readme = page('README.md');
const architecture = page('ARCHITECTURE.md');
const pages = [readme, architecture, page('CHANGELOG.md'), ...docs()];
const topLevel = new Set(readdirSync(root));
const source = sourceFiles('src');
const scripts = (JSON.parse(readText('package.json')) as { scripts: Record<string, string> }).scripts;

function docs() {
  return readdirSync(join(root, 'docs'))
    .filter((name) => name.endsWith('.md'))
    .map((name) => page(`docs/${name}`));
}

/** What comes to be on a machine and is committed nowhere. */
const madeHere = /^(node_modules\/|\.data\/|appPackage\/build\/|env\/\.env\.local\.user$)/;

/** Words in code that name a file or folder of this repository; the ladder's are checked as a ladder. */
function pathsIn(text: string): string[] {
  const ladder = fencedLines(text.includes('## The ladder') ? section(architecture, '## The ladder') : '');
  const words = codeIn(text)
    .filter((line) => !ladder.includes(line))
    .flatMap((code) => code.split(/[\s"',()]+/))
    .map((word) => word.replace(/^\.\//, ''));
  const isPath = (word: string) =>
    /^[\w.-]+(\/[\w.-]*)*$/.test(word) &&
    (word.includes('/') ? topLevel.has(word.split('/')[0] ?? '') : /\.(md|json|ts|js|cjs|yml|png)$/.test(word));
  const links = [...text.matchAll(/\]\(([^)#\s]+)(?:#[^)]*)?\)/g)].map((match) => match[1] ?? '');
  return [...words.filter(isPath), ...links.filter((link) => !/^\w+:/.test(link))].filter(
    (path) => !madeHere.test(path),
  );
}

describe('the pages', () => {
  it('name only files and folders that are there', () => {
    const named = pages.flatMap(({ path, text }) => pathsIn(text).map((word) => ({ path, word })));
    assert.ok(named.length > 80);
    const lost = named.filter(({ path, word }) => {
      const places = [word, join(path, '..', word)];
      return !places.some((place) => existsSync(join(root, place)));
    });
    assert.deepEqual(
      lost.map(({ path, word }) => `${path}: ${word}`),
      [],
    );
  });

  it('name only npm scripts that are there', () => {
    const named = pages.flatMap(({ text }) =>
      [...text.matchAll(/\bnpm run (?:--silent )?([\w:]+)/g)].map((one) => one[1] ?? ''),
    );
    const known = new Set(Object.keys(scripts));
    assert.ok(named.length > 5);
    assert.deepEqual(
      named.filter((name) => !known.has(name)),
      [],
    );
  });

  it('link only to headings that are there', () => {
    const anchorsOf = (text: string) =>
      [...text.matchAll(/^#+ (.+)$/gm)].map(([, words = '']) =>
        words
          .toLowerCase()
          .replaceAll(/[^\w\s-]/g, '')
          .trim()
          .replaceAll(/\s/g, '-'),
      );
    const lost = pages.flatMap(({ path, text }) =>
      [...text.matchAll(/\]\(#([^)]+)\)/g)]
        .map((one) => one[1] ?? '')
        .filter((one) => !anchorsOf(text).includes(one))
        .map((one) => `${path}: #${one}`),
    );
    assert.deepEqual(lost, []);
  });
});

describe('README.md', () => {
  it('has the heading to which the product sends whoever configures it', () => {
    const [, heading] = /README lists all variables under “([^”]+)”/.exec(readText('src/main.ts')) ?? [];
    assert.ok(readme.text.includes(`\n## ${heading ?? 'nothing'}\n`));
  });

  const table = new Map(
    tableRows(section(readme, '## Environment variables')).map(([name = '', preset = '', words = '']) => [
      name.replaceAll('`', ''),
      { preset, words: words.replaceAll('\\<', '<') },
    ]),
  );
  const known = variables();

  it('explains every environment variable that the product reads, and no other', () => {
    assert.ok(known.length > 20);
    assert.deepEqual([...table.keys()].sort(), known.map(({ name }) => name).sort());
  });

  it('says of each what is taken where nobody sets it', () => {
    const wrong = known.filter(({ name, isRequired, defaults }) => {
      const preset = table.get(name)?.preset ?? '';
      return preset.includes('required') !== isRequired || defaults.some((one) => !preset.includes(one));
    });
    assert.deepEqual(
      wrong.map(({ name, isRequired, defaults }) => ({ name, isRequired, defaults })),
      [],
    );
  });

  it('says of each what the product itself says where it is missing or wrong', () => {
    const silent = known.filter(({ remedy }) => remedy === undefined);
    assert.deepEqual(
      silent.map(({ name }) => name),
      [],
    );
    const other = known.filter(({ name, remedy }) => !table.get(name)?.words.includes(remedy ?? ''));
    assert.deepEqual(
      other.map(({ name, remedy }) => `${name}: ${remedy ?? ''}`),
      [],
    );
  });

  it('names no variable that nobody reads', () => {
    const declared = readdirSync(join(root, 'env')).flatMap(
      (file) => readText(`env/${file}`).match(/^[A-Z0-9_]+(?==)/gm) ?? [],
    );
    const inCommands = source
      .filter(({ path }) => path.startsWith('src/commands/'))
      .map(({ text }) => text)
      .join('\n');
    const tools = ['CHROMIUM_PATH', 'POSTGRES_BIN'].filter((name) => readText('test/support/tools.ts').includes(name));
    const named = codeIn(readme.text).flatMap((code) => code.match(/\b[A-Z][A-Z0-9]*(_[A-Z0-9]+)+\b/g) ?? []);
    const lost = named.filter(
      (name) => !table.has(name) && !declared.includes(name) && !tools.includes(name) && !inCommands.includes(name),
    );
    assert.deepEqual([...new Set(lost)], []);
  });

  it('gives every Graph permission with its reason, as src/entra/permissions.ts does, and no other', () => {
    const rows = tableRows(section(readme, '### Graph permissions')).map((cells) => cells.join(' '));
    const wanted = botPermissions.map(
      ({ name, reason, isOptional }) => `\`${name}\` ${reason} ${isOptional ? 'no' : 'yes'}`,
    );
    assert.deepEqual(rows, wanted);
    const all = new Set([...botPermissions, ...grantPermissions].map(({ name }) => name));
    const named = codeIn(readme.text).filter((code) =>
      /^[A-Z]\w+(\.\w+)*\.(Read|ReadWrite|Send)\w*(\.\w+)*$/.test(code),
    );
    assert.deepEqual(
      named.filter((name) => !all.has(name)),
      [],
    );
    for (const { name } of grantPermissions) assert.ok(named.includes(name), name);
  });

  it('says of every verb who may ask it, in the words of its help, and of no other', () => {
    const declared = verbs().map(({ name, help, who, kind }) => ({ name, says: help, who, kind }));
    const rows = tableRows(section(readme, '## What you can ask')).map(
      ([says = '', name = '', who = '', kind = '']) => ({
        name: name.replaceAll('`', ''),
        says: says.replaceAll(/[“”]/g, ''),
        who,
        kind,
      }),
    );
    const byName = (a: { name: string }, b: { name: string }) => a.name.localeCompare(b.name);
    assert.ok(declared.length > 5);
    assert.deepEqual(rows.sort(byName), declared.sort(byName));
  });
});

describe('docs/permissions.md', () => {
  it('is what docs/print-permissions.ts prints', () => {
    const [committed, printed] = [readText('docs/permissions.md').split('\n'), permissionsPage().split('\n')];
    const stale = [
      ...committed.filter((line) => !printed.includes(line)),
      ...printed.filter((line) => !committed.includes(line)),
    ];
    assert.deepEqual(stale, [], 'run: npx node docs/print-permissions.ts');
    assert.deepEqual(committed, printed);
  });
});

describe('ARCHITECTURE.md', () => {
  it('names every table of the database, and no other', () => {
    const tables = [...readText('src/db/tables.ts').matchAll(/^ {2}(\w+): (?:\w+Row|\w+Table|\{)/gm)].map(
      (one) => one[1] ?? '',
    );
    const rows = tableRows(section(architecture, '## Where the truth lives')).map(([name = '']) =>
      name.replaceAll('`', ''),
    );
    assert.ok(tables.length > 10);
    assert.deepEqual(rows.sort(), tables.sort());
  });

  it('names every state of a proposal, an item and a delivery', () => {
    const lives = section(architecture, '## Three lives');
    const types = (readText('src/db/tables.ts') + readText('src/db/notice-tables.ts')).matchAll(
      /^export type (\w+)State = (.+);$/gm,
    );
    const states = [...types].flatMap(([, , union = '']) => union.match(/\w+/g) ?? []);
    assert.ok(states.length > 15);
    assert.deepEqual(
      states.filter((state) => !lives.includes(`\`${state}\``)),
      [],
    );
  });

  it('names every kind of job', () => {
    const named = new Map(
      source.flatMap(({ text }) =>
        [...text.matchAll(/^(?:export )?const ([A-Z]+) = '([\w.]+)';$/gm)].map(([, name = '', value = '']) => [
          name,
          value,
        ]),
      ),
    );
    const kinds = source
      .filter(({ text }) => /: JobKind\b/.test(text) && /^ {4}due: /m.test(text))
      .flatMap(({ text }) =>
        [...text.matchAll(/^ {4}name: '?([\w.]+)'?,$/gm)].map((one) => named.get(one[1] ?? '') ?? one[1] ?? ''),
      );
    assert.ok(kinds.length > 4);
    assert.deepEqual(
      kinds.filter((kind) => !architecture.text.includes(`\`${kind}\``)),
      [],
    );
  });

  it('names every verb', () => {
    assert.deepEqual(
      verbs()
        .filter(({ name }) => !architecture.text.includes(`\`${name}\``))
        .map(({ name }) => name),
      [],
    );
  });
});
