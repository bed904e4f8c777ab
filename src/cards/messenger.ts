import { CrossoverError } from '../lib/errors.ts';
import type { Card } from './card.ts';

/** A message that Teams took. */
export interface SentMessage {
  conversationId: string;
  activityId: string;
}

/** How a message may leave. */
export interface SendOptions {
  /** One of very many, which nobody waits for: everything else goes first (Default: false). */
  isBulk?: boolean;
  /** Called when the quota lets it go. */
  onLeaving?: () => void;
}

/** How cards leave us. `teams/` implements it; whoever sends knows no more than this. */
export interface Messenger {
  /** Whether we know a personal chat with somebody. */
  isKnown(personId: string): Promise<boolean>;
  /**
   * Sends a card to somebody's personal chat, once: nothing is repeated inside, since Teams has no idempotency key.
   *
   * @throws {TeamsError} `noConversation`, `blocked`, `notInstalled`, `throttled`, `rejected`: certainly not delivered.
   * @throws {PostponedError} not sent: the quota of Teams is spent for longer than a process should wait.
   * @throws {TransportError} or {TeamsError} `serviceFault`: nobody knows whether it was delivered.
   */
  send(personId: string, card: Card, options?: SendOptions): Promise<SentMessage>;
  /** Replaces a card where it stands. Safe to repeat. */
  update(sent: SentMessage, card: Card): Promise<void>;
}

/** What Teams said. */
export type TeamsReason =
  | 'noConversation'
  | 'notInstalled'
  | 'blocked'
  | 'gone'
  | 'busy'
  | 'throttled'
  | 'tooBig'
  | 'rejected'
  | 'serviceFault';

/** Teams said no. */
export class TeamsError extends CrossoverError {
  override readonly name = 'TeamsError';
  readonly reason: TeamsReason;
  readonly status: number;
  readonly code: string;
  readonly retryAfterSeconds: number | undefined;

  constructor(
    reason: TeamsReason,
    facts: { status: number; code: string; retryAfterSeconds?: number },
    options?: ErrorOptions,
  ) {
    super(`Teams answered ${facts.status} ${facts.code}`, options);
    this.reason = reason;
    this.status = facts.status;
    this.code = facts.code;
    this.retryAfterSeconds = facts.retryAfterSeconds;
  }

  get remedy(): string {
    return teamsRemedies[this.reason];
  }
}

/** Whether a message with this answer was certainly not delivered: only then may another way be tried. */
export const isCertainlyUndelivered = (reason: TeamsReason): boolean => reason !== 'serviceFault';

const teamsRemedies: Record<TeamsReason, string> = {
  noConversation: 'Install the app for this person, or ask them to say hello to the bot.',
  notInstalled: 'Install the app for this person.',
  blocked: 'Ask the person to unblock the bot in Teams.',
  gone: 'Nothing to do: the chat or the message was deleted.',
  busy: 'It is tried again by itself.',
  throttled: 'It is tried again by itself when Teams allows it.',
  tooBig: 'Ask for a shorter list.',
  rejected: 'Check the bot registration in Azure and the Teams channel.',
  serviceFault: 'Check the Microsoft 365 service health page.',
};
