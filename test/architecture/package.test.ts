import assert from 'node:assert/strict';
import { existsSync, readdirSync, readFileSync, statSync } from 'node:fs';
import { homedir, tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { readText, root, sourceFiles } from './support/source-files.ts';

type Versions = Record<string, string>;
interface PackageFile {
  scripts: Record<string, string>;
  dependencies: Versions;
  devDependencies: Versions;
  optionalDependencies: Versions;
  overrides: Versions;
}
interface LockFile {
  lockfileVersion: number;
  packages: Record<string, Partial<PackageFile> & { version?: string; resolved?: string; integrity?: string }>;
}

const packageFile = JSON.parse(readText('package.json')) as PackageFile;
const lockText = readText('package-lock.json');
const lock = JSON.parse(lockText) as LockFile;
const groups = ['dependencies', 'devDependencies', 'optionalDependencies'] as const;

describe('package.json', () => {
  it('names exact versions only', () => {
    const versions = [...groups, 'overrides' as const].flatMap((group) => Object.entries(packageFile[group]));
    assert.ok(versions.length > 40);
    assert.deepEqual(
      versions.filter(([, version]) => !/^\d+\.\d+\.\d+$/.test(version)),
      [],
    );
  });

  it('names under dependencies whatever the product imports, so that it is there without the development tools', () => {
    const used = new Set(
      sourceFiles('src')
        .flatMap(({ imports }) => imports)
        .filter(({ to, specifier }) => to === undefined && !specifier.startsWith('node:'))
        .map(({ specifier }) => /^(@[^/]+\/)?[^/]+/.exec(specifier)?.[0] ?? specifier),
    );
    assert.ok(used.size > 10);
    assert.deepEqual(
      [...used].filter((name) => !(name in packageFile.dependencies)),
      [],
    );
  });

  it('has scripts whose files are there', () => {
    const files = Object.values(packageFile.scripts).flatMap((script) => script.match(/\S+\.(ts|cjs)\b/g) ?? []);
    assert.ok(files.length > 5);
    assert.deepEqual(
      files.filter((file) => !file.includes('*') && !existsSync(join(root, file))),
      [],
    );
  });
});

describe('the lockfile', () => {
  it('belongs to package.json', () => {
    assert.equal(lock.lockfileVersion, 3);
    for (const group of groups) assert.deepEqual(lock.packages['']?.[group], packageFile[group]);
  });

  it('holds what each package must hash to, and of no package where it was fetched from', () => {
    const packages = Object.entries(lock.packages).filter(([path]) => path !== '');
    assert.ok(packages.length > 200);
    assert.deepEqual(
      packages.filter(([, one]) => one.resolved !== undefined).map(([path]) => path),
      [],
    );
    assert.deepEqual(
      packages.filter(([, one]) => one.integrity === undefined).map(([path]) => path),
      [],
    );
    assert.doesNotMatch(lockText, /registry/i);
  });
});

describe('.npmrc', () => {
  const lines = readText('.npmrc').split('\n');

  it('lets no package run a script of its own while it is installed', () => {
    assert.ok(lines.includes('ignore-scripts=true'));
  });

  it('saves exact versions and names no registry', () => {
    assert.ok(lines.includes('save-exact=true'));
    assert.doesNotMatch(lines.join('\n'), /registry|token|:\/\//i);
  });
});

/** Folders that are made here and committed nowhere. */
const made = new Set(['node_modules', '.git', '.data', 'build', 'coverage', '.output']);

/** Every text of the checkout that is, or could be, committed. */
function texts(folder: string): { path: string; text: string }[] {
  return readdirSync(join(root, folder)).flatMap((name) => {
    const path = folder === '' ? name : `${folder}/${name}`;
    if (made.has(name)) return [];
    if (statSync(join(root, path)).isDirectory()) return texts(path);
    const bytes = readFileSync(join(root, path));
    return bytes.includes(0) ? [] : [{ path, text: bytes.toString('utf8') }];
  });
}

const escaped = (words: string): string => words.replaceAll(/[.*+?^${}()|[\]\\]/g, '\\$&');

describe('the repository', () => {
  const all = texts('');

  it('names no folder of the machine that it was written on', () => {
    const here = root.replace(/[\\/]$/, '');
    const above = dirname(here);
    const places = [here, homedir(), ...(above === tmpdir() ? [] : [above])].filter((path) => path.length > 4);
    const local = new RegExp(`(?<![\\w.-])(${places.map(escaped).join('|')})[\\\\/]|/(home|Users)/[a-z][\\w.-]*/`);
    assert.ok(all.length > 200);
    assert.deepEqual(
      all.filter(({ text }) => local.test(text)).map(({ path }) => path),
      [],
    );
  });

  it('has one kind of line ending and ends every text with it', () => {
    const ours = all.filter(({ path }) => !path.startsWith('test/fixtures/'));
    const odd = ours.filter(({ text }) => text.includes('\r') || (text !== '' && !text.endsWith('\n')));
    assert.deepEqual(
      odd.map(({ path }) => path),
      [],
    );
  });
});
