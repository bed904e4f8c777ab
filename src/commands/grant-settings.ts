import type { z } from 'zod/v4';
import { authorityOf, environment, faultsOf, filledIn, missing, type ConfigFault } from '../config.ts';

const grantEnvironment = environment
  .pick({
    BOT_ID: true,
    BOT_TENANT_ID: true,
    AZURE_CREDENTIAL: true,
    AZURE_CLIENT_ID: true,
    AZURE_CLIENT_SECRET: true,
    DATABASE_ADMIN_URL: true,
    GRAPH_URL: true,
    LOGIN_URL: true,
    LOGIN_DISCOVERY: true,
  })
  .partial({ AZURE_CREDENTIAL: true });

/** Whom to give the permissions to, and who gives them. */
export type GrantSettings = Readonly<ReturnType<typeof shaped>>;

/** Reads what the grant command needs; an administrator has no more than that at hand. */
export function readGrantSettings(env: NodeJS.ProcessEnv): { settings: GrantSettings } | { faults: ConfigFault[] } {
  const given = filledIn(env);
  const parsed = grantEnvironment.safeParse(given);
  if (!parsed.success) return { faults: faultsOf(parsed.error, given) };
  const needsSecret = parsed.data.AZURE_CREDENTIAL === 'secret' && parsed.data.AZURE_CLIENT_SECRET === undefined;
  return needsSecret ? { faults: [missing('AZURE_CLIENT_SECRET')] } : { settings: shaped(parsed.data) };
}

function shaped(env: z.infer<typeof grantEnvironment>) {
  const tenantId = env.BOT_TENANT_ID;
  const clientId = env.AZURE_CLIENT_ID ?? env.BOT_ID;
  const isSecret = env.AZURE_CREDENTIAL === 'secret';
  return {
    clientId,
    // The bot's other credentials live where it runs; whoever grants is an administrator, signed in with the Azure CLI.
    credential: isSecret
      ? { kind: 'secret' as const, tenantId, clientId, clientSecret: env.AZURE_CLIENT_SECRET ?? '' }
      : { kind: 'azureCli' as const, tenantId },
    authority: authorityOf(env),
    graphUrl: env.GRAPH_URL,
    databaseAdminUrl: env.DATABASE_ADMIN_URL,
  };
}
