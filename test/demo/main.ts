import { createServer, type AddressInfo } from 'node:net';
import { CrossoverError } from '../../src/lib/errors.ts';
import type { Log } from '../../src/lib/log.ts';
import { addGroup, ringGroup } from '../rollouts/support/movable-people.ts';
import { startProduct, type Product } from '../support/product.ts';
import { TENANT_ID } from '../tenant/cast.ts';
import { approvalsChannelOf } from '../tenant/teams/seats.ts';
import { farewell, greeting } from './words.ts';

/**
 * `npm run demo`: the whole product beside a practice tenant, to be played in a browser. Both begin anew each time.
 */
const PAGE_PORT = 3980;
const BOT_PORT = 3978;
/** Empty groups, for a rollout to be played. */
const RINGS = [1, 2, 3, 4, 5, 6];
/** Nobody outside this machine has a part in the play. */
const LOOPBACK = '127.0.0.1';

/** The port, or 0 for any free one where somebody listens there already. */
async function portOr0(port: number, host: string): Promise<number> {
  const server = createServer();
  const { promise, resolve } = Promise.withResolvers<number>();
  server.once('error', () => {
    resolve(0);
  });
  server.listen({ port, host }, () => {
    const { port: found } = server.address() as AddressInfo;
    server.close(() => {
      resolve(found);
    });
  });
  return promise;
}

/** Only what went wrong: everything else is to be seen on the page. */
const faultLog: Log = {
  info: () => undefined,
  warn: () => undefined,
  error: (event, cause) => {
    console.error(`  ${event}:`, cause);
  },
};

async function open(): Promise<Product> {
  const product = await startProduct({
    tenant: { pagePort: await portOr0(PAGE_PORT, LOOPBACK) },
    env: {
      PORT: String(await portOr0(BOT_PORT, LOOPBACK)),
      HOST: LOOPBACK,
      CROSSOVER_APPROVERS_CHANNEL: approvalsChannelOf({ tenantId: TENANT_ID }),
      CROSSOVER_OWN_GROUPS: RINGS.map(ringGroup).join(','),
    },
    log: faultLog,
  });
  for (const no of RINGS) addGroup(product.tenant, no);
  // The page moves the tenant's clock: with each step the product's follows, and looks what is due now.
  product.tenant.teams.onClockMoved(() =>
    product.moveClock(0).catch((cause: unknown) => {
      faultLog.error('demo.clock', cause);
    }),
  );
  return product;
}

function stopOnSignal(product: Product): void {
  let isStopping = false;
  for (const signal of ['SIGINT', 'SIGTERM'] as const) {
    process.on(signal, () => {
      if (isStopping) return; // a second Ctrl+C while the database closes
      isStopping = true;
      console.log(farewell);
      void product.stop();
    });
  }
}

console.log('Starting the practice tenant and Crossover …');
try {
  const product = await open();
  stopOnSignal(product);
  console.log(greeting({ address: product.tenant.pageOrigin, botPort: product.running.port }));
} catch (cause) {
  if (!(cause instanceof CrossoverError)) throw cause;
  console.error(`The demo could not start: ${cause.message}.\n${cause.remedy}`);
  process.exit(1); // the tenant's servers would keep the process alive
}
