import type { ActivityWriter, Writing } from './activities.ts';
import type { BotAnswer, BotLine } from './bot-line.ts';
import { chooseAction, dataOfClick, type ClickChoice } from './card-parts.ts';
import type { Chat, Chats } from './chats.ts';
import type { Drive, SharedFile } from './drive.ts';
import { teamsIdOf } from './ids.ts';
import { recordOf, textOf, type Json } from './json.ts';
import { adaptiveCardType, offeredFileOf, seenBy, type StoredMessage } from './messages.ts';

/** Where a person says something. */
export interface SayOptions {
  /** (Default: the person's personal chat with the bot) */
  chatId?: string;
  /** The post of a channel that this replies to. */
  threadId?: string;
  locale?: string;
  timezone?: string;
  /** What is attached: bots are told of it in personal chats only. */
  file?: SharedFile;
}

/** What became of something that a person did. */
export interface Delivery {
  /** `unheard`: written in a room without mentioning the bot, so not sent to it. */
  outcome: 'answered' | 'unheard' | 'failed';
  /** The HTTP status of the bot's answer; 0 where none came. */
  status: number;
  body: unknown;
  problem: string | undefined;
  /** The person's message, or the message whose card was clicked. */
  activityId: string | undefined;
}

/** Teams allows this many people to have a card of their own, and refreshes it for no more. */
const viewLimit = 60;

interface SpeakingParts {
  chats: Chats;
  writer: ActivityWriter;
  line: BotLine;
  drive: Drive;
  hasBlockedBot(userId: string): boolean;
}

/** People writing and clicking, and what the bot's answers do to what they see. */
export class Speaking {
  readonly #chats: Chats;
  readonly #writer: ActivityWriter;
  readonly #line: BotLine;
  readonly #hasBlockedBot: (userId: string) => boolean;
  readonly #drive: Drive;

  constructor(parts: SpeakingParts) {
    this.#drive = parts.drive;
    this.#chats = parts.chats;
    this.#writer = parts.writer;
    this.#line = parts.line;
    this.#hasBlockedBot = (userId) => parts.hasBlockedBot(userId);
  }

  /** A person writes; resolves when the bot has answered the POST. */
  async say(userId: string, text: string, options: SayOptions = {}): Promise<Delivery> {
    const chat = options.chatId === undefined ? this.#chats.personal(userId) : this.#chats.find(options.chatId);
    const refusal = this.#refusal(userId, chat);
    if (chat === undefined || refusal !== undefined) return unsent(refusal);
    const { isBotMentioned, ...said } = this.#writer.mentions(chat, text);
    const files = options.file === undefined ? [] : [this.#drive.share(options.file)];
    const message = this.#chats.add(chat, {
      authorUserId: userId,
      activity: { type: 'message', text: said.text, textFormat: 'plain', entities: said.mentions, attachments: files },
      threadId: options.threadId,
    });
    const { activityId } = message;
    if (chat.kind !== 'personal' && !isBotMentioned) {
      return { outcome: 'unheard', status: 0, body: undefined, problem: undefined, activityId };
    }
    const { threadId } = message;
    const activity = this.#writer.message(
      { ...options, chat, userId, threadId },
      { ...said, files: chat.kind === 'personal' ? files : [] },
    );
    const answer = await this.#line.post({ ...activity, id: activityId });
    if (answer.problem !== undefined) {
      message.problem = `Not delivered. ${answer.problem}`;
      this.#chats.changed(message);
    }
    return deliveryOf(answer, activityId);
  }

  /** A person clicks a button of a card; resolves when the bot has answered. */
  async click(userId: string, activityId: string, choice: ClickChoice): Promise<Delivery> {
    const { message, chat } = this.#shown(userId, activityId);
    const chosen = chooseAction(seenBy(message, userId).cards, choice);
    const action = chosen?.action ?? { type: 'Action.Execute', verb: choice.verb };
    return this.#send({ chat, userId, message }, { ...action, data: dataOfClick(chosen, choice) });
  }

  /** A person answers the offer of a file; Teams opens the place for it where they allow it. */
  async answerFile(userId: string, activityId: string, action: 'accept' | 'decline'): Promise<Delivery> {
    const { message, chat } = this.#shown(userId, activityId);
    const offer = offeredFileOf(message.activity);
    if (offer === undefined) throw new Error(`${activityId} offers no file`);
    const value =
      action === 'accept'
        ? { action, context: offer.content['acceptContext'], uploadInfo: this.#drive.open(userId, offer.name) }
        : { action, context: offer.content['declineContext'] };
    const writing = writingOf({ chat, userId, message });
    return deliveryOf(
      await this.#line.post(this.#writer.fileConsent(writing, { value, replyToId: activityId })),
      activityId,
    );
  }

  /** Like `click`, for a client that has gathered the data itself, as the page does. */
  async clickWithData(userId: string, activityId: string, action: Json): Promise<Delivery> {
    const { message, chat } = this.#shown(userId, activityId);
    return this.#send({ chat, userId, message }, action);
  }

  /** A person's client shows a card: runs the card's automatic refresh, once, where one is due. */
  async show(userId: string, activityId: string): Promise<Delivery | undefined> {
    const { message, chat } = this.#shown(userId, activityId);
    const refresh = seenBy(message, userId)
      .cards.map((card) => recordOf(card['refresh']))
      .find((candidate) => recordOf(candidate['action'])['type'] === 'Action.Execute');
    if (refresh === undefined || message.refreshedFor.has(userId)) return undefined;
    if (!isRefreshedFor(refresh, chat, userId) || message.refreshedFor.size >= viewLimit) return undefined;
    message.refreshedFor.add(userId);
    const answer = await this.#line.post(
      this.#writer.invoke(writingOf({ chat, userId, message }), {
        action: recordOf(refresh['action']),
        trigger: 'automatic',
        replyToId: activityId,
      }),
    );
    const card = cardOfAnswer(answer);
    if (card !== undefined) this.#showView(message, userId, card);
    return deliveryOf(answer, activityId);
  }

  async #send(at: Clicked, action: Json): Promise<Delivery> {
    const { activityId } = at.message;
    const refusal = this.#refusal(at.userId, at.chat);
    if (refusal !== undefined) return unsent(refusal);
    at.message.banners.delete(at.userId);
    if (action['type'] === 'Action.Submit') return this.#submit(at, action['data']);
    const { id, verb, data } = action;
    const invoke = this.#writer.invoke(writingOf(at), {
      action: { type: 'Action.Execute', ...(id === undefined ? {} : { id }), verb, data },
      trigger: 'manual',
      replyToId: activityId,
    });
    const answer = await this.#line.post(invoke);
    this.#take(at, answer);
    return deliveryOf(answer, activityId);
  }

  async #submit(at: Clicked, data: unknown): Promise<Delivery> {
    const { activityId } = at.message;
    const msteams = recordOf(recordOf(data)['msteams']);
    const value = textOf(msteams['value']);
    if (msteams['type'] === 'imBack' && value !== undefined) {
      return this.say(at.userId, value, { chatId: at.chat.id });
    }
    const isMessageBack = msteams['type'] === 'messageBack';
    const text = isMessageBack ? textOf(msteams['text']) : undefined;
    const submit = this.#writer.submit(writingOf(at), {
      value: isMessageBack ? msteams['value'] : data,
      replyToId: activityId,
      ...(text === undefined ? {} : { text }),
    });
    const answer = await this.#line.post(submit);
    if (answer.problem !== undefined) this.#banner(at, { kind: 'failure', text: answer.problem });
    return deliveryOf(answer, activityId);
  }

  #take(at: Clicked, answer: BotAnswer): void {
    const body = recordOf(answer.body);
    const card = cardOfAnswer(answer);
    if (answer.problem !== undefined) this.#banner(at, { kind: 'failure', text: answer.problem });
    else if (card !== undefined) this.#showView(at.message, at.userId, card);
    else if (body['type'] === 'application/vnd.microsoft.activity.message') {
      this.#banner(at, { kind: 'note', text: textOf(body['value']) ?? '' });
    } else if (isErrorBody(body)) {
      const said = textOf(recordOf(body['value'])['message']) ?? 'Something went wrong.';
      this.#banner(at, { kind: 'failure', text: said });
    } else this.#chats.changed(at.message);
  }

  #showView(message: StoredMessage, userId: string, card: Json): void {
    message.refreshedFor.add(userId); // or the answered card's own refresh would run at once, without end
    if (message.views.has(userId) || message.views.size < viewLimit) message.views.set(userId, card);
    this.#chats.changed(message);
  }

  #banner(at: Clicked, banner: { kind: 'note' | 'failure'; text: string }): void {
    at.message.banners.set(at.userId, banner);
    this.#chats.changed(at.message);
  }

  #shown(userId: string, activityId: string): { message: StoredMessage; chat: Chat } {
    const message = this.#chats.message(activityId);
    const chat = message && this.#chats.find(message.chatId);
    if (message === undefined || chat === undefined) throw new Error(`No message ${activityId} is shown`);
    if (!chat.memberUserIds.has(userId)) throw new Error(`${userId} is not in the chat of ${activityId}`);
    return { message, chat };
  }

  #refusal(userId: string, chat: Chat | undefined): string | undefined {
    if (chat?.hasBot !== true) return 'The app is not installed here.';
    if (!chat.memberUserIds.has(userId)) return 'This person is not a member of the chat.';
    if (chat.kind === 'personal' && this.#hasBlockedBot(userId)) return 'This person has blocked the bot.';
    return undefined;
  }
}

interface Clicked {
  chat: Chat;
  userId: string;
  message: StoredMessage;
}

function writingOf(at: Clicked): Writing {
  return { chat: at.chat, userId: at.userId, threadId: at.message.threadId };
}

function deliveryOf(answer: BotAnswer, activityId: string): Delivery {
  return { ...answer, outcome: answer.problem === undefined ? 'answered' : 'failed', activityId };
}

function unsent(problem = 'There is no such chat.'): Delivery {
  return { outcome: 'failed', status: 0, body: undefined, problem, activityId: undefined };
}

function cardOfAnswer(answer: BotAnswer): Json | undefined {
  const body = recordOf(answer.body);
  const isCard = answer.problem === undefined && body['type'] === adaptiveCardType;
  return isCard ? recordOf(body['value']) : undefined;
}

function isErrorBody(body: Json): boolean {
  const { statusCode, type } = body;
  return (textOf(type) ?? '').includes('error') || (typeof statusCode === 'number' && statusCode >= 400);
}

function isRefreshedFor(refresh: Json, chat: Chat, userId: string): boolean {
  const { userIds } = refresh;
  if (!Array.isArray(userIds)) return chat.memberUserIds.size <= viewLimit;
  return userIds.slice(0, viewLimit).includes(teamsIdOf(userId));
}
