import { quotedIn } from './scene-codes.ts';
import { numberSaid } from './scene-rings.ts';
import { means, take, typed, type Scene, type SceneWord } from './scene.ts';

const CODE = /^ca[-_]?\d{1,4}$/u;
const CALLED = /^(?:called|named|number|no|nr|id|nummer|namens|nommee|numero|llamada|titled)$/u;
const INDEFINITE = /^(?:a|an|new|another|ein|eine|neue|une|nouvelle|una|nueva|any|no)$/u;
const DETERMINER = /^(?:the|our|that|this|my|die|der|das|unsere|la|le|les|notre|los|las|nuestra|el)$/u;
const ADJECTIVE =
  /^(?:new|old|current|existing|same|other|first|last|pilot|mfa|all|every|right|correct|report-only|reportonly|enabled|disabled|conditional|access|ca|ca's)$/u;
/** After these no name of a policy goes on. */
const ENDS =
  /^(?:to|into|in|auf|en|zu|because|pls|please|that|which|die|qui|que|now|again|asap|from|until|on|off|an|aus|back|by|as|state|status|if|when|and|apply|applies|cover|covers|covering|require|requires|requiring|does|do|is|are|for|bitte|only|with|today|tomorrow|actually)$/u;
const LONGEST_NAME = 10;

/** Takes the name or the number of a policy. */
export function takePolicy(scene: Scene): void {
  const { words, facts } = scene;
  const code = words.findIndex(({ word, taken }) => taken === undefined && CODE.test(word));
  if (code >= 0) {
    facts.policy = typed(words.slice(code, code + 1));
    const codes = new Set(words.flatMap(({ word, taken }) => (taken === undefined && CODE.test(word) ? [word] : [])));
    if (codes.size > 1) facts.isManyPolicies = true;
    take(scene, [code, code + 1], 'policy');
    return;
  }
  const at = words.findIndex((one) => one.taken === undefined && means(one, 'policy'));
  if (at < 0) {
    takeQuotedTitle(scene);
    return;
  }
  const isNew =
    [1, 2, 3].some((back) => INDEFINITE.test(words[at - back]?.word ?? '')) ||
    words.some((one) => /^(?:create|creates|erstelle|erstellen|cree|creer|crea|crear|draft)$/u.test(one.word));
  const isPlural =
    /^(?:policies|pols|polizeien|richtlinien|ca-richtlinien|politiques|strategies|directivas|politicas|rules|caps)$/u.test(
      words[at]?.word ?? '',
    );
  if (takeQuoted(scene, at) || isNew || isPlural) return;
  if (!takeAfter(scene, at)) takeBefore(scene, at);
}

/** In quotes and about MFA: the title of a policy, whether it is called one or not. */
function takeQuotedTitle(scene: Scene): void {
  const title = quotedIn(scene).find(({ text, from }) => TITLE.test(text) && scene.words[from]?.taken === undefined);
  if (!title) return;
  scene.facts.policy = title.text;
  take(scene, [title.from, title.to], 'policy');
}

const TITLE = /^(?:require|block|baseline|grant|allow|enforce)\b|\b(?:mfa|legacy auth\w*|baseline)\b/iu;

function takeQuoted(scene: Scene, at: number): boolean {
  const quoted = quotedIn(scene).find(({ from, to }) => from <= at + 3 && to >= at - 2);
  if (!quoted) return false;
  scene.facts.policy = quoted.text;
  take(scene, [quoted.from, quoted.to], 'policy');
  return true;
}

function takeAfter(scene: Scene, at: number): boolean {
  const { words } = scene;
  if (words[at]?.token.endsSentence) return false;
  let from = at + 1;
  while (CALLED.test(words[from]?.word ?? '')) from += 1;
  const first = words[from];
  if (!first || first.taken !== undefined) return false;
  const number = numberSaid(first.word);
  if (number !== undefined) return keep(scene, number, [from, from + 1]);
  const isCapital = /^\p{Lu}/u.test(first.token.raw) || (!first.isKnown && from > at);
  if (!isCapital && from === at + 1) return false;
  let to = from;
  while (to < words.length && to - from < LONGEST_NAME && isNamePart(words, to, isCapital)) to += 1;
  return to > from && keep(scene, typed(words.slice(from, to)), [from, to]);
}

function isNamePart(words: readonly SceneWord[], at: number, isCapital: boolean): boolean {
  const one = words[at];
  const before = words[at - 1]?.token;
  if (!one || one.taken !== undefined || before?.endsSentence || /,$/u.test(before?.raw ?? '')) return false;
  const isCapitalised = /^[\p{Lu}\d–-]/u.test(one.token.raw);
  if (isCapitalised) return true;
  const isLink = /^(?:for|of|all|and|the|users|to)$/u.test(one.word);
  const next = words[at + 1];
  if (isLink && isCapital && next && (/^\p{Lu}/u.test(next.token.raw) || AUDIENCE.test(next.word))) return true;
  return !ENDS.test(one.word);
}

/** "Require MFA for everyone" is one name. */
const AUDIENCE = /^(?:everyone|everybody|all|admins?|administrators|guests|users)$/u;

/** "the Require MFA policy": from the word before it back to "the". */
function takeBefore(scene: Scene, at: number): void {
  const { words } = scene;
  let from = at;
  while (from > 0 && at - from < LONGEST_NAME) {
    const before = words[from - 1];
    if (!before || before.taken !== undefined || before.token.endsSentence || DETERMINER.test(before.word)) break;
    if (
      /^(?:on|off|enable|disable|activate|deactivate|turn|switch|set|put|show|is|does|do|are|of|what|which|would|will|if)$/u.test(
        before.word,
      ) &&
      !/^\p{Lu}/u.test(before.token.raw)
    )
      break;
    from -= 1;
  }
  const named = words.slice(from, at);
  while (named[0] && ADJECTIVE.test(named[0].word) && !/^\p{Lu}/u.test(named[0].token.raw)) named.shift();
  while (named.length > 0 && /^(?:ca|conditional|access)$/u.test(named.at(-1)?.word ?? '')) named.pop();
  const start = words.indexOf(
    named[0] ??
      words[at] ?? {
        token: { raw: '', word: '', endsSentence: false },
        word: '',
        meanings: new Set(),
        isKnown: true,
        isSlip: false,
      },
  );
  const isName =
    named.some((one) => !one.isKnown || /^\p{Lu}/u.test(one.token.raw)) ||
    (DETERMINER.test(words[from - 1]?.word ?? '') && named.length > 1);
  if (named.length > 0 && start >= 0 && isName) keep(scene, typed(named), [start, start + named.length]);
}

function keep(scene: Scene, name: string, range: readonly [number, number]): boolean {
  if (name === '') return false;
  scene.facts.policy = name;
  take(scene, range, 'policy');
  return true;
}
