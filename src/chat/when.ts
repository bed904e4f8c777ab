import type { ParsedComponents } from 'chrono-node';
import { casual } from 'chrono-node/en'; // all its languages would cost 0.1 s of every start
import { DateTime, FixedOffsetZone } from 'luxon';

const DEFAULT_HOUR = 9;
const LONGEST = 60;

const setOf = (words: string): ReadonlySet<string> => new Set(words.split(' '));

const WEEKDAYS = 'monday tuesday wednesday thursday friday saturday sunday mon tue tues wed thu thur thurs fri sat sun';
const MONTHS =
  'january february march april may june july august september october november december jan feb mar apr jun jul aug sep sept oct nov dec';
const TIMES = 'noon midnight morning afternoon evening night tonight am pm a.m p.m oclock utc gmt';
const RELATIVE =
  'today tomorrow yesterday next last this past previous ago in at on of the day after minute hour week month a an one two three';
const UNITS = 'minutes hours days weeks months min mins hr hrs';
/** A word outside this list is never part of a time: the parser would skip it in silence. */
const TIME_WORDS = setOf(`${WEEKDAYS} ${MONTHS} ${TIMES} ${RELATIVE} ${UNITS}`);
/** Words that say an hour. */
export const PARTS_OF_DAY = setOf('afternoon evening night tonight');
/** With these the words mean one day, even where that day is past. */
export const FIXING_WORDS = setOf('last past previous ago yesterday today tonight this');
/** Dropped from both ends before the parser's text is compared with ours. */
const FILLERS = setOf('on at the in of');

const DAYS = setOf(`${WEEKDAYS} ${MONTHS} today tomorrow tonight`);

/** Whether a word by itself points at a time, right or wrong: "Monday", "25:00", "31". */
export const namesTime = (word: string): boolean => DAYS.has(word.replace(/[,.]$/u, '')) || /^\d[\d:.]*/u.test(word);

/** An instant that words name. */
export interface ReadTime {
  at: Date;
  isPast: boolean;
}

/**
 * The instant that words such as "Monday 9:00" name in a time zone; at 9:00 where they name a day only.
 *
 * Undefined where the words are no single moment: two dates, a range, a left-over word, 05/06, a weekday that
 * is not the date's. In the hour that summer time skips, the clock has moved on by one; where an hour comes
 * twice, it is the first.
 */
export function readWhen(text: string, circumstances: { now: Date; timeZone: string }): ReadTime | undefined {
  const said = timeSaid(text, circumstances);
  if (!said) return undefined;
  const at = firstOfTwo(forward(said));
  if (!at?.isValid || !isThatWeekday(said.start, at)) return undefined;
  return { at: at.toJSDate(), isPast: at.toMillis() <= said.now.toMillis() };
}

/** What words say of a time, and the time that they name by themselves. */
export function timeSaid(text: string, circumstances: { now: Date; timeZone: string }): Said | undefined {
  const key = `${circumstances.now.getTime()} ${circumstances.timeZone} ${text}`;
  if (!lately.has(key)) remember(key, readTime(text, circumstances));
  return lately.get(key);
}

/** The same few words are read as what is to come and as what is over, by phrases and by meaning: the costly part once. */
const lately = new Map<string, Said | undefined>();
const MOST_REMEMBERED = 64;

function remember(key: string, said: Said | undefined): void {
  if (lately.size >= MOST_REMEMBERED) lately.clear();
  lately.set(key, said);
}

function readTime(text: string, circumstances: { now: Date; timeZone: string }): Said | undefined {
  const words = wordsOf(text);
  if (text.length > LONGEST || !words.every(isTimeWord) || isAmbiguousDate(text)) return undefined;
  const { timeZone } = circumstances;
  const now = DateTime.fromJSDate(circumstances.now, { zone: timeZone });
  // The parser takes "the day after tomorrow" from the process's own zone, every other day from the given offset.
  const plain = words.join(' ').replace(/(?:the )?day after tomorrow/u, 'in 2 days');
  // A second result is words left over by the first.
  const [result] = casual.parse(plain, { instant: circumstances.now, timezone: now.offset });
  if (!result || result.end || !coversAll(plain, result.text)) return undefined;
  return { at: instantOf(result.start, words, timeZone), start: result.start, words, now };
}

/** The words of a time, spelled alike. */
export const wordsOf = (text: string): string[] =>
  text
    .toLowerCase()
    .split(' ')
    .map((word) =>
      word
        .replace(/[,.]{1,5}$/u, '')
        .replace("o'clock", 'oclock')
        .replace(/^(\d{0,4}:?\d{0,2}[ap])\.m$/u, '$1m'),
    )
    .filter((word) => word !== '');

/** Whether a word may be part of a time. */
export const isTimeWord = (word: string): boolean =>
  TIME_WORDS.has(word) || /^\d[\d:.\-/+tz]{0,30}(?:st|nd|rd|th|am|pm|h)?$/u.test(word);

/** 05/06 is May in one country and June in another; an ISO date is the same everywhere. */
function isAmbiguousDate(text: string): boolean {
  const numbers = /(?<![\d:-])(\d{1,2})(?:\/(\d{1,2})|[.-](\d{1,2})[.-]\d{2,4})(?![\d:])/u.exec(text);
  const one = Number(numbers?.[1]);
  const other = Number(numbers?.[2] ?? numbers?.[3]);
  return one <= 12 && other <= 12 && one !== other;
}

function coversAll(ours: string, parsed: string): boolean {
  const rest = ours.replace(parsed.toLowerCase(), ' ').split(' ');
  return rest.every((word) => word === '' || FILLERS.has(word));
}

/** Takes the parts, not the parser's own date: that one knows a fixed offset only, and summer time would be wrong. */
function instantOf(start: ParsedComponents, words: readonly string[], timeZone: string): DateTime {
  const offset = start.isCertain('timezoneOffset') ? start.get('timezoneOffset') : null;
  const isHourSaid = start.isCertain('hour') || words.some((word) => PARTS_OF_DAY.has(word));
  return DateTime.fromObject(
    {
      year: start.get('year') ?? 0,
      month: start.get('month') ?? 0,
      day: start.get('day') ?? 0,
      hour: isHourSaid ? (start.get('hour') ?? DEFAULT_HOUR) : DEFAULT_HOUR,
      minute: isHourSaid ? (start.get('minute') ?? 0) : 0,
    },
    { zone: offset === null ? timeZone : FixedOffsetZone.instance(offset) },
  );
}

/** A time in words, before it is known whether the next or the last such one is meant. */
export interface Said {
  at: DateTime;
  start: ParsedComponents;
  words: readonly string[];
  now: DateTime;
}

/** The next such moment, where the words leave the week, the day or the year open. */
function forward({ at, start, words, now }: Said): DateTime | undefined {
  if (at.toMillis() > now.toMillis() || words.some((word) => FIXING_WORDS.has(word))) return at;
  if (start.isCertain('day') || start.isCertain('month')) {
    if (start.isCertain('year')) return at;
    const next = at.plus({ years: 1 });
    return next.day === at.day ? next : undefined;
  }
  return at.plus({ days: start.isCertain('weekday') ? 7 : 1 });
}

/** Where an hour comes twice, the first. */
export const firstOfTwo = (at: DateTime | undefined): DateTime | undefined =>
  at?.getPossibleOffsets().reduce((first, one) => (one.toMillis() < first.toMillis() ? one : first));

/** "Tuesday 3 December" in a year where that is a Thursday is a slip: one of the two is wrong. */
export const isThatWeekday = (start: ParsedComponents, at: DateTime): boolean =>
  !start.isCertain('weekday') || start.isCertain('timezoneOffset') || start.get('weekday') === at.weekday % 7;
