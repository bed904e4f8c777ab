import { readFileSync, writeFileSync } from 'node:fs';
import { parseArgs } from 'node:util';
import { startPostgres } from '../support/postgres.ts';
import { postgresFolder } from '../support/tools.ts';
import { audit } from './audit.ts';
import { click } from './click.ts';
import { coverage } from './coverage.ts';
import { figureOf, machineAt, pageOf, type Figure, type Machine } from './figures.ts';
import { fallback, inventory } from './inventory.ts';
import { memory } from './memory.ts';
import { notices } from './notices.ts';
import { preview } from './preview.ts';
import { question } from './question.ts';
import { readiness } from './readiness.ts';
import { replicas } from './replicas.ts';
import { rollouts } from './rollouts.ts';
import { search } from './search.ts';
import type { Suite } from './stage.ts';
import { start } from './start.ts';
import { understand } from './understand.ts';
import { scarce, writes } from './writes.ts';

/**
 * `npm run bench [SUITE …]`: one JSON line a figure on standard output, nothing else there.
 * `npm run bench -- --write` also writes docs/benchmarks.md: the sections of what was measured.
 */
const suites: Readonly<Record<string, Suite>> = {
  start,
  memory,
  question,
  click,
  preview,
  audit,
  coverage,
  search,
  inventory,
  fallback,
  readiness,
  replicas,
  rollouts,
  writes,
  scarce,
  notices,
  understand,
};
const page = new URL('../../docs/benchmarks.md', import.meta.url);

async function measure(names: readonly string[], machine: Machine): Promise<Figure[]> {
  const figures: Figure[] = [];
  const postgres = await startPostgres();
  try {
    for (const name of names) {
      for await (const measured of suites[name]?.(postgres) ?? []) {
        const figure = figureOf(name, measured, machine);
        console.log(JSON.stringify(figure));
        figures.push(figure);
      }
    }
  } finally {
    await postgres.stop();
  }
  return figures;
}

const { values, positionals } = parseArgs({
  options: { write: { type: 'boolean', default: false } },
  allowPositionals: true,
});
const names = positionals.length > 0 ? positionals : Object.keys(suites);
const unknown = names.filter((name) => !(name in suites));
if (unknown.length > 0) {
  console.error(`There is no suite ${unknown.join(', ')}; there are ${Object.keys(suites).join(', ')}.`);
  process.exitCode = 1;
} else if (postgresFolder() === undefined) {
  console.error(`NOT RUN: ${names.join(', ')} (this machine lacks PostgreSQL)`);
  process.exitCode = 1;
} else {
  const machine = machineAt(new Date()); // before: its load is the others', not ours
  const figures = await measure(names, machine);
  if (values.write) writeFileSync(page, pageOf(figures, readFileSync(page, 'utf8'), Object.keys(suites)));
}
