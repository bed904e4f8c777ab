import { means, textOf, type Scene } from './scene.ts';
import type { Understood } from './understood.ts';

/** How a sentence begins that goes on from the last one. */
const LEAD =
  /^(?:and|what about|how about|same|do the same|the same|also|only|just|no|nope|not|sort|order|sorted|the other|i meant|i mean|make it|make that|instead|rather|actually|now|then|but|und|was ist mit|et|y|nur|auch|seulement|solo|ebenso|genauso|das gleiche|dasselbe|la meme chose|pareil|lo mismo|igual|plus|or|for|in|those|that|this|them|ok|so|sorry|wait|oops|correction|nein|non|perdon|pardon|again|ditto|likewise|as well|too|him|her|how many|and how|export|filter|narrow|limit|exclude|without|with)\b/u;

/** "no", "sorry": it takes the last sentence back. */
export const isBareNo = (scene: Scene): boolean =>
  /^(?:no|nope|not|nein|non|sorry|wait|actually)\b/u.test(textOf(scene));

/** "no, Alice Archer": the only no in it is the one that takes the last sentence back. */
export const isCorrection = (scene: Scene): boolean =>
  isBareNo(scene) && !NEGATED.test(textOf(scene).replace(/^(?:no|nope|nein|non|sorry|wait)\b/u, ''));
const NEGATED = /\b(?:not|no|dont|never|nicht|kein|keine|pas|ne|sin|nunca|without|ohne|sans|if|wenn|si)\b|n't/u;

const OWN = [
  'fresh',
  'refresh',
  'securityDefaults',
  'campaign',
  'signInFrequency',
  'namedLocation',
  'notice',
  'audit',
  'license',
  'recommendation',
  'ready',
  'proposal',
  'approval',
  'policy',
  'whatIf',
  'help',
  'disable',
  'enable',
  'enforce',
  'rollback',
  'resume',
  'pause',
  'cancel',
  'start',
  'create',
  'tell',
  'send',
  'preview',
  'stop',
  'turn',
  'happened',
  'plan',
  'exclude',
  'add',
  'approved',
] as const;

/** What is done with plans: beside the number of one, such a word says for itself what is wanted. */
const OF_PLANS = [
  'export',
  'resend',
  'cancel',
  'stop',
  'pause',
  'resume',
  'rollback',
  'back',
  'undoIt',
  'audit',
  'happened',
] as const;

/** "retry 35", "export plan 2". "and 35?" goes on from what was asked. */
const isOrderOfPlan = ({ words, facts }: Scene): boolean =>
  facts.proposal !== undefined &&
  words.some((word) => word.taken === undefined && OF_PLANS.some((meaning) => means(word, meaning)));

/** Whether a sentence says for itself what it wants: not "and Bob?", "only the guests". */
export function hasOwnVerb(scene: Scene): boolean {
  if (isOrderOfPlan(scene)) return true;
  if (/^(?:do )?(?:the )?same\b|^ditto|^likewise|^(?:das )?gleiche|^lo mismo|^la meme/u.test(textOf(scene)))
    return false;
  if (
    LEAD.test(textOf(scene)) &&
    scene.words.length <= 4 &&
    !scene.words.some((word) => word.taken === undefined && STRONG.some((meaning) => means(word, meaning)))
  )
    return false;
  if (
    /^(?:only|just|nur|solo|seulement|make it|and what about|what about|how about|sort|no|sorry|i meant|i mean|filter|narrow)\b/u.test(
      textOf(scene),
    )
  )
    return scene.words.some((word) => word.taken === undefined && STRONG.some((meaning) => means(word, meaning)));
  return (
    (scene.facts.target !== undefined && scene.words.length > 2) ||
    scene.words.some((word) => word.taken === undefined && OWN.some((meaning) => means(word, meaning))) ||
    scene.words.some(
      (word) =>
        word.taken === undefined &&
        (means(word, 'mfa') || means(word, 'who') || means(word, 'show') || means(word, 'list')),
    )
  );
}

const STRONG = [
  'securityDefaults',
  'campaign',
  'signInFrequency',
  'namedLocation',
  'audit',
  'license',
  'recommendation',
  'proposal',
  'disable',
  'enable',
  'rollback',
  'cancel',
  'tell',
  'create',
] as const;

/** "is Bob an admin?", "who is that": a question of its own is never the order of before. "and Bob?" is. */
export const isAsking = (scene: Scene): boolean => ASKING.test(textOf(scene)) && !ABOUT.test(textOf(scene));
const ASKING =
  /^(?:(?:and|so|but|ok|okay|hey|hm|wait|btw|now|then|also|und|et|y) )*(?:who|whos|what|whats|which|whose|whom|when|where|why|how|is|are|am|was|were|does|do|did|has|have|had|isnt|arent|should|shall|may|might|can|could|would|will|wer|was|wie|wo|wann|warum|ist|sind|hat|wird|kann|qui|quel|quelle|comment|combien|quand|pourquoi|est|est-ce|sont|quien|cual|como|cuando|esta|estan|es|tiene)\b/u;
const ABOUT =
  /^(?:(?:and|so|but|ok|okay|now|then|also) )*(?:(?:what|how) about|(?:can|could|would|will) (?:you|we)|do (?:it|that|this|the|so|them|him|her|also)|was ist mit|wie ist es mit)\b/u;

/** Whether it only adds to an order: "and Bob", "until 1 March". "Bruno called me" tells something of its own. */
export const isAnswer = (scene: Scene): boolean =>
  LEAD.test(textOf(scene)) ||
  scene.words.every(
    ({ word, taken, meanings, head }) =>
      taken !== undefined || meanings.size > 0 || head !== undefined || BESIDE.test(word),
  );
const BESIDE =
  /^(?:the|a|an|for|to|in|into|of|by|on|at|from|until|till|til|since|before|please|pls|bitte|svp|porfa|it's|its|user|users|mr|mrs|ms|dr|yes|yep|ja|oui|si|fur|bis|pour|jusqu|au|para|hasta|der|die|das|den|dem|le|la|les|el|los|las|un|une|eine|number|called|named|new|all|everyone|days?|weeks?|months?|\\W*)$/u;

/** Whether it is too little to say something by itself. */
export const isFragment = (scene: Scene, { kind }: Understood): boolean =>
  (LEAD.test(textOf(scene)) || strangersIn(scene) < MOST_STRANGERS) &&
  (kind === 'unknown' || kind === 'refused' || scene.words.length <= 12 || LEAD.test(textOf(scene)));

const MOST_STRANGERS = 2;

/** Words that nobody knows and that name nobody: a sentence of them is about something else. */
const strangersIn = ({ words, facts }: Scene): number => {
  const named = [...facts.people, ...facts.except, ...facts.places].map(({ said }) => said.toLowerCase()).join(' ');
  return words.filter(({ token, taken, isKnown }) => taken === 'name' && !isKnown && !named.includes(token.word))
    .length;
};
