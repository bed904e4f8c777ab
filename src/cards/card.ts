import type { IAdaptiveCard } from '@microsoft/teams.cards';
import type { VerbRequest } from './verb-request.ts';

/** What leaves us for a person: an Adaptive Card and the same in plain text, which is also the mail's body and the notification's line. */
export interface Card {
  card: IAdaptiveCard;
  /** The plain-text twin: everything that matters, without markup. */
  text: string;
  /** One line for the notification and the chat list. */
  summary: string;
  /** What its buttons for other pages ask: words ask it too. */
  pages?: Pages;
}

export interface Pages {
  next?: VerbRequest;
  previous?: VerbRequest;
}

/** The colour of a status line, by meaning only. */
export type Tone = 'good' | 'warning' | 'attention' | 'accent' | 'default';
