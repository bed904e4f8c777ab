import { z } from 'zod/v4';
import type { Card } from '../../cards/card.ts';
import { composeCard } from '../../cards/compose.ts';
import { RefusedError } from '../../lib/refused.ts';
import type { Actor } from '../../verbs/actor.ts';
import { defineVerb, type AnyVerb, type Outcome } from '../../verbs/verb.ts';
import { numbered } from '../store.ts';
import { haltedWords } from './halted-words.ts';
import { notAtWork, pausable, pause, type Pausable, type PauseEdges } from '../pause.ts';

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
      if (proposalId !== undefined) return answer(pausedCard(await pauseOne(edges, proposalId, actor)));
      const tried = [];
      for (const one of await pausable(edges)) tried.push(...(await unlessEnded(edges, one, actor)));
      return answer(pausedCard(tried));
    },
  });

/** A plan, and why it goes on where it does. */
interface Tried {
  title: string;
  goesOn?: string;
}

const answer = (card: Card): Outcome => ({ kind: 'answer', card, isPersonal: true });

async function pauseOne(edges: PauseEdges, proposalId: string, actor: Actor): Promise<Tried[]> {
  const one = (await pausable(edges)).find(({ id }) => id === proposalId);
  if (one && (await pause(edges, one.id, actor))) return [{ title: numbered(one) }];
  throw await notAtWork(edges, proposalId);
}

/** What ends by itself at this moment needs no pause; what is midway goes on, and says why. */
async function unlessEnded(edges: PauseEdges, one: Pausable, actor: Actor): Promise<Tried[]> {
  const title = numbered(one);
  try {
    return (await pause(edges, one.id, actor)) ? [{ title }] : [];
  } catch (cause) {
    if (cause instanceof RefusedError && cause.reason === 'notStoppable')
      return [{ title, goesOn: `${cause.message} ${cause.remedy}` }];
    throw cause;
  }
}

const AFTER_PAUSE =
  'What had begun is finished and read back; nothing else begins. “Resume” on its card lets it go on.';

function pausedCard(tried: readonly Tried[]): Card {
  const goingOn = tried.filter(({ goesOn }) => goesOn !== undefined).length;
  const paused = tried.length - goingOn;
  const text = haltedWords('paused', { halted: paused, goingOn }, ['plan', 'plans']);
  return composeCard({
    title: tried.length === 0 ? 'No change is at work' : paused === 0 ? 'It goes on' : 'Paused',
    status: {
      text: tried.length === 0 ? 'There was nothing to pause' : text,
      tone: goingOn === 0 ? 'good' : 'attention',
    },
    paragraphs: paused === 0 ? [] : [AFTER_PAUSE],
    list: tried.map(({ title, goesOn }) => ({
      primary: title,
      ...(goesOn === undefined ? {} : { secondary: goesOn }),
    })),
  });
}
