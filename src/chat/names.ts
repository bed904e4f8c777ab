import { isOrder } from './guards.ts';
import { withoutTrailing, type Token } from './token.ts';

const setOf = (words: string): ReadonlySet<string> => new Set(words.split(' '));

const LONGEST = 120;

/** Never part of a person's name: they mean several people, a group, or the rest of a sentence. */
const NEVER = setOf(
  'and or then mfa state status ring rings group groups policy policies user users people everyone everybody anyone nobody enabled disabled enforced turned switched',
);

/** Part of a name only with a capital ("Wei To"), since people also end sentences with them. */
const SMALL_WORDS = setOf(
  'a about after again all already also although an any are as asap at be because been before but by can could did do does either for from get give had has have he hello her hers hey hi him his how immediately in instead into is it its just later maybe must my nobody none not now of off ok okay on only our out over perhaps quickly right she should since so soon than that the their them there these they this those though through to today together tomorrow tonight too under until up upon us very via was we were what when where whether which while who whole whom whose why will with would yes yesterday yet you your please show tell list check know want need let make',
);

/**
 * The text that tokens give a name: quotes and possessive gone, the case kept. Undefined where it cannot be one.
 */
export function plainText(tokens: readonly Token[]): string | undefined {
  const typed = tokens.flatMap((token) => (token.raw === '' ? [] : [token.raw])).join(' ');
  const text = unquoted(withoutTrailing(typed, '.,:!?;…'));
  const hasOddQuote = (text.split('"').length - 1) % 2 === 1;
  return text === '' || text.length > LONGEST || hasOddQuote || /[<>]/u.test(text) ? undefined : text;
}

/** Whether the tokens stand in quotes from end to end. */
export const isQuoted = (tokens: readonly Token[]): boolean =>
  /^["'].*["']$/u.test(withoutTrailing(tokens.map((token) => token.raw).join(' '), '.,:!?;…'));

function unquoted(text: string): string {
  const bare = withoutTrailing(text, '.,:!?;… ').trim();
  const quote = bare.at(0);
  const isPaired = (quote === '"' || quote === "'") && bare.length > 1 && bare.endsWith(quote);
  return isPaired ? unquoted(bare.slice(1, -1)) : bare;
}

/** "Alice's" → "Alice", "James'" → "James", '"Alice Adams"'s' → "Alice Adams". */
export function nameText(tokens: readonly Token[]): string | undefined {
  const text = plainText(tokens);
  if (text === undefined) return undefined;
  // "@Alice", typed where Teams made no mention of it.
  const name = unquoted(text.replace(/'s$/iu, '').replace(/(?<=s)'$/iu, '')).replace(/^@(?=\p{L})/u, '');
  return name === '' ? undefined : name;
}

/**
 * Whether tokens read as the name of one person, and not as the rest of a sentence.
 *
 * @param isFirst whether they begin the sentence, where a capital says nothing.
 */
export function isOneName(tokens: readonly Token[], isFirst: boolean): boolean {
  const typed = tokens.map((token) => token.raw).join(' ');
  // A sign-in name may hold more: "a_b@…", "a+b@…", and "#EXT#" where it is a guest's.
  const names = tokens.filter((token) => !token.raw.includes('@')).map((token) => token.raw);
  if (/[&/\\|=*%$<>[\]{}]/u.test(typed) || /[+#_~^]/u.test(names.join(' '))) return false;
  if (!/\p{L}/u.test(typed)) return false;
  return tokens.every((token, at) => isNamePart(token, isFirst && at === 0)) && isFineWithCommas(typed);
}

function isNamePart(token: Token, isFirst: boolean): boolean {
  if (token.person || !/[\p{L}\p{N}]/u.test(token.raw)) return false;
  const word = token.word.replace(/^["'(]*@?/u, '').replace(/(?:'s)?["')]*$/u, '');
  const parts = word.includes('@') ? [] : word.split(/[^\p{L}\p{N}]+/u);
  if (parts.some((part) => isOrder(part) || NEVER.has(part))) return false;
  return !SMALL_WORDS.has(word) || (!isFirst && isCapitalised(token.raw));
}

/** A capital that means something: not one of a sentence in capitals. */
function isCapitalised(raw: string): boolean {
  const letters = raw.replace(/[^\p{L}]/gu, '');
  return /^\p{Lu}/u.test(letters) && (letters.length === 1 || letters !== letters.toUpperCase());
}

/** "Adams, Alice" is one person; "alice, bob" and "Alice, Bob, Cy" are not. */
function isFineWithCommas(typed: string): boolean {
  const commas = withoutTrailing(typed, ' ,').split(',').length - 1;
  if (commas === 0) return true;
  const isWritten = typed.split(/[ ,]+/u).every((word) => word === '' || /^["'(]?\p{Lu}/u.test(word));
  return commas === 1 && isWritten;
}
