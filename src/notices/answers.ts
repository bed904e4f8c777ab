import { putOnRecord } from '../audit/record.ts';
import type { Card } from '../cards/card.ts';
import { composeCard, type CardContent } from '../cards/compose.ts';
import { now, type Database, type RowsInTransaction } from '../db/database.ts';
import type { DeliveryRow, NoticeRow } from '../db/tables.ts';
import { RefusedError } from '../lib/refused.ts';
import { DELIVERIES } from './deliver.ts';
import { noticeCard, TEST_COPY, type HelpRoute } from './notice-card.ts';
import { insertNotice, type Recipient } from './store.ts';

/** Stands for the place that requests for help go to, among the people whom notices are for. */
export const HELP_DESK = 'helpDesk';

export interface AnswerEdges {
  database: Database;
  jobs: { wake(trx: RowsInTransaction, name: string, key: string): Promise<void> };
  /** Where requests for help go. */
  help: {
    hasChannel: boolean;
    /** A mail address to write to where no channel is configured; null where there is none. */
    mailTo: string | null;
  };
}

/** A click on a notice: who, by the token, and on which message. */
export interface NoticeAnswer {
  noticeId: string;
  answer: 'ready' | 'needHelp';
  person: { id: string; displayName: string };
  on: { conversationId: string; activityId: string } | undefined;
}

/**
 * Notes what somebody says by a button of a notice, and passes a request for help on, once. Whoever answers has read it:
 * a message that nobody knew the fate of is delivered from then on.
 *
 * @returns The card as it reads now.
 * @throws {RefusedError} where the notice was not for the one who clicked.
 */
export async function answerNotice(edges: AnswerEdges, click: NoticeAnswer): Promise<Card> {
  if (click.noticeId === TEST_COPY)
    throw new RefusedError('invalidInput', 'This is a test copy: nothing is counted.', 'Its readers’ answers are.');
  return edges.database.transaction(async (trx) => {
    const found = await lockDelivery(trx, click);
    const { notice, delivery } = found;
    const isNew = delivery.answer !== click.answer;
    if (isNew) {
      await noteAnswer(trx, click, delivery);
      if (click.answer === 'needHelp') await passOn(trx, edges, { ...found, click });
    }
    return composeCard(noticeCard(notice, { ...delivery, answer: click.answer, help: routeOf(edges) }));
  });
}

interface Found {
  notice: NoticeRow;
  delivery: DeliveryRow;
}

async function lockDelivery(trx: RowsInTransaction, { noticeId, person }: NoticeAnswer): Promise<Found> {
  const notice = await trx.selectFrom('notice').selectAll().where('id', '=', noticeId).executeTakeFirst();
  const delivery = await trx
    .selectFrom('delivery')
    .selectAll()
    .where('notice_id', '=', noticeId)
    .where('person_id', '=', person.id)
    .forUpdate()
    .executeTakeFirst();
  if (notice && delivery) return { notice, delivery };
  throw new RefusedError('notAllowed', 'This message is not for you.', 'Only its reader can answer it.');
}

async function noteAnswer(
  trx: RowsInTransaction,
  { noticeId, person, answer, on }: NoticeAnswer,
  delivery: DeliveryRow,
) {
  await trx
    .updateTable('delivery')
    .set({
      ...{ answer, answered_at: now, updated_at: now },
      // Its reader has it before them: it did arrive.
      ...(delivery.state === 'unconfirmed' ? { state: 'delivered', activity_id: on?.activityId ?? null } : {}),
    })
    .where('notice_id', '=', noticeId)
    .where('person_id', '=', person.id)
    .execute();
  await putOnRecord(trx, { kind: 'noticeAnswered', actorId: person.id, facts: { noticeId, answer } });
}

/** A request for help is a message like any other: planned in the same transaction, sent once, in the books. */
async function passOn(
  trx: RowsInTransaction,
  edges: AnswerEdges,
  { notice, delivery, click }: Found & { click: NoticeAnswer },
): Promise<void> {
  if (routeOf(edges) !== 'passedOn') return;
  const { hasChannel, mailTo } = edges.help;
  const desk: Recipient = {
    ...{ personId: HELP_DESK, name: 'the help desk', address: mailTo },
    channel: hasChannel ? null : 'mail',
  };
  const content = helpRequest({ name: delivery.name, address: delivery.address, notice });
  const id = await insertNotice(trx, {
    kind: 'helpRequest',
    proposalId: null,
    about: `${click.noticeId} ${click.person.id}`,
    content,
    recipients: [desk],
    mayReachOut: mailTo !== null,
  });
  await edges.jobs.wake(trx, DELIVERIES, id);
}

/** Somebody takes it on; what stands there is what is needed to call back. */
const helpRequest = (of: { name: string; address: string | null; notice: NoticeRow }): CardContent => ({
  title: 'Somebody needs help',
  status: { text: 'By the button of a notice', tone: 'accent' },
  subject: of.name,
  facts: [
    ...(of.address === null ? [] : [['Mail', of.address] as const]),
    ['Notice', (JSON.parse(of.notice.content) as CardContent).title],
  ],
});

const routeOf = ({ help }: AnswerEdges): HelpRoute =>
  help.hasChannel || help.mailTo !== null ? 'passedOn' : 'contactOnly';
