import assert from 'node:assert/strict';
import { rmSync } from 'node:fs';
import { readConfig, type Config } from '../../src/config.ts';
import { openDatabase, type Database } from '../../src/db/database.ts';
import { silentLog, type Log } from '../../src/lib/log.ts';
import { start, type Running } from '../../src/start.ts';
import { GROUPS, PEOPLE } from '../tenant/cast.ts';
import { createTenantKeys, type TenantKeys } from '../tenant/keys.ts';
import type { QuotaOverrides } from '../tenant/quotas/quotas.ts';
import { freshDatabase } from './fresh-database.ts';
import { trust } from './trust.ts';
import { startTenant, type PracticeTenant, type TenantOptions } from '../tenant/tenant.ts';

/** The product beside a practice tenant, both real and joined by HTTP alone. */
export interface Product {
  tenant: PracticeTenant;
  running: Running;
  config: Config;
  /** Of its embedded database. */
  directory: string;
  /** Moves every clock: the tenant's, the database's, the product's. Then looks through what is due. */
  moveClock(millis: number): Promise<void>;
  stop(): Promise<void>;
}

export interface ProductOptions {
  tenant?: TenantOptions;
  /** Environment variables that differ from the usual ones; undefined leaves one out. */
  env?: Record<string, string | undefined>;
  log?: Log;
}

/** Graph's quotas are enforced. Those of one chat are not: tests talk faster than any person. */
const patientTeams: QuotaOverrides = {
  connector: 'unlimited',
  connectorSend: 'unlimited',
  connectorCreate: 'unlimited',
  connectorMembers: 'unlimited',
};

let sharedKeys: Promise<TenantKeys> | undefined;

/** One certificate for all tenants of a test run, trusted once. */
export function trustedKeys(): Promise<TenantKeys> {
  sharedKeys ??= createTenantKeys().then((keys) => {
    trust(keys.certificatePem); // for as long as the process lives: the tenants of all suites share it
    return keys;
  });
  return sharedKeys;
}

/** The environment that joins the product to a practice tenant. */
export const environmentFor = (tenant: PracticeTenant): Record<string, string> => ({
  BOT_ID: tenant.bot.appId,
  BOT_TENANT_ID: tenant.tenantId,
  AZURE_CREDENTIAL: 'secret',
  AZURE_CLIENT_SECRET: tenant.bot.secret,
  CROSSOVER_MODE: 'tryout',
  CROSSOVER_READERS: `group:${GROUPS.readers}`,
  CROSSOVER_OPERATORS: `group:${GROUPS.operators}`,
  CROSSOVER_APPROVERS: `group:${GROUPS.approvers}`,
  CROSSOVER_PROPOSERS: 'operators', // people of the cast hold no directory roles
  CROSSOVER_EMERGENCY_ACCOUNTS: `${PEOPLE.emergency01},${PEOPLE.emergency02}`,
  CROSSOVER_HELP_CONTACT: 'Help desk, extension 4711',
  CROSSOVER_MAIL_SENDER: PEOPLE.nora,
  CROSSOVER_TIME_ZONE: 'Europe/Berlin',
  CROSSOVER_SERVICE_URLS: tenant.origin,
  CROSSOVER_FILE_HOSTS: new URL(tenant.origin).host,
  TEAMS_APP_ID: tenant.teamsApp.externalId,
  GRAPH_URL: tenant.origin,
  LOGIN_URL: tenant.origin,
  LOGIN_DISCOVERY: 'off',
  BOT_OPENID_METADATA_URL: `${tenant.pageOrigin}/v1/.well-known/openidconfiguration`,
  PORT: '0',
  HOST: '127.0.0.1',
});

/** Every request of the product was one that Graph's own description knows: path, method, options, headers, properties. */
export function assertContract({ contractViolations }: PracticeTenant): void {
  assert.deepEqual(contractViolations, []);
}

/** A configuration from variables, which must be right. */
export function configOf(env: Record<string, string | undefined>): Config {
  const read = readConfig(env);
  if ('faults' in read) throw new TypeError(`the test's configuration is wrong: ${JSON.stringify(read.faults)}`);
  return read.config;
}

/** Starts both, on an embedded database of its own unless told otherwise. */
export async function startProduct(options: ProductOptions = {}): Promise<Product> {
  const keys = await trustedKeys();
  const tenant = await startTenant({ keys, quotas: 'documented', quotaOverrides: patientTeams, ...options.tenant });
  const directory = await freshDatabase();
  const config = configOf({ DATABASE_DIRECTORY: directory, ...environmentFor(tenant), ...options.env });
  return startOn({ tenant, config, directory, log: options.log ?? silentLog });
}

type Place = Pick<Product, 'tenant' | 'config' | 'directory'>;

async function startOn({ log, ...place }: Place & { log: Log }): Promise<Product> {
  const { tenant, config, directory } = place;
  const running = await start(config, { clock: tenant.clock, log, isClockMovable: true });
  tenant.setBotEndpoint(`http://localhost:${running.port}/api/messages`);
  const followClock = () => running.moveClock(tenant.clock.now().getTime() - Date.now());
  await followClock();
  return {
    ...place,
    running,
    moveClock: async (millis) => {
      tenant.clock.advance(millis);
      await followClock();
      await running.sweep();
    },
    stop: async () => {
      await running.stop();
      await tenant.close();
      rmSync(directory, { recursive: true });
      assertContract(tenant);
    },
  };
}

/**
 * Stops the product and starts it again on the same directory, beside the same tenant; use only what it returns then.
 *
 * @param meanwhile What is done to the database while nobody else has it.
 */
export async function restart(product: Product, meanwhile?: (database: Database) => Promise<void>): Promise<Product> {
  await product.running.stop();
  if (meanwhile) {
    const database = await openDatabase({ kind: 'embedded', directory: product.directory });
    await meanwhile(database).finally(() => database.close());
  }
  return startOn({ ...product, log: silentLog });
}
