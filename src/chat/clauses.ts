import type { Token } from './token.ts';

/** Lines that repeat what somebody else wrote, and what mail programs put above them. */
const QUOTED_LINE =
  /^\s*(?:>|\|\s|-{3,}\s*original|_{5,}|from:\s.+@|sent:\s|to:\s.+@|subject:\s|on .{5,80} wrote:|am .{5,60} schrieb|le .{5,60} a écrit|el .{5,60} escribió|\[\d{1,2}[:.]\d{2}|<blockquote)/iu;
const MARKUP = /<\/?(?:p|div|br|span|b|i|strong|em|quote|attachment)(?:\s[^<>]{0,200})?\/?>/giu;
/** Mentions of the bot that Teams did not mark as such. */
const BOT_NAME = /@?\bcrossover(?:\s?bot)?\b[,:]?/giu;

/** The person's own words: without what they quote, markup, and the bot's own name. */
export function ownWords(text: string): string {
  const lines = text.replace(MARKUP, ' ').split(/\r?\n/u);
  const own = lines.filter((line) => !QUOTED_LINE.test(line));
  return own.join('\n').replace(BOT_NAME, ' ').trim();
}

/** What was quoted. */
export const quotedWords = (text: string): string =>
  text
    .split(/\r?\n/u)
    .filter((line) => QUOTED_LINE.test(line))
    .join('\n');

const THEN =
  /^(?:then|so|therefore|hence|afterwards|dann|anschliessend|anschließend|danach|ensuite|puis|luego|después|despues|also|außerdem|auch)$/u;
/** What a question begins with: what stands before "and" is whole by itself. */
const ASKS = /^(?:who|what|which|when|where|how|why|is|are|set|put|add|move|remove|tell|roll|make)$/u;
const AND = /^(?:and|und|et|y|&)$/u;

/** A part of a text that says one thing, and the number of the sentence that it stands in. */
export interface Clause {
  tokens: Token[];
  sentence: number;
}

/** "check whether she is ok and then start ring 2": what comes then hangs on what was said before. */
const isThenNext = (tokens: readonly Token[], at: number): boolean =>
  AND.test(tokens[at + 1]?.word ?? '') && THEN.test(tokens[at + 2]?.word ?? '');

type BeginsOrder = (token: Token, next: Token | undefined) => boolean;

/** The sentences of a text in parts; "and then" begins another one, as does "and" before an order. */
export function clausesOf(tokens: readonly Token[], beginsOrder: BeginsOrder): Clause[] {
  const clauses: Clause[] = [{ tokens: [], sentence: 0 }];
  for (const [at, token] of tokens.entries()) {
    const last = clauses.at(-1);
    const before = tokens[at - 1];
    const isThen =
      THEN.test(token.word) && at > 0 && (AND.test(before?.word ?? '') || /[,.;]$/u.test(before?.raw ?? ''));
    const isJoined = at > 1 && (AND.test(before?.word ?? '') || /,$/u.test(before?.raw ?? ''));
    const isNext = isJoined && beginsOrder(token, tokens[at + 1]) && isWhole(last?.tokens ?? [], beginsOrder);
    if (isThen || isNext) clauses.push({ tokens: [], sentence: last?.sentence ?? 0 });
    clauses.at(-1)?.tokens.push(token);
    if (token.endsSentence)
      clauses.push({ tokens: [], sentence: (last?.sentence ?? 0) + Number(!isThenNext(tokens, at)) });
  }
  return clauses
    .map((clause) => ({ ...clause, tokens: withoutEdges(clause.tokens) }))
    .filter((clause) => clause.tokens.length > 0);
}

/** Whether what stands before "and" says something by itself. */
const isWhole = (clause: readonly Token[], beginsOrder: BeginsOrder): boolean =>
  clause.some((one, place) => beginsOrder(one, clause[place + 1]) || ASKS.test(one.word));

/** A number or a dash at the beginning is the mark of a list, "and" at an end joins nothing. */
function withoutEdges(clause: readonly Token[]): Token[] {
  const some = [...clause];
  while (
    some.length > 1 &&
    /^(?:and|und|et|y|&|then|-|–|•|\*|\d{1,2}[.)]|[a-c]\)|,|)$/u.test(some[0]?.raw.toLowerCase() ?? '')
  )
    some.shift();
  while (some.length > 1 && /^(?:and|und|et|y|&|-|–|,|)$/u.test(some.at(-1)?.word ?? '')) some.pop();
  return some;
}
