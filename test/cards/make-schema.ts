/**
 * Writes `test/fixtures/teams-cards/schema.json`: the JSON schema of every card element, made from the types of
 * `@microsoft/teams.cards`. To be run by hand after that package was updated: `node test/cards/make-schema.ts`.
 */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { createGenerator } from 'ts-json-schema-generator';

const here = dirname(fileURLToPath(import.meta.url));
const root = join(here, '..', '..');
const folder = mkdtempSync(join(root, 'node_modules', '.card-types-')); // within reach of the package's types
const path = join(folder, 'card.ts');
writeFileSync(
  path,
  "import type { IAdaptiveCard } from '@microsoft/teams.cards';\nexport type Card = IAdaptiveCard;\n",
);
try {
  // Without `all`, definitions are not named and the schema explodes.
  const schema = createGenerator({ path, type: 'Card', expose: 'all', skipTypeCheck: true }).createSchema('Card');
  const text = JSON.stringify(schema, (key, value: unknown) =>
    key === 'description' && typeof value === 'string' ? undefined : value,
  );
  writeFileSync(join(root, 'test', 'fixtures', 'teams-cards', 'schema.json'), `${text}\n`);
} finally {
  rmSync(folder, { recursive: true });
}
