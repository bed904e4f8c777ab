import type { Activity } from 'botbuilder';
import type { Card } from '../cards/card.ts';
import { TeamsError, type Messenger } from '../cards/messenger.ts';
import type { Connector } from './connector.ts';
import type { Conversations } from './conversations.ts';

/** A card as a message of Teams. */
export const cardMessage = (card: Card): Partial<Activity> => ({
  type: 'message',
  summary: card.summary,
  attachments: [{ contentType: 'application/vnd.microsoft.card.adaptive', content: card.card }],
});

/** Plain words as a message: never read as markup. */
export const textMessage = (text: string): Partial<Activity> => ({ type: 'message', text, textFormat: 'plain' });

/** Sends cards to personal chats and updates them where they stand. */
export const createMessenger = (connector: Connector, conversations: Conversations): Messenger => ({
  isKnown: async (personId) => (await conversations.find(personId)) !== undefined,
  send: async (personId, card, options) => {
    const conversation = await conversations.find(personId);
    if (!conversation) throw new TeamsError('noConversation', { status: 404, code: 'NoConversation' });
    const { activityId } = await connector.send(conversation, cardMessage(card), options);
    return { conversationId: conversation.id, activityId };
  },
  update: async ({ conversationId, activityId }, card) => {
    const serviceUrl = await conversations.lastServiceUrl();
    if (serviceUrl === undefined) throw new TeamsError('noConversation', { status: 404, code: 'NoConversation' });
    await connector.update({ id: conversationId, serviceUrl }, activityId, cardMessage(card));
  },
});
