import { FIRST_NAMES } from './gazetteer.ts';
import { means, type Scene, type SceneWord } from './scene.ts';

/** What stands between the members of a list. */
export const JOINER = /^(?:and|&|und|et|y|e|oder|or|plus|\+|\/|as|well|also|then|aussi|auch|sowie|,)$/u;

/** An unknown word in small letters that reads like any other, where nothing says that it is somebody. */
export function isOrdinary({ words }: Scene, at: number): boolean {
  const { raw = '' } = words[at]?.token ?? {};
  const bare = (words[at]?.word ?? '').replace(/'s?$/u, '');
  if (!ORDINARY.test(bare) || !/^\p{Ll}/u.test(raw) || /'s/u.test(raw)) return false;
  return (
    !FIRST_NAMES.has(bare) &&
    !FIRST_NAMES.has(bare.replace(/s$/u, '')) &&
    !isOrdered(words[at - 1]) &&
    !isListed(words, at)
  );
}

/** "keep jinping out": whoever is named right after an order is somebody. */
const isOrdered = (before: SceneWord | undefined): boolean =>
  (['disable', 'enable', 'enforce', 'exclude', 'add', 'set'] as const).some((order) => means(before, order));

/** "jinping, lina and marco": nobody is left out of a list because of how a name ends. */
function isListed(words: readonly SceneWord[], at: number): boolean {
  const isStranger = (one: SceneWord | undefined): boolean =>
    one !== undefined && !one.isKnown && /^\p{L}/u.test(one.word);
  const isJoined = (place: number): boolean => JOINER.test(words[place]?.word ?? '');
  const endsComma = (place: number): boolean => /,$/u.test(words[place]?.token.raw ?? '');
  const after = isJoined(at + 1) ? at + 2 : endsComma(at) ? at + 1 : undefined;
  const before = isJoined(at - 1) ? at - 2 : endsComma(at - 1) ? at - 1 : undefined;
  return (after !== undefined && isStranger(words[after])) || (before !== undefined && isStranger(words[before]));
}

/** How words end that are no names: "opening", "completely", "parental". */
const ORDINARY =
  /.{3}(?:ing|ly|tion|tions|ness|ment|ments|able|ible|ful|ous|ive|ity|ize|ise|ised|ized|ed|ental|ual|ical|ance|ence|ships?|less|ung|ungen|lich|keit|heit|isch|iert|ieren|eren|ziehen|ement|eront|aient|mente|ando|iendo|aron|ieron|cion|ciones|amos|emos)$/u;

/** "it'll", "today's": nobody's name. */
export const isJustPossessive = (bare: string): boolean =>
  /'(?:d|ll|re|ve|m)$/u.test(bare) ||
  /^(?:it|that|who|what|there|here|everyone|everybody|today|tomorrow|let)$/u.test(bare);
