import type { Surface, TeamsInstallations, TeamsParts } from '../contract.ts';
import { ActivityWriter } from './activities.ts';
import { createBotLine } from './bot-line.ts';
import type { ClickChoice } from './card-parts.ts';
import { Chats, type TeamsEvent } from './chats.ts';
import { ConnectorConversations } from './connector-conversations.ts';
import { ConnectorRoster } from './connector-roster.ts';
import { createConnector } from './connector.ts';
import { createDrive, type DriveFile } from './drive.ts';
import { createFeed, type Feed } from './feed.ts';
import { createInstallations } from './installations.ts';
import type { Message } from './messages.ts';
import { createPage } from './page.ts';
import { createPageClock } from './page-clock.ts';
import { addRooms, teamOf } from './seats.ts';
import { Speaking, type Delivery, type SayOptions } from './speaking.ts';
import { Traffic } from './traffic.ts';
import { messagesSeen, Waiting, type WaitOptions } from './waiting.ts';

/** Teams as the bot, the tests and the page meet it. */
export interface PracticeTeams {
  /** The Bot Connector's REST surface. */
  connector: Surface;
  /** The practice Teams page with its own small API. */
  page: Surface;
  installations: TeamsInstallations;
  chats: Chats;
  /** Ids of the seeded group chat, channel and team. */
  rooms: { groupChatId: string; channelId: string; teamId: string };
  /** How many calls the bot made to the Connector, and how fast. */
  traffic: Traffic;
  /** A person writes, by default in their personal chat; `@Name` of the bot or a member is a mention. Resolves when the bot answered the POST. */
  say(userId: string, text: string, options?: SayOptions): Promise<Delivery>;
  /** A person clicks a button of a card that they see. */
  click(userId: string, activityId: string, choice: ClickChoice): Promise<Delivery>;
  /** A person allows or refuses a file that the bot offers. */
  answerFile(userId: string, activityId: string, action: 'accept' | 'decline'): Promise<Delivery>;
  /** What bots have put into somebody's OneDrive. */
  filesOf(userId: string): DriveFile[];
  /** A person's client shows a card; runs its automatic refresh where one is due (undefined where not). */
  show(userId: string, activityId: string): Promise<Delivery | undefined>;
  /** What a person sees in a chat (Default: their personal one), oldest first. */
  messagesOf(userId: string, chatId?: string): Message[];
  /** Waits, by events, for a message of the bot that fits. */
  waitForMessage(userId: string, predicate: (message: Message) => boolean, options?: WaitOptions): Promise<Message>;
  /** Calls the listener after each step of a clock that somebody moves on the page; the next step waits for it. */
  onClockMoved(listener: () => Promise<void>): void;
  /** Makes open pages read again what the tenant says; for whoever writes to the directory. */
  noteTenantChange(): void;
  /** Waits until the bot has answered everything that was sent to it. */
  settled(): Promise<void>;
  close(): Promise<void>;
}

/** Builds the Bot Connector half of the practice tenant. */
export function createTeams(parts: TeamsParts): PracticeTeams {
  const core = createCore(parts);
  const { feed, chats, line, speaking, installations, traffic } = core;
  const { groupChat, channel } = addRooms(chats, parts.directory);
  const team = teamOf(parts.directory);
  const clock = createPageClock(parts.clock, feed);
  const page = createPage({ tenant: parts, chats, feed, speaking, installations, clock });
  preinstall(parts, chats);
  const connector = createConnector({
    issuer: parts.issuer,
    appId: parts.bot.appId,
    tenantId: parts.directory.tenantId,
    quotas: parts.quotas,
    traffic,
    conversations: new ConnectorConversations(parts, chats),
    roster: new ConnectorRoster({ directory: parts.directory, chats, team }),
  });
  return {
    connector: async (...request) => (await core.drive.surface(...request)) || connector(...request),
    filesOf: (userId) => core.drive.files(userId),
    page: page.surface,
    installations,
    chats,
    rooms: { groupChatId: groupChat.id, channelId: channel.id, teamId: team.id },
    traffic,
    ...peopleOf(chats, feed, speaking),
    onClockMoved: clock.onStep,
    noteTenantChange: () => {
      feed.publish({ type: 'tenant' });
    },
    settled: () => line.settled(),
    close: async () => {
      page.close();
      line.close();
      await line.settled();
    },
  };
}

type People = Pick<PracticeTeams, 'say' | 'click' | 'answerFile' | 'show' | 'messagesOf' | 'waitForMessage'>;

/** What people do and see. */
function peopleOf(chats: Chats, feed: Feed<TeamsEvent>, speaking: Speaking): People {
  const waiting = new Waiting(chats, feed);
  return {
    say: (userId, text, options) => speaking.say(userId, text, options),
    click: (userId, activityId, choice) => speaking.click(userId, activityId, choice),
    answerFile: (userId, activityId, action) => speaking.answerFile(userId, activityId, action),
    show: (userId, activityId) => speaking.show(userId, activityId),
    messagesOf: (userId, chatId) =>
      messagesSeen(chatId === undefined ? chats.personal(userId) : chats.find(chatId), userId),
    waitForMessage: (userId, predicate, options) => waiting.forMessage(userId, predicate, options),
  };
}

function createCore(parts: TeamsParts) {
  const feed: Feed<TeamsEvent> = createFeed();
  const chats = new Chats(parts.bot.appId, parts.clock, feed);
  const line = createBotLine(parts);
  const writer = new ActivityWriter(parts, chats);
  const drive = createDrive(parts.connectorOrigin);
  const hasBlockedBot = (userId: string): boolean => parts.directory.users.get(userId)?.teams.hasBlockedBot === true;
  return {
    feed,
    chats,
    line,
    drive,
    speaking: new Speaking({ chats, writer, line, drive, hasBlockedBot }),
    installations: createInstallations({ appId: parts.bot.appId, chats, writer, line }),
    traffic: new Traffic(parts.clock),
  };
}

/** People who had the app before the bot of today was started: it is not told of them again. */
function preinstall(parts: TeamsParts, chats: Chats): void {
  for (const user of parts.directory.users.values()) {
    if (user.teams.isInstalled) chats.openPersonal(user.id);
  }
}
