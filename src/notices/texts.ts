import { readdirSync, readFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { z } from 'zod/v4';
import { CrossoverError } from '../lib/errors.ts';
import { messageFaults } from './messages.ts';

/** What people are told at each step of a move. */
export const noticeNames = [
  'movingSoon',
  'registerNow',
  'today',
  'registerFirst',
  'done',
  'postponed',
  'takenBack',
] as const;
export type NoticeName = (typeof noticeNames)[number];

/** Notices that are worth nothing without their date. */
export const datedNotices: ReadonlySet<NoticeName> = new Set(['movingSoon', 'registerNow', 'today']);
/** Said without one as well: `today` is told again on whatever day it then is. */
const undatedNotices: ReadonlySet<NoticeName> = new Set(
  noticeNames.filter((name) => name === 'today' || !datedNotices.has(name)),
);
/** Whether a notice may be said where no date is known. */
export const maySayNoDate = (name: NoticeName): boolean => undatedNotices.has(name);

const message = z.string().trim().min(1).max(1000);
const notice = z.strictObject({
  title: message,
  status: message,
  paragraphs: z.array(message).min(1).max(10),
  /** Read as well by whoever holds an administrator role. */
  administrators: z.array(message).max(5).default([]),
});
const labels = z.strictObject({
  sentBy: message,
  help: message,
  ready: message,
  needHelp: message,
  youAreReady: message,
  helpIsAsked: message,
  helpContact: message,
  checkMethods: message,
  setUp: message,
  howToApp: message,
  howSigningIn: message,
  whatIsMfa: message,
});
const notices = z.strictObject(Object.fromEntries(noticeNames.map((name) => [name, notice])) as NoticeShapes);
type NoticeShapes = Record<NoticeName, typeof notice>;

const whole = z.strictObject({
  language: z.string().regex(/^[a-z]{2,3}(-[A-Za-z0-9]{2,8})*$/, 'is no language tag'),
  /** How dates and numbers are written. */
  locale: z.string().refine(isLocale, 'is no locale'),
  name: message,
  /** `source`: written by us; `native`: read by somebody who grew up with it; `unreviewed`: read by nobody yet. */
  review: z.enum(['source', 'native', 'unreviewed']),
  labels,
  notices,
});
/** What a tenant may put in the place of ours: whole notices and single labels; also languages that we do not have. */
const partial = z.strictObject({
  ...whole.omit({ language: true, review: true }).partial().shape,
  language: whole.shape.language,
  review: whole.shape.review.default('native'),
  labels: labels.partial().default({}),
  notices: notices.partial().default({}),
});

export type NoticeText = z.infer<typeof notice>;
export type NoticeLabels = z.infer<typeof labels>;

/** One language, as far as it is translated. */
export interface Language {
  language: string;
  locale: string;
  name: string;
  review: 'source' | 'native' | 'unreviewed';
  labels: NoticeLabels;
  notices: Partial<Record<NoticeName, NoticeText>>;
}

/** All languages by tag, English always whole among them. */
export type Texts = ReadonlyMap<string, Language>;

/** A tenant's texts cannot be used: every fault at once. */
export class TextsError extends CrossoverError {
  override readonly name = 'TextsError';
  readonly reason = 'invalid';
  readonly remedy = 'Mend the files of CROSSOVER_NOTICE_TEXTS; docs/notices.md says what they look like.';
  readonly faults: readonly string[];

  constructor(faults: readonly string[]) {
    super(`texts of notices have faults:\n  ${faults.join('\n  ')}`);
    this.faults = faults;
  }
}

export const FALLBACK = 'en';
const ours = fileURLToPath(new URL('texts/', import.meta.url));

/**
 * Reads our texts, and a tenant's own in their place.
 *
 * @param folder Of the tenant's files, each named after its language; undefined for none.
 * @throws {TextsError} with every fault of every file.
 */
export function readTexts(folder?: string): Texts {
  const faults: string[] = [];
  const texts = new Map<string, Language>();
  for (const { file, value } of filesIn(ours, faults)) {
    const parsed = checked(whole, { file, value }, faults);
    if (parsed) texts.set(parsed.language, parsed);
  }
  for (const { file, value } of folder === undefined ? [] : filesIn(folder, faults)) {
    const parsed = checked(partial, { file, value }, faults);
    if (parsed) texts.set(parsed.language, joined(texts, parsed));
  }
  for (const one of texts.values()) faults.push(...faultsOf(one));
  if (faults.length > 0) throw new TextsError(faults);
  return texts;
}

function joined(texts: Texts, own: z.infer<typeof partial>): Language {
  const before = texts.get(own.language) ?? texts.get(FALLBACK);
  const isNew = !texts.has(own.language);
  return {
    language: own.language,
    locale: own.locale ?? (isNew ? own.language : (before?.locale ?? own.language)),
    name: own.name ?? (isNew ? own.language : (before?.name ?? own.language)),
    review: own.review,
    labels: { ...(before?.labels as NoticeLabels), ...defined(own.labels) },
    notices: { ...(isNew ? {} : before?.notices), ...defined(own.notices) },
  };
}

const defined = <T extends object>(values: T) =>
  Object.fromEntries(Object.entries(values).filter(([, value]) => value !== undefined)) as {
    [Key in keyof T]?: NonNullable<T[Key]>;
  };

function filesIn(folder: string, faults: string[]): { file: string; value: unknown }[] {
  const names = readdirSync(folder).filter((name) => name.endsWith('.json'));
  return names.sort().flatMap((file) => {
    try {
      return [{ file, value: JSON.parse(readFileSync(join(folder, file), 'utf8')) as unknown }];
    } catch {
      faults.push(`${file} is no JSON`);
      return [];
    }
  });
}

function checked<T extends { language: string }>(
  schema: z.ZodType<T>,
  { file, value }: { file: string; value: unknown },
  faults: string[],
): T | undefined {
  const parsed = schema.safeParse(value);
  if (!parsed.success) {
    faults.push(...parsed.error.issues.map(({ path, message: words }) => `${file} ${path.join('.')}: ${words}`));
    return undefined;
  }
  if (parsed.data.language === basename(file, '.json')) return parsed.data;
  faults.push(`${file} is of the language ${parsed.data.language}: name it ${parsed.data.language}.json`);
  return undefined;
}

/** Every message of a language that could not be said, or would not say when. */
function faultsOf({ language, locale, notices: all }: Language): string[] {
  return Object.entries(all).flatMap(([name, text]) => {
    const messages = [text.title, text.status, ...text.paragraphs, ...text.administrators];
    const said = messages.map((one) => messageFaults(one, locale));
    const isUndated = datedNotices.has(name as NoticeName) && !said.some(({ uses }) => uses.has('movesAt'));
    const isBare =
      maySayNoDate(name as NoticeName) &&
      said.some(({ faults, namesBareDate }) => namesBareDate && faults.length === 0);
    return [
      ...said.flatMap(({ faults }) => faults.map((fault) => `${language}.json notices.${name}: ${fault}`)),
      ...(isUndated ? [`${language}.json notices.${name}: does not say when, by {movesAt, date, day}`] : []),
      ...(isBare ? [`${language}.json notices.${name}: ${BARE_DATE}`] : []),
    ];
  });
}

const BARE_DATE = 'is said without a date too: name it inside {hasDate, select, yes {…} other {…}}';

function isLocale(tag: string): boolean {
  try {
    return Intl.getCanonicalLocales(tag).length === 1;
  } catch {
    return false;
  }
}

/** A notice in the language that somebody prefers, or in English where there is none: which, is told. */
export interface Chosen {
  language: Language;
  text: NoticeText;
  /** Whether a language was asked for that has no such text. */
  isFallback: boolean;
}

/**
 * The text of a notice for whoever prefers a language: `de-AT` is answered by `de-AT`, else by `de`, else in English.
 *
 * @param preferred A language tag as the directory has it; null where it has none.
 */
export function chooseText(texts: Texts, name: NoticeName, preferred: string | null): Chosen {
  const found = languageTags(preferred).flatMap((tag) => texts.get(tag) ?? []);
  const language = found.find((one) => one.notices[name] !== undefined);
  const english = texts.get(FALLBACK);
  const chosen = language ?? english;
  const text = chosen?.notices[name];
  if (!chosen || !text) throw new TextsError([`${FALLBACK}.json lacks notices.${name}`]);
  return { language: chosen, text, isFallback: language === undefined && preferred !== null };
}

/** `zh-Hant-TW` → itself, `zh-Hant`, `zh`. */
function languageTags(preferred: string | null): string[] {
  const parts = (preferred ?? '').trim().split(/[-_]/).filter(Boolean);
  const [first = '', ...rest] = parts;
  return parts.map((_, at) => [first.toLowerCase(), ...rest.slice(0, rest.length - at)].join('-'));
}
