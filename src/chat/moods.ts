import { means, type Scene, type SceneWord } from './scene.ts';

const NEGATION =
  /^(?:not|dont|don't|donot|never|cannot|cant|can't|wont|won't|without|avoid|refrain|nor|neither|nicht|kein|keine|keinen|keinem|keiner|nie|niemals|ohne|pas|jamais|aucun|aucune|sans|nunca|jamas|ningun|ninguna|sin|tampoco|no|nope|nein|non|mustn't|mustnt|shouldnt|doesnt|didnt|isnt|arent|wasnt|wouldnt|stop|nichts|nobody|no-one|niemanden|niemand|personne|nadie|❌|🚫|⛔)$/u;
const NOT_NEGATED =
  /^(?:problem|worries|matter|later|longer|doubt|rush|hurry|way|idea|offence|offense|stress|one|need|1|kidding|more|less|only|yet|clue|pressure)$/u;
const DOUBT =
  /^(?:if|unless|imagine|suppose|supposing|assuming|hypothetically|whether|might|wondering|falls|wenn|ob|sollte|sollten|soll|angenommen|si|supposons|devrait|devrions|deberia|deberiamos|supongamos|hypothetisch|maybe|perhaps|vielleicht|peut-etre|quizas|would|thinking|considering|theoretically|theory|sobald|unlikely)$/u;
const SUBJECT = /^(?:i|we|you|he|she|they|it|people|anyone|the|all|everyone|our|my)$/u;
const DESCRIBED = [
  'registered',
  'methods',
  'license',
  'signIn',
  'enforced',
  'enabled',
  'off',
  'covered',
  'ready',
  'untrusted',
  'trusted',
  'delivered',
  'mfa',
  'prompted',
] as const;
/** What people do with a notice. */
const ANSWERED = /^(?:confirm|answer|respond|reply|react|acknowledge)(?:ed|s)?$/u;
const PEOPLE =
  /^(?:who|that|which|people|users|accounts|everyone|everybody|those|anyone|die|qui|que|quienes|whoever|guests|members|admins|ones|staff|leute|benutzer|utilisateurs|usuarios|folks|employees)$/u;

/** Whether a sentence says not to do it; what describes people ("who are not registered") says no such thing. */
export function isNegated(scene: Scene, isStop: boolean): boolean {
  return scene.words.some((word, at) => {
    const isSaid = word.taken === undefined || (word.taken === 'name' && /n't$/u.test(word.word));
    if (!isSaid) return false;
    if (!NEGATION.test(word.word) && !/n't$/u.test(word.word)) return false;
    if (word.word === 'stop') return !isStop && at < scene.words.length - 1;
    return !means(word, 'failed') && !isDescription(scene.words, at) && !isHarmless(scene.words, at);
  });
}

/** "no problem", "no later than". */
const isHarmless = (words: readonly SceneWord[], at: number): boolean =>
  /^(?:forget|hesitate|worry|mind)$/u.test(words[at + 1]?.word ?? '') ||
  (/^(?:no|not)$/u.test(words[at]?.word ?? '') &&
    NOT_NEGATED.test(words[at + 1]?.word ?? '') &&
    words[at + 1]?.word !== 'one' &&
    words[at + 1]?.word !== 'yet');

function isDescription(words: readonly SceneWord[], at: number): boolean {
  const isWithout = /^(?:without|ohne|sans|sin|no|keine|kein|not)$/u.test(words[at]?.word ?? '');
  const head = words.slice(Math.max(0, at - 3), at);
  const isAboutWhom =
    head.some(({ word }) => PEOPLE.test(word)) || (isWithout && head.some(({ taken }) => taken === 'place'));
  if (!isAboutWhom) return false;
  return words
    .slice(at + 1, at + 5)
    .some((word) => ANSWERED.test(word.word) || DESCRIBED.some((meaning) => means(word, meaning)));
}

/** Whether a sentence only considers it: "what if …", "should I …", "if he agrees". */
export const isHypothetical = ({ words, isPolite }: Scene): boolean =>
  (words.some(({ word }) => HEARSAY_HEAD.test(word)) &&
    HEARSAY.test(words.map(({ word, taken }) => (taken === undefined ? word : '')).join(' '))) ||
  words.some(({ word, taken, meanings }, at) => {
    if (taken !== undefined && taken !== 'name') return false;
    if (meanings.has('whatIf')) return true;
    const next = words[at + 1]?.word ?? '';
    if (word === 'should' || word === 'shall') return SUBJECT.test(next) && !/^(?:be|now)$/u.test(next);
    if (word === 'would') {
      const isWish = words[at - 1]?.word === 'i' && WISH.test(next);
      return !/^(?:you|u|like|be|love|mind)$/u.test(next) && at > 0 && !isWish;
    }
    if (word === 'when' || word === 'once' || word === 'quand' || word === 'cuando' || word === 'wenn' || word === 'si')
      return at > 0 && /^(?:wenn|si|quand|cuando|once|when)$/u.test(word) && SUBJECT_ANY.test(next);
    if (word === 'if' && /^(?:you|u)$/u.test(next))
      return !/^(?:could|can|would|will|may|might)$/u.test(words[at + 2]?.word ?? '');
    return DOUBT.test(word);
  }) ||
  (!isPolite &&
    /^(?:can|could|may|shall|darf|kann|puis-je|peut-on|puedo|podemos) (?:i|we|one|ich|wir|man|on|je|nous)\b/u.test(
      words.map(({ word }) => word).join(' '),
    ));

const WISH = /^(?:like|love|appreciate|prefer|want|suggest|rather|be|also)$/u;

/** "someone said we should …", "let us wait": nobody orders it. */
const HEARSAY =
  /\b(?:someone|somebody|people|they|others|jemand|quelqu un|alguien) (?:said|says|told|claims?|thinks?|suggested|meint|sagt|dit|dice)\b|\b(?:said|says|told (?:me|us|you)|tells (?:me|us|you)|meint|sagt|sagte|dit|dijo|dice) (?:that |dass |que )?(?:to|we|i|you|it is (?:ok|okay|fine)|its (?:ok|okay|fine)|wir|ich|on|nous|podemos)\b|\bi (?:heard|was told|read somewhere)\b|\brumou?rs?\b|\b(?:let us|lets|better|we|i will|i'll) (?:just )?wait\b|\b(?:warten wir|wir warten|attendons|esperemos)\b/u;

const HEARSAY_HEAD =
  /^(?:said|says|told|tells|claims?|thinks?|suggested|meint|sagte?|dit|dijo|dice|heard|read|rumou?rs?|wait|warten|attendons|esperemos)$/u;

const SUBJECT_ANY =
  /^(?:i|we|you|he|she|they|it|ich|wir|er|sie|es|man|on|nous|je|il|elle|bob|yo|nosotros|el|ella|se|the|desactivo|activamos|desactivamos|empezamos)$/u;
