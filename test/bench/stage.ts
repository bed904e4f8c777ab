import { trustedKeys } from '../support/product.ts';
import { startBotProcess, type BotProcess } from '../support/bot-process.ts';
import type { PostgresServer } from '../support/postgres.ts';
import { GROUPS } from '../tenant/cast.ts';
import type { TenantUser } from '../tenant/contract.ts';
import { startTenant, type PracticeTenant, type TenantOptions } from '../tenant/tenant.ts';
import type { Measured } from './figures.ts';

/** Measures one thing, figure by figure. */
export type Suite = (postgres: PostgresServer) => AsyncIterable<Measured>;

/** A practice tenant in this process and the product in one of its own, so that they share no event loop. */
export interface Stage {
  tenant: PracticeTenant;
  bot: BotProcess;
  close(): Promise<void>;
}

/** Opens a practice tenant alone, which checks no request against a description; its certificate is trusted in this process. */
export const openTenant = async (options: TenantOptions = {}): Promise<PracticeTenant> =>
  startTenant({ keys: await trustedKeys(), isContractChecked: false, ...options });

/** The configuration of production, but for addresses. */
export const productionOn = (tenant: PracticeTenant, databaseUrl: string): Record<string, string> => ({
  CROSSOVER_MODE: 'production',
  NODE_ENV: 'production',
  BOT_OPENID_METADATA_URL: `${tenant.origin}/v1/.well-known/openidconfiguration`, // production takes keys over https only
  DATABASE_URL: databaseUrl,
});

/** Opens both, on an empty database. */
export async function openStage(postgres: PostgresServer): Promise<Stage> {
  const tenant = await openTenant();
  const bot = await startBotProcess(tenant, productionOn(tenant, await postgres.createDatabase()));
  return {
    tenant,
    bot,
    close: async () => {
      await bot.terminate();
      await bot.close();
      await tenant.close();
    },
  };
}

/** A fact of the last line that says that the bot started. */
export function startedFact(bot: BotProcess, name: 'pid' | 'port'): number {
  return Number(bot.log.findLast((line) => line['event'] === 'started')?.[name]);
}

/** People who may be moved, and whom Conditional Access covers from now on. */
export function coveredPeople({ directory }: PracticeTenant, count: number): TenantUser[] {
  const isMovable = (user: TenantUser): boolean =>
    user.perUserMfaState === 'enforced' &&
    user.userType === 'Member' &&
    user.roleTemplateIds.length === 0 &&
    user.methods.length > 0;
  const found = [...directory.users.values()].filter(isMovable).slice(-count);
  if (found.length < count) throw new Error(`only ${found.length} people can be moved`);
  for (const { id } of found) directory.groups.get(GROUPS.caMfa)?.memberUserIds.add(id);
  return found;
}
