import { environmentOfProcess } from '../config.ts';
import { DATABASE_SCOPE } from '../db/database-place.ts';
import { createPrincipal, databaseIn, principalStatements } from '../db/principal.ts';
import { credentialOf } from '../entra/credential.ts';
import { GraphError } from '../entra/graph-error.ts';
import { createGraph, type Graph } from '../entra/graph.ts';
import { botPermissions, type Permission } from '../entra/permissions.ts';
import {
  createAppRoleAssignment,
  getServicePrincipalByAppId,
  listAppRoleAssignments,
  MICROSOFT_GRAPH_APP_ID,
  type ServicePrincipal,
} from '../entra/service-principals.ts';
import { CrossoverError } from '../lib/errors.ts';
import { counted, listed } from '../lib/text.ts';
import { faultLines } from './checks/configuration.ts';
import { readGrantSettings, type GrantSettings } from './grant-settings.ts';
import { fine, guarded, refused, report, toKnow, toMend, wordsOf, type Line, type Lines } from './lines.ts';
import { optionsOf } from './options.ts';

/** What the administrator asks for. */
export interface GrantWish {
  /** Also `Mail.Send`, with which notices go by mail to people whom Teams cannot reach. */
  isMailWanted: boolean;
  /** Say what would be done, and write nothing. */
  isDryRun: boolean;
}

const SIGN_IN =
  'Sign in with "az login" as a Privileged Role Administrator or Global Administrator of this tenant, leave AZURE_CREDENTIAL unset, and run it again.';

/**
 * Gives the bot's identity its Microsoft Graph permissions and its database principal: each that is missing, none
 * twice, none that is not needed. The one place outside `changes/` that writes to the tenant: it runs before there is
 * a bot that could propose anything, by an administrator's hand.
 */
export async function* grant(settings: GrantSettings, wish: GrantWish): Lines {
  const credential = credentialOf(settings.credential, settings.authority);
  const graph = createGraph({ credential, baseUrl: settings.graphUrl });
  let identity: ServicePrincipal;
  try {
    identity = (await getServicePrincipalByAppId(graph, settings.clientId)).body;
  } catch (cause) {
    if (!(cause instanceof CrossoverError)) throw cause;
    yield notFoundLine(settings.clientId, cause);
    return;
  }
  const name = identity.displayName ?? identity.appId;
  yield fine(`The identity is ${name} (object id ${identity.id}).`);
  yield* guarded('The permissions', permissionLines(graph, identity, wish));
  const token = async () => (await credential.getToken(DATABASE_SCOPE))?.token ?? '';
  yield* principalLines(name, { adminUrl: settings.databaseAdminUrl, token, isDryRun: wish.isDryRun });
}

function notFoundLine(clientId: string, cause: CrossoverError): Line {
  if (!(cause instanceof GraphError)) return refused('The identity', cause);
  if (cause.reason === 'notFound') {
    return toMend(
      `No identity in this tenant has the client id ${clientId}.`,
      'Set BOT_ID (or AZURE_CLIENT_ID) to the client id of the managed identity or app that the bot runs as.',
    );
  }
  if (cause.reason === 'noToken') {
    const why = cause.serviceMessage?.split('\n')[0] ?? 'no reason is known.';
    return toMend(`Nobody is signed in as an administrator: ${why}`, SIGN_IN);
  }
  return cause.reason === 'forbidden'
    ? toMend(`The identity: ${cause.message}.`, SIGN_IN)
    : refused('The identity', cause);
}

/** What an identity holds of Microsoft Graph, and what Microsoft Graph offers. */
interface Holdings {
  identity: ServicePrincipal;
  resource: ServicePrincipal;
  heldIds: ReadonlySet<string>;
}

async function* permissionLines(graph: Graph, identity: ServicePrincipal, wish: GrantWish): Lines {
  const resource = (await getServicePrincipalByAppId(graph, MICROSOFT_GRAPH_APP_ID)).body;
  const wanted = botPermissions.filter(({ isOptional }) => !isOptional || wish.isMailWanted);
  const before: Holdings = { identity, resource, heldIds: await heldIds(graph, identity, resource) };
  for (const permission of wanted) yield await permissionLine(graph, { permission, before, ...wish });
  yield* beyondNeed(before);
  if (!wish.isMailWanted && !holds(before, 'Mail.Send'))
    yield toKnow(
      'Mail.Send was not asked for: nobody gets mail.',
      'Run it with --with-mail if notices may go by mail.',
    );
  if (wish.isDryRun) yield toKnow('This was a dry run: nothing was granted.', 'Run it without --dry-run to grant.');
  else yield readBack({ ...before, heldIds: await heldIds(graph, identity, resource) }, wanted);
}

async function heldIds(graph: Graph, identity: ServicePrincipal, resource: ServicePrincipal): Promise<Set<string>> {
  const { assignments } = await listAppRoleAssignments(graph, identity.id);
  return new Set(assignments.filter(({ resourceId }) => resourceId === resource.id).map(({ appRoleId }) => appRoleId));
}

const roleIdOf = ({ resource }: Holdings, name: string): string | undefined =>
  resource.appRoles.find(({ value }) => value === name)?.id;

const holds = (holdings: Holdings, name: string): boolean => holdings.heldIds.has(roleIdOf(holdings, name) ?? '');

interface PermissionStep {
  permission: Permission;
  before: Holdings;
  isDryRun: boolean;
}

async function permissionLine(graph: Graph, { permission, before, isDryRun }: PermissionStep): Promise<Line> {
  const { name, reason } = permission;
  const appRoleId = roleIdOf(before, name);
  if (appRoleId === undefined)
    return toMend(`${name} is not offered by Microsoft Graph here.`, 'Ask for it where this cloud is documented.');
  if (before.heldIds.has(appRoleId)) return fine(`${name} is held already.`);
  if (isDryRun) return toKnow(`${name} would be granted. ${reason}`);
  try {
    await createAppRoleAssignment(graph, {
      principalId: before.identity.id,
      resourceId: before.resource.id,
      appRoleId,
    });
    return fine(`${name} was granted. ${reason}`);
  } catch (cause) {
    if (!(cause instanceof CrossoverError)) throw cause;
    const isForbidden = cause instanceof GraphError && cause.reason === 'forbidden';
    return isForbidden ? toMend(`${name} was not granted: ${cause.message}.`, SIGN_IN) : refused(name, cause);
  }
}

function* beyondNeed({ resource, heldIds: held }: Holdings): Generator<Line> {
  const needed = new Set(botPermissions.map(({ name }) => name));
  const more = resource.appRoles.filter(({ id, value }) => held.has(id) && !needed.has(value ?? ''));
  if (more.length === 0) return;
  yield toKnow(
    `Held beyond need: ${listed(more.map(({ id, value }) => value ?? id))}.`,
    'Remove them in the Entra admin center if nothing else uses this identity.',
  );
}

function readBack(after: Holdings, wanted: readonly Permission[]): Line {
  const unseen = wanted.filter(({ name }) => !holds(after, name));
  if (unseen.length === 0)
    return fine(
      `Read back: the identity holds all ${wanted.length} permissions. A token that is out already does not.`,
    );
  return toMend(
    `Read back: ${counted(unseen.length, 'permission is', 'permissions are')} not there: ${listed(unseen.map(({ name }) => name))}.`,
    'What was granted a moment ago can take a minute to show. Run it again: nothing is granted twice.',
  );
}

interface PrincipalStep {
  adminUrl: string | undefined;
  token: () => Promise<string>;
  isDryRun: boolean;
}

async function* principalLines(name: string, { adminUrl, token, isDryRun }: PrincipalStep): Lines {
  if (adminUrl === undefined || isDryRun) {
    const statements = principalStatements(name, adminUrl === undefined ? 'crossover' : databaseIn(adminUrl));
    yield toKnow(
      isDryRun && adminUrl !== undefined
        ? 'On the database server these statements would be run:'
        : 'The database principal: run these statements as an Entra administrator of the server.',
      adminUrl === undefined ? 'Or set DATABASE_ADMIN_URL, and they are run from here.' : undefined,
    );
    for (const { database, sql } of statements) yield toKnow(`in database ${database}:  ${sql}`);
    return;
  }
  try {
    const outcome = await createPrincipal(adminUrl, name, token);
    yield fine(
      `The database principal ${name} ${outcome === 'created' ? 'was created' : 'was there already'}, and may keep its tables in ${databaseIn(adminUrl)}.`,
    );
  } catch (cause) {
    yield toMend(
      `The database principal was not created: ${wordsOf(cause)}.`,
      'Check DATABASE_ADMIN_URL, that this machine reaches the server, and that you are an Entra administrator of it.',
    );
  }
}

/** `npm run grant -- [--dry-run] [--with-mail]`. */
async function main(): Promise<void> {
  const values = optionsOf({
    usage: 'npm run grant -- [--dry-run] [--with-mail]',
    lines: [
      '--dry-run    says what would be done, and writes nothing',
      '--with-mail  also grants Mail.Send, for notices by mail',
    ],
    options: { 'dry-run': { type: 'boolean' }, 'with-mail': { type: 'boolean' } },
  });
  if (!values) return;
  const read = readGrantSettings(environmentOfProcess());
  if ('faults' in read) {
    await report(faultLines(read.faults));
    return;
  }
  await report(
    grant(read.settings, { isDryRun: values['dry-run'] ?? false, isMailWanted: values['with-mail'] ?? false }),
  );
}

if (import.meta.main) await main();
