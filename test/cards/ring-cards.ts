import assert from 'node:assert/strict';
import type { Card } from '../../src/cards/card.ts';
import { composeCard, type CardContent } from '../../src/cards/compose.ts';
import { RolloutWorkshop } from '../rollouts/support/rollout-workshop.ts';
import type { Json } from '../tenant/teams/json.ts';
import type { CollectedCard } from './collector.ts';

const PEOPLE = 4;

/** The cards of a ring from its closed gate to its end, and of the end of a rollout there and back. */
export async function ringCards(): Promise<readonly CollectedCard[]> {
  const shop = await RolloutWorkshop.open({ movable: PEOPLE, groups: 1 });
  try {
    const all = new Kept();
    await shop.plan(PEOPLE);
    await closedGate(all, shop);
    await moved(all, shop);
    await ended(all, shop);
    await takenBack(all, shop);
    return all.cards;
  } finally {
    await shop.close();
  }
}

class Kept {
  readonly cards: CollectedCard[] = [];

  keep(name: string, { card, text }: Card): void {
    this.cards.push({ name, card: card as unknown as Json, text });
  }
}

async function closedGate(all: Kept, shop: RolloutWorkshop): Promise<void> {
  const [first, second] = shop.people;
  if (!first || !second) return assert.fail('nobody');
  first.methods = [];
  second.displayName = first.displayName; // whom a name alone does not tell apart
  await shop.readEverybody();
  const id = await shop.startRing(1);
  await shop.until(async () => (await shop.ring(1)).gate_lines.includes('3 of 4 ready'));
  all.keep('ring: its gate is closed', await shop.cardOf(id));
  all.keep('ring: its gate is closed, asked about', await answerTo(shop, 'rollout.status', { count: 1 }));
  all.keep('ring: approvers are told that its gate is closed', await toldOf(shop, 'A gate is closed'));
  await shop.leaveOut(1);
}

async function moved(all: Kept, shop: RolloutWorkshop): Promise<void> {
  const { proposal_id: id } = await shop.ring(1);
  await shop.untilStep(1, 'soak');
  all.keep('ring: moved, and watched', await shop.cardOf(id ?? ''));
  await shop.untilEnded(1);
  all.keep('ring: done', await shop.cardOf(id ?? ''));
  all.keep('ring: done, asked about', await answerTo(shop, 'rollout.status', { count: 1 }));
  all.keep('ring: whoever planned it is told that it is done', await toldOf(shop, 'A ring is done'));
}

async function ended(all: Kept, shop: RolloutWorkshop): Promise<void> {
  const id = await shop.propose(await shop.ask('rollout.finish', {}), 'finish the rollout');
  all.keep('end: an approver is asked', await shop.cardOf(id, 'approver'));
  await shop.decide(id);
  await shop.untilStep(2, 'soak');
  all.keep('end: under way', await shop.cardOf(id));
  all.keep('end: the way back', await answerTo(shop, 'rollout.rollback', { count: 2 }));
  await shop.untilEnded(2);
  all.keep('end: done', await shop.cardOf(id));
  all.keep('rollout: at its end', await answerTo(shop, 'rollout.status', {}));
}

async function takenBack(all: Kept, shop: RolloutWorkshop): Promise<void> {
  const id = await shop.propose(await shop.ask('rollout.rollback', { count: 2 }), 'roll back ring 2');
  all.keep('end, taken back: an approver is asked', await shop.cardOf(id, 'approver'));
  await shop.decide(id);
  await shop.untilStep(2, 'proveBack');
  all.keep('end, taken back: under way', await shop.cardOf(id));
  await shop.untilEnded(2);
  all.keep('end, taken back', await shop.cardOf(id));
  all.keep('end, taken back, asked about', await answerTo(shop, 'rollout.status', { count: 2 }));
}

async function answerTo(shop: RolloutWorkshop, verb: string, args: Record<string, unknown>): Promise<Card> {
  const outcome = await shop.ask(verb, args);
  return outcome.kind === 'answer' ? outcome.card : assert.fail(outcome.kind);
}

/** What somebody is told, under this title. */
async function toldOf(shop: RolloutWorkshop, title: string): Promise<Card> {
  const { content } = await shop.rows
    .selectFrom('notice')
    .select('content')
    .where('content', 'like', `%${title}%`)
    .orderBy('created_at')
    .limit(1)
    .executeTakeFirstOrThrow();
  return composeCard(JSON.parse(content) as CardContent);
}
