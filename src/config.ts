import { z } from 'zod/v4';
import { remedies } from './config-remedies.ts';
import {
  accountSources,
  anchorFile,
  approvalTable,
  channelId,
  commaList,
  folder,
  guid,
  guidList,
  hosts,
  httpAddress,
  httpsOrigin,
  ownOrigin,
  MICROSOFT_FILE_HOSTS,
  modelAddress,
  tokenPrices,
  oneOf,
  postgresAddress,
  roleSources,
  someSources,
  timesOf,
  timeZone,
  whole,
} from './config-shapes.ts';
import { rolloutEnvironment, rolloutsOf } from './config-rollouts.ts';

export { remedies } from './config-remedies.ts';
export type { AccountSource, RoleSource } from './config-shapes.ts';

/** One thing that is wrong with the configuration, and what mends it. */
export interface ConfigFault {
  name: string;
  problem: string;
  remedy: string;
}

/** Every environment variable that is read, with what it must look like and what is taken where nobody sets it. */
export const environment = z.object({
  BOT_ID: guid,
  BOT_TENANT_ID: guid,
  AZURE_CREDENTIAL: oneOf(['managedIdentity', 'workloadIdentity', 'certificate', 'secret']),
  AZURE_CLIENT_ID: guid.optional(),
  AZURE_CLIENT_SECRET: z.string().min(1).optional(),
  AZURE_CLIENT_CERTIFICATE_PATH: z.string().min(1).optional(),
  AZURE_FEDERATED_TOKEN_FILE: z.string().min(1).optional(),
  DATABASE_URL: postgresAddress.optional(),
  DATABASE_ADMIN_URL: postgresAddress.optional(),
  DATABASE_PASSWORD_FROM: oneOf(['entra', 'url']).default('url'),
  DATABASE_DIRECTORY: z.string().min(1).optional(),
  CROSSOVER_MODE: oneOf(['production', 'tryout']).default('production'),
  CROSSOVER_READERS: roleSources,
  CROSSOVER_OPERATORS: roleSources,
  CROSSOVER_APPROVERS: roleSources,
  CROSSOVER_ESCALATION: someSources.default([]),
  CROSSOVER_PROPOSERS: oneOf(['entra', 'operators']).default('entra'),
  CROSSOVER_EMERGENCY_ACCOUNTS: guidList.default([]),
  CROSSOVER_OWN_GROUPS: guidList.default([]),
  CROSSOVER_HELP_CONTACT: z.string().max(200, 'is longer than 200 letters').optional(),
  CROSSOVER_MAIL_SENDER: guid.optional(),
  CROSSOVER_HELP_CHANNEL: channelId.optional(),
  CROSSOVER_NOTICE_TEXTS: folder.optional(),
  CROSSOVER_TEAMS_PER_SECOND: whole(1, 50, 50),
  CROSSOVER_TIME_ZONE: timeZone.default('UTC'),
  CROSSOVER_SETTLE_MINUTES: whole(0, 100_000, 15),
  CROSSOVER_APPROVAL_HOURS: whole(1, 720, 24),
  CROSSOVER_EXECUTION_HOURS: whole(1, 168, 4),
  CROSSOVER_APPROVALS: approvalTable,
  CROSSOVER_FEW_PEOPLE: whole(1, 20_000, 50),
  CROSSOVER_MOST_PEOPLE: whole(1, 20_000, 1000),
  CROSSOVER_PROTECTED_GROUPS: guidList.default([]),
  ...rolloutEnvironment,
  CROSSOVER_SNAPSHOT_MINUTES: whole(0, 100_000, 60),
  CROSSOVER_CHANGES_MINUTES: whole(0, 100_000, 5),
  CROSSOVER_SERVICE_ACCOUNTS: accountSources.default([]),
  CROSSOVER_SHARED_ACCOUNTS: accountSources.default([]),
  CROSSOVER_FILE_HOSTS: hosts.default([...MICROSOFT_FILE_HOSTS]),
  CROSSOVER_LINK_ORIGIN: ownOrigin.optional(),
  CROSSOVER_LINK_APP_ID: guid.optional(),
  CROSSOVER_REQUIREMENTS_PER_10_SECONDS: whole(1, 10_000, 600),
  CROSSOVER_CHAT_TEXT_DAYS: whole(1, 36_500, 90),
  CROSSOVER_RECORD_TEXT_DAYS: whole(1, 36_500, 365),
  CROSSOVER_ANCHOR_FILE: anchorFile.optional(),
  CROSSOVER_APPROVERS_CHANNEL: channelId.optional(),
  CROSSOVER_STANDING_WAY_BACK: oneOf(['on', 'off']).default('on'),
  CROSSOVER_SERVICE_URLS: commaList.pipe(z.array(httpsOrigin)).default(['https://smba.trafficmanager.net']),
  CROSSOVER_MODEL_URL: modelAddress.optional(),
  CROSSOVER_MODEL_NAME: z.string().min(1).max(200).optional(),
  CROSSOVER_MODEL_KEY: z.string().min(1).optional(),
  CROSSOVER_MODEL_API_VERSION: z
    .string()
    .regex(/^\d{4}-\d{2}-\d{2}(-preview)?$/, 'is no API version')
    .optional(),
  CROSSOVER_MODEL_NAMES: oneOf(['masked', 'asTyped']).default('masked'),
  CROSSOVER_MODEL_PRICES: tokenPrices.optional(),
  TEAMS_APP_ID: guid.optional(),
  GRAPH_URL: httpsOrigin.default('https://graph.microsoft.com'),
  LOGIN_URL: httpsOrigin.default('https://login.microsoftonline.com'),
  LOGIN_DISCOVERY: oneOf(['on', 'off']).default('on'),
  BOT_OPENID_METADATA_URL: httpAddress.default('https://login.botframework.com/v1/.well-known/openidconfiguration'),
  PORT: whole(0, 65_535, 3978),
  HOST: z.string().min(1).max(255).optional(),
});

type Environment = z.infer<typeof environment>;

/** The frozen configuration. Names follow the environment's; nothing here is a secret but the credential's own and the model's key. */
export type Config = Readonly<ReturnType<typeof shaped>>;

/**
 * Reads the whole configuration from environment variables.
 *
 * @returns The configuration, or every fault at once, each with its remedy.
 */
export function readConfig(env: NodeJS.ProcessEnv): { config: Config } | { faults: ConfigFault[] } {
  const given = filledIn(env);
  const parsed = environment.safeParse(given);
  const together = togetherFaults(given);
  if (parsed.success && together.length === 0) return { config: Object.freeze(shaped(parsed.data)) };
  return { faults: [...faultsOf(parsed.error, given), ...together] };
}

/** The environment of this process; only this file asks for it. */
export const environmentOfProcess = (): NodeJS.ProcessEnv => process.env;

/** The configuration of this process. */
export const configFromProcess = () => readConfig(environmentOfProcess());

const databaseEnvironment = environment.pick({
  DATABASE_URL: true,
  DATABASE_PASSWORD_FROM: true,
  DATABASE_DIRECTORY: true,
});

/** Reads where the database is, and nothing else: for commands that need no more than that. */
export function readDatabaseConfig(
  env: NodeJS.ProcessEnv,
): { database: Config['database'] } | { faults: ConfigFault[] } {
  const parsed = databaseEnvironment.safeParse(filledIn(env));
  if (!parsed.success) return { faults: faultsOf(parsed.error, filledIn(env)) };
  const isNamed = parsed.data.DATABASE_URL !== undefined || parsed.data.DATABASE_DIRECTORY !== undefined;
  return isNamed ? { database: databaseOf(parsed.data) } : { faults: [missing('DATABASE_URL')] };
}

/** The database of this process. */
export const databaseFromProcess = () => readDatabaseConfig(environmentOfProcess());

/** The variables that somebody filled in. */
export type Given = Readonly<Record<string, string>>;

/** An empty variable is one that nobody filled in, as .env files and the Azure portal leave it; so is `none`. */
export function filledIn(env: NodeJS.ProcessEnv): Given {
  const trimmed = Object.entries(env).map(([name, value]): [string, string] => [name, value?.trim() ?? '']);
  return Object.fromEntries(trimmed.filter(([, value]) => value !== '' && value !== 'none'));
}

function shaped(env: Environment) {
  return {
    bot: {
      appId: env.BOT_ID,
      tenantId: env.BOT_TENANT_ID,
      openIdMetadataUrl: env.BOT_OPENID_METADATA_URL,
      serviceUrls: env.CROSSOVER_SERVICE_URLS,
    },
    credential: credentialOf(env),
    authority: authorityOf(env),
    graphUrl: env.GRAPH_URL,
    database: databaseOf(env),
    roles: { reader: env.CROSSOVER_READERS, operator: env.CROSSOVER_OPERATORS, approver: env.CROSSOVER_APPROVERS },
    escalation: env.CROSSOVER_ESCALATION,
    proposersNeedEntraRole: env.CROSSOVER_PROPOSERS === 'entra',
    emergencyAccountIds: env.CROSSOVER_EMERGENCY_ACCOUNTS,
    protectedGroupIds: env.CROSSOVER_PROTECTED_GROUPS,
    risks: risksOf(env),
    ownGroupIds: env.CROSSOVER_OWN_GROUPS,
    rollouts: rolloutsOf(env),
    helpContact: env.CROSSOVER_HELP_CONTACT,
    mailSenderId: env.CROSSOVER_MAIL_SENDER,
    ...{ teamsAppId: env.TEAMS_APP_ID, model: modelOf(env) },
    timeZone: env.CROSSOVER_TIME_ZONE,
    ...timesOf(env),
    accountRules: accountRulesOf(env),
    fileHosts: env.CROSSOVER_FILE_HOSTS,
    links: linksOf(env),
    limits: limitsOf(env),
    noticeTexts: env.CROSSOVER_NOTICE_TEXTS,
    helpChannelId: env.CROSSOVER_HELP_CHANNEL,
    keepTextMillis: keepTextOf(env),
    anchorFile: env.CROSSOVER_ANCHOR_FILE,
    approversChannelId: env.CROSSOVER_APPROVERS_CHANNEL,
    hasStandingWayBack: env.CROSSOVER_STANDING_WAY_BACK === 'on',
    ...{ port: env.PORT, host: env.HOST },
  };
}

/** The optional model; without an address there is none. */
const modelOf = (env: Environment) =>
  env.CROSSOVER_MODEL_URL === undefined
    ? undefined
    : {
        url: env.CROSSOVER_MODEL_URL,
        name: env.CROSSOVER_MODEL_NAME ?? '',
        key: env.CROSSOVER_MODEL_KEY,
        apiVersion: env.CROSSOVER_MODEL_API_VERSION,
        isMasking: env.CROSSOVER_MODEL_NAMES === 'masked',
        prices: env.CROSSOVER_MODEL_PRICES,
      };

/** Links to files; without both there are none. */
const linksOf = ({ CROSSOVER_LINK_ORIGIN: origin, CROSSOVER_LINK_APP_ID: appId }: Environment) =>
  origin === undefined || appId === undefined ? undefined : { origin, appId };

const accountRulesOf = (env: Environment) => [
  ...env.CROSSOVER_SERVICE_ACCOUNTS.map((source) => ({ type: 'service' as const, ...source })),
  ...env.CROSSOVER_SHARED_ACCOUNTS.map((source) => ({ type: 'shared' as const, ...source })),
];

const limitsOf = (env: Environment) => ({
  requirements: { count: env.CROSSOVER_REQUIREMENTS_PER_10_SECONDS, perSeconds: 10 },
  connector: { count: env.CROSSOVER_TEAMS_PER_SECOND, perSeconds: 1 },
});

const keepTextOf = (env: Environment) => ({
  chat: env.CROSSOVER_CHAT_TEXT_DAYS * 86_400_000,
  other: env.CROSSOVER_RECORD_TEXT_DAYS * 86_400_000,
});

const risksOf = (env: Environment) => ({
  approvals: env.CROSSOVER_APPROVALS,
  fewPeople: env.CROSSOVER_FEW_PEOPLE,
  mostPeople: env.CROSSOVER_MOST_PEOPLE,
});

/** Where tokens come from. */
export const authorityOf = (env: Pick<Environment, 'LOGIN_URL' | 'LOGIN_DISCOVERY'>) => ({
  authorityHost: env.LOGIN_URL,
  isInstanceDiscoveryDisabled: env.LOGIN_DISCOVERY === 'off',
});

function databaseOf(env: z.infer<typeof databaseEnvironment>) {
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

const neededFor = new Map([
  ['workloadIdentity', 'AZURE_FEDERATED_TOKEN_FILE'],
  ['certificate', 'AZURE_CLIENT_CERTIFICATE_PATH'],
  ['secret', 'AZURE_CLIENT_SECRET'],
]);

/** With the one comes the other. */
const inPairs = [
  ['CROSSOVER_MODEL_URL', 'CROSSOVER_MODEL_NAME'],
  ['CROSSOVER_LINK_ORIGIN', 'CROSSOVER_LINK_APP_ID'],
  ['CROSSOVER_LINK_APP_ID', 'CROSSOVER_LINK_ORIGIN'],
] as const;

/** What is wrong only because of another variable; told even where that one has faults of its own. */
function togetherFaults(given: Given): ConfigFault[] {
  const secret = neededFor.get(given['AZURE_CREDENTIAL'] ?? '');
  const isProduction = (given['CROSSOVER_MODE'] ?? 'production') === 'production';
  const keysUrl = given['BOT_OPENID_METADATA_URL'];
  return [
    ...(secret !== undefined && given[secret] === undefined ? [missing(secret)] : []),
    ...inPairs
      .filter(([one, other]) => given[one] !== undefined && given[other] === undefined)
      .map(([, other]) => missing(other)),
    ...(isProduction && given['DATABASE_URL'] === undefined ? [missing('DATABASE_URL')] : []),
    ...(isProduction && keysUrl?.startsWith('http:') ? [fault('BOT_OPENID_METADATA_URL', 'is not https')] : []),
  ];
}

const fault = (name: string, problem: string): ConfigFault => ({
  name,
  problem,
  remedy: remedies[name] ?? 'See the table in the README.',
});

/** The fault of a variable that nobody filled in. */
export const missing = (name: string): ConfigFault => fault(name, 'is missing');

/** Every fault once; values are not repeated, since some are secrets. */
export function faultsOf(error: z.ZodError | undefined, given: Given): ConfigFault[] {
  const found = (error?.issues ?? []).map(({ path, message }) => {
    const name = String(path[0] ?? 'configuration');
    return given[name] === undefined ? missing(name) : fault(name, message);
  });
  return [...new Map(found.map((one) => [`${one.name} ${one.problem}`, one])).values()];
}
