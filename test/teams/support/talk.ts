import type { Product } from '../../support/product.ts';
import type { ClickChoice } from '../../tenant/teams/card-parts.ts';
import type { Message } from '../../tenant/teams/messages.ts';
import type { SayOptions } from '../../tenant/teams/speaking.ts';

/** Everything that somebody reads of a message: its words and the plain-text twins of its cards. */
export const readingOf = ({ text, cards }: Message): string =>
  [text, ...cards.map((card) => String(card['fallbackText']))].join('\n').trim();

/** Talks to a product as people do. */
export function talkWith(product: () => Pick<Product, 'tenant'>) {
  const teams = () => product().tenant.teams;
  const answersTo = (userId: string, activityId: string | undefined, chatId?: string): Message[] =>
    teams()
      .messagesOf(userId, chatId)
      .filter((message) => message.isFromBot && Number(message.activityId) > Number(activityId));
  return {
    answersTo,
    /** Says something and reads what the bot has answered in that chat by the time it answered the POST. */
    ask: async (userId: string, words: string, options: SayOptions = {}): Promise<string> => {
      const { activityId, problem } = await teams().say(userId, words, options);
      if (problem !== undefined) throw new Error(problem);
      return answersTo(userId, activityId, options.chatId).map(readingOf).join('\n---\n');
    },
    /** The last message of the bot in somebody's chat. */
    lastOf: (userId: string, chatId?: string): Message => {
      const last = teams()
        .messagesOf(userId, chatId)
        .findLast((message) => message.isFromBot);
      if (!last) throw new Error('the bot has said nothing');
      return last;
    },
    /** Clicks, and reads what that makes of the card: the line under it, or the card in its place. */
    click: async (userId: string, activityId: string, choice: ClickChoice): Promise<string> => {
      const delivery = await teams().click(userId, activityId, choice);
      if (delivery.problem !== undefined) throw new Error(delivery.problem);
      const shown = [...teams().chats.of(userId)]
        .flatMap((chat) => teams().messagesOf(userId, chat.id))
        .find((message) => message.activityId === activityId);
      if (!shown) throw new Error('the card is gone');
      return shown.banner?.text ?? readingOf(shown);
    },
  };
}
