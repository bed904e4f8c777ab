import { z } from 'zod/v4';
import type { Card } from '../../cards/card.ts';
import { composeCard } from '../../cards/compose.ts';
import type { Rows } from '../../db/database.ts';
import { instantIn } from '../../lib/time-words.ts';
import { defineVerb, type AnyVerb, type PersonRef } from '../../verbs/verb.ts';
import { excludedNow, lastRollout, ringNumbered } from '../plan-rows.ts';
import { ringCard, rolloutCard, standingOf, standingWords } from '../status.ts';
import { ringTitle } from '../turn.ts';
import { memberWords } from '../words.ts';

interface StatusEdges {
  rows: Rows;
  timeZone: string;
}

/** `rollout.status`: who is where, what comes next and when, and why it waits; for oneself, when one moves. */
export const rolloutStatus = (edges: StatusEdges): AnyVerb =>
  defineVerb({
    name: 'rollout.status',
    kind: 'read',
    role: 'reader',
    isOpenToSelf: true,
    help: 'rollout status',
    phrases: [
      { says: '[show] [me] [the] rollout status' },
      { says: '(how is|how goes) the rollout [going]' },
      { says: '(show|status of|how is) [me] ring {count}' },
      { says: '(which|what) ring (am i|are we) in', with: { person: 'me' } },
      { says: 'when (do|will|am) i (move|moved|moving)', with: { person: 'me' } },
      { says: '(which|what) ring is {person} in' },
      { says: 'when (does|will) {person} move' },
    ],
    arguments: z.object({
      count: z.int().min(1).optional(),
      person: z.object({ id: z.guid(), displayName: z.string() }).optional(),
    }),
    people: ['person'],
    run: async ({ count, person }) => ({
      kind: 'answer',
      card: await cardFor(edges, { count, person }),
      isPersonal: true,
    }),
  });

async function cardFor(
  { rows, timeZone }: StatusEdges,
  { count, person }: { count?: number | undefined; person?: PersonRef | undefined },
): Promise<Card> {
  if (person) return personCard({ rows, timeZone }, person);
  if (count !== undefined) return ringCard(rows, await ringNumbered(rows, count, lastRollout), timeZone);
  return rolloutCard(rows, await lastRollout(rows), timeZone);
}

async function personCard({ rows, timeZone }: StatusEdges, person: PersonRef): Promise<Card> {
  const found = await rows
    .selectFrom('ring_member')
    .innerJoin('ring', 'ring.id', 'ring_member.ring_id')
    .selectAll('ring')
    .select(['ring_member.state as member_state', 'ring_member.why'])
    .where('ring_member.person_id', '=', person.id)
    .orderBy('ring.id', 'desc')
    .executeTakeFirst();
  if (!found) {
    return composeCard({
      title: 'In no ring',
      status: { text: 'Nothing changes for now', tone: 'default' },
      subject: person.displayName,
    });
  }
  const standing = await standingOf(rows, found);
  const isMoved = found.member_state === 'moved';
  const until = isMoved ? undefined : (await excludedNow(rows)).get(person.id);
  return composeCard({
    title: 'In a ring',
    status: until
      ? { text: 'Left out for now', tone: 'attention' }
      : { text: memberWords[found.member_state], tone: isMoved ? 'good' : 'accent' },
    subject: person.displayName,
    paragraphs: found.why === null ? [] : [`Because: ${found.why}.`],
    facts: [
      ['Ring', ringTitle(found)],
      until
        ? ['Left out until', instantIn(until, timeZone)]
        : ['Moves', instantIn(found.policy_on_at ?? found.moves_at, timeZone)],
      ['The ring', standingWords(standing)],
    ],
  });
}
