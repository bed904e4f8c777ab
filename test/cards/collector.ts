import { type Product } from '../support/product.ts';
import type { ClickChoice } from '../tenant/teams/card-parts.ts';
import { recordOf, textOf, type Json } from '../tenant/teams/json.ts';
import type { Message } from '../tenant/teams/messages.ts';

/** A card as it reached somebody, and what it shows. */
export interface CollectedCard {
  name: string;
  card: Json;
  /** Its plain-text twin. */
  text: string;
}

/** A plan of several policies takes its time: Conditional Access allows one call a second. Nothing waits so long where all is well. */
export const PATIENCE = { timeoutMillis: 60_000 };

export const twinOf = ({ cards }: Message): string => textOf(recordOf(cards[0])['fallbackText']) ?? '';

export class Collector {
  readonly cards: CollectedCard[] = [];
  readonly #product: Product;

  constructor(product: Product) {
    this.#product = product;
  }

  /** Somebody says something; what comes back is kept under a name. */
  async say(name: string, userId: string, words: string): Promise<Message> {
    const { teams } = this.#product.tenant;
    const last = teams.messagesOf(userId).at(-1)?.activityId;
    await teams.say(userId, words);
    const answer = await teams.waitForMessage(userId, () => true, last === undefined ? {} : { after: last });
    return this.keep(name, answer);
  }

  keep(name: string, message: Message): Message {
    this.cards.push({ name, card: recordOf(message.cards[0]), text: twinOf(message) });
    return message;
  }

  /** Keeps the first card of somebody that shows all these words, once it does. */
  async see(name: string, userId: string, ...words: string[]): Promise<Message> {
    const shows = (message: Message) => words.every((word) => twinOf(message).includes(word));
    return this.keep(name, await this.#product.tenant.teams.waitForMessage(userId, shows, PATIENCE));
  }

  /** Somebody clicks, and what the card has become for them is kept. */
  async click(name: string, userId: string, [message, choice]: [Message, ClickChoice]): Promise<void> {
    const { teams } = this.#product.tenant;
    await teams.click(userId, message.activityId, choice);
    const clicked = teams.messagesOf(userId).find((one) => one.activityId === message.activityId);
    if (clicked) this.keep(name, clicked);
  }
}
