import { sql } from 'kysely';
import type { Rows } from '../db/database.ts';
import type { JsonObject } from '../lib/canonical-json.ts';
import { RefusedError } from '../lib/refused.ts';
import { counted, listed } from '../lib/text.ts';
import { instantIn } from '../lib/time-words.ts';
import type { DraftRecipient, NoticeDraft } from '../verbs/draft.ts';
import { readForecast, type Forecast, type Means } from './forecast.ts';
import { englishOf } from './plan.ts';
import { administratorsAmong } from './recipients.ts';
import { renderNotices, type RenderedNotices } from './render.ts';
import { datedNotices, type NoticeName, type Texts } from './texts.ts';

export interface DraftEdges {
  rows: Rows;
  texts: Texts;
  timeZone: string;
  /** Whom people may ask; undefined where nobody was configured. */
  helpContact: string | undefined;
  means: Means;
}

/** What is to be told, to whom. */
export interface NoticeMeant {
  name: NoticeName;
  movesAt: Date | null;
  senderName: string;
  /** The group, or the people of it who are meant. */
  groupName: string;
  recipients: readonly (DraftRecipient & { language: string | null })[];
  now: Date;
  warnings: readonly string[];
}

/** What the title of a plan says of each notice. */
const tells: Record<NoticeName, (when: string) => string> = {
  movingSoon: (when) => `that they move on ${when}`,
  registerNow: (when) => `to register a method before ${when}`,
  today: (when) => `that they move on ${when}`,
  registerFirst: () => 'that they stay as they are until they have registered',
  done: () => 'that they have moved',
  postponed: (when) => (when === '' ? 'that the move is postponed' : `that the move is postponed to ${when}`),
  takenBack: () => 'that the move was taken back',
};

/**
 * A notice of ours as a plan: each text in each language that its readers prefer.
 *
 * @throws {RefusedError} where the date has passed, nobody can be asked for help, or the quotas do not allow to tell
 * everybody before the date.
 */
export async function draftNotice(edges: DraftEdges, meant: NoticeMeant): Promise<NoticeDraft> {
  const { rows, timeZone } = edges;
  const { name, movesAt, senderName, groupName, recipients } = meant;
  const helpContact = helpContactOf(edges);
  checkDate(meant);
  const admins = await administratorsAmong(
    rows,
    recipients.map(({ personId }) => personId),
  );
  const readers = recipients.map(({ personId, language }) => ({ language, isAdministrator: admins.has(personId) }));
  const rendered = renderNotices(edges.texts, { name, movesAt, senderName, helpContact, timeZone }, readers);
  const forecast = await readForecast(rows, recipients, edges.means);
  const when = movesAt === null ? '' : instantIn(movesAt, timeZone);
  return {
    work: 'notice',
    name,
    title: `Tell ${groupName} (${counted(recipients.length, 'person', 'people')}) ${tells[name](when)}`,
    groupName,
    movesAt: movesAt?.toISOString() ?? null,
    recipients: recipients.map(({ personId, name: person, address }, at) => ({
      ...{ personId, name: person, address },
      variant: rendered.variantOf[at] ?? null,
    })),
    notice: englishOf(rendered.variants) as unknown as JsonObject,
    variants: rendered.variants as unknown as JsonObject,
    helpContact,
    evidence: [['Languages', languageWords(rendered)], ...reachWords(forecast)],
    warnings: [
      ...meant.warnings,
      ...(await otherTimeWords(edges, meant)),
      ...missingWords(rendered),
      ...timeWords(forecast, meant),
    ],
    irreversible: ['a message that was sent cannot be unsent'],
    risks: ['notice'],
  };
}

export function helpContactOf({ helpContact }: Pick<DraftEdges, 'helpContact'>): string {
  if (helpContact !== undefined) return helpContact;
  throw new RefusedError(
    'invalidInput',
    'A notice must say whom people can ask for help.',
    'Set CROSSOVER_HELP_CONTACT and restart me.',
  );
}

/** @throws {RefusedError} where the date is missing or has passed. */
export function checkDate({ name, movesAt, now }: Pick<NoticeMeant, 'name' | 'movesAt' | 'now'>): void {
  if (movesAt === null && datedNotices.has(name))
    throw new RefusedError('invalidInput', 'This notice must say when people move.', 'Say the day and the time.');
  if (movesAt !== null && movesAt <= now)
    throw new RefusedError('invalidInput', 'That time has passed.', 'Name a time in the future.');
}

/** "English 5, Deutsch 2 (not read by a native speaker)". */
export const languageWords = ({ used }: RenderedNotices): string =>
  used.map((one) => `${one.name} ${one.people}${one.isUnreviewed ? ' (translation not reviewed)' : ''}`).join(', ');

/** Who finds no text in the language that they prefer. */
export function missingWords({ missing }: RenderedNotices): string[] {
  if (missing.length === 0) return [];
  const people = missing.reduce((sum, [, count]) => sum + count, 0);
  const languages = listed(missing.map(([language]) => language));
  return [
    `${counted(people, 'person prefers', 'people prefer')} ${languages}, without a translation: they read English.`,
  ];
}

/** How everybody is reached, and how long that takes. */
export function reachWords(forecast: Forecast): [string, string][] {
  const ways = [
    forecast.known > 0 ? `${forecast.known} in Teams` : null,
    forecast.strangers > 0 ? `${forecast.strangers} once the app is installed for them, else by mail` : null,
    forecast.mailOnly > 0 ? `${forecast.mailOnly} by mail` : null,
    forecast.nobody > 0 ? `${forecast.nobody} not at all` : null,
  ];
  return [
    ['Reach', ways.filter((way) => way !== null).join(', ')],
    ['Takes', lengthWords(forecast)],
  ];
}

const lengthWords = ({ sureMillis, mostMillis }: Forecast): string =>
  mostMillis > 2 * sureMillis && mostMillis > MINUTE
    ? `about ${spanOf(sureMillis)}; ${spanOf(mostMillis)} where all installations fail`
    : `about ${spanOf(mostMillis)}`;

const MINUTE = 60_000;

function spanOf(millis: number): string {
  const minutes = Math.max(1, Math.ceil(millis / MINUTE));
  if (minutes < 120) return counted(minutes, 'minute', 'minutes');
  const hours = Math.ceil(minutes / 60);
  return hours < 48 ? `${hours} hours` : `${Math.ceil(hours / 24)} days`;
}

/** @throws {RefusedError} where it is certain that the date comes before the last message. */
export function timeWords(forecast: Forecast, { movesAt, now }: Pick<NoticeMeant, 'movesAt' | 'now'>): string[] {
  if (movesAt === null) return [];
  const left = movesAt.getTime() - now.getTime();
  if (forecast.sureMillis > left) {
    throw new RefusedError(
      'notReady',
      `Not everybody can be told in time: it takes ${spanOf(forecast.sureMillis)}, and the move is in ${spanOf(left)}.`,
      'Name a later time, tell fewer people at once, or let me install the app (TEAMS_APP_ID): a mailbox sends 30 messages a minute and 10,000 a day.',
    );
  }
  if (forecast.mostMillis <= left) return [];
  return [
    `If the app cannot be installed for most of them, mail takes ${spanOf(forecast.mostMillis)}: not all would be told in time.`,
  ];
}

/** A group that was told another time, or may be: two dates confuse people. */
async function otherTimeWords(
  { rows, timeZone }: DraftEdges,
  { groupName, movesAt, name }: NoticeMeant,
): Promise<string[]> {
  if (movesAt === null || name === 'postponed') return []; // to name another time is what it is for
  const found = await rows
    .selectFrom('proposal')
    .select(['state', sql<string>`plan::jsonb ->> 'movesAt'`.as('movesAt')])
    .where('work', '=', 'notice')
    .where('state', 'in', ['pending', 'approved', 'done'])
    .where(sql<boolean>`plan::jsonb @> ${JSON.stringify({ groupName })}::jsonb`)
    .where(sql<boolean>`plan::jsonb ->> 'movesAt' is not null`)
    .orderBy('created_at', 'desc')
    .execute();
  const other = found.find((one) => new Date(one.movesAt).getTime() !== movesAt.getTime());
  if (!other) return [];
  const when = instantIn(new Date(other.movesAt), timeZone);
  return other.state === 'pending'
    ? [`Another notice to ${groupName} waits for approval, and names another time: ${when}.`]
    : [`${groupName} was told another time before: ${when}. This message does not take that back.`];
}
