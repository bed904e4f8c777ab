import { configFromProcess } from './config.ts';
import { CrossoverError } from './lib/errors.ts';
import { systemClock } from './lib/clock.ts';
import { start } from './start.ts';
import { createLog } from './telemetry/pino-log.ts';

/** `npm start`: the product in production. Prints every fault of the configuration at once, each with its remedy. */
async function main(): Promise<void> {
  const read = configFromProcess();
  if ('faults' in read) {
    console.error('Crossover cannot start: the configuration has faults.\n');
    for (const { name, problem, remedy } of read.faults) console.error(`  ${name} ${problem}\n    ${remedy}`);
    console.error(
      '\nThe README lists all variables under “Connect a real tenant”. To try it out without a tenant: npm run demo',
    );
    process.exitCode = 1;
    return;
  }
  const log = createLog();
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
}

try {
  await main();
} catch (cause) {
  console.error(
    cause instanceof CrossoverError ? `Crossover cannot start: ${cause.message}\n  ${cause.remedy}` : cause,
  );
  process.exitCode = 1;
}
