import { z } from 'zod/v4';
import type { Answer, Graph } from './graph.ts';
import { nothing } from './graph-call.ts';
import { GraphError } from './graph-error.ts';
import { filterText } from './graph-path.ts';

const identified = z.object({ id: z.string() });
const firstOf = z.object({ value: z.array(identified) }).transform(({ value }) => value[0] ?? null);

/**
 * The app in the organisation's catalogue that carries this manifest id; null where it has not been uploaded.
 *
 * @permission AppCatalog.Read.All (application)
 * @throws {GraphError} `forbidden` without that permission.
 * @see https://learn.microsoft.com/graph/api/appcatalogs-list-teamsapps
 */
export const findCatalogApp = (graph: Graph, externalId: string): Promise<Answer<{ id: string } | null>> =>
  graph.get('/appCatalogs/teamsApps', {
    query: { $filter: `externalId eq ${filterText(externalId)}` },
    schema: firstOf,
  });

/**
 * A person's installation of an app; null where there is none.
 *
 * @permission TeamsAppInstallation.ReadWriteSelfForUser.All (application)
 * @throws {GraphError} `userNotLicensed` where the person has no Teams; `notFound`.
 * @see https://learn.microsoft.com/graph/api/userteamwork-list-installedapps
 */
export const findInstallation = (
  graph: Graph,
  userId: string,
  teamsAppId: string,
): Promise<Answer<{ id: string } | null>> =>
  graph.get('/users/{id}/teamwork/installedApps', {
    ids: { id: userId },
    query: { $expand: 'teamsApp', $filter: `teamsApp/id eq ${filterText(teamsAppId)}` },
    schema: firstOf,
  });

/**
 * Installs an app for a person, who then finds it among their chats; installed before is as good.
 *
 * @writes message
 * @permission TeamsAppInstallation.ReadWriteSelfForUser.All (application)
 * @throws {GraphError} `appBlocked` or `userNotLicensed` where Teams cannot reach the person; `notFound` where the app is
 * not in the catalogue.
 * @see https://learn.microsoft.com/graph/api/userteamwork-post-installedapps
 */
export async function installApp(
  graph: Graph,
  userId: string,
  teamsAppId: string,
): Promise<{ outcome: 'installed' | 'alreadyInstalled'; requestId: string | null }> {
  try {
    const { requestId } = await graph.post('/users/{id}/teamwork/installedApps', {
      ids: { id: userId },
      body: {
        'teamsApp@odata.bind': `${graph.origin}/v1.0/appCatalogs/teamsApps/${encodeURIComponent(teamsAppId)}`,
      },
      schema: nothing,
    });
    return { outcome: 'installed', requestId };
  } catch (error) {
    if (!(error instanceof GraphError) || error.facts.status !== 409) throw error;
    return { outcome: 'alreadyInstalled', requestId: error.facts.requestId };
  }
}

/**
 * The personal chat of an installation; its id is the conversation id that the bot sends to.
 *
 * @permission TeamsAppInstallation.ReadWriteSelfForUser.All (application)
 * @throws {GraphError} `notFound` where the installation is gone.
 * @see https://learn.microsoft.com/graph/api/userscopeteamsappinstallation-get-chat
 */
export const getInstallationChat = (
  graph: Graph,
  userId: string,
  installationId: string,
): Promise<Answer<{ id: string }>> =>
  graph.get('/users/{id}/teamwork/installedApps/{installation}/chat', {
    ids: { id: userId },
    values: { installation: installationId },
    schema: identified,
  });
