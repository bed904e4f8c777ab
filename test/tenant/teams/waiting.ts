import type { Chat, Chats, TeamsEvent } from './chats.ts';
import type { Feed } from './feed.ts';
import { seenBy, type Message } from './messages.ts';

/** Where to look, and how long to wait. */
export interface WaitOptions {
  /** (Default: the person's personal chat) */
  chatId?: string;
  /** Only messages written after this one count. */
  after?: string;
  /** How long to wait, of real time, before giving up. (Default: 10 000) */
  timeoutMillis?: number;
}

/** The messages of a chat as one person sees them, oldest first, without the deleted ones. */
export function messagesSeen(chat: Chat | undefined, userId: string): Message[] {
  return (chat?.messages ?? []).filter((message) => !message.isDeleted).map((message) => seenBy(message, userId));
}

/** Waits for a message of the bot that fits: one that is there already, or comes, or is changed so that it fits. */
export class Waiting {
  readonly #chats: Chats;
  readonly #feed: Feed<TeamsEvent>;

  constructor(chats: Chats, feed: Feed<TeamsEvent>) {
    this.#chats = chats;
    this.#feed = feed;
  }

  async forMessage(
    userId: string,
    predicate: (message: Message) => boolean,
    options: WaitOptions = {},
  ): Promise<Message> {
    const chat = (): Chat | undefined =>
      options.chatId === undefined ? this.#chats.personal(userId) : this.#chats.find(options.chatId);
    const fitting = (): Message | undefined =>
      messagesSeen(chat(), userId).find((m) => m.isFromBot && isAfter(m, options.after) && predicate(m));
    return new Promise((resolve, reject) => {
      const settle = (): boolean => {
        const message = fitting();
        if (message !== undefined) resolve(message);
        return message !== undefined;
      };
      if (settle()) return;
      const stop = this.#feed.subscribe((event) => {
        if (event.type !== 'message' || !settle()) return;
        stop();
        clearTimeout(deadline);
      });
      const deadline = setTimeout(() => {
        stop();
        reject(new Error(`No such message came. The chat has:\n${described(messagesSeen(chat(), userId))}`));
      }, options.timeoutMillis ?? 10_000);
    });
  }
}

function isAfter(message: Message, activityId: string | undefined): boolean {
  return activityId === undefined || Number(message.activityId) > Number(activityId);
}

function described(messages: Message[]): string {
  const lines = messages.slice(-10).map((message) => {
    const author = message.isFromBot ? 'bot' : 'person';
    const cards = message.cards.map((card) => JSON.stringify(card).slice(0, 300));
    return `  ${author}: ${[message.text, ...cards].join(' ')}`;
  });
  return lines.join('\n') || '  nothing';
}
