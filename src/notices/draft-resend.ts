import { sql } from 'kysely';
import type { Rows } from '../db/database.ts';
import type { NoticeRow } from '../db/tables.ts';
import type { JsonObject } from '../lib/canonical-json.ts';
import { RefusedError } from '../lib/refused.ts';
import { counted } from '../lib/text.ts';
import type { NoticeDraft } from '../verbs/draft.ts';
import { checkDate, reachWords, timeWords, type DraftEdges } from './draft-notice.ts';
import { readForecast } from './forecast.ts';
import { missedBy, type ResendTo } from './recipients.ts';
import { noticeNames, type NoticeName } from './texts.ts';

/** The last notice to a group that was approved, or the one of that id. */
export async function findNotice(
  rows: Rows,
  { noticeId, group }: { noticeId?: string | undefined; group?: string | undefined },
): Promise<(NoticeRow & { groupName: string }) | undefined> {
  const { rows: found } = await sql<NoticeRow & { groupName: string }>`
    select n.*, coalesce(p.plan::jsonb ->> 'groupName', n.about, 'people') as "groupName"
    from notice n left join proposal p on p.id = n.proposal_id
    where n.kind in ('announcement', 'step')
      and (${noticeId ?? null}::uuid is null or n.id = ${noticeId ?? null}::uuid)
      and (${group ?? null}::text is null or lower(p.plan::jsonb ->> 'groupName') = lower(${group ?? null}::text))
    order by n.created_at desc limit 1`.execute(rows);
  return found[0];
}

const who: Record<ResendTo, string> = {
  failed: 'whom the notice did not reach',
  unconfirmed: 'whom the notice may not have reached',
  unanswered: 'who have not answered the notice',
};
const nobody: Record<ResendTo, string> = {
  failed: 'is failed',
  unconfirmed: 'is unconfirmed',
  unanswered: 'has left it unanswered',
};

/** The same words once more, to those whom they did not reach: a proposal like any other. */
export async function draftResend(
  edges: DraftEdges,
  { notice, to, now }: { notice: NoticeRow & { groupName: string }; to: ResendTo; now: Date },
): Promise<NoticeDraft> {
  const recipients = await missedBy(edges.rows, { noticeId: notice.id, to });
  if (recipients.length === 0)
    throw new RefusedError(
      'nobodyFound',
      `Nobody of the last notice to ${notice.groupName} ${nobody[to]} and was not told since.`,
      to === 'unconfirmed'
        ? '“Remind those who have not answered” tells whoever has it, and has not said that they are ready.'
        : '“How is the notice doing?” shows its books.',
    );
  const { moves_at: movesAt } = notice;
  const name = noticeNames.find((one) => one === notice.name) ?? ('done' satisfies NoticeName);
  checkDate({ name, movesAt, now });
  const forecast = await readForecast(edges.rows, recipients, edges.means);
  return {
    work: 'notice',
    name,
    title: `Tell ${counted(recipients.length, 'person', 'people')} of ${notice.groupName} again, ${who[to]}`,
    groupName: notice.groupName,
    movesAt: movesAt?.toISOString() ?? null,
    resendOf: notice.id,
    recipients: recipients.map(({ personId, name: person, address, variant = null }) => ({
      ...{ personId, name: person, address, variant },
    })),
    notice: JSON.parse(notice.content) as JsonObject,
    variants: JSON.parse(notice.variants ?? '{}') as JsonObject,
    helpContact: notice.help_contact ?? '',
    evidence: reachWords(forecast),
    warnings: [
      ...(to === 'unconfirmed' ? ['Some of them may have read it already: they would read it twice.'] : []),
      ...(to === 'unanswered' ? ['All of them have it already, and read it once more.'] : []),
      ...timeWords(forecast, { movesAt, now }),
    ],
    irreversible: ['a message that was sent cannot be unsent'],
    risks: ['notice'],
  };
}
