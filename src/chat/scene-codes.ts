import { isGuid } from '../lib/ids.ts';
import type { PersonWords } from '../verbs/call.ts';
import { nameText } from './names.ts';
import { JOINER } from './ordinary-words.ts';
import { numberSaid } from './scene-rings.ts';
import { means, take, typed, type Scene, type SceneWord } from './scene.ts';

const RANGE = /^(?:\d{1,3}(?:\.\d{1,3}){3}|[\da-f]*:[\da-f:]*:[\da-f:]*)(?:\/\d{1,3})?$/iu;
const DASHED_RANGE = /^\d{1,3}(?:\.\d{1,3}){3}[-–]\d{1,3}(?:\.\d{1,3}){0,3}$/u;
const ADDRESS = /^[\w.+'#-]+@[\w-]+(?:\.[\w-]+)+$/u;
const TICKET =
  /^(?:inc|chg|req|ritm|tkt|tic|sr|cr|jira|ops|sec|it|chge|task|case|snow|help|itsm)[-_#]?\d{2,}$|^[a-z]{2,8}-\d{2,7}$/iu;
const PROPOSAL = /^(?:(?:pr|prop|proposal|cx|cr)-?\d{1,6}|p-\d{1,6}|p\d{2,6})$/iu;
const NUMBER = /^#?\d{1,6}$/u;
const BEFORE_NUMBER = /^(?:number|no|nr|num|id|#|nummer|numero)$/u;

/** Takes what is written in a way of its own: mentions, sign-in names, ids, addresses, tickets. */
export function takeCodes(scene: Scene): void {
  const ranges: string[] = [];
  for (const [at, { token }] of scene.words.entries()) {
    const text = token.raw.replace(/^["'(<[]+/u, '').replace(/["')>\],.:;!?]+$/u, '');
    if (token.person) {
      const { id, displayName } = token.person;
      addPerson(scene, at, { value: token.meant ?? { id, displayName }, said: token.raw });
    } else if (ADDRESS.test(text.replace(/'s$/u, ''))) {
      const words = text.replace(/'s$/u, '');
      addPerson(scene, at, { value: { words }, said: words });
    } else if (isGuid(text)) {
      scene.facts.proposal ??= text.toLowerCase();
      take(scene, [at, at + 1], 'proposal');
    } else if (RANGE.test(text) || DASHED_RANGE.test(text)) {
      ranges.push(text);
      take(scene, [at, at + 1], 'ranges');
    } else if (isTicket(scene, at, text)) {
      scene.facts.ticket ??= text.replace(/^#/u, '');
      take(scene, [at, at + 1], 'ticket');
    } else takeProposal(scene, at, text);
  }
  if (ranges.length > 0) scene.facts.ranges = ranges.join(' ');
}

function addPerson(scene: Scene, at: number, one: { value: PersonWords; said: string }): void {
  scene.facts.people.push({ ...one, at });
  take(scene, [at, at + 1], 'person');
}

function isTicket(scene: Scene, at: number, text: string): boolean {
  if (/^(?:ca|p|e|r|sg|mfa|ring|wave|fido)-?\d+$/iu.test(text) || PROPOSAL.test(text)) return false;
  if (TICKET.test(text) && !/^(?:office|windows|outlook|covid)/iu.test(text)) return true;
  const before = scene.words[at - 1]?.word ?? '';
  return NUMBER.test(text) && /^(?:ticket|incident|case|jira|change|inc|chg)$/u.test(before);
}

/** "proposal 12", "request #7", "P-12", "withdraw 12". */
function takeProposal(scene: Scene, at: number, text: string): void {
  const before = scene.words[at - 1];
  const isCounted = BEFORE_NUMBER.test(before?.word ?? '');
  const isOff = /^(?:off|out)$/u.test(before?.word ?? '');
  const noun = isCounted || isOff ? scene.words[at - 2] : before;
  const isNamed =
    NUMBER.test(text) &&
    (means(noun, 'proposal') ||
      means(noun, 'approval') ||
      isPlanNumber(scene, at, noun) ||
      (isLast(scene, at) &&
        /^(?:of|from)$/u.test(noun?.word ?? '') &&
        scene.words.some((word) => means(word, 'failed'))) ||
      (isLast(scene, at) && /^(?:to|with)$/u.test(noun?.word ?? '') && hasHappened(scene)) ||
      isOneMore(scene, at) ||
      (isCounted && scene.words.some((word) => means(word, 'approved') || means(word, 'pending'))) ||
      (/^#?\d{3,6}$/u.test(text) && isDecidedOn(scene, at)) ||
      (isLast(scene, at) && /\d\d/u.test(text) && means(noun, 'cancel')) ||
      (isLast(scene, at) && (OF_PLANS.test(noun?.word ?? '') || means(noun, 'pending'))));
  const isAlone = /^#\d{1,6}$/u.test(text) && !means(noun, 'policy') && !means(noun, 'ring');
  if (!isNamed && !isAlone && !PROPOSAL.test(text)) return;
  const no = text.replace(/^#/u, '');
  scene.facts.proposal ??= no;
  (scene.facts.proposals ??= []).push(no);
  take(scene, [isCounted && isNamed ? at - 1 : at, at + 1], 'proposal');
}

/** "did 1017 get approved": a number that is decided on. */
const isDecidedOn = ({ words }: Scene, at: number): boolean =>
  words.slice(at + 1, at + 5).some((word) => means(word, 'approved') || means(word, 'pending')) &&
  !/^\p{L}*(?:people|users)$/u.test(words[at + 1]?.word ?? '');

/** "plan 17" is a plan; "plan 20 people a day" is none. */
const isPlanNumber = ({ words }: Scene, at: number, noun: SceneWord | undefined): boolean =>
  /^plans?$/u.test(noun?.word ?? '') && (!/^\p{L}/u.test(words[at + 1]?.word ?? '') || isLast({ words }, at));

/** "what happened to 35?" */
const hasHappened = ({ words }: Scene): boolean => words.some((word) => means(word, 'happened'));

/** "withdraw 4 and 5", "plans 4, 5": another one of them. */
const isOneMore = ({ words }: Scene, at: number): boolean => {
  const before = words[at - 1];
  const other = JOINER.test(before?.word ?? '')
    ? words[at - 2]
    : /,$/u.test(before?.token.raw ?? '')
      ? before
      : undefined;
  return other?.taken === 'proposal' && isLast({ words }, at);
};

/** "4 and 5", "4, 5": whether a number goes on from another one. */
const isJoined = (after: readonly SceneWord[], place: number, first: SceneWord | undefined): boolean => {
  const before = after[place - 1] ?? first;
  return JOINER.test(before?.word ?? '') || /\d,$/u.test(before?.token.raw ?? '');
};

/** What is done to plans alone. */
const OF_PLANS =
  /^(?:approve[ds]?|den(?:y|ied|ies)|reject(?:s|ed)?|sign(?:s|ed)?|okayed|authori[sz]ed?|withdraw|cancel|retract|recall|undo|revert|retry|export|scrap|bin|scratch|discard|drop|revoke|rescind|kill|axe|trash|void|stop|halt|abort|pause|resume|unpause)$/u;
const isLast = ({ words }: Pick<Scene, 'words'>, at: number): boolean =>
  words
    .slice(at + 1)
    .every(
      ({ word }, place, after) =>
        (JOINER.test(word) && NUMBER.test(after[place + 1]?.word ?? '')) ||
        (NUMBER.test(word) && isJoined(after, place, words[at])) ||
        /^(?:please|pls|plz|now|yet|already|again|today|instead|asap|back|thanks|thx|anymore|mate|\W*)$/u.test(word),
    );

/** Takes "the second proposal", and "the second one" where little else is said. */
export function takeNth(scene: Scene): void {
  const { words, facts } = scene;
  const at = words.findIndex(({ word, taken }) => taken === undefined && ORDINAL.test(word));
  if (at < 0) return;
  const next = words[at + 1];
  const isOne = words.length <= 4 && (next === undefined || /^(?:one|ones)$/u.test(next.word));
  if (
    !isOne &&
    !/^(?:proposals?|requests?|plans?|antrag|vorschlag|plan|demande|proposition|propuesta|solicitud)$/u.test(
      next?.word ?? '',
    )
  )
    return;
  facts.nth = Number(numberSaid(words[at]?.word ?? ''));
  take(scene, [at, at + 1], 'nth');
}

const ORDINAL =
  /^(?:first|second|third|fourth|fifth|1st|2nd|3rd|4th|5th|erste[nr]?|zweite[nr]?|dritte[nr]?|premiere?|deuxieme|troisieme|primer[ao]?|segund[ao]|tercer[ao]?)$/u;

/** Words in quotes, and what stands before them. */
export interface Quoted {
  from: number;
  to: number;
  text: string;
}

/** The runs of words in quotes: a name, not an order. */
export function quotedIn(scene: Scene): Quoted[] {
  const found: Quoted[] = [];
  let from = -1;
  for (const [at, { token }] of scene.words.entries()) {
    if (from < 0 && /^[("[]*["'“](?=\S)/u.test(token.raw)) from = at;
    if (from >= 0 && /["'”](?:'s|['’]s)?[.,:;!?)\]]*$/u.test(token.raw) && (at > from || token.raw.length > 2)) {
      found.push({
        from,
        to: at + 1,
        text:
          nameText(scene.words.slice(from, at + 1).map((one) => one.token)) ?? typed(scene.words.slice(from, at + 1)),
      });
      from = -1;
    }
  }
  return found;
}

const REASON = /^(?:because|bcs|reason|reason:|weil|parce|porque|grund|raison|motivo|justification)$/u;
const TO_REASON = /^(?:due|since|as|car|denn)$/u;
const SUBJECT =
  /^(?:he|she|they|we|it|its|hes|shes|theyre|there|this|that|his|her|their|the|our|i|some|er|sie|wir|es|il|elle|on|ya)$/u;

/** Takes what follows "because": it is the reason, whatever it says. */
export function takeReason(scene: Scene): void {
  const { words } = scene;
  const at = words.findIndex(({ word, taken }, place) => {
    if (taken !== undefined || place === 0) return false;
    if (REASON.test(word)) return true;
    const next = words[place + 1]?.word ?? '';
    return (
      TO_REASON.test(word) &&
      place > 2 &&
      (next === 'to' || SUBJECT.test(next)) &&
      isClause(
        words.slice(place + 1).map((one) => one.word),
        word,
      )
    );
  });
  if (at < 0) return;
  const skipped = words.slice(at + 1).findIndex(({ word }) => !/^(?:of|que|is|to|:)$/u.test(word));
  const from = at + 1 + Math.max(0, skipped);
  const reason = typed(words.slice(from).filter(({ taken }) => taken !== 'ticket'));
  if (reason !== '') scene.facts.reason = reason;
  for (const word of words.slice(at)) if (word.taken !== 'ticket') word.taken = 'reason';
  scene.facts.people = scene.facts.people.filter((one) => one.at < at);
}

/** "since he left" is a reason; "since Monday" and "as soon as" are not, nor is "as before". */
const isClause = (after: readonly string[], lead: string): boolean =>
  lead === 'due' || (after.length > 1 && !['soon', 'it', 'the', 'to'].includes(lead === 'as' ? (after[0] ?? '') : ''));
