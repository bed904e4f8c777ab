import type { CardAction, Choice } from './actions.ts';
import type { Tone } from './card.ts';
import type { VerbRequest } from './verb-request.ts';

/** A line of a list: what stands out, and what tells it apart. */
export interface ListLine {
  primary: string;
  secondary?: string;
  /** How it stands, before the line: a word, so that colour is never all that says it. */
  mark?: Status;
  /** Leads to more about this line. */
  button?: { title: string; request: VerbRequest };
}

/** What something is called, and what it is. */
export type Fact = readonly [label: string, value: string];

/** The one line that says how things stand. */
export interface Status {
  text: string;
  tone: Tone;
}

/** Words that other people will read, shown set apart from our own. */
export interface Quote {
  /** Whose words, or for whom: "What people will read". */
  label: string;
  content: Pick<CardContent, 'title' | 'status' | 'paragraphs' | 'facts' | 'actions'>;
}

/** What is shown on a click. */
export interface Details {
  title: string;
  paragraphs?: readonly string[];
  facts?: readonly Fact[];
  list?: readonly ListLine[];
  quotes?: readonly Quote[];
}

/**
 * What a card says, in the one order that all our cards have: title, status, who it is about, warnings, words, a quote,
 * facts, lists, details on a click, at most three actions. Texts may hold names from the directory: none of them is
 * read as markup, except that `title` must be our own words.
 */
export interface CardContent {
  /** Of its words, as a language tag, for whoever has them read aloud (Default: the client's). */
  language?: string;
  title: string;
  status?: Status;
  subject?: string;
  warnings?: readonly string[];
  paragraphs?: readonly string[];
  quotes?: readonly Quote[];
  facts?: readonly Fact[];
  list?: readonly ListLine[];
  choices?: readonly Choice[];
  /** Buttons that answer the card itself, between its words and its links. */
  answers?: readonly CardAction[];
  details?: Details;
  actions?: readonly CardAction[];
  footer?: string;
  /** Whoever reads the card in a room is asked for by it, and gets the card as it is for them. */
  refresh?: { verb: string; values: Record<string, string> };
}
