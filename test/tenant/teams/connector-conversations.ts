import type { TeamsParts } from '../contract.ts';
import type { Chat, Chats } from './chats.ts';
import { chatOf, ConnectorRefusal, type ConnectorCall, type Reply } from './connector-reply.ts';
import { botIdOf, splitConversationId, userIdOf } from './ids.ts';
import { recordOf, recordsOf, textOf, type Json } from './json.ts';
import { isEmpty, type StoredMessage } from './messages.ts';

const maxMessageBytes = 100 * 1024; // of UTF-16, everything included

/** Creating conversations, and writing in them. */
export class ConnectorConversations {
  readonly #parts: TeamsParts;
  readonly #chats: Chats;

  constructor(parts: TeamsParts, chats: Chats) {
    this.#parts = parts;
    this.#chats = chats;
  }

  /** `POST /v3/conversations`: a person's personal chat, or a new post in a channel. */
  create(call: ConnectorCall): Reply {
    const body = recordOf(call.body);
    const channelData = recordOf(body['channelData']);
    const channelId = textOf(recordOf(channelData['channel'])['id']);
    if (channelId !== undefined) return this.#post(call, channelId);
    const tenantId = textOf(recordOf(channelData['tenant'])['id']) ?? body['tenantId'];
    if (tenantId !== this.#parts.directory.tenantId) throw badArgument('The tenant id is missing or unknown.');
    const members = recordsOf(body['members']);
    const memberId = textOf(members[0]?.['id']);
    if (memberId === undefined || members.length !== 1) throw badArgument('Exactly one member is needed.');
    const chat = this.#personal(userIdOf(memberId));
    const activity = recordOf(body['activity']);
    if (isEmpty(activity)) return { status: 201, body: { id: chat.id } };
    const { activityId } = this.#write(call, { chat, threadId: undefined }, activity);
    return { status: 201, body: { id: chat.id, activityId } };
  }

  /** `POST /v3/conversations/{id}/activities` and `…/activities/{replyTo}`. */
  send(call: ConnectorCall): Reply {
    const place = chatOf(this.#chats, call);
    const activity = recordOf(call.body);
    this.#mayWrite(place.chat);
    if (activity['type'] === 'typing') {
      this.#chats.typing(place.chat);
      return { status: 201, body: { id: this.#chats.nextActivityId() } };
    }
    const replyTo = this.#chats.message(call.at['activityId'] ?? '');
    const threadId = place.threadId ?? replyTo?.threadId;
    const { activityId } = this.#write(call, { chat: place.chat, threadId }, activity);
    return { status: 201, body: { id: activityId } };
  }

  /** `PUT …/activities/{activityId}`: the message reads differently for everybody from now on. */
  update(call: ConnectorCall): Reply {
    const message = this.#ownMessage(call);
    const activity = recordOf(call.body);
    checkMessage(call, activity);
    this.#chats.replace(message, activity);
    return { status: 200, body: { id: message.activityId } };
  }

  /** `DELETE …/activities/{activityId}`. */
  remove(call: ConnectorCall): Reply {
    this.#chats.remove(this.#ownMessage(call));
    return { status: 200 };
  }

  #post(call: ConnectorCall, channelId: string): Reply {
    const { chatId, threadId } = splitConversationId(channelId);
    const { chat } = chatOf(this.#chats, { ...call, at: { conversationId: chatId } });
    this.#mayWrite(chat);
    const activity = recordOf(recordOf(call.body)['activity']);
    const { activityId } = this.#write(call, { chat, threadId }, activity);
    return { status: 201, body: { id: `${chat.id};messageid=${threadId ?? activityId}`, activityId } };
  }

  #personal(userId: string): Chat {
    if (!this.#parts.directory.users.has(userId)) throw badArgument('The member is unknown in this tenant.');
    const chat = this.#chats.personal(userId);
    if (chat?.hasBot !== true) throw notInstalled();
    return chat;
  }

  #mayWrite(chat: Chat): void {
    if (!chat.hasBot && chat.kind === 'personal') throw notInstalled();
    if (!chat.hasBot) {
      throw new ConnectorRefusal(403, 'BotNotInConversationRoster', 'The bot is not part of the conversation.');
    }
    const [userId = ''] = chat.memberUserIds;
    const isBlocked = this.#parts.directory.users.get(userId)?.teams.hasBlockedBot === true;
    if (chat.kind === 'personal' && isBlocked) {
      const words = 'User blocked the conversation with the bot.';
      throw new ConnectorRefusal(403, 'ConversationBlockedByUser', words);
    }
  }

  #write(call: ConnectorCall, place: { chat: Chat; threadId: string | undefined }, activity: Json): StoredMessage {
    this.#mayWrite(place.chat);
    checkMessage(call, activity);
    return this.#chats.add(place.chat, { authorUserId: undefined, activity, threadId: place.threadId });
  }

  #ownMessage(call: ConnectorCall): StoredMessage {
    const { chat } = chatOf(this.#chats, call);
    this.#mayWrite(chat);
    const message = this.#chats.message(call.at['activityId'] ?? '');
    if (message?.chatId !== chat.id) {
      const words = 'The activity was not found in the conversation.';
      throw new ConnectorRefusal(404, 'ActivityNotFoundInConversation', words);
    }
    if (message.authorUserId !== undefined) {
      const words = `Only the author may change it, not ${botIdOf(this.#parts.bot.appId)}.`;
      throw new ConnectorRefusal(403, 'NotEnoughPermissions', words);
    }
    return message;
  }
}

function checkMessage(call: ConnectorCall, activity: Json): void {
  if (call.rawBody.length * 2 > maxMessageBytes) {
    throw new ConnectorRefusal(413, 'MessageSizeTooBig', 'Message size too large.');
  }
  if (activity['type'] !== 'message') throw badArgument('Unknown activity type.');
  if (isEmpty(activity)) throw badArgument('The message has neither text nor attachments.');
}

function badArgument(message: string): ConnectorRefusal {
  return new ConnectorRefusal(400, 'Bad Argument', message);
}

function notInstalled(): ConnectorRefusal {
  const words = "Bot isn't installed in user's personal scope";
  return new ConnectorRefusal(403, 'ForbiddenOperationException', words);
}
