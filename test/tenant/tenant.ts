import type { Server } from 'node:http';

import type { JWK } from 'jose';

import type { JsonObject } from './answer.ts';
import { BOT, TEAMS_APP } from './cast.ts';
import { runningClock } from './clock.ts';
import type { Directory, Faults, LoggedRequest, TenantClock } from './contract.ts';
import { createDirectory } from './directory.ts';
import { createPageDoor, createSecureDoor, listen } from './front-door.ts';
import type { FrontDoorParts } from './front-door.ts';
import { createGate } from './gate.ts';
import type { Gate, LogKeeping } from './gate.ts';
import type { CatalogApp, GraphSettings } from './graph/call.ts';
import { createContractWatch } from './graph-contract/contract-watch.ts';
import { createGraph } from './graph/graph.ts';
import { DEFAULT_PERMISSIONS } from './graph/permissions.ts';
import { createRecords } from './graph/records.ts';
import type { TenantRecords } from './graph/records.ts';
import { createReplication } from './graph/replication.ts';
import { signIn } from './graph/sign-ins.ts';
import { createIssuer } from './issuer.ts';
import type { TenantIssuer } from './issuer.ts';
import { serveIssuer } from './issuer-surface.ts';
import { createTenantKeys } from './keys.ts';
import type { TenantKeys } from './keys.ts';
import { createQuotas } from './quotas/quotas.ts';
import type { QuotaOverrides, Quotas } from './quotas/quotas.ts';
import { seededRandom } from './seeded-random.ts';
import { createTeams } from './teams/teams.ts';
import type { PracticeTeams } from './teams/teams.ts';

/** How a practice tenant is to be; all of it may be left out. */
export interface TenantOptions {
  /** Whom chance makes (Default: 1). */
  seed?: number;
  /** How many people there are, the cast among them (Default: 400). */
  people?: number;
  /** Of the https origin; 0 takes any free one (Default: 0). */
  port?: number;
  /** Of the practice Teams page (Default: 0). */
  pagePort?: number;
  /** (Default: the machine's clock, which can be moved ahead.) */
  clock?: TenantClock;
  /** How long every answer of Graph takes (Default: 0). */
  latencyMillis?: number;
  bot?: { appId: string; secret: string };
  /** Certificate and signing key (Default: fresh ones). */
  keys?: TenantKeys;
  /** The app in the Teams catalogue, for example with the manifest id of the app package. */
  teamsApp?: CatalogApp;
  /** Whether quotas are enforced; they are counted in any case (Default: 'off'). */
  quotas?: 'documented' | 'off';
  /** Limits other than the documented ones, for example of `requirements`. */
  quotaOverrides?: QuotaOverrides;
  /** Whether every request is checked against Graph's own description (Default: true). */
  isContractChecked?: boolean;
  /** How much of the request log is kept; of millions of calls better not all (Default: 'all'). */
  keepLog?: LogKeeping;
  /** Public keys of the bot's certificates; none accepts any client assertion that names the bot (Default: none). */
  assertionKeys?: JWK[];
}

/** A running look-alike of Entra, Microsoft Graph, the Bot Connector and Teams, for one tenant. */
export interface PracticeTenant {
  tenantId: string;
  /** `https://localhost:PORT`: issuer, Graph and Bot Connector. */
  origin: string;
  /** `http://localhost:PORT`: the practice Teams page, and the keys that tokens are checked with. */
  pageOrigin: string;
  /** To be trusted by whoever calls `origin`. */
  certificatePem: string;
  bot: { appId: string; secret: string };
  teamsApp: CatalogApp;
  clock: TenantClock;
  directory: Directory;
  /** Every request as it came, or what `keepLog` leaves of them; never cleared. */
  log: LoggedRequest[];
  faults: Faults;
  /** What was wrong with requests, as Graph's own description has it: path, method, options, headers, properties. */
  contractViolations: string[];
  quotas: Quotas;
  graph: GraphSettings;
  /** What there is besides people, groups and policies. */
  records: TenantRecords;
  /** Lets a person sign in now, under the policies of this moment; what differs from a usual one may be said. */
  signIn(userId: string, differing?: JsonObject): void;
  issuer: TenantIssuer;
  teams: PracticeTeams;
  /** Tells Teams where the bot listens. */
  setBotEndpoint(url: string): void;
  close(): Promise<void>;
}

/** Starts a practice tenant on the loopback address. */
export async function startTenant(options: TenantOptions = {}): Promise<PracticeTenant> {
  const core = await createCore(options);
  const { directory, clock, issuer, bot, gate, settings, keys } = core;

  // the ports have to be known before the parts that name them: nobody calls before these are filled in
  const door: { parts?: FrontDoorParts } = {};
  const behindTheDoor = (): FrontDoorParts => {
    if (door.parts === undefined) throw new TypeError('the tenant is not open yet');
    return door.parts;
  };
  const servers = [createSecureDoor(keys, behindTheDoor), createPageDoor(behindTheDoor)] as const;
  const origin = `https://localhost:${await listen(servers[0], options.port ?? 0)}`;
  const pageOrigin = `http://localhost:${await listen(servers[1], options.pagePort ?? 0)}`;

  let botEndpoint: string | undefined;
  const teams = createTeams({
    directory,
    clock,
    issuer,
    bot,
    connectorOrigin: origin,
    botEndpoint: () => botEndpoint,
    quotas: core.quotas,
    recentWrites: () => writesIn(gate.log),
  });
  door.parts = doorParts(core, teams, { origin, pageOrigin });
  return {
    tenantId: directory.tenantId,
    origin,
    pageOrigin,
    certificatePem: keys.certificatePem,
    bot,
    teamsApp: core.teamsApp,
    clock,
    directory,
    log: gate.log,
    faults: gate.faults,
    contractViolations: core.contract.violations,
    quotas: core.quotas,
    graph: settings,
    records: core.records,
    signIn: (userId, differing) => {
      signIn(core, userId, differing);
    },
    issuer,
    teams,
    setBotEndpoint: (url) => {
      botEndpoint = url;
    },
    close: () => closeAll(gate, teams, servers),
  };
}

type Core = Awaited<ReturnType<typeof createCore>>;

/** What does not need to know its address. */
async function createCore(options: TenantOptions) {
  const { seed = 1, people = 400, clock = runningClock(), bot = BOT, teamsApp = TEAMS_APP } = options;
  const random = seededRandom(seed);
  const directory = createDirectory(people, random, clock.now());
  const { tenantId } = directory;
  const keys = options.keys ?? (await createTenantKeys());
  const { signingKeys } = keys;
  const issuer = await createIssuer({ tenantId, botAppId: bot.appId, signingKeys });
  const { assertionKeys = [] } = options;
  const settings = settingsOf(options);
  const records = createRecords();
  const replication = createReplication(clock, () => settings.replicationLag);
  const quotas = createQuotas(clock, {
    isOn: options.quotas === 'documented',
    overrides: options.quotaOverrides ?? {},
  });
  return {
    clock,
    bot,
    teamsApp,
    random,
    directory,
    keys,
    issuer,
    assertionKeys,
    settings,
    quotas,
    replication,
    records,
    contract: createContractWatch(options.isContractChecked ?? true),
    gate: createGate(clock, { random: seededRandom(seed + 1), keeping: options.keepLog }),
  };
}

function doorParts(core: Core, teams: PracticeTeams, origins: { origin: string; pageOrigin: string }): FrontDoorParts {
  const { issuer, gate, clock, settings, bot, assertionKeys, directory, quotas } = core;
  const { installations, connector, page } = teams;
  const { tenantId, domain } = directory;
  const issuerParts = { origin: origins.origin, issuer, tenantId, domain, directory, bot, assertionKeys, settings };
  return {
    ...origins,
    issuer,
    serveIssuer: (request) => serveIssuer(issuerParts, request),
    graph: createGraph({ ...core, installations, origin: origins.origin }),
    connector,
    page,
    gate,
    clock,
    mailboxes: quotas.mailboxes,
    latencyMillis: () => settings.latencyMillis,
    onGraphWrite: () => {
      teams.noteTenantChange();
    },
  };
}

function settingsOf(options: TenantOptions): GraphSettings {
  return {
    grantedPermissions: new Set(DEFAULT_PERMISSIONS),
    perUserMfaStateProperty: 'supported',
    perUserMfaStateFilter: 'supported',
    perUserMfaStateMissingPercent: 0,
    isSecurityDefaultsEnabled: false,
    hasP1: true,
    hasP2: false,
    replicationLag: { policyMillis: 0, membershipMillis: 0, indexMillis: 0 },
    latencyMillis: options.latencyMillis ?? 0,
    auditDelayMillis: 5000,
  };
}

/** What Graph was asked to change and did, items of a batch instead of the batch. */
function writesIn(log: readonly LoggedRequest[]): LoggedRequest[] {
  return log.filter(
    ({ surface, method, path, status }) =>
      surface === 'graph' && method !== 'GET' && status >= 200 && status < 300 && !path.includes('$batch'),
  );
}

async function closeAll(gate: Gate, teams: PracticeTeams, servers: readonly Server[]): Promise<void> {
  gate.faults.clear(); // whoever is held goes on, or the servers would wait for them
  await teams.close();
  await Promise.all(
    servers.map(async (server) => {
      const closed = new Promise((resolve) => server.close(resolve));
      server.closeAllConnections();
      await closed;
    }),
  );
}
