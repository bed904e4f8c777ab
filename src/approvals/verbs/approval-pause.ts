import { z } from 'zod/v4';
import type { Card } from '../../cards/card.ts';
import { composeCard } from '../../cards/compose.ts';
import { counted } from '../../lib/text.ts';
import { RefusedError } from '../../lib/refused.ts';
import { defineVerb, type AnyVerb } from '../../verbs/verb.ts';
import { numbered } from '../store.ts';
import { pausable, pause, type PauseEdges } from '../pause.ts';

/** `approval.pause`: holds approved changes between two items, until somebody presses Resume. */
export const approvalPause = (edges: PauseEdges): AnyVerb =>
  defineVerb({
    name: 'approval.pause',
    kind: 'stop',
    role: 'operator',
    orRole: 'approver',
    help: 'pause all changes',
    phrases: [
      { says: 'pause [everything|all|all of it|all work|[all|the|my] changes|[the|my] work] [now|for now]' },
      { says: 'pause (it|that|this) [now|for now]' },
      { says: 'put (everything|it|that|all changes) on hold' },
    ],
    arguments: z.strictObject({ proposalId: z.guid().toLowerCase().optional() }),
    run: async ({ proposalId }, { actor }) => {
      const some = (await pausable(edges)).filter(({ id }) => proposalId === undefined || id === proposalId);
      const paused = [];
      for (const one of some) if (await pause(edges, one.id, actor)) paused.push(numbered(one));
      if (proposalId !== undefined && paused.length === 0)
        throw new RefusedError('alreadyDecided', 'There is nothing to pause here.', 'Its card shows how it stands.');
      return { kind: 'answer', card: pausedCard(paused), isPersonal: true };
    },
  });

const pausedCard = (titles: readonly string[]): Card =>
  composeCard({
    title: titles.length === 0 ? 'No change is at work' : 'Paused',
    status: {
      text: titles.length === 0 ? 'There was nothing to pause' : `${counted(titles.length, 'plan', 'plans')} paused`,
      tone: 'good',
    },
    paragraphs:
      titles.length === 0
        ? []
        : ['What had begun is finished and read back; nothing else begins. “Resume” on its card lets it go on.'],
    list: titles.map((primary) => ({ primary })),
  });
