import { decide, type DecideEdges } from './approvals/decide.ts';
import { resume } from './approvals/pause.ts';
import { hasKnownCard, proposalShownAt, roleOfViewer } from './approvals/store.ts';
import { CHANGES } from './changes/run.ts';
import type { Database, Rows, RowsInTransaction } from './db/database.ts';
import { createEndings } from './endings.ts';
import type { Jobs } from './jobs/jobs.ts';
import { unlessLate } from './lib/deadline.ts';
import { RefusedError } from './lib/refused.ts';
import type { ProposalWork } from './proposal-work.ts';
import { resumeRing, takeBack, type ControlEdges } from './rollouts/control.ts';
import { leaveOutUnready } from './rollouts/leave-out.ts';
import { readRing } from './rollouts/rows.ts';
import { ringCard } from './rollouts/status.ts';
import type { CardActionEdges, DecisionClick, DrawnProposal, RingClick } from './teams/card-actions.ts';
import type { Actor } from './verbs/actor.ts';

interface ClickEdges {
  database: Database;
  jobs: Jobs;
  work: ProposalWork;
  /** How long approved work may wait before it begins. */
  executionWindowMillis: number;
  timeZone: string;
  /** Who clicks, with the roles of this very moment. */
  actorOf: CardActionEdges['readActor'];
}

/** Who clicked waits for the look at the tenant; a large plan is looked at again before each write anyway. */
const CLICK_MILLIS = 6000;

/** What the buttons of a proposal's card do. Joins approvals with the work behind them and with Teams. */
export function createClicks(edges: ClickEdges): Pick<CardActionEdges, 'decide' | 'resume' | 'show' | 'actOnRing'> {
  const { database, jobs, work, actorOf } = edges;
  const decideEdges: DecideEdges = {
    ...edges,
    driftOf: (plan) => unlessLate(work.driftOf(plan), AbortSignal.timeout(CLICK_MILLIS), 'Microsoft Graph'),
    begin: (trx, approved) => work.begin(trx, { ...approved, jobs }),
    tellProposer: createEndings({ jobs }).tellProposer,
  };
  const wakeWork = (trx: RowsInTransaction, id: string) => jobs.wake(trx, CHANGES, id);
  return {
    actOnRing: async (person, { verb, ringId, personId }) => {
      const by = await actorOf(person, false);
      await actOnRing({ database, jobs }, { verb, ringId, personId, by });
      return ringCard(database.rows, await readRing(database.rows, ringId), edges.timeZone);
    },
    decide: async (person, { verb, ...click }) => {
      const actor = await actorOf(person, false);
      const verdict = verb === 'proposal.approve' ? 'approved' : 'denied';
      await decide(decideEdges, { ...click, verdict }, actor);
      return drawnFor(edges, click, actor.id);
    },
    resume: async (person, click) => {
      const actor = await actorOf(person, false);
      await resume({ database, jobs, wakeWork }, click.proposalId, actor);
      return drawnFor(edges, click, actor.id);
    },
    show: (person, click) => drawnFor(edges, click, person.id),
  };
}

function actOnRing(edges: ControlEdges, { verb, ...order }: RingClick & { by: Actor }): Promise<void> {
  switch (verb) {
    case 'ring.resume':
      return resumeRing(edges, order);
    case 'ring.leaveOut':
      return leaveOutUnready(edges, order);
    case 'ring.back':
      return takeBack(edges, order);
  }
}

/** What the card shows next. */
async function drawnFor(
  { database: { rows }, work }: Pick<ClickEdges, 'database' | 'work'>,
  click: Pick<DecisionClick, 'proposalId' | 'on'>,
  viewerId: string,
): Promise<DrawnProposal> {
  const role = await roleOfViewer(rows, click.proposalId, viewerId);
  const drawn = await work.draw(click.proposalId, { id: viewerId, role });
  if (drawn) return { card: drawn.card, isForThatMessage: await isItsCard(rows, click, viewerId) };
  const remedy = 'Ask the proposer to propose it again.';
  throw new RefusedError('unknownProposal', 'I do not know this proposal.', remedy);
}

/** Its card is in the message that was clicked, or we are still to hear which message its card became. */
async function isItsCard(
  rows: Rows,
  { proposalId, on }: Pick<DecisionClick, 'proposalId' | 'on'>,
  viewerId: string,
): Promise<boolean> {
  if (on && (await proposalShownAt(rows, on)) === proposalId) return true;
  return !(await hasKnownCard(rows, proposalId, viewerId));
}
