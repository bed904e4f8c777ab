import type { Rows } from '../db/database.ts';
import type { JsonObject } from '../lib/canonical-json.ts';
import { languageWords, missingWords, reachWords, timeWords } from '../notices/draft-notice.ts';
import type { NoticePlanner } from '../notices/plan.ts';
import { recipientsOf } from '../notices/recipients.ts';
import type { NoticeName } from '../notices/texts.ts';
import type { RingNotice } from '../verbs/draft.ts';

/** What draws the notices of a ring. */
export interface RingNoticeEdges {
  rows: Rows;
  planner: Pick<NoticePlanner, 'render' | 'forecast'>;
  /** Before the move, in any order. */
  noticeMillis: readonly number[];
}

/** Who is told of which move, by whom. */
export interface RingNoticeWish {
  personIds: readonly string[];
  movesAt: Date;
  senderName: string;
}

const HOUR_MILLIS = 3_600_000;
/** The last notice is that of the day itself where it comes so late. */
const TODAY_MILLIS = 6 * HOUR_MILLIS;

/** Which notice goes out how long before the move: first all are told, then whoever is not ready is reminded. */
export const scheduleOf = (noticeMillis: readonly number[]): { name: NoticeName; before: number }[] =>
  [...noticeMillis]
    .sort((one, other) => other - one)
    .map((before, at, all) => {
      const isLast = at === all.length - 1;
      return { name: isLast && before <= TODAY_MILLIS ? 'today' : at === 0 ? 'movingSoon' : 'registerNow', before };
    });

/** Told when it comes to that; that it is today as well, on another day than the planned one. */
const UNDATED: readonly NoticeName[] = ['registerFirst', 'today', 'done', 'postponed', 'takenBack'];

/**
 * What the people of a ring are told, each text in each language that they read, to be frozen with the ring.
 *
 * @throws {RefusedError} `notReady` where the first notice cannot reach everybody before the move.
 */
export async function noticesOfRing(
  { rows, planner, noticeMillis }: RingNoticeEdges,
  { personIds, movesAt, senderName }: RingNoticeWish,
): Promise<{ notices: RingNotice[]; evidence: (readonly [string, string])[]; warnings: string[] }> {
  const recipients = await recipientsOf(rows, personIds);
  const schedule = scheduleOf(noticeMillis);
  const render = (name: NoticeName, at: Date | null) => planner.render({ name, movesAt: at, senderName, recipients });
  const textsOf = (name: NoticeName, at: Date | null) => render(name, at).variants as unknown as JsonObject;
  const first = render('movingSoon', movesAt);
  const forecast = await planner.forecast(rows, recipients);
  const farthest = schedule[0]?.before ?? 0;
  return {
    notices: [
      ...schedule.map(({ name, before }): RingNotice => ({
        ...{ name, variants: textsOf(name, movesAt) },
        at: new Date(movesAt.getTime() - before).toISOString(),
      })),
      ...UNDATED.map((name): RingNotice => ({ name, at: null, variants: textsOf(name, null) })),
    ],
    evidence: [['Languages', languageWords(first)], ...reachWords(forecast)],
    warnings: [
      ...missingWords(first),
      ...timeWords(forecast, { movesAt, now: new Date(movesAt.getTime() - farthest) }),
    ],
  };
}
