import { APPS, COUNTRIES, FORMATS, LANGUAGES } from './gazetteer.ts';
import { quotedIn } from './scene-codes.ts';
import { means, take, typed, type Scene } from './scene.ts';

/** Takes languages, kinds of files, applications, and places that somebody signs in from. */
export function takeBesides(scene: Scene): void {
  const { words, facts } = scene;
  for (const [at, { word, taken }] of words.entries()) {
    if (taken !== undefined) continue;
    const before = words[at - 1]?.word ?? '';
    const language = LANGUAGES.get(word);
    const format = FORMATS.get(word);
    if (language !== undefined) facts.language ??= language;
    if (format !== undefined) facts.format ??= format;
    if (language !== undefined) take(scene, [at, at + 1], 'language');
    const isToApp =
      /^(?:in|on|to|into|from|for|via|the|with|using|open|opens|access|accesses|auf|a|en|sur|bei|use|uses|reach|opening)$/u.test(
        before,
      );
    if (APPS.has(word) && isToApp && !(word === 'teams' && before === 'the') && isAsking(scene)) takeApp(scene, at);
    if (isFrom(scene, at, word)) takeFrom(scene, at);
  }
  takeAddress(scene);
  const isCarriedOver = facts.ranges === undefined && words.some((one) => means(one, 'trustedIps'));
  if (!isCarriedOver && words.some((one) => means(one, 'namedLocation') || one.taken === 'ranges'))
    takeLocationName(scene);
  if (words.some((one) => means(one, 'untrusted'))) facts.trust = 'untrusted';
  else if (words.some((one) => means(one, 'trusted'))) facts.trust = 'trusted';
}

/** Where somebody would be asked or let in, the names of applications matter; elsewhere they are plain words. */
const isAsking = ({ words }: Scene): boolean =>
  words.some(
    (one) =>
      means(one, 'would') ||
      means(one, 'prompted') ||
      means(one, 'blocked') ||
      means(one, 'whatIf') ||
      means(one, 'signIn'),
  );

function takeApp(scene: Scene, at: number): void {
  const next = scene.words[at + 1];
  const to =
    next && /^(?:online|portal|admin|center|centre|web|365|desktop|mobile|devops|app)$/u.test(next.word)
      ? at + 2
      : at + 1;
  scene.facts.app ??= typed(scene.words.slice(at, to));
  take(scene, [at, to], 'app');
}

const FROM = /^(?:from|in|at|aus|von|vom|depuis|desde|de|im|en|outside|within|the|an|a|at|zuhause)$/u;

function isFrom({ words }: Scene, at: number, word: string): boolean {
  const before = words[at - 1]?.word ?? '';
  const isArticle = /^(?:le|la|les|l|el|der|die|den)$/u.test(before) && FROM.test(words[at - 2]?.word ?? '');
  return COUNTRIES.has(word) && (isArticle || FROM.test(before) || /^(?:abroad|overseas|home)$/u.test(word));
}

function takeFrom(scene: Scene, at: number): void {
  if (!isAsking(scene)) return;
  scene.facts.from ??= typed(scene.words.slice(at, at + 1));
  take(scene, [at, at + 1], 'from');
}

/** "would Bob be asked from 203.0.113.9": where he signs in from, and no range of a location. */
function takeAddress(scene: Scene): void {
  const { words, facts } = scene;
  if (facts.ranges === undefined || !scene.isQuestion || !isAsking(scene)) return;
  const at = words.findIndex(({ taken }, place) => taken === 'ranges' && FROM.test(words[place - 1]?.word ?? ''));
  const address = words.slice(at, at + 1);
  if (at < 0 || words.some(({ taken }, place) => taken === 'ranges' && place !== at)) return;
  facts.from ??= typed(address);
  delete facts.ranges;
  for (const one of address) one.taken = 'from';
}

const NAME_END =
  /^(?:with|as|of|for|from|range|ranges|using|mit|avec|con|is|to|that|which|the|at|on|ip|ips|address|addresses|als|comme|como|=|:|in|and|it|please)$/u;

/** "called Office", "location Berlin HQ with …", "the Berlin office". */
function takeLocationName(scene: Scene): void {
  const { words, facts } = scene;
  const quoted = quotedIn(scene).find(({ from, to }) => words.slice(from, to).every((one) => one.taken === undefined));
  if (quoted) {
    facts.location = quoted.text;
    take(scene, [quoted.from, quoted.to], 'location');
    return;
  }
  const called = words.findIndex(({ word }) =>
    /^(?:called|named|namens|name|nomme|nommee|appele|llamado|llamada|genannt)$/u.test(word),
  );
  const noun = words.findIndex((one) => one.taken === undefined && means(one, 'namedLocation'));
  const callIt = words.findIndex(({ word }, at) => /^(?:call|name|label)$/u.test(word) && words[at + 1]?.word === 'it');
  const start =
    callIt >= 0
      ? callIt + 2
      : called >= 0 && !means(words[called], 'namedLocation') && !means(words[called + 1], 'namedLocation')
        ? called + 1
        : noun >= 0
          ? afterNoun(scene, noun)
          : forName(scene);
  if (start < 0) return;
  let to = start;
  while (
    to < words.length &&
    to - start < 5 &&
    words[to]?.taken === undefined &&
    !NAME_END.test(words[to]?.word ?? '')
  ) {
    to += 1;
    if (/[,:;]$/u.test(words[to - 1]?.token.raw ?? '')) break;
  }
  const name = typed(words.slice(start, to));
  if (name === '' || words.slice(start, to).every((one) => one.isKnown && one.meanings.size > 0)) return;
  facts.location = name;
  take(scene, [start, to], 'location');
}

function afterNoun({ words }: Scene, noun: number): number {
  let at = noun + 1;
  while (at < words.length && means(words[at], 'namedLocation')) at += 1;
  const next = words[at];
  if (next && next.taken === undefined && !NAME_END.test(next.word)) return at;
  if (/^(?:for|fur|pour|para)$/u.test(next?.word ?? ''))
    return /^(?:the|our|das|die|le|la|el)$/u.test(words[at + 1]?.word ?? '') ? at + 2 : at + 1;
  return -1;
}

/** "trust 203.0.113.0/24, the Berlin office". */
function forName({ words }: Scene): number {
  const at = words.findIndex(
    ({ word }, place) =>
      place > 0 &&
      /^(?:for|the|our|fur|pour|para|is|as|=)$/u.test(word) &&
      words[place + 1] !== undefined &&
      words[place + 1]?.taken === undefined &&
      /^\p{L}/u.test(words[place + 1]?.word ?? '') &&
      !/^(?:the|our|a|an|trusted|untrusted|not|safe|range|ip|ranges|ips|address|following)$/u.test(
        words[place + 1]?.word ?? '',
      ),
  );
  return at < 0 ? -1 : at + 1;
}
