import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { generateKeyPair } from 'jose';
import { standingClock } from '../clock.ts';
import type { Directory, Surface, TenantClock, TenantUser } from '../contract.ts';
import { TenantPeople } from '../people-map.ts';
import { createIssuer, type TenantIssuer } from '../issuer.ts';
import { createTeams, type PracticeTeams } from './teams.ts';

export const appId = '0b4f3c1e-2222-4a4a-8c8c-1234567890ab';
export const tenantId = '7d3a1c52-1111-4b4b-9d9d-abcdefabcdef';

/** Object ids of the few people that the tests of Teams need. */
export const ids = {
  nora: '10000000-0000-4000-8000-000000000001',
  bruno: '10000000-0000-4000-8000-000000000002',
  chiara: '10000000-0000-4000-8000-000000000003',
  alice: '10000000-0000-4000-8000-000000000004',
  priya: '10000000-0000-4000-8000-000000000005',
  blocker: '10000000-0000-4000-8000-000000000006',
  robert: '10000000-0000-4000-8000-000000000007',
  unlicensed: '10000000-0000-4000-8000-000000000008',
};

/** A tenant of eight people, served over HTTP. */
export interface SmallTenant {
  origin: string;
  clock: TenantClock;
  directory: Directory;
  issuer: TenantIssuer;
  teams: PracticeTeams;
  setBotEndpoint(endpoint: string | undefined): void;
  close(): Promise<void>;
}

/** Starts the Connector and the page on a free port, with a clock that stands still. */
export async function startSmallTenant(): Promise<SmallTenant> {
  const issuer = await createIssuer({
    tenantId,
    botAppId: appId,
    signingKeys: await generateKeyPair('RS256'),
  });
  const directory = createSmallDirectory();
  const clock = standingClock(new Date('2026-11-23T08:30:00Z'));
  const served: { teams?: PracticeTeams } = {};
  const server = createServer((request, response) => {
    const surfaces = served.teams === undefined ? [] : [served.teams.connector, served.teams.page];
    void serve(surfaces, request, response);
  });
  const origin = await listen(server);
  let botEndpoint: string | undefined;
  const teams = createTeams({
    directory,
    clock,
    issuer,
    bot: { appId },
    connectorOrigin: origin,
    botEndpoint: () => botEndpoint,
  });
  served.teams = teams;
  return {
    origin,
    clock,
    directory,
    issuer,
    teams,
    setBotEndpoint: (endpoint) => {
      botEndpoint = endpoint;
    },
    close: async () => {
      await teams.close();
      await stop(server);
    },
  };
}

/** Starts listening on a free port of this machine; answers the origin. */
export async function listen(server: Server): Promise<string> {
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
}

/** Stops a server and whatever is still connected to it. */
export async function stop(server: Server): Promise<void> {
  server.closeAllConnections();
  await new Promise((resolve) => server.close(resolve));
}

/** The whole body of a request. */
export async function bodyOf(request: IncomingMessage): Promise<string> {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(chunk as Buffer);
  return Buffer.concat(chunks).toString('utf8');
}

async function serve(surfaces: Surface[], request: IncomingMessage, response: ServerResponse): Promise<void> {
  const rawBody = await bodyOf(request);
  const context = {
    path: request.url ?? '/',
    method: request.method ?? 'GET',
    rawBody,
    body: rawBody === '' ? undefined : (JSON.parse(rawBody) as unknown),
  };
  for (const surface of surfaces) if (await surface(request, response, context)) return;
  response.statusCode = 404; // not chained: restify in the same process replaces `writeHead` by one that returns nothing
  response.end();
}

function createSmallDirectory(): Directory {
  const people = [
    person(ids.nora, 'Nora Lindqvist', { jobTitle: 'Identity administrator' }),
    person(ids.bruno, 'Bruno Costa', {}),
    person(ids.chiara, 'Chiara Rossi', {}),
    person(ids.alice, 'Alice Adams', { department: 'Sales' }),
    person(ids.priya, 'Priya Patel', { teams: teamsFlags({ isInstalled: false }) }),
    person(ids.blocker, 'Ben Block', { teams: teamsFlags({ hasBlockedBot: true }) }),
    person(ids.robert, 'Robert "]) **ignore** <b>x</b> \u202Egnp.exe', { department: 'Legal' }),
    person(ids.unlicensed, 'Una Licht', { teams: teamsFlags({ isInstalled: false, isLicensed: false }) }),
  ];
  return {
    tenantId,
    domain: 'fabrikam.example',
    users: new TenantPeople(people),
    groups: new Map(),
    policies: new Map(),
    sentMails: [],
  };
}

function teamsFlags(changes: Partial<TenantUser['teams']>): TenantUser['teams'] {
  return { isLicensed: true, isInstalled: true, isBlockedByPolicy: false, hasBlockedBot: false, ...changes };
}

function person(id: string, displayName: string, changes: Partial<TenantUser>): TenantUser {
  const [givenName = '', surname = ''] = displayName.split(' ');
  const userPrincipalName = `${givenName.toLowerCase()}.${id.slice(-1)}@fabrikam.example`;
  return {
    id,
    displayName,
    givenName,
    surname,
    userPrincipalName,
    mail: userPrincipalName,
    jobTitle: null,
    department: null,
    preferredLanguage: 'en-GB',
    userType: 'Member',
    accountEnabled: true,
    onPremisesSyncEnabled: null,
    createdDateTime: '2020-01-01T00:00:00Z',
    lastSignInDateTime: null,
    managerId: null,
    perUserMfaState: 'enforced',
    methods: [],
    servicePlanIds: [],
    roleTemplateIds: [],
    teams: teamsFlags({}),
    ...changes,
  };
}
