import type { VerbKind } from '../verbs/verb.ts';
import type { Token } from './token.ts';

const setOf = (words: string): ReadonlySet<string> => new Set(words.split(' '));

const NEGATIONS = setOf(
  'dont donot never not no nor neither cannot cant wont without except excluding avoid refrain stop',
);
const DOUBTS = setOf('if unless imagine suppose supposing assuming hypothetically whether might would wondering');
const ASKING = ['should', 'could i', 'could we', 'can i', 'can we', 'may i', 'may we', 'what happens', 'how about'].map(
  (lead) => lead.split(' '),
);
const SUBJECTS = setOf('i we you he she they it');

/** Words that order something. Inside a name they mean that the sentence holds a second order. */
const ORDERS = setOf(
  'turn switch disable enable enforce remove delete approve deny reject revoke reset undo revert set move start stop pause resume cancel create send notify exclude ignore override execute apply',
);

/**
 * Whether a sentence says not to do it. A mention is a name, whatever the name says.
 *
 * For a `stop` verb the word "stop" is the order itself.
 */
export const isNegated = (tokens: readonly Token[], kind: VerbKind): boolean =>
  tokens.some(({ word, person }) => {
    if (person || (kind === 'stop' && word === 'stop')) return false;
    return NEGATIONS.has(bare(word)) || bare(word).endsWith("n't");
  });

/** Whether a sentence only considers it: "what if …", "should I …". */
export const isHypothetical = (tokens: readonly Token[]): boolean =>
  tokens.some(({ word }, at) => {
    const isAsked = word === 'should' && SUBJECTS.has(tokens[at + 1]?.word ?? '');
    return isAsked || DOUBTS.has(bare(word));
  }) || ASKING.some((lead) => lead.every((word, place) => tokens[place]?.word === word));

/** A word without quotes and brackets around it: here, a quoted "don't" counts too. */
const bare = (word: string): string => word.replace(/^["'([]+/u, '').replace(/["')\].,]+$/u, '');

/** Whether a word is one that orders something, by itself. */
export const isOrder = (word: string): boolean => ORDERS.has(word);

/** Whether any word is a form of one of the verbs: "turned" and "turning" of "turn", "disabling" of "disable". */
export const speaksOf = (tokens: readonly Token[], verbs: ReadonlySet<string>): boolean =>
  tokens.some(({ word, person }) => !person && [...verbs].some((verb) => isFormOf(bare(word), verb)));

function isFormOf(word: string, verb: string): boolean {
  const stem = verb.endsWith('e') ? verb.slice(0, -1) : verb;
  return word === verb || (word.startsWith(stem) && word.length <= stem.length + 4 && stem.length > 2);
}
