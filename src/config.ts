import { z } from 'zod/v4';
import { isGuid } from './lib/ids.ts';

/** Where a role comes from: an Entra group or an Entra role, by id. */
export type RoleSource = { kind: 'group'; id: string } | { kind: 'role'; templateId: string };

/** One thing that is wrong with the configuration, and what mends it. */
export interface ConfigFault {
  name: string;
  problem: string;
  remedy: string;
}

const remedies: Record<string, string> = {
  BOT_ID: 'Set it to the application (client) id of the bot registration.',
  BOT_TENANT_ID: 'Set it to the tenant id (a GUID) that the bot works in.',
  AZURE_CREDENTIAL: 'Set it to managedIdentity, workloadIdentity, certificate or secret.',
  AZURE_CLIENT_SECRET: 'Set it to a client secret of the app, or choose another AZURE_CREDENTIAL.',
  AZURE_CLIENT_CERTIFICATE_PATH: 'Set it to the path of a PEM file with certificate and key.',
  AZURE_FEDERATED_TOKEN_FILE: 'Set it to the path of the federated token, as workload identity mounts it.',
  DATABASE_URL:
    'Set it to a PostgreSQL 15 or later, postgresql://user@host:5432/crossover?sslmode=require. The embedded database is for trying out only.',
  DATABASE_PASSWORD_FROM: 'Set it to entra (a token of the identity) or url (the password in DATABASE_URL).',
  CROSSOVER_READERS: 'List Entra groups or roles: group:<object id>, role:<role template id>, separated by commas.',
  CROSSOVER_OPERATORS: 'List Entra groups or roles: group:<object id>, role:<role template id>, separated by commas.',
  CROSSOVER_APPROVERS: 'List Entra groups or roles: group:<object id>, role:<role template id>, separated by commas.',
  CROSSOVER_EMERGENCY_ACCOUNTS:
    'List the object ids of your emergency access accounts, separated by commas; leave it empty to start read-only.',
  CROSSOVER_TIME_ZONE: 'Set it to an IANA time zone such as Europe/Berlin.',
  CROSSOVER_MAIL_SENDER: 'Set it to the object id of the mailbox that notices are sent from, or leave it out.',
  CROSSOVER_SERVICE_URLS: 'List the origins (https://…) of the Bot Connector that may call, separated by commas.',
  GRAPH_URL: 'Set it to an https origin such as https://graph.microsoft.com.',
  LOGIN_URL: 'Set it to an https origin such as https://login.microsoftonline.com.',
  PORT: 'Set it to a free TCP port.',
};

const guid = z.string().refine(isGuid, 'is not a GUID');
const httpsOrigin = z.string().refine((text) => URL.parse(text)?.protocol === 'https:', 'is not an https address');
const commaList = z.string().transform((text) =>
  text
    .split(',')
    .map((part) => part.trim())
    .filter((part) => part !== ''),
);
const roleSources = commaList
  .pipe(z.array(z.string().transform(roleSourceOf)))
  .refine((list) => list.length > 0, 'names nobody');
const minutes = (fallback: number) => z.coerce.number().int().min(0).max(100_000).default(fallback);

const environment = z.object({
  BOT_ID: guid,
  BOT_TENANT_ID: guid,
  AZURE_CREDENTIAL: z.enum(['managedIdentity', 'workloadIdentity', 'certificate', 'secret']),
  AZURE_CLIENT_ID: guid.optional(),
  AZURE_CLIENT_SECRET: z.string().min(1).optional(),
  AZURE_CLIENT_CERTIFICATE_PATH: z.string().min(1).optional(),
  AZURE_FEDERATED_TOKEN_FILE: z.string().min(1).optional(),
  DATABASE_URL: z
    .string()
    .regex(/^postgres(ql)?:\/\//, 'is not a postgresql:// address')
    .optional(),
  DATABASE_PASSWORD_FROM: z.enum(['entra', 'url']).default('url'),
  DATABASE_DIRECTORY: z.string().min(1).optional(),
  CROSSOVER_MODE: z.enum(['production', 'tryout']).default('production'),
  CROSSOVER_READERS: roleSources,
  CROSSOVER_OPERATORS: roleSources,
  CROSSOVER_APPROVERS: roleSources,
  CROSSOVER_EMERGENCY_ACCOUNTS: commaList.pipe(z.array(guid)).default([]),
  CROSSOVER_HELP_CONTACT: z.string().min(1).max(200).optional(),
  CROSSOVER_MAIL_SENDER: guid.optional(),
  CROSSOVER_TIME_ZONE: z.string().refine(isTimeZone, 'is not an IANA time zone').default('UTC'),
  CROSSOVER_SETTLE_MINUTES: minutes(15),
  CROSSOVER_APPROVAL_HOURS: z.coerce.number().int().min(1).max(720).default(24),
  CROSSOVER_EXECUTION_HOURS: z.coerce.number().int().min(1).max(168).default(4),
  CROSSOVER_SNAPSHOT_MINUTES: minutes(60),
  CROSSOVER_SERVICE_URLS: commaList
    .pipe(z.array(httpsOrigin))
    .default([
      'https://smba.trafficmanager.net',
      'https://smba.infra.gcc.teams.microsoft.com',
      'https://smba.infra.gov.teams.microsoft.us',
    ]),
  TEAMS_APP_ID: guid.optional(),
  GRAPH_URL: httpsOrigin.default('https://graph.microsoft.com'),
  LOGIN_URL: httpsOrigin.default('https://login.microsoftonline.com'),
  LOGIN_DISCOVERY: z.enum(['on', 'off']).default('on'),
  BOT_OPENID_METADATA_URL: z.string().default('https://login.botframework.com/v1/.well-known/openidconfiguration'),
  PORT: z.coerce.number().int().min(0).max(65_535).default(3978),
});

type Environment = z.infer<typeof environment>;

/** The frozen configuration. Names follow the environment's; nothing here is a secret but the credential's own. */
export type Config = Readonly<ReturnType<typeof shaped>>;

/**
 * Reads the whole configuration from environment variables.
 *
 * @returns The configuration, or every fault at once, each with its remedy.
 */
export function readConfig(env: NodeJS.ProcessEnv): { config: Config } | { faults: ConfigFault[] } {
  // An empty variable is one that nobody filled in, as .env files and the Azure portal leave it.
  const given = Object.fromEntries(Object.entries(env).filter(([, value]) => value !== undefined && value !== ''));
  const parsed = environment.safeParse(given);
  const faults = parsed.success ? togetherFaults(parsed.data) : parsed.error.issues.map(faultOf);
  if (!parsed.success || faults.length > 0) {
    return { faults: parsed.success ? faults : [...faults, ...credentialFaults(given)] };
  }
  return { config: Object.freeze(shaped(parsed.data)) };
}

/** The configuration of this process. */
export const configFromProcess = () => readConfig(process.env);

function shaped(env: Environment) {
  return {
    bot: {
      appId: env.BOT_ID,
      tenantId: env.BOT_TENANT_ID,
      openIdMetadataUrl: env.BOT_OPENID_METADATA_URL,
      serviceUrls: env.CROSSOVER_SERVICE_URLS,
    },
    credential: credentialOf(env),
    authority: { authorityHost: env.LOGIN_URL, isInstanceDiscoveryDisabled: env.LOGIN_DISCOVERY === 'off' },
    graphUrl: env.GRAPH_URL,
    database: databaseOf(env),
    roles: { reader: env.CROSSOVER_READERS, operator: env.CROSSOVER_OPERATORS, approver: env.CROSSOVER_APPROVERS },
    emergencyAccountIds: env.CROSSOVER_EMERGENCY_ACCOUNTS,
    helpContact: env.CROSSOVER_HELP_CONTACT,
    mailSenderId: env.CROSSOVER_MAIL_SENDER,
    teamsAppId: env.TEAMS_APP_ID,
    timeZone: env.CROSSOVER_TIME_ZONE,
    settleMillis: env.CROSSOVER_SETTLE_MINUTES * 60_000,
    approvalWindowMillis: env.CROSSOVER_APPROVAL_HOURS * 3_600_000,
    executionWindowMillis: env.CROSSOVER_EXECUTION_HOURS * 3_600_000,
    snapshotMaxAgeMillis: env.CROSSOVER_SNAPSHOT_MINUTES * 60_000,
    port: env.PORT,
  };
}

function databaseOf(env: Environment) {
  return env.DATABASE_URL === undefined
    ? { kind: 'embedded' as const, directory: env.DATABASE_DIRECTORY }
    : { kind: 'server' as const, url: env.DATABASE_URL, passwordFrom: env.DATABASE_PASSWORD_FROM };
}

function credentialOf(env: Environment) {
  const tenantId = env.BOT_TENANT_ID;
  const clientId = env.AZURE_CLIENT_ID ?? env.BOT_ID;
  switch (env.AZURE_CREDENTIAL) {
    case 'managedIdentity':
      return { kind: 'managedIdentity' as const, clientId };
    case 'workloadIdentity':
      return {
        kind: 'workloadIdentity' as const,
        tenantId,
        clientId,
        tokenFilePath: env.AZURE_FEDERATED_TOKEN_FILE ?? '',
      };
    case 'certificate':
      return {
        kind: 'certificate' as const,
        tenantId,
        clientId,
        certificatePath: env.AZURE_CLIENT_CERTIFICATE_PATH ?? '',
      };
    case 'secret':
      return { kind: 'secret' as const, tenantId, clientId, clientSecret: env.AZURE_CLIENT_SECRET ?? '' };
  }
}

const neededFor: Record<string, string> = {
  workloadIdentity: 'AZURE_FEDERATED_TOKEN_FILE',
  certificate: 'AZURE_CLIENT_CERTIFICATE_PATH',
  secret: 'AZURE_CLIENT_SECRET',
};

function credentialFaults(env: Record<string, unknown>): ConfigFault[] {
  const name = neededFor[String(env['AZURE_CREDENTIAL'])];
  return name !== undefined && env[name] === undefined ? [missing(name)] : [];
}

function togetherFaults(env: Environment): ConfigFault[] {
  const isEmbedded = env.DATABASE_URL === undefined;
  return [
    ...credentialFaults(env),
    ...(isEmbedded && env.CROSSOVER_MODE === 'production' ? [missing('DATABASE_URL')] : []),
  ];
}

const missing = (name: string): ConfigFault => ({ name, problem: 'is missing', remedy: remedies[name] ?? 'Set it.' });

function faultOf(issue: z.core.$ZodIssue): ConfigFault {
  const name = String(issue.path[0] ?? 'configuration');
  const isMissing = issue.code === 'invalid_type' && issue.input === undefined;
  return {
    name,
    problem: isMissing ? 'is missing' : issue.message,
    remedy: remedies[name] ?? 'See the table in the README.',
  };
}

function roleSourceOf(text: string, context: z.RefinementCtx): RoleSource {
  const [kind, id] = text.split(':', 2);
  if (id !== undefined && isGuid(id)) {
    if (kind === 'group') return { kind, id };
    if (kind === 'role') return { kind, templateId: id };
  }
  context.issues.push({
    code: 'custom',
    input: text,
    message: 'has an entry that is neither group:<id> nor role:<template id>',
  });
  return z.NEVER;
}

function isTimeZone(text: string): boolean {
  try {
    return new Intl.DateTimeFormat('en', { timeZone: text }).resolvedOptions().timeZone !== '';
  } catch {
    return false;
  }
}
