import { sql } from 'kysely';
import type { Rows } from '../db/database.ts';
import { visibleText } from '../lib/text.ts';
import type { Reader } from './render.ts';
import type { Recipient } from './store.ts';

/** Somebody to be told, and what their text depends on. */
export interface NoticeRecipient extends Omit<Recipient, 'variant' | 'channel'>, Reader {}

/** What is known of people, for a notice: whoever is not in the snapshot is left out. */
export async function recipientsOf(rows: Rows, personIds: readonly string[]): Promise<NoticeRecipient[]> {
  const { rows: found } = await sql<NoticeRecipient>`
    select id as "personId", display_name as name, mail as address, preferred_language as language,
      coalesce(is_admin, false) as "isAdministrator"
    from person where id = any(${[...personIds]}::text[]) order by id`.execute(rows);
  return found.map((one) => ({ ...one, name: visibleText(one.name) }));
}

/** Who of some people holds an administrator role, as the snapshot knows it. */
export async function administratorsAmong(rows: Rows, personIds: readonly string[]): Promise<ReadonlySet<string>> {
  const { rows: found } = await sql<{ id: string }>`
    select id from person where is_admin and id = any(${[...personIds]}::text[])`.execute(rows);
  return new Set(found.map(({ id }) => id));
}

/**
 * Who of some people is ready: has a method that MFA takes, or, where the report says nothing of them, has said so by
 * the button of a notice. Reminders go to the others.
 */
export async function readyAmong(rows: Rows, personIds: readonly string[]): Promise<ReadonlySet<string>> {
  const { rows: found } = await sql<{ id: string }>`
    select asked.id from unnest(${[...personIds]}::text[]) as asked (id) left join person on person.id = asked.id
    where coalesce(person.is_mfa_capable,
      exists (select from delivery where delivery.person_id = asked.id and delivery.answer = 'ready'))`.execute(rows);
  return new Set(found.map(({ id }) => id));
}

/** Whom a notice is told again: it did not arrive, nobody knows whether it did, or it did and was not answered. */
export type ResendTo = 'failed' | 'unconfirmed' | 'unanswered';

/** Whose message came to nothing in that way, and who was not told by a later copy of it. */
export async function missedBy(rows: Rows, { noticeId, to }: { noticeId: string; to: ResendTo }): Promise<Recipient[]> {
  const { rows: found } = await sql<Recipient>`
    select d.person_id as "personId", d.name, d.address, d.variant from delivery d
    where d.notice_id = ${noticeId}
      and case when ${to} = 'unanswered' then d.state in ('delivered', 'mailed') and d.answer is null else d.state = ${to} end
      and not exists (
        select from notice n join delivery again on again.notice_id = n.id
        where n.resend_of = ${noticeId} and again.person_id = d.person_id and again.state not in ('failed', 'cancelled'))
    order by d.person_id`.execute(rows);
  return found;
}
