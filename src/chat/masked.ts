import { ownWords } from './clauses.ts';
import { EVERYDAY_WORDS } from './everyday-words.ts';
import type { Mention } from './grammar.ts';
import { sceneWords } from './scene.ts';
import { tokensIn } from './token.ts';

/** A text whose names are numbers, and the names. */
export interface Masked {
  text: string;
  /** A text with the names in their places again. */
  unmask(text: string): string;
}

/**
 * The person's own words with whatever may be a name in place of a number: mentions, sign-in names, and every word that
 * is neither in the glossary nor plain, an everyday one too where it has a capital or follows a name. Better a word too many than a name too few.
 */
export function masked(text: string, mentions: readonly Mention[]): Masked {
  const names: string[] = [];
  const words: string[] = [];
  let isInName = false;
  for (const { token, word, isKnown, meanings } of sceneWords(tokensIn(ownWords(text), mentions))) {
    const isName: boolean =
      token.person !== undefined ||
      (!isKnown && meanings.size === 0 && /\p{L}/u.test(word)) ||
      /@/u.test(token.raw) ||
      (EVERYDAY_WORDS.has(word) && meanings.size === 0 && (isInName || /^\p{Lu}/u.test(token.raw)));
    const [, bare = token.raw, end = ''] = /^(.*?)((?:['’]s)?[.,:;!?)]*)$/u.exec(token.raw) ?? [];
    if (!isName) words.push(token.raw);
    else if (isInName) {
      names.push(`${names.pop() ?? ''} ${bare}`);
      words.push(`${words.pop() ?? ''}${end}`);
    } else {
      names.push(bare);
      words.push(`NAME${names.length}${end}`);
    }
    isInName = isName && end === '';
  }
  return {
    text: words.join(' '),
    unmask: (masks) => masks.replace(/NAME(\d{1,3})/gu, (mask, no: string) => names[Number(no) - 1] ?? mask),
  };
}
