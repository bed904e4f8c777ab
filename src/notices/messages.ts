import { IntlMessageFormat } from 'intl-messageformat';

/** What messages may name. */
export interface MessageValues {
  /** When the move is; null where no date is known. */
  movesAt: Date | null;
  /** For how long two prompts are possible. */
  hours: number;
  /** How long it takes to register. */
  minutes: number;
}

type Parsed = ReturnType<IntlMessageFormat['getAst']>[number];

/** The parts of a message, as the library numbers them. */
const KINDS = { date: 3, time: 4, select: 5, plural: 6 } as const;
/** What each argument must be said as: a date is no number, and a count without a plural is wrong in some language. */
const ARGUMENTS: Readonly<Record<string, readonly number[]>> = {
  movesAt: [KINDS.date, KINDS.time],
  hours: [KINDS.plural],
  minutes: [KINDS.plural],
  hasDate: [KINDS.select],
};
const STYLES: Readonly<Record<number, string>> = { [KINDS.date]: 'day', [KINDS.time]: 'clock' };

/** What a look at a message finds. */
export interface MessageLook {
  faults: string[];
  /** The arguments that it names. */
  uses: ReadonlySet<string>;
  /** Whether it names the date without having asked whether there is one. */
  namesBareDate: boolean;
}

/** What is wrong with a message, and what it names. */
export function messageFaults(message: string, locale: string): MessageLook {
  const uses = new Set<string>();
  try {
    const parts = parsed(message, locale).getAst();
    const faults = parts.flatMap((part) => partFaults(part, locale, uses));
    return { faults, uses, namesBareDate: parts.some(isBareDate) };
  } catch (cause) {
    const why = cause instanceof Error ? cause.message : String(cause);
    return { faults: [`is no ICU message (${why}): ${message}`], uses, namesBareDate: false };
  }
}

/** Where it is said that there is a date, the date may be named. */
function isBareDate(part: Parsed): boolean {
  if (!('value' in part)) return false;
  if (part.value === 'movesAt') return true;
  const options = 'options' in part ? Object.entries(part.options) : [];
  const asked = part.value === 'hasDate' ? options.filter(([answer]) => answer !== 'yes') : options;
  return asked.some(([, { value }]) => value.some(isBareDate));
}

function partFaults(part: Parsed, locale: string, uses: Set<string>): string[] {
  const kind: number = part.type;
  if (kind === 0 || kind === 7) return []; // words, and the # of a plural
  const name = 'value' in part ? part.value : '';
  uses.add(name);
  const allowed = Object.hasOwn(ARGUMENTS, name) ? ARGUMENTS[name] : undefined;
  if (!allowed) return [`names {${name}}; there are ${Object.keys(ARGUMENTS).join(', ')}`];
  if (!allowed.includes(kind)) return [`{${name}} must be said as ${wordsFor(allowed)}`];
  const style = 'style' in part ? part.style : undefined;
  if (kind in STYLES && style !== STYLES[kind]) return [`{${name}} must be said as ${wordsFor(allowed)}`];
  const options = 'options' in part ? part.options : {};
  const missing = kind === KINDS.plural ? pluralForms(locale).filter((form) => !Object.hasOwn(options, form)) : [];
  const inside = Object.values(options).flatMap(({ value }) => value.flatMap((one) => partFaults(one, locale, uses)));
  return [...missing.map((form) => `{${name}, plural} lacks the form “${form}”`), ...inside];
}

const wordsFor = (kinds: readonly number[]): string =>
  kinds
    .map((kind) =>
      kind === KINDS.plural ? 'plural' : kind === KINDS.select ? 'select' : ['date, day', 'time, clock'][kind - 3],
    )
    .join(' or ');

/** The forms that a language has: one and other in English, only other in Japanese. */
export const pluralForms = (locale: string): readonly string[] =>
  new Intl.PluralRules(locale).resolvedOptions().pluralCategories;

/** Says a message in a language, with its plural and date rules, in a time zone. */
export function say(
  message: string,
  values: MessageValues,
  { locale, timeZone }: { locale: string; timeZone: string },
) {
  const said: unknown = parsed(message, locale, timeZone).format({
    movesAt: values.movesAt ?? new Date(0), // never shown: whoever has no date asks hasDate first
    hours: values.hours,
    minutes: values.minutes,
    hasDate: values.movesAt === null ? 'no' : 'yes',
  });
  return String(said);
}

const parsed = (message: string, locale: string, timeZone = 'UTC'): IntlMessageFormat =>
  new IntlMessageFormat(
    message,
    locale,
    {
      date: { day: { weekday: 'long', day: 'numeric', month: 'long', year: 'numeric', timeZone } },
      time: { clock: { hour: '2-digit', minute: '2-digit', hourCycle: 'h23', timeZone, timeZoneName: 'short' } },
    },
    { ignoreTag: true },
  );
