import { searchKeyOf } from '../lib/text.ts';
import { takeBesides } from './scene-besides.ts';
import { quotedIn, takeCodes, takeNth, takeReason } from './scene-codes.ts';
import { findFilter } from './scene-filter.ts';
import { takeNames } from './scene-names.ts';
import { takePolicy } from './scene-policy.ts';
import { takeRings } from './scene-rings.ts';
import { findTarget } from './scene-target.ts';
import { takeTimes, takeUntil } from './scene-times.ts';
import { means, sceneWords, take, textOf, type Facts, type Manner, type Scene } from './scene.ts';
import type { Token } from './token.ts';
import { isOneSlipApart } from './typo.ts';

const noFacts = (): Facts => ({ people: [], except: [], places: [], filter: {}, isEveryone: false, rings: [] });
const ONESELF = /^(?:me|my|mine|myself|mich|mir|mein|meine|meinen|meiner|moi|mon|ma|mes|mi|mis|mio|i|ich|je|j|yo)$/u;

/**
 * Looks at a sentence: what its words mean, and whom, which ring, which policy, which time it names. What was taken for a
 * name or a reason means nothing else any more.
 */
export function readScene(tokens: readonly Token[], manner: Manner): Scene {
  const { now, timeZone } = manner;
  const words = sceneWords(tokens.filter((token, at) => at === 0 || !isAdverb(token)));
  const scene: Scene = {
    words,
    facts: noFacts(),
    now,
    timeZone,
    isQuestion: isQuestion(
      words.map(({ word }) => word),
      tokens,
      manner,
    ),
    isPolite: manner.isPolite,
  };
  takeCodes(scene);
  takeReason(scene);
  takeRings(scene);
  takeNth(scene);
  takePolicy(scene);
  takeTimes(scene);
  takeUntil(scene);
  takeBesides(scene);
  scene.facts.isEveryone = words.some((one) => one.taken === undefined && means(one, 'everyone'));
  takeNames(scene);
  takeCount(scene);
  takeQuotes(scene);
  findTarget(scene);
  findFilter(scene);
  takeOneself(scene);
  findScope(scene);
  return scene;
}

/** Words that stand between others and say nothing: "what can you actually do". */
const ADVERBS = ['actually', 'really', 'basically', 'exactly', 'honestly', 'literally', 'kinda', 'sorta'];
const isAdverb = ({ word, raw }: Token): boolean =>
  word.length > SHORTEST_ADVERB &&
  /^\p{Ll}+$/u.test(raw) &&
  ADVERBS.some((one) => one === word || (one[0] === word[0] && word.endsWith('y') && isOneSlipApart(one, word)));
const SHORTEST_ADVERB = 4;

const ASKS =
  /^(?:who|whos|what|whats|which|whose|whom|when|where|why|how|is|are|am|was|were|does|did|has|had|isnt|arent|doesnt|didnt|wer|was|wie|wo|wann|warum|welche|welcher|welches|ist|sind|hat|haben|wird|qui|quel|quels|quelle|quelles|comment|combien|ou|quand|pourquoi|est-ce|quien|quienes|cual|cuales|cuantos|cuantas|donde|cuando|que|esta|estan|hay|any|should|shall|may|might)$/u;
const ASKS_WITH =
  /^(?:can|could|will|would|have|kann|konnen|darf|soll|sollen|sollten|peut|peux|puis-je|puede|podemos|konnte|wurde)$/u;
const THEY =
  /^(?:i|we|he|she|it|they|ich|wir|er|sie|es|on|je|nous|il|elle|people|users|everyone|anyone|guests|admins|the|any|someone|al|my|our|this|that|these|all|alle|man)$/u;

/** Whether it begins like a question, or ends as one without asking for a deed. */
function isQuestion(words: readonly string[], tokens: readonly Token[], manner: Manner): boolean {
  if (EITHER.test(words.join(' ')) || isTagged(words, tokens)) return true;
  const from = words.findIndex((word) => !LEADING.test(word));
  const [first = '', second = ''] = words.slice(Math.max(0, from));
  if (/^(?:can|could|would|will)$/u.test(first)) return second !== 'you' && second !== 'u' && !manner.isPolite;
  if (ASKS.test(first)) return true;
  if (first === 'have') return manner.endsAsking || words.includes('been');
  if (first === 'do') return DO_THEY.test(second);
  if (ASKS_WITH.test(first) && THEY.test(second)) return true;
  const hasMark = manner.endsAsking || tokens.some(({ raw }) => /\?["')]*$/u.test(raw));
  return hasMark && !manner.isPolite;
}

/** "Bob is enforced, right?", "…, is that so": the whole of it is asked. */
function isTagged(words: readonly string[], tokens: readonly Token[]): boolean {
  const text = words.join(' ').trim();
  if (/\bis (?:that|this|it) (?:so|right|true|correct)$/u.test(text)) return true;
  return /\?["')]*$/u.test(tokens.at(-1)?.raw ?? '') && TAG.test(text);
}

const TAG =
  /\b(?:right|correct|true|oder|nicht wahr|n'est-ce pas|verdad|(?:isn't|aren't|wasn't|doesn't|didn't|hasn't|haven't|is|are|was|does|did|has|have) (?:it|he|she|they|that))$/u;

/** "on or off", "yes or no": which of both is asked. */
const EITHER =
  /\b(?:on or off|off or on|enabled or (?:disabled|enforced|not)|disabled or (?:enabled|not)|yes or no|y\/n|or not|or no|an oder aus|ein oder aus|oui ou non|si o no|o no|ja oder nein)\b/u;
const DO_THEY = /^(?:i|we|they|people|users|guests|admins|all|you|any|our|my|these|those)$/u;

const LEADING =
  /^(?:hi|hello|hey|ok|okay|so|and|but|also|well|quick|question|crossover|bot|sorry|um|hm|hmm|und|et|y|please|pls|bitte|morning|good|guten|hallo|bonjour|hola|oh|then|now|just|btw|fyi|yo|dear|team|thanks|,|-|–|)$/u;

const POLITE =
  /\b(?:can|could|would|will) (?:you|u)\b|\b(?:please|pls|plz|bitte|svp|stp|por favor|porfa|kindly)\b|\b(?:kannst|konntest) du\b|\b(?:konnen|konnten) sie\b|\b(?:peux|pouvez|pourrais|pourriez)[- ](?:tu|vous)\b|\b(?:puedes|podrias)\b|\bs'il (?:te|vous)\b|\bcan we (?:please|pls)\b|\b(?:can|could) (?:we|i) (?:please )?(?:have|get) (?:a|an|another) new\b/u;

/** Whether a message asks for a deed, and not for an answer. */
export const isPolite = (text: string): boolean => POLITE.test(searchKeyOf(text));

const ORDERS = [
  'disable',
  'enable',
  'enforce',
  'turn',
  'set',
  'start',
  'pause',
  'stop',
  'resume',
  'rollback',
  'approve',
  'exclude',
  'add',
  'create',
  'cancel',
  'send',
  'tell',
] as const;

/** An order in quotes is what somebody said, and not what is ordered. */
function takeQuotes(scene: Scene): void {
  for (const { from, to } of quotedIn(scene)) {
    const some = scene.words.slice(from, to);
    if (some.some((word) => word.taken === undefined && ORDERS.some((order) => means(word, order))))
      take(scene, [from, to], 'quote');
  }
}

/** "me" and "my" where nobody else is named. */
function takeOneself({ words, facts }: Scene): void {
  if (facts.people.length > 0 || facts.places.length > 0) return;
  const at = words.findIndex(
    (one, place) =>
      one.taken === undefined &&
      ONESELF.test(one.word) &&
      isOneself(
        words.map(({ word }) => word),
        place,
      ),
  );
  if (at >= 0) facts.people.push({ value: { me: true }, said: 'you', at });
}

/** "tell me", "give me", "can I see" are no questions about oneself; "my state", "for me", "am I", "do I" are. */
function isOneself(words: readonly string[], at: number): boolean {
  const word = words[at] ?? '';
  const before = words[at - 1] ?? '';
  const next = words[at + 1] ?? '';
  if (word === 'me' && at === 0 && /^(?:mfa|state|status)$/u.test(next)) return true;
  if (/^(?:me|mir|mi|moi)$/u.test(word))
    return (
      /^(?:for|of|about|from|on|am|mit|fur|von|pour|de|para|is|will|does|do|would|block|blocks|asks?|prompts?|and|when|what|move|moves|moving|block)$/u.test(
        before,
      ) && !(word === 'me' && before === 'do')
    );
  if (/^(?:i|ich|je|j|yo)$/u.test(word))
    return (
      /^(?:am|was|do|did|have|will|would|bin|habe|muss|werde|must|suis|dois|ai|should|must)$/u.test(before) ||
      (/^(?:am|bin|suis|dois|muss|still)$/u.test(next) && words.length < 12)
    );
  return (
    /^(?:mfa|state|status|per-user|2fa|own|account|methods|registration|settings|ring|move|turn|coverage|auth|authentication|sign-in|zustand|stand|etat|estado|situation|policy|policies|konto|compte|cuenta|me)$/u.test(
      next,
    ) ||
    /^(?:mfa|estado|etat)$/u.test(before) ||
    (words.length < 4 && word === 'myself')
  );
}

const COUNTED =
  /^(?:people|ppl|folks|employees|users|persons|accounts|a|per|pro|par|por|each|at|leute|benutzer|utilisateurs|usuarios|personnes|personas|leuten|personen|benutzern|nutzern|mitarbeitern|konten)$/u;

/** "200 people a day", "50 per day". */
function takeCount(scene: Scene): void {
  for (const [at, { word, taken }] of scene.words.entries()) {
    const number = /^(\d{1,6})(?:\/(?:day|d|ring|wave|tag|jour|dia))?$/u.exec(word)?.[1];
    const isCounted = number !== word || COUNTED.test(scene.words[at + 1]?.word ?? '') || isSize(scene, at);
    if (taken !== undefined || number === undefined || !isCounted) continue;
    scene.facts.count ??= Number(number);
    const one = scene.words[at];
    if (one) one.taken = 'count';
  }
}

/** "rings of 50". */
const isSize = ({ words }: Scene, at: number): boolean =>
  /^(?:of|with|a|von|mit|zu|de|avec|con)$/u.test(words[at - 1]?.word ?? '') &&
  /^(?:rings|waves|groups|batches|cohorts|ringe|ringen|wellen|anneaux|vagues|anillos|olas)$/u.test(
    words[at - 2]?.word ?? '',
  );

/** Which of those who were to be told: "the ones that failed", "everyone who has not read it". */
function findScope({ words, facts }: Scene): void {
  if (
    words.some(({ word }) =>
      /^(?:failed|bounced|undelivered|fehlgeschlagen|echoue|fallado|fallaron|failures|failing)$/u.test(word),
    )
  )
    facts.scope = 'failed';
  else if (words.some(({ word }) => ANSWERS.test(word))) {
    const text = textOf({ words });
    if (UNANSWERED.test(text)) facts.scope = 'unanswered';
    else if (UNCONFIRMED.test(text)) facts.scope = 'unconfirmed';
  }
}

const ANSWERS = /answer|respon|repl|react|ready|antwort|repond|contest|confirm|acknowl|bestatig/u;

const NOT_DONE = String.raw`\b(?:not|never|yet to|still have to|still has to|still need to|no|nicht|pas|sin|without|haven't|hasn't|didn't|don't|havent|hasnt|didnt|dont) (?:\S+ )?`;
const UNANSWERED = new RegExp(
  String.raw`\bunanswered\b|${NOT_DONE}(?:answer(?:ed)?|respond(?:ed)?|repl(?:y|ied)|react(?:ed)?|said they are ready|geantwortet|repondu|respondido|contestado)\b`,
  'u',
);
const UNCONFIRMED = new RegExp(
  String.raw`\b(?:unconfirmed|unacknowledged)\b|${NOT_DONE}(?:confirm(?:ed|ing|ation)?|acknowledged?|bestatigt|confirmado|confirmar|confirme)\b`,
  'u',
);
