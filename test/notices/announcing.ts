import assert from 'node:assert/strict';
import type { Story } from '../support/story.ts';
import { readTexts } from '../../src/notices/texts.ts';
import { PEOPLE } from '../tenant/cast.ts';
import type { Fault } from '../tenant/contract.ts';
import { personalChatIdOf } from '../tenant/teams/ids.ts';
import { reconcile } from './reconcile.ts';

/** The announcement in each language, in a chat or as a mail's subject. */
const TITLES = [...readTexts().values()].flatMap(({ notices }) => notices.movingSoon?.title ?? []);
/** What every reader of it sees first, in their language. */
export const ANNOUNCED = new RegExp(`^(${TITLES.join('|')})`);
const isTitled = (text: string): boolean => TITLES.some((title) => text.startsWith(title));

/** What the result card counts. */
export interface ShownBooks {
  planned: number;
  delivered: number;
  mailed: number;
  failed: number;
  unconfirmed: number;
  cancelled: number;
}

/** What came of an announcement. */
export interface Announced {
  card: string;
  books: ShownBooks;
}

let groups = 0;

/** Makes a group of its own for a test. */
export function groupOf(story: Story, members: readonly string[], displayName?: string): { id: string; name: string } {
  groups += 1;
  const id = `5e0c1f00-0002-4000-8000-0000000001${String(groups).padStart(2, '0')}`;
  const name = displayName ?? `SG-Ring-${groups}`;
  story.tenant.directory.groups.set(id, {
    id,
    displayName: name,
    isAssignableToRole: false,
    roleTemplateIds: [],
    memberUserIds: new Set(members),
    memberGroupIds: new Set(),
  });
  return { id, name };
}

/** Tells people by a notice of their own group, approved by Bruno, and lets due times pass until it is settled. */
export async function announce(story: Story, members: readonly string[]): Promise<Announced> {
  const told = () => new Map(members.map((one) => [one, timesTold(story, one)]));
  const before = told();
  const id = await story.propose(`tell ${groupOf(story, members).name} that they move on Monday 9:00`);
  await story.approve(PEOPLE.bruno, id);
  const announced = await settled(story, id);
  reconcile(announced.books, { before, after: told() });
  return announced;
}

/** Lets due times pass until every delivery of a notice is settled. */
export async function settled(story: Story, id: string): Promise<Announced> {
  const isOver = () => story.textsOf(PEOPLE.nora).some((text) => text.includes(id) && text.startsWith('Sent'));
  await story.product.running.sweep();
  while (!isOver()) {
    await story.product.moveClock(61_000);
    await story.tenant.teams.settled();
  }
  const card = await story.ended(id);
  const books = booksOn(card);
  assert.equal(books.planned, sumOf(books), card);
  return { card, books };
}

const sumOf = ({ delivered, mailed, failed, unconfirmed, cancelled }: ShownBooks): number =>
  delivered + mailed + failed + unconfirmed + cancelled;

/** The counts that a card shows. */
export function booksOn(card: string): ShownBooks {
  const count = (label: string): number => Number(new RegExp(`^${label}: (\\d+)$`, 'm').exec(card)?.[1] ?? NaN);
  return {
    planned: count('Planned'),
    delivered: count('Delivered in Teams'),
    mailed: count('By mail'),
    failed: count('Failed'),
    unconfirmed: count('Unconfirmed'),
    cancelled: card.includes('\nCancelled: ') ? count('Cancelled') : 0,
  };
}

/** How often somebody was told, in Teams or by mail. */
export function timesTold(story: Story, personId: string): number {
  const { mail } = story.person(personId);
  const mails = story.tenant.directory.sentMails.filter(
    ({ to, subject }) => isTitled(subject) && mail !== null && to.includes(mail),
  );
  return story.textsOf(personId).filter(isTitled).length + mails.length;
}

/** Makes the Connector rude to messages for one person. */
export function failChatOf(story: Story, personId: string, fault: Omit<Fault, 'path'>): void {
  const chat = encodeURIComponent(personalChatIdOf(story.tenant.bot.appId, personId));
  const path = new RegExp(chat.replaceAll(/[.*+?^${}()|[\]\\]/g, '\\$&'));
  story.tenant.faults.add({ method: 'POST', path, times: 1, ...fault });
}
