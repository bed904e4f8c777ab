import { z } from 'zod/v4';
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
  MICROSOFT_FILE_HOSTS,
  oneOf,
  postgresAddress,
  roleSources,
  someSources,
  timeZone,
  whole,
} from './config-shapes.ts';

export type { AccountSource, RoleSource } from './config-shapes.ts';

/** One thing that is wrong with the configuration, and what mends it. */
export interface ConfigFault {
  name: string;
  problem: string;
  remedy: string;
}

/** What mends a fault, for each variable: the words of `npm start` and of the README. */
export const remedies: Readonly<Record<string, string>> = {
  BOT_ID: 'Set it to the application (client) id of the bot registration.',
  BOT_TENANT_ID: 'Set it to the tenant id (a GUID) that the bot works in.',
  AZURE_CREDENTIAL: 'Set it to managedIdentity, workloadIdentity, certificate or secret.',
  AZURE_CLIENT_ID: 'Set it to the client id of the identity that signs in, or leave it out where that is BOT_ID.',
  AZURE_CLIENT_SECRET: 'Set it to a client secret of the app, or choose another AZURE_CREDENTIAL.',
  AZURE_CLIENT_CERTIFICATE_PATH: 'Set it to the path of a PEM file with certificate and key.',
  AZURE_FEDERATED_TOKEN_FILE: 'Set it to the path of the federated token, as workload identity mounts it.',
  DATABASE_URL:
    'Set it to a PostgreSQL 15 or later, postgresql://user@host:5432/crossover?sslmode=verify-full. The embedded database is for trying out only.',
  DATABASE_ADMIN_URL:
    'Set it to the same server as an administrator of it reaches it, postgresql://admin@host:5432/crossover?sslmode=verify-full; for npm run grant only.',
  DATABASE_DIRECTORY: 'Set it to the directory of an embedded database.',
  DATABASE_PASSWORD_FROM: 'Set it to entra (a token of the identity) or url (the password in DATABASE_URL).',
  CROSSOVER_MODE: 'Set it to production, or to tryout for the embedded database.',
  CROSSOVER_READERS: 'List Entra groups or roles: group:<object id>, role:<role template id>, separated by commas.',
  CROSSOVER_OPERATORS: 'List Entra groups or roles: group:<object id>, role:<role template id>, separated by commas.',
  CROSSOVER_APPROVERS: 'List Entra groups or roles: group:<object id>, role:<role template id>, separated by commas.',
  CROSSOVER_ESCALATION:
    'List Entra groups or roles that are asked as well when approvers do not decide: group:<object id>, role:<role template id>, separated by commas.',
  CROSSOVER_PROPOSERS:
    'Set it to entra: who proposes a change must hold the Entra role that the admin centre demands for it; or to operators: being an operator is enough.',
  CROSSOVER_EMERGENCY_ACCOUNTS:
    'List the object ids of your emergency access accounts, separated by commas; leave it empty to start read-only.',
  CROSSOVER_OWN_GROUPS:
    'List the object ids of the security groups whose members I may change, separated by commas; leave it empty and I change none.',
  CROSSOVER_HELP_CONTACT: 'Set it to where people get help, at most 200 letters: every notice names it.',
  CROSSOVER_HELP_CHANNEL:
    'Set it to the id of the channel that requests for help go to, 19:…@thread.tacv2, where the app is a member of the team; or leave it out.',
  CROSSOVER_NOTICE_TEXTS:
    'Set it to a folder with your own texts of notices, one file for each language, such as de.json; or leave it out.',
  CROSSOVER_TEAMS_PER_SECOND:
    'Set it to a whole number from 1 to 50; fewer where other bots share the app registration.',
  CROSSOVER_TIME_ZONE: 'Set it to an IANA time zone such as Europe/Berlin.',
  CROSSOVER_SETTLE_MINUTES:
    'Set it to whole minutes; fewer than 15 is for trying out, since Entra takes that long to apply a change.',
  CROSSOVER_APPROVAL_HOURS: 'Set it to whole hours from 1 to 720.',
  CROSSOVER_EXECUTION_HOURS: 'Set it to whole hours from 1 to 168.',
  CROSSOVER_APPROVALS:
    'List how many approvals each risk needs, administrator=2,many=2,policy=2,securityDefaults=2,notice=1,person=1; none may be below 1.',
  CROSSOVER_FEW_PEOPLE: 'Set it to the largest number of people that one approval is enough for, 1 or more.',
  CROSSOVER_MOST_PEOPLE: 'Set it to the largest number of people that one plan may be about, at most 20000.',
  CROSSOVER_PROTECTED_GROUPS: 'List the object ids of groups whose members must never be changed, separated by commas.',
  CROSSOVER_SNAPSHOT_MINUTES: 'Set it to whole minutes.',
  CROSSOVER_CHANGES_MINUTES: 'Set it to whole minutes.',
  CROSSOVER_SERVICE_ACCOUNTS:
    'List groups and names with * for anything: group:<object id>, name:svc-*, separated by commas.',
  CROSSOVER_SHARED_ACCOUNTS:
    'List groups and names with * for anything: group:<object id>, name:room-*, separated by commas.',
  CROSSOVER_FILE_HOSTS:
    'List the hosts of OneDrive and SharePoint in your cloud, *.sharepoint.com, separated by commas.',
  CROSSOVER_REQUIREMENTS_PER_10_SECONDS:
    'Set it to a whole number; fewer where Microsoft Graph refuses reads and writes of per-user MFA states.',
  CROSSOVER_CHAT_TEXT_DAYS: 'Set it to whole days from 1 to 36500.',
  CROSSOVER_RECORD_TEXT_DAYS: 'Set it to whole days from 1 to 36500.',
  CROSSOVER_ANCHOR_FILE:
    'Set it to the path of a file in a folder that is there, best on a share that nobody can edit; or leave it out.',
  CROSSOVER_APPROVERS_CHANNEL:
    'Set it to the conversation id of a channel that the bot was added to, 19:…@thread.tacv2; or leave it out: then each approver is told.',
  CROSSOVER_STANDING_WAY_BACK: 'Set it to on or off.',
  CROSSOVER_MAIL_SENDER: 'Set it to the object id of the mailbox that notices are sent from, or leave it out.',
  CROSSOVER_SERVICE_URLS: 'List the origins (https://…) of the Bot Connector that may call, separated by commas.',
  TEAMS_APP_ID: 'Set it to the id in the app manifest, or leave it out: then nobody gets the app installed by the bot.',
  GRAPH_URL: 'Set it to an https origin such as https://graph.microsoft.com.',
  LOGIN_URL: 'Set it to an https origin such as https://login.microsoftonline.com.',
  LOGIN_DISCOVERY: 'Set it to on; off is for a token issuer that Microsoft does not know.',
  BOT_OPENID_METADATA_URL: 'Set it to where the Bot Connector publishes its keys, or leave it out.',
  PORT: 'Set it to a free TCP port.',
  HOST: 'Set it to the one address to listen on, such as 127.0.0.1, or leave it out for all.',
};

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
  CROSSOVER_SNAPSHOT_MINUTES: whole(0, 100_000, 60),
  CROSSOVER_CHANGES_MINUTES: whole(0, 100_000, 5),
  CROSSOVER_SERVICE_ACCOUNTS: accountSources.default([]),
  CROSSOVER_SHARED_ACCOUNTS: accountSources.default([]),
  CROSSOVER_FILE_HOSTS: hosts.default([...MICROSOFT_FILE_HOSTS]),
  CROSSOVER_REQUIREMENTS_PER_10_SECONDS: whole(1, 10_000, 600),
  CROSSOVER_CHAT_TEXT_DAYS: whole(1, 36_500, 90),
  CROSSOVER_RECORD_TEXT_DAYS: whole(1, 36_500, 365),
  CROSSOVER_ANCHOR_FILE: anchorFile.optional(),
  CROSSOVER_APPROVERS_CHANNEL: channelId.optional(),
  CROSSOVER_STANDING_WAY_BACK: oneOf(['on', 'off']).default('on'),
  CROSSOVER_SERVICE_URLS: commaList.pipe(z.array(httpsOrigin)).default(['https://smba.trafficmanager.net']),
  TEAMS_APP_ID: guid.optional(),
  GRAPH_URL: httpsOrigin.default('https://graph.microsoft.com'),
  LOGIN_URL: httpsOrigin.default('https://login.microsoftonline.com'),
  LOGIN_DISCOVERY: oneOf(['on', 'off']).default('on'),
  BOT_OPENID_METADATA_URL: httpAddress.default('https://login.botframework.com/v1/.well-known/openidconfiguration'),
  PORT: whole(0, 65_535, 3978),
  HOST: z.string().min(1).max(255).optional(),
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
    helpContact: env.CROSSOVER_HELP_CONTACT,
    mailSenderId: env.CROSSOVER_MAIL_SENDER,
    teamsAppId: env.TEAMS_APP_ID,
    timeZone: env.CROSSOVER_TIME_ZONE,
    settleMillis: env.CROSSOVER_SETTLE_MINUTES * 60_000,
    approvalWindowMillis: env.CROSSOVER_APPROVAL_HOURS * 3_600_000,
    executionWindowMillis: env.CROSSOVER_EXECUTION_HOURS * 3_600_000,
    snapshotMaxAgeMillis: env.CROSSOVER_SNAPSHOT_MINUTES * 60_000,
    changesMillis: env.CROSSOVER_CHANGES_MINUTES * 60_000,
    accountRules: accountRulesOf(env),
    fileHosts: env.CROSSOVER_FILE_HOSTS,
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

/** What is wrong only because of another variable; told even where that one has faults of its own. */
function togetherFaults(given: Given): ConfigFault[] {
  const secret = neededFor.get(given['AZURE_CREDENTIAL'] ?? '');
  const isProduction = (given['CROSSOVER_MODE'] ?? 'production') === 'production';
  const keysUrl = given['BOT_OPENID_METADATA_URL'];
  return [
    ...(secret !== undefined && given[secret] === undefined ? [missing(secret)] : []),
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
