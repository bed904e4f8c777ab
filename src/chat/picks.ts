import type { VerbWords } from '../verbs/verb-words.ts';
import type { Before } from './before.ts';
import { callOrQuestion } from './calls.ts';
import type { Choice } from './grammar.ts';
import { numberSaid } from './scene-rings.ts';
import { textOf, type Scene } from './scene.ts';
import type { Understood } from './understood.ts';

const NEXT =
  /^(?:(?:show|give|see|go|list|and|ok|okay|yes|please|me|us|to|the|on|zeig|montre|muestra|la|die|nachste|weitere|ver) )*(?:next|more|further|rest|mehr|suivante?s?|suite|mas|siguientes?|nachste[rn]?|weitere)(?: (?:page|pages|ones|one|please|people|of|them|these|that|seite|\d{1,2}|ten|results?|entries|names))*$/u;
const PREVIOUS =
  /^(?:(?:show|give|go|and|please|me|to|the|one) )*(?:previous|back|prev|vorige|zuruck|precedente?|anterior)(?: (?:page|one|please|ones|seite))*$/u;

/** "show next", "more", "previous page": another page of what was shown. */
export function turnedTo({ pages, request }: Before, scene: Scene, verb: VerbWords): Understood | undefined {
  const text = textOf(scene);
  const isNext = NEXT.test(text);
  if (!isNext && !PREVIOUS.test(text)) return undefined;
  const page = isNext ? pages?.next : pages?.previous;
  if (page)
    return {
      kind: 'call',
      request: page,
      understoodAs: `${page.verb} (${isNext ? 'the next page' : 'the page before'})`,
    };
  const isList =
    verb.name === request.verb && (verb.takes['whom'] ?? verb.takes['person']) !== undefined && verb.kind === 'read';
  return isList || pages ? { kind: 'unknown', hint: 'noMore' } : undefined;
}

/** Nothing else may stand beside a pick: "pause ring 2" picks nothing. */
const PICKS =
  /^(?:#?\d{1,2}[.)]?|one|two|three|four|five|first|second|third|fourth|fifth|1st|2nd|3rd|4th|5th|last|the|number|no|nr|nummer|option|choice|please|pls|bitte|i|mean|meant|take|that|this|yes|yep|yeah|sure|ja|oui|si|exactly|right|correct|genau|der|die|das|den|le|la|el|eins|zwei|drei|ersten?|erster|zweiten?|zweiter|dritten?|letzten?|premier|premiere|deuxieme|troisieme|derniere?|un|deux|trois|uno|dos|tres|primer[oa]?|segund[oa]|tercer[oa]?|ultim[oa]|-|\W*)$/u;

/** "the second one", "2", "the first". */
export function pickedFrom({ choices = [] }: Before, { words }: Scene): Choice | undefined {
  if (choices.length === 0 || words.length > 5 || !words.every(({ word }) => PICKS.test(word))) return undefined;
  const number = words.map(({ word }) => numberSaid(word)).find((one) => one !== undefined);
  const isLast = words.some(({ word }) => /^(?:last|letzte|dernier|dernière|ultimo|ultima)$/u.test(word));
  if (isLast) return choices.at(-1);
  const isYes =
    choices.length === 1 && /^(?:yes|yep|yeah|sure|ja|oui|si|exactly|right|correct|genau)$/u.test(textOf({ words }));
  if (isYes) return choices[0];
  return number === undefined ? undefined : choices[Number(number) - 1];
}

const BARE_NUMBER =
  /^(?:(?:show|and|open|what|how|about|the|me|number|no|nr|please) )*#?(\d{1,6})(?: (?:please|pls))?$/u;

/** "show 12", after a list of plans or another of them. */
export function planNumbered(scene: Scene, verb: VerbWords): Understood | undefined {
  const [, no] = BARE_NUMBER.exec(textOf(scene)) ?? [];
  const [name] = Object.entries(verb.takes).find(([, fact]) => fact === 'proposal') ?? [];
  if (no === undefined || name === undefined || verb.kind !== 'read') return undefined;
  return callOrQuestion({ verb, given: new Map([[name, { value: no, said: no }]]) });
}
