import { enableCompileCache, flushCompileCache } from 'node:module';
import { fileURLToPath } from 'node:url';
import { configFromProcess } from './config.ts';
import { CrossoverError } from './lib/errors.ts';
import { systemClock } from './lib/clock.ts';
import { createLog } from './telemetry/pino-log.ts';

/** `npm start`: the product in production. Prints every fault of the configuration at once, each with its remedy. */
async function main(): Promise<void> {
  const read = configFromProcess();
  if ('faults' in read) {
    console.error('Crossover cannot start: the configuration has faults.\n');
    for (const { name, problem, remedy } of read.faults) console.error(`  ${name} ${problem}\n    ${remedy}`);
    console.error(
      '\nThe README lists all variables under “Environment variables”. To try it out without a tenant: npm run demo',
    );
    process.exitCode = 1;
    return;
  }
  const log = createLog();
  // Before anything large is loaded: what was compiled once is not compiled again. Where the folder is read-only, it is.
  enableCompileCache(fileURLToPath(new URL('../node_modules/.cache/crossover', import.meta.url)));
  const { start } = await import('./start.ts');
  const running = await start(read.config, { clock: systemClock, log });
  const stop = (signal: string) => {
    log.info('stopping', { signal });
    running.stop().catch((cause: unknown) => {
      log.error('stop', cause);
      process.exitCode = 1;
    });
  };
  process.once('SIGTERM', stop);
  process.once('SIGINT', stop);
  flushCompileCache(); // now, since a container is seldom allowed to end by itself
}

try {
  await main();
} catch (cause) {
  console.error(
    cause instanceof CrossoverError ? `Crossover cannot start: ${cause.message}\n  ${cause.remedy}` : cause,
  );
  process.exitCode = 1;
}
