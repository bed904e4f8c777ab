import type { Meaning } from './glossary.ts';
import { means, type Scene, type SceneWord } from './scene.ts';

const COPULA =
  /^(?:is|are|am|was|were|been|be|being|isnt|arent|still|already|currently|now|not|never|who's|ist|sind|war|noch|est|sont|encore|es|esta|estan|son|aun|todavia|remains|remain|stays|got|has|have|had|as|get|gets|becomes|became|either|both)$/u;
const NOUN =
  /^(?:users?|people|accounts?|guests?|members?|folks|staff|admins?|ones|state|benutzer|konten|leute|utilisateurs?|comptes?|usuarios?|cuentas?|persons?|employees|policies|policy|or|and|but)$/u;
const TO = /^(?:to|into|as|auf|zu|in|a|en|sur|=|->|→|:|=>|be|back|is)$/u;

const STATES: readonly (readonly [Meaning, string])[] = [
  ['reportOnly', 'reportOnly'],
  ['enforced', 'enforced'],
  ['enabled', 'enabled'],
  ['off', 'disabled'],
  ['enforce', 'enforced'],
  ['enable', 'enabled'],
  ['disable', 'disabled'],
];

const stateSaid = (word: SceneWord | undefined): string | undefined =>
  STATES.find(([meaning]) => means(word, meaning))?.[1];
const isOpen = (word: SceneWord | undefined): word is SceneWord => word?.taken === undefined;

/** Finds which state is ordered: "turn off", "set … to enforced", "put … back", "Bob: off". */
export function findTarget(scene: Scene): void {
  const target =
    setTo(scene) ??
    passive(scene) ??
    dispensed(scene) ??
    turned(scene) ??
    ordered(scene) ??
    backTo(scene) ??
    bare(scene);
  if (target !== undefined) scene.facts.target = target;
}

/** "set Bob to enforced", "auf aus", "→ off". */
function setTo({ words, isQuestion, facts }: Scene): string | undefined {
  for (const [at, word] of words.entries()) {
    if (!isOpen(word) || at === 0) continue;
    const before = words[at - 1]?.word ?? '';
    const lead = TO.test(before) || /[:=>→]$/u.test(words[at - 1]?.token.raw ?? '');
    if (!lead || COPULA.test(words[at - 2]?.word ?? '')) continue;
    const isSetting =
      words.slice(0, at).some((one) => means(one, 'set') || means(one, 'turn') || means(one, 'back')) ||
      /[:=>→]/u.test(words[at - 1]?.token.raw ?? '') ||
      (!isQuestion && /^(?:to|auf)$/u.test(before) && (facts.policy !== undefined || facts.people.length > 0));
    if (!isSetting) continue;
    if (/^(?:previous|before|original|prior|former|vorher|vorigen|anterior|precedent)/u.test(word.word))
      return 'previous';
    if (word.word === 'on' && !words[at + 1]) return 'enabled';
    const state = stateSaid(word);
    if (state !== undefined && before !== 'is') return state;
    const next = stateSaid(words[at + 1]);
    if (/^(?:the|be|being|mode|den|zustand)$/u.test(word.word) && next !== undefined) return next;
  }
  return undefined;
}

const WANTED =
  /^(?:should|must|shall|needs?|please|want|wants|wanted|like|sure|have|has|can|get|gets|soll|sollen|muss|mussen|doit|doivent|debe|deben|let|lets|pls)$/u;
const PASSIVE = /^(?:be|get|gets|got|being|have|want|werden|etre|ser|like|need|needs|wants)$/u;
const DONE: readonly (readonly [RegExp, string])[] = [
  [
    /^(?:disabled|deactivated|removed|killed|gone|off|ausgeschaltet|deaktiviert|abgeschaltet|desactivee?s?|desactivad[oa]s?)$/u,
    'disabled',
  ],
  [/^(?:enforced|required|mandatory|erzwungen|impose|exigee?)$/u, 'enforced'],
  [/^(?:enabled|activated|on|eingeschaltet|aktiviert|activee?s?|activad[oa]s?)$/u, 'enabled'],
];

/** "should be enforced", "I want it disabled", "make sure it gets turned off". */
function passive({ words, isQuestion }: Scene): string | undefined {
  if (isQuestion || !words.some((word) => isOpen(word) && WANTED.test(word.word))) return undefined;
  for (const [at, word] of words.entries()) {
    if (!isOpen(word)) continue;
    const isTurned = /^(?:turned|switched|flipped)$/u.test(words[at - 1]?.word ?? '');
    const from = Math.max(0, at - (isTurned ? 7 : 6));
    if (
      !words.slice(from, at).some((one) => isOpen(one) && PASSIVE.test(one.word)) ||
      NOUN.test(words[at + 1]?.word ?? '')
    )
      continue;
    const isLast = at === words.length - 1 || means(words[at + 1], 'mfa');
    if (/^(?:on|off)$/u.test(word.word) && !isTurned && !isLast) continue;
    const done = DONE.find(([pattern]) => pattern.test(word.word))?.[1];
    if (done !== undefined) return done;
  }
  return undefined;
}

/** "her per-user MFA can go", "… is no longer needed". */
function dispensed({ words, isQuestion }: Scene): string | undefined {
  if (isQuestion) return undefined;
  const at = words.findIndex((word) => isOpen(word) && (means(word, 'mfa') || means(word, 'securityDefaults')));
  const after = words
    .slice(at + 1, at + 7)
    .map(({ word }) => word)
    .join(' ');
  return at >= 0 && DISPENSED.test(after) ? 'disabled' : undefined;
}

const DISPENSED =
  /^(?:\S+ )?(?:can|must|has to|needs to|should|may) (?:now )?go\b|\bno longer (?:needed|required|necessary|wanted)\b|\bnot (?:needed|required|necessary|wanted) (?:any ?more|any longer)\b/u;

const AFTER_SWITCH =
  /^(?:for|of|von|fur|bei|pour|de|para|pls|please|bitte|again|now|today|immediately|in|asap|everywhere|sofort|wieder|to|from|by|because|right|thanks|thx|,)$/u;

/** "turn Bob's MFA off", "schalte … aus", "switch it on". */
function turned({ words }: Scene): string | undefined {
  const turn = words.findIndex((word) => isOpen(word) && means(word, 'turn'));
  if (turn < 0) return undefined;
  for (let at = words.length - 1; at > turn; at -= 1) {
    const word = words[at];
    if (!word || !isOpen(word)) continue;
    const isEnd =
      at === words.length - 1 ||
      word.token.endsSentence ||
      AFTER_SWITCH.test(words[at + 1]?.word ?? '') ||
      at === turn + 1 ||
      words[at + 1]?.taken !== undefined;
    if (/^(?:on|an|ein)$/u.test(word.word) && isEnd) return 'enabled';
    if (/^(?:off|aus|ab)$/u.test(word.word) && !/^(?:right)$/u.test(words[at - 1]?.word ?? '')) return 'disabled';
  }
  return undefined;
}

/** "disable MFA", "enforce it", "remove MFA from Bob": a word that orders it, and not "is disabled". */
function ordered(scene: Scene): string | undefined {
  for (const [at, word] of scene.words.entries()) {
    if (!isOpen(word) || COPULA.test(scene.words[at - 1]?.word ?? '')) continue;
    if (means(word, 'disable')) return 'disabled';
    if (means(word, 'enforce') && !means(word, 'prompted')) return 'enforced';
    if (means(word, 'enforce') && /^(?:force|enforce|require)/u.test(word.word)) return 'enforced';
    if (means(word, 'enable')) return 'enabled';
    if (
      means(word, 'exclude') &&
      /^(?:remove|delete|drop|take|pull|entferne|entfernen|enleve|retire|quita|quitar|elimina|supprime)$/u.test(
        word.word,
      ) &&
      hasMfaSoon(scene, at)
    )
      return 'disabled';
    if (
      /^(?:put|set|make|move|bring|flip|change|mets|pon|switch|turn)$/u.test(word.word) &&
      scene.words.slice(at + 1, at + 7).some((one) => means(one, 'reportOnly'))
    )
      return 'reportOnly';
  }
  return undefined;
}

const hasMfaSoon = ({ words }: Scene, at: number): boolean =>
  words.slice(at + 1, at + 7).some((one) => isOpen(one) && means(one, 'mfa'));

/** "put Bob back", "restore her state", "undo the change for Bob". */
function backTo({ words, facts }: Scene): string | undefined {
  const isBack = words.some((word) => isOpen(word) && (means(word, 'back') || means(word, 'rollback')));
  return isBack && facts.rings.length === 0 ? 'previous' : undefined;
}

/** "plan rings for everyone enforced": the state describes them; "make everyone enforced" orders it. */
const isBesideMany = (words: readonly SceneWord[], at: number): boolean =>
  /^(?:everyone|everybody|people|users|accounts|anyone|those)$/u.test(words[at - 1]?.word ?? '') &&
  !words.slice(0, at).some((one) => /^(?:make|set|put|have|get|turn|switch|mfa)$/u.test(one.word));

/** "I disabled Bob yesterday": it is done, and not ordered. */
const SPEAKER = /^(?:i|we|he|she|they|you|ich|wir|er|je|nous|yo|nosotros|who)$/u;

/** "MFA off for Bob", "Bob: enforced", "SD off": a state with nothing that asks. */
function bare({ words, isQuestion }: Scene): string | undefined {
  if (isQuestion || words.some((word) => means(word, 'list') || means(word, 'howMany'))) return undefined;
  for (const [at, word] of words.entries()) {
    const before = words[at - 1];
    const isDescribing =
      COPULA.test(before?.word ?? '') ||
      SPEAKER.test(before?.word ?? '') ||
      (before?.word === 'on' && COPULA.test(words[at - 2]?.word ?? '')) ||
      NOUN.test(words[at + 1]?.word ?? '') ||
      /^(?:who|that|all|the|still|with|show|list|count|which)$/u.test(before?.word ?? '') ||
      isBesideMany(words, at);
    if (!isOpen(word) || isDescribing) continue;
    if (means(word, 'off') && /^(?:off|aus|disabled|apagado)$/u.test(word.word)) return 'disabled';
    if (means(word, 'enforced')) return 'enforced';
    if (means(word, 'enabled')) return 'enabled';
    const isOn =
      word.word === 'on' &&
      (at === words.length - 1 || AFTER_SWITCH.test(words[at + 1]?.word ?? '') || words[at + 1]?.taken === 'person');
    if (
      isOn &&
      (means(before, 'mfa') ||
        means(before, 'securityDefaults') ||
        means(before, 'policy') ||
        before?.taken === 'policy' ||
        means(before, 'campaign'))
    )
      return 'enabled';
  }
  return undefined;
}
