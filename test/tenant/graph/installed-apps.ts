import type { Answer, JsonObject } from '../answer.ts';
import type { TenantUser } from '../contract.ts';
import { anyOf, bodyOf, contextOf, NO_CONTENT, ok, param, userIn } from './call.ts';
import type { GraphCall, GraphParts, Needs, Route } from './call.ts';
import { parseFilter } from './filter.ts';
import { GraphRefusal } from './refusal.ts';

const INSTALLED = '/users/{id}/teamwork/installedApps';
const MANAGE: Needs = anyOf(
  'TeamsAppInstallation.ReadWriteSelfForUser.All',
  'TeamsAppInstallation.ReadWriteForUser.All',
);
const READ: Needs = [...MANAGE, ['TeamsAppInstallation.ReadForUser.All']];

/** The Teams catalogue and the bot's installation for a person. */
export const installedAppRoutes: Route[] = [
  {
    method: 'GET',
    path: '/appCatalogs/teamsApps',
    needs: anyOf('AppCatalog.Read.All', 'AppCatalog.ReadWrite.All'),
    serve: (call, parts) => {
      const predicate = parseFilter(call.query.get('$filter') ?? 'id ne null');
      const apps = [catalogEntry(parts)].filter((app) => predicate((property) => app[property]));
      return ok({ '@odata.context': contextOf(call, parts, 'appCatalogs/teamsApps'), value: apps });
    },
  },
  { method: 'GET', path: INSTALLED, needs: READ, serve: listInstalled },
  { method: 'POST', path: INSTALLED, needs: MANAGE, serve: install },
  { method: 'GET', path: `${INSTALLED}/{installationId}/chat`, needs: READ, serve: getChat },
  {
    method: 'DELETE',
    path: `${INSTALLED}/{installationId}`,
    needs: MANAGE,
    serve: (call, parts) => {
      installationIn(call, parts);
      parts.installations.uninstall(userIn(call, parts).id);
      return NO_CONTENT;
    },
  },
];

function catalogEntry({ teamsApp }: GraphParts): JsonObject {
  return { ...teamsApp, distributionMethod: 'organization' };
}

function listInstalled(call: GraphCall, parts: GraphParts): Answer {
  const user = userIn(call, parts);
  checkLicence(user);
  const filter = call.query.get('$filter');
  const predicate = filter === null ? () => true : parseFilter(filter);
  const isExpanded = call.query.get('$expand')?.split(',').includes('teamsApp') === true;
  const app = catalogEntry(parts);
  const installation = parts.installations.find(user.id);
  const isWanted = predicate((property) => app[property.replace(/^teamsApp\//, '')]);
  const rows = installation === undefined || !isWanted ? [] : [installation];
  return ok({
    '@odata.context': contextOf(call, parts, `users('${user.id}')/teamwork/installedApps`),
    value: rows.map(({ installationId }) => ({ id: installationId, ...(isExpanded && { teamsApp: app }) })),
  });
}

function install(call: GraphCall, parts: GraphParts): Answer {
  const user = userIn(call, parts);
  const reference = bodyOf(call)['teamsApp@odata.bind'];
  const appId = typeof reference === 'string' ? /\/appCatalogs\/teamsApps\/([^/]+)$/i.exec(reference)?.[1] : undefined;
  if (appId === undefined) throw new GraphRefusal(400, 'BadRequest', "Bind requests not supported for 'teamsApp'.");
  if (appId !== parts.teamsApp.id) {
    throw new GraphRefusal(404, 'NotFound', `No app found in the catalog with id '${appId}'.`);
  }
  checkLicence(user);
  if (user.teams.isBlockedByPolicy) throw blockedByPolicy(user, parts);
  if (parts.installations.find(user.id) !== undefined) {
    throw new GraphRefusal(409, 'Conflict', 'The application is already installed for the user.');
  }
  parts.installations.install(user.id);
  return { status: 201 };
}

function getChat(call: GraphCall, parts: GraphParts): Answer {
  const { chatId } = installationIn(call, parts);
  const { tenantId } = parts.directory;
  return ok({
    '@odata.context': contextOf(call, parts, 'chats/$entity'),
    id: chatId,
    topic: null,
    createdDateTime: parts.clock.now().toISOString(),
    lastUpdatedDateTime: parts.clock.now().toISOString(),
    chatType: 'oneOnOne',
    webUrl: `https://teams.microsoft.com/l/chat/${encodeURIComponent(chatId)}/0?tenantId=${tenantId}`,
    tenantId,
  });
}

function installationIn(call: GraphCall, parts: GraphParts) {
  const installation = parts.installations.find(userIn(call, parts).id);
  const id = param(call, 'installationId');
  if (installation?.installationId === id) return installation;
  throw new GraphRefusal(404, 'NotFound', `No app installation found with id '${id}'.`);
}

function checkLicence(user: TenantUser): void {
  if (user.teams.isLicensed) return;
  throw new GraphRefusal(
    403,
    'Forbidden',
    'Failed to get license information for the user. Ensure user has a valid Office365 license assigned to them.',
  );
}

function blockedByPolicy(user: TenantUser, parts: GraphParts): GraphRefusal {
  return new GraphRefusal(
    403,
    'Forbidden',
    `App is blocked by app permission policy. TenantId: ${parts.directory.tenantId}, UserObjectId: ${user.id}, ` +
      `AppId: ${parts.teamsApp.id}, AppType: Private`,
  );
}
