import { tokensIn, type Mention, type Token } from './token.ts';

const CONTRACTIONS: ReadonlyMap<string, readonly string[]> = new Map(
  Object.entries({
    'what is': ["what's", 'whats'],
    'what are': ["what're"],
    'who is': ["who's", 'whos'],
    'who are': ["who're"],
    'where is': ["where's", 'wheres'],
    'how is': ["how's", 'hows'],
    'when is': ["when's"],
    'that is': ["that's"],
    'i am': ["i'm"],
    'i would': ["i'd"],
  }).flatMap(([words, short]) => short.map((one) => [one, words.split(' ')])),
);

/** Several ways to write one word; the longer ones first. */
const COMPOUNDS: readonly { as: string; words: readonly string[] }[] = Object.entries({
  mfa: [
    ...['multi factor', 'two factor', '2 factor', 'multi-factor', 'two-factor', '2-factor', 'multifactor'].flatMap(
      (kind) => [`${kind} authentication`, kind],
    ),
    '2fa',
  ],
  'per-user': ['per user'],
}).flatMap(([as, ways]) => ways.map((words) => ({ as, words: words.split(' ') })));

/** Most words begin none of them. */
const COMPOUND_STARTS = new Set<string | undefined>(COMPOUNDS.map(({ words }) => words[0]));

const LEADS = [
  'please|pls|plz|kindly|hey|hi|hello|ok|okay|crossover',
  'can you|could you|would you|will you',
  'i want to|i want you to|i need to|i need you to|i would like to|i would like you to',
]
  .flatMap((some) => some.split('|'))
  .map((lead) => lead.split(' '));

const TRAILS = ['please', 'pls', 'plz', 'thanks', 'thx', 'thank you', 'many thanks'].map((trail) => trail.split(' '));

/** A message as tokens that phrases can be compared with: contractions apart, synonyms alike, politeness gone. */
export const normalised = (text: string, mentions: readonly Mention[]): Token[] =>
  withoutPoliteness(spelledAlike(tokensIn(text, mentions)));

/** Fixed words of a phrase, spelled as sentences are. */
export const normalisedWords = (text: string): string[] => spelledAlike(tokensIn(text, [])).map((token) => token.word);

const spelledAlike = (tokens: readonly Token[]): Token[] => withBreaks(joined(tokens.flatMap(expanded)));

function expanded(token: Token): Token[] {
  const words = CONTRACTIONS.get(token.word);
  if (!words) return [token];
  const last = words.length - 1;
  return words.map((word, place) => ({
    raw: place === 0 ? token.raw : '',
    word,
    endsSentence: place === last && token.endsSentence,
  }));
}

function joined(tokens: readonly Token[]): Token[] {
  const result: Token[] = [];
  for (let at = 0; at < tokens.length;) {
    const compound = COMPOUND_STARTS.has(tokens[at]?.word)
      ? COMPOUNDS.find(({ words }) => standsAt(tokens, at, words))
      : undefined;
    const count = compound?.words.length ?? 1;
    const some = tokens.slice(at, at + count);
    const [first] = some;
    if (first && compound) result.push(oneToken(some, compound.as));
    else if (first) result.push(first);
    at += count;
  }
  return result;
}

const oneToken = (tokens: readonly Token[], word: string): Token => ({
  raw: tokens.map((token) => token.raw).join(' '),
  word,
  endsSentence: tokens.some((token) => token.endsSentence),
});

/** Whether these words stand in one go, not across a sentence end. */
const standsAt = (tokens: readonly Token[], at: number, words: readonly string[]): boolean =>
  words.every((word, place) => {
    const token = tokens[at + place];
    return token?.word === word && (place === words.length - 1 || !token.endsSentence);
  });

/** "and then" joins two orders: what stands before it is a sentence of its own. */
const withBreaks = (tokens: readonly Token[]): Token[] =>
  tokens.map((token, at) => (standsAt(tokens, at + 1, ['and', 'then']) ? { ...token, endsSentence: true } : token));

/** Never empties a sentence: "hello" may be a phrase itself. */
function withoutPoliteness(tokens: readonly Token[]): Token[] {
  let rest = tokens.slice();
  for (let length = -1; length !== rest.length;) {
    length = rest.length;
    const lead = LEADS.find((words) => standsAt(rest, 0, words));
    if (lead && lead.length < rest.length) rest = rest.slice(lead.length);
    const trail = TRAILS.find((words) => standsAt(rest, rest.length - words.length, words));
    if (trail && trail.length < rest.length) rest = rest.slice(0, -trail.length);
    if (rest.length > 1 && isPunctuation(rest.at(-1))) rest = rest.slice(0, -1);
    if (rest.length > 1 && isPunctuation(rest[0])) rest = rest.slice(1);
  }
  return rest;
}

/** A lone "-", "," or "!" at an edge. Symbols such as ❌ are not punctuation: they may mean no. */
const isPunctuation = (token: Token | undefined): boolean =>
  token !== undefined && /^[-.,:!?…]{0,20}$/u.test(token.word);
