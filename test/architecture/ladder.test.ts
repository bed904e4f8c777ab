import assert from 'node:assert/strict';
import { fencedLines, page, section } from './support/pages.ts';
import { sourceFile, sourceFiles, type Import } from './support/source-files.ts';

/** Rung by rung from the top, as ARCHITECTURE.md draws it: `teams/` for a folder, `app.ts` for a file of its own. */
type Ladder = readonly (readonly string[])[];

const ladder: Ladder = fencedLines(section(page('ARCHITECTURE.md'), '## The ladder')).map((line) =>
  line.split(/\s+/).filter((word) => /^[\w-]+(\.ts|\/)$/.test(word)),
);

/** What of the ladder a file is part of: its folder below src/, or itself. */
function unitOf(path: string): string {
  const [, first = '', ...rest] = path.split('/');
  return rest.length > 0 ? `${first}/` : first;
}

/** The rung on which a unit stands, 0 at the top; -1 where the ladder does not know it. */
const rungOf = (unit: string): number => ladder.findIndex((rung) => rung.includes(unit));

/** What is wrong with an import; undefined where it goes down or stays at home. */
function stepFault({ from, to, line }: Import): string | undefined {
  if (to === undefined) return undefined;
  if (!to.startsWith('src/')) return `${from}:${line} leaves src/ for ${to}`;
  const [above, below] = [unitOf(from), unitOf(to)];
  if (above === below || (rungOf(above) >= 0 && rungOf(below) > rungOf(above))) return undefined;
  return `${from}:${line} imports ${to}: ${rungOf(below) === rungOf(above) ? 'sideways' : 'up'}`;
}

const stepFaults = (files: ReturnType<typeof sourceFiles>): string[] =>
  files.flatMap((file) => file.imports.flatMap((one) => stepFault(one) ?? []));

/** A way from a file back to itself; undefined where there is none. */
function circleFrom(start: string, targets: ReadonlyMap<string, readonly string[]>): string | undefined {
  const ways: string[][] = [[start]];
  const seen = new Set<string>();
  for (let way = ways.shift(); way !== undefined; way = ways.shift()) {
    for (const next of targets.get(way.at(-1) ?? '') ?? []) {
      if (next === start) return [...way, start].join(' → ');
      if (!seen.has(next)) ways.push([...way, next]);
      seen.add(next);
    }
  }
  return undefined;
}

const circlesIn = (files: ReturnType<typeof sourceFiles>): string[] => {
  const targets = new Map(files.map(({ path, imports }) => [path, imports.flatMap(({ to }) => to ?? [])]));
  return files.flatMap(({ path }) => circleFrom(path, targets) ?? []);
};

const source = sourceFiles('src');

describe('the ladder of src/', () => {
  it('has a rung for every file and folder, and no rung for one that is gone', () => {
    const units = new Set(source.map(({ path }) => unitOf(path)));
    assert.ok(units.size > 15);
    assert.deepEqual([...units].sort(), ladder.flat().sort());
  });

  it('is climbed down only: a folder imports itself and the rungs below it', () => {
    assert.ok(source.flatMap(({ imports }) => imports).length > 300);
    assert.deepEqual(stepFaults(source), []);
  });

  it('would not let a step up, a step sideways or a step out of src/ pass, nor one for a type only', () => {
    const bad = sourceFile(
      'src/notices/made-up.ts',
      `import { a } from '../teams/bot.ts';
       import type { B } from '../approvals/plan.ts';
       export { c } from '../../test/tenant/cast.ts';
       const d = await import('../app.ts');
       import { e } from '../lib/ids.ts';`,
    );
    assert.deepEqual(stepFaults([bad]), [
      'src/notices/made-up.ts:1 imports src/teams/bot.ts: up',
      'src/notices/made-up.ts:2 imports src/approvals/plan.ts: sideways',
      'src/notices/made-up.ts:3 leaves src/ for test/tenant/cast.ts',
      'src/notices/made-up.ts:4 imports src/app.ts: up',
    ]);
  });

  it('has no circles, not even of types', () => {
    assert.deepEqual(circlesIn(source), []);
  });

  it('would not let a circle pass, and tells the way around it', () => {
    const [a, b, c] = [
      sourceFile('src/lib/a.ts', "export { b } from './b.ts';"),
      sourceFile('src/lib/b.ts', "import type { C } from './c.ts';"),
      sourceFile('src/lib/c.ts', "import { a } from './a.ts';"),
    ];
    assert.deepEqual(circlesIn([a, b, c])[0], 'src/lib/a.ts → src/lib/b.ts → src/lib/c.ts → src/lib/a.ts');
    assert.deepEqual(circlesIn([a, b]), []);
  });

  it('has no dead ends: whatever is imported is there', () => {
    const paths = new Set(source.map(({ path }) => path));
    const lost = source.flatMap(({ imports }) => imports.filter(({ to }) => to !== undefined && !paths.has(to)));
    assert.deepEqual(
      lost.map(({ from, line, specifier }) => `${from}:${line} ${specifier}`),
      [],
    );
  });
});

describe('the practice tenant', () => {
  const tenant = sourceFiles('test/tenant');

  it('imports nothing of the product: they meet over HTTP only', () => {
    assert.ok(tenant.length > 40);
    const crossings = tenant.flatMap(({ imports }) => imports.filter(({ to }) => to?.startsWith('src/')));
    assert.deepEqual(
      crossings.map(({ from, line, to }) => `${from}:${line} imports ${to ?? ''}`),
      [],
    );
  });

  it('is not reached by the product through a name of its own either', () => {
    const words = source.filter(({ text }) => /['"`][^'"`]*\btest\/tenant\b/.test(text));
    assert.deepEqual(
      words.map(({ path }) => path),
      [],
    );
  });
});
