import { sql } from 'kysely';
import { z } from 'zod/v4';
import type { CardAction } from '../../cards/actions.ts';
import { composeCard, type Fact } from '../../cards/compose.ts';
import type { Rows } from '../../db/database.ts';
import type { NoticeRow } from '../../db/tables.ts';
import { RefusedError } from '../../lib/refused.ts';
import { instantIn } from '../../lib/time-words.ts';
import { defineVerb, type AnyVerb } from '../../verbs/verb.ts';
import { findNotice } from '../draft-resend.ts';
import { readBooks, type Books } from '../store.ts';
import { factsOf, headlineOf, missedLines } from '../words.ts';

export interface NoticeStatusEdges {
  rows: Rows;
  timeZone: string;
}

const PAGE = 15;
const argumentsSchema = z.object({
  group: z.string().trim().min(1).max(256).optional(),
  noticeId: z.guid().optional(),
  from: z.int().min(0).max(100_000).default(0),
});

/** `notice.status`: the books of a notice, what people answered, and who was not told, with the reason. */
export const noticeStatus = (edges: NoticeStatusEdges): AnyVerb =>
  defineVerb({
    name: 'notice.status',
    kind: 'read',
    role: 'reader',
    help: 'how is the last notice doing?',
    phrases: [
      { says: 'how (is|does) the [last] notice [to {group}] (doing|going|stand)' },
      { says: '(show|show me) the (status|state|books) of the [last] notice [to {group}]' },
      { says: 'who (was not told|was not reached|did not get the [last] notice)' },
      { says: 'who was not (told|reached) by the [last] notice [to {group}]' },
    ],
    arguments: argumentsSchema,
    run: async (args) => {
      const notice = await findNotice(edges.rows, args);
      if (!notice)
        throw new RefusedError(
          'nobodyFound',
          'I know of no such notice.',
          '“Tell SG-MFA-Pilot that they move to Conditional Access on Monday 9:00” proposes one.',
        );
      return { kind: 'answer', isPersonal: true, card: await statusCard(edges, notice, args.from) };
    },
  });

async function statusCard(
  { rows, timeZone }: NoticeStatusEdges,
  notice: NoticeRow & { groupName: string },
  from: number,
) {
  const books = await readBooks(rows, notice.id);
  const missed = await missedLines(rows, notice.id, { from: from, size: PAGE + 1 });
  const { title, status } = headlineOf(books);
  return composeCard({
    title: title === 'Approved' ? 'Being sent' : title,
    status,
    subject: `${notice.name ?? 'Notice'} to ${notice.groupName}`,
    facts: [
      ['Planned at', instantIn(notice.created_at, timeZone)],
      ...(notice.moves_at ? [['They move', instantIn(notice.moves_at, timeZone)] as const] : []),
      ...factsOf(books),
      ...(await answerFacts(rows, notice.id)),
    ],
    list: missed.slice(0, PAGE),
    actions: actionsOf(notice, books, { from, hasMore: missed.length > PAGE }),
  });
}

async function answerFacts(rows: Rows, noticeId: string): Promise<Fact[]> {
  const { rows: found } = await sql<{ ready: number; help: number }>`
    select count(*) filter (where answer = 'ready')::int as ready, count(*) filter (where answer = 'needHelp')::int as help
    from delivery where notice_id = ${noticeId}`.execute(rows);
  const { ready = 0, help = 0 } = found[0] ?? {};
  return ready + help === 0
    ? []
    : [
        ['Said that they are ready', String(ready)],
        ['Asked for help', String(help)],
      ];
}

function actionsOf(
  { id }: NoticeRow,
  { failed }: Books,
  { from, hasMore }: { from: number; hasMore: boolean },
): CardAction[] {
  const ask = (title: string, verb: string, more: Record<string, unknown>): CardAction => ({
    kind: 'ask',
    title,
    request: { verb, arguments: { noticeId: id, ...more } },
  });
  return [
    ...(hasMore ? [ask('Next', 'notice.status', { from: from + PAGE })] : []),
    ...(failed > 0 ? [ask(`Propose to tell the ${failed} who failed again`, 'notice.send', { resend: 'failed' })] : []),
    ...(from > 0 ? [ask('First page', 'notice.status', { from: 0 })] : []),
  ];
}
