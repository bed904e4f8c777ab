import type { PersonWords } from '../verbs/call.ts';
import type { PersonRef } from '../verbs/verb.ts';
import { visibleText } from '../lib/text.ts';

/** Somebody named by an @mention. `text` is as it stands in the message: "<at>Alice Adams</at>" or the plain name. */
export interface Mention {
  text: string;
  person: PersonRef;
}

/** A word of a sentence, or one whole mention. */
export interface Token {
  /** As typed, with straight quotes; empty for the second half of a contraction. */
  raw: string;
  /** What a fixed word of a phrase is compared with: lower case, without trailing punctuation. */
  word: string;
  /** Whether a sentence ends here. Only the last token of one order may say so. */
  endsSentence: boolean;
  person?: PersonRef;
  /** Whoever a pronoun means, in the words in which they were named. */
  meant?: PersonWords;
  /** The lines of a list that stands below the sentence: one person each. */
  listed?: readonly string[];
}

/** The word of a mention: no phrase can say it, so a name is never taken for a fixed word. */
const MENTION_WORD = '\u0000';
const MOST_MENTIONS = 20;
const LINE_BREAKS = /[\n\r\u2028\u2029]+/u;
const SENTENCE_ENDS = '.!?;…';
const WORD_ENDS = '.,:!?;…';
const CLOSING = '"\')]';
const AFTER_MENTION = /^(?:'s|'|’s|’)?[.,:!?;…]{0,8}(?=\s|$)/iu;

/** What stands below a sentence, as one word of it. */
export const listToken = (listed: readonly string[]): Token => ({
  ...{ raw: 'list', word: MENTION_WORD, endsSentence: false, listed },
});

/** After these a full stop does not end the sentence, nor after a single letter. */
const ABBREVIATIONS = new Set(
  'dr mr mrs ms prof st jr sr inc ltd co corp dept a.m p.m am pm mon tue tues wed thu thur thurs fri sat sun jan feb mar apr jun jul aug sep sept oct nov dec'.split(
    ' ',
  ),
);

/** The words of a text in order, mentions whole, with the sentence ends that line breaks and punctuation make. */
export function tokensIn(text: string, mentions: readonly Mention[]): Token[] {
  const tokens: Token[] = [];
  for (const piece of piecesOf(text, mentions)) {
    if (typeof piece === 'string') addWords(tokens, piece);
    else tokens.push({ ...piece, word: MENTION_WORD });
  }
  return tokens;
}

function addWords(tokens: Token[], piece: string): void {
  const [first = '', ...others] = piece.split(LINE_BREAKS);
  addLine(tokens, first);
  for (const line of others) {
    endLast(tokens);
    addLine(tokens, line);
  }
}

function addLine(tokens: Token[], line: string): void {
  const straight = visibleText(straightQuotes(line.normalize('NFC')).replaceAll(';', '; '));
  for (const raw of straight.split(' ')) {
    if (raw === ';') endLast(tokens);
    else if (raw !== '') tokens.push({ raw, word: wordOf(raw), endsSentence: endsSentence(raw) });
  }
}

function endLast(tokens: Token[]): void {
  const last = tokens.at(-1);
  if (last) last.endsSentence = true;
}

const straightQuotes = (text: string): string => text.replace(/[‘’‚‛′´`＇]/gu, "'").replace(/[“”„‟″«»＂]/gu, '"');

/** Opening quotes stay, so that a quoted order is not an order. */
const wordOf = (raw: string): string =>
  withoutTrailing(raw.toLowerCase().replace(/[\u2010-\u2015\u2212]/gu, '-'), WORD_ENDS);

/** A text without the characters at its end that are among `unwanted`. A loop, since a pattern would be quadratic. */
export function withoutTrailing(text: string, unwanted: string): string {
  let end = text.length;
  while (end > 0 && unwanted.includes(text.charAt(end - 1))) end -= 1;
  return text.slice(0, end);
}

function endsSentence(raw: string): boolean {
  const open = withoutTrailing(raw, CLOSING);
  if (!SENTENCE_ENDS.includes(open.at(-1) ?? ' ')) return false;
  if (!open.endsWith('.')) return true;
  const word = withoutTrailing(open, '.').toLowerCase();
  return word.length !== 1 && !ABBREVIATIONS.has(word);
}

type MentionPiece = Pick<Token, 'raw' | 'endsSentence'> & { person: PersonRef };

/** Cuts the mentions out; the n-th mention of a name is the n-th place where the name stands. */
function piecesOf(text: string, mentions: readonly Mention[]): (string | MentionPiece)[] {
  const pieces: (string | MentionPiece)[] = [];
  const open = mentions.filter((mention) => mention.text.trim() !== '').slice(0, MOST_MENTIONS);
  let from = 0;
  for (;;) {
    const found = firstMention(text, from, open);
    if (!found) break;
    const end = found.at + found.mention.text.length;
    const suffix = AFTER_MENTION.exec(text.slice(end, end + 16))?.[0] ?? '';
    const raw = visibleText(found.mention.person.displayName);
    pieces.push(text.slice(from, found.at));
    pieces.push({ raw, endsSentence: endsSentence(`${raw}x${suffix}`), person: found.mention.person });
    open.splice(open.indexOf(found.mention), 1);
    from = end + suffix.length;
  }
  pieces.push(text.slice(from));
  return pieces;
}

function firstMention(
  text: string,
  from: number,
  open: readonly Mention[],
): { at: number; mention: Mention } | undefined {
  let first: { at: number; mention: Mention } | undefined;
  for (const mention of open) {
    const at = wholeIndexOf(text, mention.text, from);
    if (at < 0) continue;
    const isLonger = first?.at === at && mention.text.length > first.mention.text.length;
    if (!first || at < first.at || isLonger) first = { at, mention };
  }
  return first;
}

/** Where a name stands by itself: "Al" is not mentioned in "Also". */
function wholeIndexOf(text: string, name: string, from: number): number {
  const letter = /[\p{L}\p{N}]/u;
  for (let at = text.indexOf(name, from); at >= 0; at = text.indexOf(name, at + 1)) {
    const before = text.charAt(at - 1);
    const after = text.charAt(at + name.length);
    if (!letter.test(before) && !letter.test(after)) return at;
  }
  return -1;
}
