import { startPostgres } from '../support/postgres.ts';
import { postgresFolder } from '../support/tools.ts';
import { simulate } from './support/simulation.ts';

/**
 * `npm run proof [people] [rings]`: the simulation of the long tests, as large as wished (Default: 50,000 people in 12
 * rings); one JSON line at the end.
 */
const [people = 50_000, rings = 12] = process.argv.slice(2).map(Number);

if (postgresFolder() === undefined) {
  console.error('NOT RUN: this machine lacks PostgreSQL');
  process.exitCode = 1;
} else {
  const postgres = await startPostgres();
  const startedAt = performance.now();
  try {
    const simulated = await simulate({
      people,
      rings,
      kills: 3 * rings,
      seed: 11,
      url: await postgres.createDatabase(),
    });
    const seconds = Math.round((performance.now() - startedAt) / 1000);
    console.log(JSON.stringify({ people, rings, seconds, ...simulated }));
  } finally {
    await postgres.stop();
  }
}
