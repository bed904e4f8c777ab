import { sql } from 'kysely';
import type { Rows } from '../db/database.ts';
import { bucketOf, documentedLimits, type QuotaClass } from '../quotas/quota-classes.ts';

/** How people can be reached, as far as that is known beforehand. */
export interface ReachCounts {
  /** A chat with them is known. */
  known: number;
  /** None is known, and the app may be installed for them: mail follows where it cannot. */
  strangers: number;
  /** Only mail reaches them. */
  mailOnly: number;
  /** Neither a chat nor a mail address. */
  nobody: number;
}

/** What other notices still have before them. */
export interface Backlog {
  teams: number;
  mails: number;
  /** By quota: how long until all that was taken has come in. */
  owedMillis: Partial<Record<QuotaClass, number>>;
}

/** How long it takes to tell everybody, at the quotas' speed. */
export interface Forecast extends ReachCounts {
  /** Until everybody is told who is surely reached as they are known now. */
  sureMillis: number;
  /** The same where every installation fails, so that mail follows. */
  mostMillis: number;
}

/** Below the Connector's quota, for answers to people and waits on the way. */
const TEAMS_SHARE = 0.9;

/** How long a notice takes; pure, so that a rollout can ask it for any number of people. */
export function forecastOf(
  counts: ReachCounts,
  { backlog, teamsPerSecond }: { backlog: Backlog; teamsPerSecond: number },
): Forecast {
  const teams = counts.known + counts.strangers + backlog.teams;
  const installed = millisFor('installedApps', counts.strangers, backlog);
  const inTeams = Math.max((teams / (teamsPerSecond * TEAMS_SHARE)) * 1000, installed);
  const byMail = (mails: number): number =>
    mails === 0
      ? 0
      : Math.max(
          millisFor('mail', mails + backlog.mails, backlog),
          millisFor('mailDay', mails + backlog.mails, backlog),
        );
  return {
    ...counts,
    sureMillis: Math.max(inTeams, byMail(counts.mailOnly)),
    mostMillis: Math.max(inTeams, byMail(counts.mailOnly + counts.strangers)),
  };
}

/** How long so many calls of a class take, after what was taken before. */
function millisFor(quota: QuotaClass, calls: number, { owedMillis }: Backlog): number {
  const { intervalMillis, burst } = bucketOf(documentedLimits[quota]);
  return calls === 0 ? 0 : Math.max(0, (owedMillis[quota] ?? 0) + (calls - burst) * intervalMillis);
}

/** Which ways there are at all. */
export interface Means {
  mayInstall: boolean;
  hasMailbox: boolean;
  teamsPerSecond: number;
}

/** Which ways a configuration gives. */
export const meansOf = ({
  teamsAppId,
  mailSenderId,
  limits,
}: {
  teamsAppId: string | undefined;
  mailSenderId: string | undefined;
  limits: { connector: { count: number } };
}): Means => ({
  mayInstall: teamsAppId !== undefined,
  hasMailbox: mailSenderId !== undefined,
  teamsPerSecond: limits.connector.count,
});

/** Reads how people can be reached and what is before them, and says how long it takes. */
export async function readForecast(
  rows: Rows,
  recipients: readonly { personId: string; address: string | null }[],
  means: Means,
): Promise<Forecast> {
  const ids = recipients.map(({ personId }) => personId);
  const { rows: found } = await sql<{ id: string }>`
    select user_id as id from conversation where user_id = any(${ids}::text[])`.execute(rows);
  const chats = new Set(found.map(({ id }) => id));
  const unknown = recipients.filter(({ personId }) => !chats.has(personId));
  const isMailable = ({ address }: { address: string | null }): boolean => means.hasMailbox && address !== null;
  const mailable = unknown.filter(isMailable).length;
  const counts: ReachCounts = means.mayInstall
    ? { known: chats.size, strangers: unknown.length, mailOnly: 0, nobody: 0 }
    : { known: chats.size, strangers: 0, mailOnly: mailable, nobody: unknown.length - mailable };
  return forecastOf(counts, { backlog: await readBacklog(rows), teamsPerSecond: means.teamsPerSecond });
}

async function readBacklog(rows: Rows): Promise<Backlog> {
  const { rows: waiting } = await sql<{ isMail: boolean; count: number }>`
    select channel is not distinct from 'mail' as "isMail", count(*)::int as count from delivery
    where state = 'planned' group by 1`.execute(rows);
  const { rows: owed } = await sql<{ name: QuotaClass; millis: number }>`
    select name, greatest(0, extract(epoch from full_at - app_now())::float8 * 1000) as millis from quota
    where name in ('mail', 'mailDay', 'installedApps')`.execute(rows);
  const of = (isMail: boolean) => waiting.find((one) => one.isMail === isMail)?.count ?? 0;
  return {
    teams: of(false),
    mails: of(true),
    owedMillis: Object.fromEntries(owed.map(({ name, millis }) => [name, millis])),
  };
}
