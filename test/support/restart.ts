import { openDatabase, type Database } from '../../src/db/database.ts';
import { silentLog } from '../../src/lib/log.ts';
import { start } from '../../src/start.ts';
import { assertContract, type Product } from './product.ts';

/**
 * Stops the product and starts it again on the same directory, beside the same tenant; use only what it returns then.
 *
 * @param meanwhile What is done to the database while nobody else has it.
 */
export async function restart(product: Product, meanwhile?: (database: Database) => Promise<void>): Promise<Product> {
  const { tenant, config } = product;
  await product.running.stop();
  if (meanwhile) {
    const database = await openDatabase(directoryOf(product));
    await meanwhile(database).finally(() => database.close());
  }
  const running = await start(config, { clock: tenant.clock, log: silentLog, isClockMovable: true });
  tenant.setBotEndpoint(`http://localhost:${running.port}/api/messages`);
  return {
    ...product,
    running,
    moveClock: async (millis) => {
      tenant.clock.advance(millis);
      await running.moveClock(tenant.clock.now().getTime() - Date.now());
      await running.sweep();
    },
    stop: async () => {
      await running.stop();
      await tenant.close();
      assertContract(tenant);
    },
  };
}

function directoryOf({ config: { database } }: Product): { kind: 'embedded'; directory: string } {
  if (database.kind === 'embedded' && database.directory !== undefined) {
    return { kind: 'embedded', directory: database.directory };
  }
  throw new TypeError('only a product with a DATABASE_DIRECTORY can be started again');
}
