import { pairsOf } from './pairs.ts';
import { means, take, typed, type Scene } from './scene.ts';

const NUMBERS = pairsOf(
  'one:1 two:2 three:3 four:4 five:5 six:6 seven:7 eight:8 nine:9 ten:10 zero:0 eins:1 zwei:2 drei:3 vier:4 funf:5 un:1 deux:2 trois:3 quatre:4 cinq:5 uno:1 dos:2 tres:3 cuatro:4 cinco:5 first:1 second:2 third:3 fourth:4 fifth:5 1st:1 2nd:2 3rd:3 4th:4 5th:5 erste:1 ersten:1 erster:1 zweite:2 zweiten:2 zweiter:2 dritte:3 dritten:3 dritter:3 premier:1 premiere:1 deuxieme:2 troisieme:3 primer:1 primera:1 primero:1 segundo:2 segunda:2 tercer:3 tercera:3 tercero:3',
);

const SKIPPED = /^(?:number|no|nr|the|#|nummer|numero|called|named)$/u;
const JOINERS = /^(?:and|&|,|und|et|y|to|through|bis|-|or)$/u;

/** The number that a word says: "2", "two", "second". */
export const numberSaid = (word: string): string | undefined =>
  /^#?\d{1,3}$/u.test(word) ? word.replace('#', '') : NUMBERS.get(word);

/** Takes the rings: "ring 2", "the second ring", "r2", "rings 2 and 3", "the next ring", "the pilot". */
export function takeRings(scene: Scene): void {
  const { words, facts } = scene;
  const add = (ring: string): void => {
    if (!facts.rings.includes(ring)) facts.rings.push(ring);
  };
  for (const [at, { word, taken, token }] of words.entries()) {
    if (taken !== undefined) continue;
    const short = /^(?:r|ring|wave|phase|w|anillo|anneau|welle)[-_#]?(\d{1,2})$/u.exec(word)?.[1];
    if (short !== undefined) {
      add(short);
      words[at] = { ...words[at], token, word: 'ring', meanings: new Set(['ring']), isKnown: true, isSlip: false };
    } else if (means(words[at], 'ring')) takeRingAt(scene, at, add);
    else if (means(words[at], 'next') && /^(?:one|ones)$/u.test(words[at + 1]?.word ?? '')) add('next');
  }
  takeMove(scene);
  if (facts.rings.length === 0 && words.some((word) => means(word, 'pilot') && word.taken === undefined)) add('pilot');
}

const RING = String.raw`(?:(?:the )?(?:ring|wave|phase|welle|anneau|anillo|vague|ola) )`;
const MOVE = new RegExp(
  String.raw`\b(?:from|out of|aus|von|de|del|du) ${RING}?(\d{1,3}|pilot) (?:and |back |over )*(?:to|into|in|nach|zu|en|dans|a|al|vers|auf) ${RING}?(\d{1,3}|pilot)\b`,
  'u',
);

/** Takes "from ring 2 to ring 3", and "from ring 2 into 3": nobody is put into both. */
function takeMove({ words, facts }: Scene): void {
  if (facts.rings.length === 0 || !words.some((word) => means(word, 'add'))) return;
  const [, from, to] = MOVE.exec(words.map(({ word }) => word).join(' ')) ?? [];
  if (from === undefined || to === undefined) return;
  facts.fromRing = from;
  facts.rings = [to];
  for (const word of words) if (word.word === to || word.word === from) word.taken ??= 'ring';
}

function takeRingAt(scene: Scene, at: number, add: (ring: string) => void): void {
  const { words } = scene;
  let next = at + 1;
  while (SKIPPED.test(words[next]?.word ?? '')) next += 1;
  let isFound = false;
  for (; next < words.length && !isFoundUp(scene, next); next += 1) {
    const number = numberSaid(words[next]?.word ?? '');
    if (number !== undefined) {
      add(number);
      isFound = true;
      take(scene, [next, next + 1], 'ring');
    } else if (
      !isFound ||
      !JOINERS.test(words[next]?.word ?? '') ||
      numberSaid(words[next + 1]?.word ?? '') === undefined
    )
      break;
  }
  if (isFound) return;
  if (takeBefore(scene, at, add)) return;
  const named = words[at + 1];
  if (
    named &&
    named.taken === undefined &&
    (means(named, 'pilot') || (!named.isKnown && !/['’]s$/u.test(named.word)))
  ) {
    const to = !words[at + 2]?.isKnown && /^\p{Lu}/u.test(words[at + 2]?.token.raw ?? '') ? at + 3 : at + 2;
    add(typed(words.slice(at + 1, to)));
    take(scene, [at + 1, to], 'ring');
  }
}

/** "five waves": how many, and not which. */
const PLURAL = /^(?:rings|waves|cohorts|batches|phases|tranches|ringe|ringen|wellen|anneaux|vagues|anillos|olas)$/u;

/** "ring 2 March 5": the number after a unit of its own is no ring. */
const isFoundUp = (scene: Scene, at: number): boolean =>
  scene.words[at - 1]?.token.endsSentence === true && at > 1 && scene.words[at - 1]?.taken === 'ring';

/** "the second ring", "the next ring", "the pilot ring", "the Sales ring". */
function takeBefore(scene: Scene, at: number, add: (ring: string) => void): boolean {
  const before = scene.words[at - 1];
  if (!before || before.taken !== undefined) return false;
  const isCount = PLURAL.test(scene.words[at]?.word ?? '') && numberSaid(before.word) !== undefined;
  if (isCount) return false;
  const said =
    numberSaid(before.word) ?? (means(before, 'next') ? 'next' : means(before, 'pilot') ? 'pilot' : undefined);
  const isLast = /^(?:last|previous|final|letzte|letzten|derniere|dernier|ultimo|ultima)$/u.test(before.word);
  const isCurrent = /^(?:current|running|aktuelle|aktuellen|actuel|actual)$/u.test(before.word);
  const isName = !before.isKnown && /^\p{Lu}/u.test(before.token.raw) && at > 1;
  const ring = said ?? (isLast ? 'last' : isCurrent ? 'current' : isName ? typed([before]) : undefined);
  if (ring === undefined) return false;
  add(ring);
  if (isName || said !== undefined) take(scene, [at - 1, at], 'ring');
  return true;
}
