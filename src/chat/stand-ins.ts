import type { PersonRef } from '../verbs/verb.ts';
import { counted, listed as inWords } from '../lib/text.ts';
import type { Mention } from './token.ts';
import type { Understood } from './understood.ts';

/** As many as verbs take by name. */
const MOST_NAMED = 50;

/**
 * Two people who stand for a list while its sentence is understood: whatever can be ordered for several people, in any
 * words, can be ordered for a list. Their ids are nobody's.
 */
const STAND_INS: readonly PersonRef[] = [1, 2].map((no) => ({
  id: `00000000-0000-0000-0000-00000000000${no}`,
  displayName: `Listed Person ${no}`,
}));
const mentions: readonly Mention[] = STAND_INS.map((person) => ({ text: `<at>${person.displayName}</at>`, person }));

const FILE = '(?:csv(?: file)?|file|list|spreadsheet|sheet|attachment)';
const PEOPLE = '(?:people|persons|users|accounts|everyone|everybody|folks|ones|all)';
/** How a list is spoken of, the longer ways first. */
const REFERENCES = [
  `(?:(?:(?:all |the |these |those )*${PEOPLE}|those|these) )?(?:(?:who|that) are |listed |named )?(?:in|from|on|of) (?:the|this|that|my) (?:attached |enclosed |uploaded |pasted )*${FILE}(?: below| here| attached)?`,
  `(?:all |the |these |those |this |my )*(?:attached|enclosed|uploaded|listed|following) (?:${PEOPLE}|${FILE})`,
  `(?:all |the |these |those )*${PEOPLE} (?:below|attached|listed)`,
  `(?:all (?:of )?)?(?:these|those)(?: \\d{1,6})?(?: ${PEOPLE})?`,
  `(?:see )?(?:the )?(?:attached|attachment|list below)`,
].map((way) => new RegExp(`(?<![\\p{L}\\p{N}])${way}(?![\\p{L}\\p{N}])`, 'iu'));

/** Files that come with a message, as people speak of them. */
const FILE_SENT = new RegExp(
  `(?<![\\p{L}\\p{N}])(?:(?:in|from|on|of|see) (?:the|this|that|my) (?:csv(?: file)?|file|spreadsheet|sheet|attachment)|(?:attached|enclosed|uploaded) (?:${PEOPLE}|${FILE})|(?:${PEOPLE}|see|those|these) (?:attached|enclosed)|the attachment)(?![\\p{L}\\p{N}])`,
  'iu',
);
const FILE_ASKED_FOR = /\b(?:export|save|download|audit|record|log)\b/iu;

/** Whether words speak of a file that should have come with them. */
export const speaksOfFile = (text: string): boolean => FILE_SENT.test(text) && !FILE_ASKED_FOR.test(text);

/** An order about a list as phrases say it. */
export const plainly = (order: string): string => spokenOf(order, 'these people') ?? order;

/** An order about a list as one about two people. */
export function aboutStandIns(order: string): { text: string; mentions: readonly Mention[] } {
  const both = mentions.map(({ text }) => text).join(' and ');
  return { text: spokenOf(order, both) ?? `${order} for ${both}`, mentions };
}

function spokenOf(order: string, as: string): string | undefined {
  const way = REFERENCES.find((one) => one.test(order));
  return way && order.replace(way, as);
}

/** What was understood of the two, said of the list; whatever is about others, or takes no list so long, is not understood. */
export function aboutList(understood: Understood, listed: readonly string[], takeLists: TakeLists): Understood {
  if (understood.kind === 'forbidden' || understood.kind === 'refused') return understood;
  if (understood.kind !== 'call' && understood.kind !== 'ask') return UNCLEAR;
  const call = understood.kind === 'call' ? understood.request : understood;
  const name = Object.keys(call.arguments).find((one) => areStandIns(call.arguments[one]));
  if (name === undefined) return UNCLEAR;
  const own = takeLists.get(call.verb)?.[name];
  if (own === undefined ? listed.length > MOST_NAMED : understood.kind === 'ask') return UNCLEAR; // no card holds a long list
  const args = Object.entries(call.arguments).map(([key, value]): [string, unknown] =>
    key !== name ? [key, value] : own === undefined ? [key, listed.map((words) => ({ words }))] : [own, listed],
  );
  const said = {
    arguments: Object.fromEntries(args),
    understoodAs: understood.understoodAs.replace(NAMES, `the ${counted(listed.length, 'person', 'people')} listed`),
  };
  return understood.kind === 'ask'
    ? { ...understood, ...said, choices: [] }
    : { ...understood, request: { verb: call.verb, arguments: said.arguments }, understoodAs: said.understoodAs };
}

/** By verb: its arguments that may be lists, and what it calls these. */
export type TakeLists = ReadonlyMap<string, Readonly<Record<string, string>>>;

const UNCLEAR: Understood = { kind: 'unknown', hint: 'list' };
const NAMES = inWords(STAND_INS.map(({ displayName }) => displayName));

const areStandIns = (value: unknown): boolean =>
  Array.isArray(value) &&
  value.length === STAND_INS.length &&
  value.every((one: { id?: unknown }, at) => one.id === STAND_INS[at]?.id);
