import type { Token } from './token.ts';
import { namesTime } from './when.ts';

/** What a sentence that nothing fits was probably after: it gets an answer of its own, and nothing is done. */
export type Hint =
  'question' | 'severalPeople' | 'schedule' | 'decision' | 'stop' | 'move' | 'list' | 'file' | 'noMore' | 'ofWhom';

const setOf = (words: string): ReadonlySet<string> => new Set(words.split(' '));

const ASKING = setOf('who whose what which how when why where is are am does did has have');
const DECIDING = setOf('approve approved approving deny reject sign');
const STOPPING = setOf('stop pause halt cancel abort withdraw');
const MOVING = setOf('move migrate bring switch transfer');
const SETTING = setOf('turn switch disable enable enforce remove set put');
const MANY = setOf('and everyone everybody all group groups people users members team department');

/** Whether it begins like a question. */
export const isQuestion = (tokens: readonly Token[]): boolean => ASKING.has(tokens[0]?.word ?? '');

/** The hint of a sentence that no phrase says; undefined where it could be about anything. */
export function hintOf(tokens: readonly Token[]): Hint | undefined {
  const words = new Set(tokens.filter((token) => !token.person).map((token) => token.word));
  const has = (some: ReadonlySet<string>): boolean => [...some].some((word) => words.has(word));
  if (isQuestion(tokens)) return 'question';
  if (has(DECIDING)) return 'decision';
  if (STOPPING.has(tokens[0]?.word ?? '')) return 'stop';
  const isAboutMfa = words.has('mfa');
  if (isAboutMfa && has(SETTING) && (has(MANY) || [...words].some((word) => word.startsWith('sg-'))))
    return 'severalPeople';
  if (isAboutMfa && has(SETTING) && tokens.some((token) => namesTime(token.word))) return 'schedule';
  const isToPolicy = words.has('ca') || (words.has('conditional') && words.has('access'));
  return isToPolicy && MOVING.has(tokens[0]?.word ?? '') ? 'move' : undefined;
}
