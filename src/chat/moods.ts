import { means, textOf, type Scene, type SceneWord } from './scene.ts';

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
  if (isLeftAsIs(scene) || NEEDLESS.test(textOf(scene))) return true;
  return scene.words.some((word, at) => {
    const isSaid = word.taken === undefined || (word.taken === 'name' && /n't$/u.test(word.word));
    if (!isSaid) return false;
    if (!NEGATION.test(word.word) && !/n't$/u.test(word.word)) return false;
    if (word.word === 'stop') return !isStop && at < scene.words.length - 1;
    const isNeeded = /^(?:needed|required|necessary|wanted|relevant)$/u.test(scene.words[at + 1]?.word ?? '');
    const isExplained = means(word, 'failed') || (isNeeded && scene.facts.proposal !== undefined);
    return (
      !isExplained &&
      !isDescription(scene.words, at) &&
      !isHarmless(scene.words, at) &&
      !isUndelivered(scene.words, at) &&
      !isUnwantedIn(scene.words, at)
    );
  });
}

/** "disabling Bob is no longer needed": the deed is, and not what it is done to. */
const NEEDLESS =
  /\b[a-z]+ing\b(?: \S+){0,6} (?:no longer|not|isn't|isnt|never) (?:really )?(?:needed|required|necessary|wanted|planned|intended)\b/u;

/** "leave security defaults as they are", "keep Dana on enforced", "make sure that it stays off": nothing changes. */
const isLeftAsIs = (scene: Scene): boolean =>
  scene.words.some(({ word }) => LEAVING.test(word)) && LEFT_AS_IS.test(textOf(scene));
const LEAVING = /^(?:keep|keeps|keeping|leave|leaves|leaving|stays?|remains?)$/u;
const LEFT_AS_IS =
  /\b(?:keep|keeps|keeping|leave|leaves|leaving)\b(?: \S+){0,5} (?:as (?:it|they|he|she|that|things|everything) (?:is|are)|as is|alone|untouched|unchanged|where (?:it|they|he|she) (?:is|are)|(?:on )?(?:enforced|enabled|disabled)|(?:switched|turned) (?:on|off)|(?:on|off)$)|\b(?:stays?|remains?) (?:on|off|enforced|enabled|disabled|as|where|put|active|that way)\b/u;

/** "he never got the mail, send it again": what did not arrive is no reason to send nothing. */
const isUndelivered = (words: readonly SceneWord[], at: number): boolean =>
  !/^(?:dont|don't|donot|nobody|stop)$/u.test(words[at]?.word ?? '') &&
  words.slice(at, at + 3).some((word) => means(word, 'delivered')) &&
  words.slice(at + 1).some((word) => means(word, 'resend'));

/** "I don't want Priya in ring 3": she is to be left out of it. */
function isUnwantedIn(words: readonly SceneWord[], at: number): boolean {
  if (words[at + 1]?.word !== 'want') return false;
  const length = words.slice(at + 2).findIndex(({ taken }) => taken !== 'person' && taken !== 'name');
  const after = words.slice(at + 2 + length).map(({ word }) => word);
  return length > 0 && IN_RING.test(after.join(' '));
}
const IN_RING = /^(?:to be )?(?:in|inside|part of) (?:the )?(?:\S+ )?(?:ring|wave|pilot|rollout)\b/u;

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
export const isHypothetical = ({ words, isPolite, isQuestion }: Scene): boolean =>
  (!isPolite && STATED.test(words.map(({ word }) => word).join(' '))) ||
  (!isQuestion &&
    words.some(({ word }) => CONDITION_HEAD.test(word)) &&
    CONDITION.test(words.map(({ word }) => word).join(' '))) ||
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

/** "ring 2 is paused", "turning off MFA broke Outlook", "my plan is to start it": how it is, and not what to do. */
const STATED =
  /^(?:ring \d+|the \S+|our \S+|\S+) (?:is|are|was|were|got|has been|have been|had been) (?:already |now |just |still |currently |finally )?(?:paused|stopped|started|launched|moved|excluded|added|rolled back|turned off|turned on|switched off|switched on|live|cancelled)(?: (?:now|already|again|by \S+|on \S+|yesterday|today|since \S+|last \S+))?$|^(?:the|our) (?:policy|policies|rule)(?: \S+){0,4} (?:is|are) live$|^(?:my|the|our|his|her) (?:plan|idea|intention) (?:is|was) (?:still )?to\b|^(?:someone|somebody|they|he|she) (?:put|took|moved|added|removed|set|turned|switched|started|stopped)\b|\bwent back\b|\b(?:begins|starts) (?:on )?(?:monday|tuesday|wednesday|thursday|friday|saturday|sunday|tomorrow|today|next)\b|^[a-z]+ing\b.* (?:broke|caused|led|failed|worked|helped|annoyed|confused)\b|\b[a-z]+ (?:moved|came) off\b|\b(?:has|have|had|need|needs) to go (?:to|home|on|now to|there|with)\b/u;

/** "once Marco agrees", "when she is back", "as soon as the CAB has signed": not now. */
const CONDITION =
  /\b(?:once|when|after|as soon as|as long as|provided(?: that)?|given that|in case|so long as|assuming) (?!possible|more|again)(?:\S+ ){0,4}(?:agrees?|agreed|approves?|approved|confirms?|confirmed|signs?|signed|okays?|okayed|consents?|(?:is|are) (?:ready|done|back|happy|fine|ok|okay|in|through|over|finished)|gives? (?:the|a|me|us|his|her|their))\b/u;
const CONDITION_HEAD = /^(?:once|when|after|as|provided|given|in|so|assuming)$/u;

/** "someone said we should …", "let us wait": nobody orders it. */
const HEARSAY =
  /\b(?:someone|somebody|people|they|others|jemand|quelqu un|alguien) (?:said|says|told|claims?|thinks?|suggested|meint|sagt|dit|dice)\b|\b(?:said|says|told (?:me|us|you)|tells (?:me|us|you)|meint|sagt|sagte|dit|dijo|dice) (?:that |dass |que )?(?:to|we|i|you|it is (?:ok|okay|fine)|its (?:ok|okay|fine)|wir|ich|on|nous|podemos)\b|\bi (?:heard|was told|read somewhere)\b|\brumou?rs?\b|\b(?:word is|they say|people say|apparently|allegedly|supposedly|according to)\b|\b(?:reckons|thinks|believes|suggests|suggested|insists|insisted|mentioned|claims|claimed|argues|argued|assumes|hopes|feels|swears|proposes|recommends|told (?:me|us))\b.{0,60}\b(?:should|must|ought|needs? to|has to|have to|could|might|(?:was|were|is|are) to|to be)\b|\b(?:keeps?|kept) (?:on )?(?:saying|telling)\b|\b(?:let us|lets|better|we|i will|i'll) (?:just )?wait\b|\b(?:warten wir|wir warten|attendons|esperemos)\b/u;

const HEARSAY_HEAD =
  /^(?:said|says|told|tells|claims?|thinks?|suggested|meint|sagte?|dit|dijo|dice|heard|read|rumou?rs?|word|say|saying|telling|apparently|allegedly|supposedly|according|reckons|believes|suggests|insists|insisted|mentioned|claimed|argues|argued|assumes|hopes|feels|swears|proposes|recommends|wait|warten|attendons|esperemos)$/u;

const SUBJECT_ANY =
  /^(?:i|we|you|he|she|they|it|ich|wir|er|sie|es|man|on|nous|je|il|elle|bob|yo|nosotros|el|ella|se|the|desactivo|activamos|desactivamos|empezamos)$/u;
