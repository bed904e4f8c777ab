import type { TeamsInstallations } from '../contract.ts';
import type { ActivityWriter } from './activities.ts';
import type { BotLine } from './bot-line.ts';
import type { Chats } from './chats.ts';
import { installationIdOf } from './ids.ts';

/** What installing needs. */
export interface InstallationParts {
  appId: string;
  chats: Chats;
  writer: ActivityWriter;
  line: BotLine;
}

/** Installs the app for people; the bot is told as Teams would tell it, without the caller waiting. */
export function createInstallations(parts: InstallationParts): TeamsInstallations {
  const { appId, chats, writer, line } = parts;
  const find = (userId: string): { installationId: string; chatId: string } | undefined => {
    const chat = chats.personal(userId);
    if (chat?.hasBot !== true) return undefined;
    return { installationId: installationIdOf(appId, userId), chatId: chat.id };
  };
  return {
    find,
    install: (userId) => {
      const present = find(userId);
      if (present !== undefined) return present;
      const chat = chats.openPersonal(userId);
      for (const activity of writer.installed({ chat, userId })) void line.post(activity);
      return { installationId: installationIdOf(appId, userId), chatId: chat.id };
    },
    uninstall: (userId) => {
      const chat = chats.personal(userId);
      if (chat?.hasBot !== true) return;
      chats.removeBot(chat);
      void line.post(writer.uninstalled({ chat, userId }));
    },
  };
}
