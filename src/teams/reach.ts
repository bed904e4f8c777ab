import type { Graph } from '../entra/graph.ts';
import { findCatalogApp, findInstallation, getInstallationChat, installApp } from '../entra/installed-apps.ts';
import { sendMail } from '../entra/mail.ts';
import { TeamsError } from '../cards/messenger.ts';
import type { Conversations } from './conversations.ts';

interface ReachParts {
  graph: Graph;
  conversations: Conversations;
  /** The manifest id of the app, as the organisation's catalogue knows it; undefined where nothing may be installed. */
  teamsAppId: string | undefined;
  /** The mailbox that notices are sent from. */
  mailSenderId: string | undefined;
}

/** Ways to people whom Teams does not know yet: the app installed for them through Graph, or a mail. */
export function createReach({ graph, conversations, teamsAppId, mailSenderId }: ReachParts) {
  let catalogId: string | undefined;
  const appId = async (): Promise<string> => {
    if (teamsAppId === undefined) throw new TeamsError('notInstalled', { status: 404, code: 'NoTeamsAppId' });
    catalogId ??= (await findCatalogApp(graph, teamsAppId)).body?.id;
    if (catalogId === undefined) throw new TeamsError('notInstalled', { status: 404, code: 'NotInCatalogue' });
    return catalogId;
  };
  return {
    install: async (personId: string): Promise<void> => {
      const app = await appId();
      const { outcome } = await installApp(graph, personId, app);
      // Installed before we could hear of it: the chat is there, so it is asked for.
      if (outcome === 'alreadyInstalled') await adoptChat({ graph, conversations }, personId, app);
    },
    mail:
      mailSenderId === undefined
        ? undefined
        : async (to: string, message: { subject: string; text: string }): Promise<void> => {
            await sendMail(graph, { fromUserId: mailSenderId, to, ...message });
          },
  };
}

async function adoptChat(
  { graph, conversations }: Pick<ReachParts, 'graph' | 'conversations'>,
  personId: string,
  teamsAppId: string,
): Promise<void> {
  const { body: installation } = await findInstallation(graph, personId, teamsAppId);
  const serviceUrl = await conversations.lastServiceUrl();
  if (!installation || serviceUrl === undefined) return;
  const { body: chat } = await getInstallationChat(graph, personId, installation.id);
  await conversations.remember(personId, { id: chat.id, serviceUrl });
}
