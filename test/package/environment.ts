/**
 * Reads the `env/` files and fills their variables in, as the Teams tooling does.
 */
import { readdirSync, readFileSync } from 'node:fs';

/** The root of the repository. */
export const root = new URL('../../', import.meta.url);

/** The text of a file, by its path from the root of the repository. */
export function read(path: string): string {
  return readFileSync(new URL(path, root), 'utf8');
}

/** The names of the environments that have a file. */
export function environmentNames(): string[] {
  const files = readdirSync(new URL('env/', root));
  return files.filter((file) => /^\.env\.[\w-]+$/.test(file)).map((file) => file.slice('.env.'.length));
}

/** The variables that an environment declares, the empty ones too. */
export function readEnvironment(name: string): Map<string, string> {
  const lines = read(`env/.env.${name}`).split('\n');
  const pairs = lines.filter((line) => line !== '' && !line.startsWith('#')).map((line) => line.split(/=(.*)/s));
  return new Map(pairs.map(([key, value]) => [key ?? '', value ?? '']));
}

/** The names inside `${{…}}` in a text, each once. */
export function variablesIn(text: string): string[] {
  return [...new Set([...text.matchAll(/\$\{\{\s*(\w+)\s*\}\}/g)].map((match) => match[1] ?? ''))];
}

/** A text with its `${{…}}` replaced; a variable without a value stays as it is, and so does one that is empty. */
export function fillIn(text: string, values: ReadonlyMap<string, string>): string {
  return text.replace(/\$\{\{\s*(\w+)\s*\}\}/g, (whole, name: string) => {
    const value = values.get(name);
    // The tooling lets this one variable be empty, and no other.
    return value === undefined || (value === '' && name !== 'APP_NAME_SUFFIX') ? whole : value;
  });
}

const exampleId = 'b7c41d52-0f3e-4f6a-9d6c-2a8f1f6f0a11';

/** An environment after the tooling has filled in what it makes: ids and host names of no real thing. */
export function provisionedEnvironment(name: string): Map<string, string> {
  const made = { TEAMS_APP_ID: exampleId, BOT_ID: exampleId, BOT_DOMAIN: 'crossover.fabrikam.example' };
  return new Map([...readEnvironment(name), ...Object.entries(made)]);
}
