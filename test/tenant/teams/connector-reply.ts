import type { Chat, Chats } from './chats.ts';
import { splitConversationId } from './ids.ts';

/** What a Connector call is answered with. */
export interface Reply {
  status: number;
  body?: unknown;
}

/** One call of the bot to the Connector, its path taken apart. */
export interface ConnectorCall {
  /** The named parts of the path, decoded. */
  at: Record<string, string>;
  query: URLSearchParams;
  body: unknown;
  rawBody: string;
}

/** The Connector says no, in its own words. */
export class ConnectorRefusal extends Error {
  readonly status: number;
  readonly code: string;

  constructor(status: number, code: string, message: string) {
    super(message);
    this.status = status;
    this.code = code;
  }
}

/** The chat that a call names; 404 where there is none. */
export function chatOf(chats: Chats, call: ConnectorCall): { chat: Chat; threadId: string | undefined } {
  const { chatId, threadId } = splitConversationId(call.at['conversationId'] ?? '');
  const chat = chats.find(chatId);
  if (chat === undefined) throw new ConnectorRefusal(404, 'ConversationNotFound', 'Conversation not found.');
  return { chat, threadId };
}
