import type { CardContent, Fact, ListLine } from '../cards/compose.ts';
import type { Rows } from '../db/database.ts';
import type { RingRow } from '../db/rollout-tables.ts';
import type { WorkPreview, WorkProgress } from '../approvals/proposal-card.ts';
import { noticesAbout } from '../notices/plan.ts';
import { readBooks, type Books } from '../notices/store.ts';
import { nosOfStep } from './ring-items.ts';
import { membersOf } from './rows.ts';
import { memberLines, ringActions, ringFacts, ringParagraphs, SHOWN, standingLine, standingOf } from './status.ts';
import { isEnd, type RingPlan } from './turn.ts';
import { noticeWords } from './words.ts';

type Notice = RingPlan['ring']['notices'][number];

/** A ring as approvers see it: who, exceptions first; which policy; when; what people read; and the way back. */
export function ringPreview(plan: RingPlan): WorkPreview {
  const { notices } = plan.ring;
  const lines = isEnd({ plan }) ? policyLines(plan) : personLines(plan);
  const [first] = notices;
  const content = first && englishIn(first);
  return {
    facts: policyFact(plan),
    list: lines.slice(0, SHOWN),
    more: Math.max(0, lines.length - SHOWN),
    ...(content ? { quotes: [{ label: 'Everybody reads first, in their own language:', content }] } : {}),
    moreFacts: notices.slice(1).map((one): Fact => [wordsOf(one), inShort(one)]),
  };
}

const wordsOf = ({ name, at }: Notice): string =>
  `${noticeWords[name] ?? name}${name === 'today' && at === null ? ', on another day' : ''}`;

/** Whoever is left out, administrators and guests before everybody else. */
function personLines({ items, leftOut, ring, tellApart }: RingPlan): ListLine[] {
  const step = ring.part === 'back' ? 'restore' : 'switchOff';
  const people = nosOfStep(items, step).flatMap((no) => items[no] ?? []);
  const rank = ({ before }: (typeof people)[number]): number =>
    before['isAdministrator'] === true ? 0 : before['isGuest'] === true ? 1 : 2;
  return [
    ...leftOut.map(({ targetId, targetName, why }): ListLine => ({
      primary: `${targetName}: left out`,
      secondary: joined([tellApart[targetId], why]),
    })),
    ...[...people]
      .sort((one, other) => rank(one) - rank(other))
      .map((item): ListLine => {
        const kind = ['administrator', 'guest', null][rank(item)];
        const words = `${textOf(item.before['perUserMfaState'])} → ${textOf(item.after['perUserMfaState'])}`;
        return { primary: item.targetName, secondary: joined([tellApart[item.targetId], kind, words]) };
      }),
  ];
}

/** The policy that the plan makes, or that it turns off last; one person's way back has none. */
function policyFact({ items }: RingPlan): Fact[] {
  const made = nosOfStep(items, 'policy')[0];
  const no = made ?? [...nosOfStep(items, 'policyOff'), ...nosOfStep(items, 'allOff')].at(-1);
  const item = no === undefined ? undefined : items[no];
  return item ? [['Policy', item.targetName]] : [];
}

/** What becomes of the policies of the rings. */
function policyLines({ items, ring }: RingPlan): ListLine[] {
  const isBack = ring.part === 'endBack';
  const secondary = isBack ? 'on again, proven' : 'to report-only, watched, then deleted';
  return nosOfStep(items, isBack ? 'ringsOn' : 'remove').flatMap((no) => {
    const item = items[no];
    return item ? [{ primary: item.targetName, secondary }] : [];
  });
}

const joined = (words: readonly (string | null | undefined)[]): string => words.filter(Boolean).join(' · ');

const textOf = (value: unknown): string => (typeof value === 'string' ? value : '');

function englishIn({ variants }: Notice): CardContent | undefined {
  const found = variants['en'] ?? Object.values(variants)[0];
  return (found as { content?: CardContent } | undefined)?.content; // hashed with the plan: it is what was rendered
}

function inShort(notice: Notice): string {
  const content = englishIn(notice);
  return content ? [content.title, ...(content.paragraphs ?? [])].join(' ') : '';
}

/** How far a ring has come: the same card, updated in place. */
export async function ringProgress(rows: Rows, ring: RingRow, timeZone: string): Promise<WorkProgress> {
  const standing = await standingOf(rows, ring);
  const isHeld = ring.hold !== null && ring.state === 'running';
  const tone = isHeld || ring.state === 'lapsed' ? 'attention' : ring.state === 'running' ? 'accent' : 'good';
  const lines = await memberLines(rows, ring.id);
  const people = (await membersOf(rows, ring.id)).length;
  return {
    title: isHeld ? 'Held' : titles[ring.state],
    status: { text: isHeld ? 'Nothing more of it begins' : standingLine(standing), tone },
    paragraphs: ringParagraphs(standing),
    lines,
    more: people - lines.length,
    facts: [...ringFacts(standing, timeZone), ...(await bookFacts(rows, ring))],
    isReversible: false,
    failed: 0,
    actions: ringActions(standing),
  };
}

const titles: Readonly<Record<RingRow['state'], string>> = {
  planned: 'Planned',
  running: 'Under way',
  done: 'Done',
  takenBack: 'Taken back',
  lapsed: 'Not moved',
};

/** The books of each notice of this approval: what people read of an attempt before stands on the card of that one. */
async function bookFacts(rows: Rows, { id: about, proposal_id: proposalId }: RingRow): Promise<Fact[]> {
  const facts: Fact[] = [];
  for (const { id, name } of (await noticesAbout(rows, { about, proposalId })).reverse())
    facts.push([`Told: ${noticeWords[name ?? ''] ?? ''}`, bookWords(await readBooks(rows, id))]);
  return facts;
}

const bookWords = ({ planned, delivered, mailed, failed, unconfirmed, cancelled }: Books): string =>
  [
    `${delivered + mailed} of ${planned}`,
    mailed > 0 && `${mailed} by mail`,
    failed > 0 && `${failed} failed`,
    unconfirmed > 0 && `${unconfirmed} unconfirmed`,
    cancelled > 0 && `${cancelled} cancelled`,
  ]
    .filter(Boolean)
    .join(', ');
