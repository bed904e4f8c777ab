import type { TenantClock } from '../contract.ts';
import type { Feed } from './feed.ts';
import { createActivityIds, personalChatIdOf } from './ids.ts';
import type { Json } from './json.ts';
import type { StoredMessage } from './messages.ts';

/** What the chats tell whoever listens. */
export type TeamsEvent =
  | { type: 'message'; message: StoredMessage }
  | { type: 'typing'; chatId: string }
  /** The bot came into a chat or left it. */
  | { type: 'chat'; chatId: string }
  | { type: 'clock' }
  | { type: 'tenant' };

/** A place where people and the bot write. */
export interface Chat {
  id: string;
  kind: 'personal' | 'groupChat' | 'channel';
  title: string;
  teamId: string | undefined;
  memberUserIds: Set<string>;
  hasBot: boolean;
  messages: StoredMessage[];
}

interface NewMessage {
  authorUserId: string | undefined;
  activity: Json;
  threadId?: string | undefined;
}

/** Every chat that the bot is or was in. */
export class Chats {
  readonly #byId = new Map<string, Chat>();
  readonly #messages = new Map<string, StoredMessage>();
  readonly #appId: string;
  readonly #clock: TenantClock;
  readonly #feed: Feed<TeamsEvent>;
  readonly nextActivityId: () => string;

  constructor(appId: string, clock: TenantClock, feed: Feed<TeamsEvent>) {
    this.#appId = appId;
    this.#clock = clock;
    this.#feed = feed;
    this.nextActivityId = createActivityIds(clock);
  }

  /** Adds a group chat or a channel with the bot in it. */
  addRoom(room: Omit<Chat, 'messages' | 'hasBot'>): Chat {
    const chat: Chat = { ...room, hasBot: true, messages: [] };
    this.#byId.set(chat.id, chat);
    return chat;
  }

  /** Brings the bot into a person's personal chat, which keeps what was said before. */
  openPersonal(userId: string): Chat {
    const id = personalChatIdOf(this.#appId, userId);
    const chat = this.#byId.get(id) ?? {
      id,
      kind: 'personal',
      title: 'Crossover',
      teamId: undefined,
      memberUserIds: new Set([userId]),
      hasBot: true,
      messages: [],
    };
    chat.hasBot = true;
    this.#byId.set(id, chat);
    this.#feed.publish({ type: 'chat', chatId: id });
    return chat;
  }

  /** Takes the bot out of a chat. */
  removeBot(chat: Chat): void {
    chat.hasBot = false;
    this.#feed.publish({ type: 'chat', chatId: chat.id });
  }

  find(chatId: string): Chat | undefined {
    return this.#byId.get(chatId);
  }

  /** The personal chat of a person, if the app was ever installed for them. */
  personal(userId: string): Chat | undefined {
    return this.#byId.get(personalChatIdOf(this.#appId, userId));
  }

  /** Everything that a person is a member of, the personal chat first. */
  of(userId: string): Chat[] {
    const chats = [...this.#byId.values()].filter((chat) => chat.memberUserIds.has(userId));
    return chats.sort((a, b) => Number(b.kind === 'personal') - Number(a.kind === 'personal'));
  }

  rooms(): Chat[] {
    return [...this.#byId.values()].filter((chat) => chat.kind !== 'personal');
  }

  /** A message by its activity id, unless it was deleted. */
  message(activityId: string): StoredMessage | undefined {
    const message = this.#messages.get(activityId);
    return message?.isDeleted === true ? undefined : message;
  }

  add(chat: Chat, written: NewMessage): StoredMessage {
    const activityId = this.nextActivityId();
    const message: StoredMessage = {
      activityId,
      chatId: chat.id,
      threadId: chat.kind === 'channel' ? (written.threadId ?? activityId) : undefined,
      authorUserId: written.authorUserId,
      at: this.#clock.now(),
      editedAt: undefined,
      isDeleted: false,
      activity: written.activity,
      views: new Map(),
      banners: new Map(),
      refreshedFor: new Set(),
      problem: undefined,
    };
    chat.messages.push(message);
    this.#messages.set(activityId, message);
    this.changed(message);
    return message;
  }

  /** Puts another activity in a message's place, for every reader. */
  replace(message: StoredMessage, activity: Json): void {
    message.activity = activity;
    message.editedAt = this.#clock.now();
    message.views.clear();
    message.banners.clear();
    message.refreshedFor.clear();
    this.changed(message);
  }

  remove(message: StoredMessage): void {
    message.isDeleted = true;
    this.changed(message);
  }

  /** Tells the listeners that a message reads differently now. */
  changed(message: StoredMessage): void {
    this.#feed.publish({ type: 'message', message });
  }

  /** Shows that the bot is typing. */
  typing(chat: Chat): void {
    this.#feed.publish({ type: 'typing', chatId: chat.id });
  }
}
