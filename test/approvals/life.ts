import assert from 'node:assert/strict';
import { cancel, type CancelEdges } from '../../src/approvals/cancel.ts';
import { decide, type DecideEdges, type Decision } from '../../src/approvals/decide.ts';
import { proposalExpiry } from '../../src/approvals/expiry.ts';
import { propose } from '../../src/approvals/propose.ts';
import { readProposal } from '../../src/approvals/store.ts';
import type { ApprovedChange } from '../../src/changes/change.ts';
import { changeRunner } from '../../src/changes/run.ts';
import type { Database } from '../../src/db/database.ts';
import { createEndings } from '../../src/endings.ts';
import { createHalt } from '../../src/halt.ts';
import { createProposalWork } from '../../src/proposal-work.ts';
import type { Actor, Role } from '../../src/verbs/actor.ts';
import { defaultApprovals } from '../../src/lib/risk.ts';
import type { DraftItem } from '../../src/verbs/draft.ts';

export const HOUR = 3_600_000;
const APPROVAL_HOURS = 24;
export const EXECUTION_HOURS = 4;

export const actorOf = (id: string, roles: readonly Role[]): Actor => ({
  id,
  displayName: id,
  roles: new Set(roles),
  roleTemplateIds: [],
});

/** Where the next write is cut off, as a killed process would leave it. */
export type Cut = 'before' | 'after';

/** What work runs in: killed, it begins no transaction and gets no answer any more; what the database has begun, it ends. */
class MortalProcess {
  readonly database: Database;
  readonly #begun = new Set<Promise<unknown>>();
  readonly #death = Promise.withResolvers<undefined>();
  #isDead = false;

  constructor(database: Database) {
    this.database = {
      ...database,
      transaction: async (work) => {
        await this.isAlive();
        const one = database.transaction(work);
        this.#begun.add(one);
        return one.finally(() => this.#begun.delete(one));
      },
    };
  }

  kill(): void {
    this.#isDead = true;
    this.#death.resolve(undefined);
  }

  /** Never resolves in a process that is gone. */
  isAlive(): Promise<void> {
    return this.#isDead ? new Promise(() => undefined) : Promise.resolve();
  }

  async untilItEnds(work: Promise<void>): Promise<void> {
    await Promise.race([work, this.#death.promise]);
    if (this.#isDead) await Promise.allSettled(this.#begun);
  }
}

/**
 * Real proposals, decisions and work on a real database; what they change is a room full of switches, so that a
 * thousand lives take no longer than their rows. Every write looks at once whether it was allowed.
 */
export class Life {
  readonly switches = new Map<string, string>();
  /** How often we have moved each switch. */
  readonly moved = new Map<string, number>();
  cut: Cut | undefined;
  readonly #database: Database;
  #skewMillis = 0;

  constructor(database: Database) {
    this.#database = database;
  }

  readonly #jobs = { wake: () => Promise.resolve() };
  readonly #endings = createEndings({ jobs: this.#jobs });

  /** A change like any other: look, write, read back; nothing of it comes back in a process that is gone. */
  readonly #change = (process: MortalProcess): ApprovedChange => ({
    kind: 'switch',
    inspect: async (item) => {
      await process.isAlive();
      const live = this.#live(item);
      if (live === item.after['is']) return { verdict: 'alreadySo' };
      if (live !== item.before['is']) return { verdict: 'skip', why: `It is ${live} now.` };
      return { verdict: 'go', before: { is: live } };
    },
    driftOf: (item) =>
      Promise.resolve(this.#live(item) === item.before['is'] ? null : `it is ${this.#live(item)} now.`),
    apply: async (item) => {
      await process.isAlive();
      await this.#assertAllowed(item);
      await process.isAlive();
      const cut = this.cut;
      this.cut = undefined;
      if (cut !== 'before') {
        this.switches.set(item.targetId, 'on');
        this.moved.set(item.targetId, (this.moved.get(item.targetId) ?? 0) + 1);
      }
      if (cut !== undefined) process.kill();
      await process.isAlive();
      return { requestId: null };
    },
    verify: async (item) => {
      await process.isAlive();
      const live = this.#live(item);
      const verdict = live === item.after['is'] ? 'equal' : live === item.before['is'] ? 'before' : 'different';
      return { verdict, live };
    },
    words: () => 'off → on',
  });

  #live = ({ targetId }: DraftItem): string => this.switches.get(targetId) ?? 'gone';

  /** Promises 2 and 3, at the very moment of a write. */
  async #assertAllowed({ targetId }: DraftItem): Promise<void> {
    const { rows } = this.#database;
    const { proposal_id: id } = await rows
      .selectFrom('proposal_item')
      .select('proposal_id')
      .where('target_id', '=', targetId)
      .executeTakeFirstOrThrow();
    const { proposal, decisions } = (await readProposal(rows, id)) ?? assert.fail('no such proposal');
    const approvers = decisions.filter(({ verdict }) => verdict === 'approved').map(({ approverId }) => approverId);
    assert.equal(new Set(approvers).size, approvers.length);
    assert.ok(approvers.length >= proposal.approvals_needed, 'written with too few approvals');
    assert.ok(!approvers.includes(proposal.proposer_id), 'written with the proposer’s own approval');
    const targets = (await this.items(id)).map((item) => item.target_id);
    assert.ok(!approvers.some((one) => targets.includes(one)), 'written with an approval by whom it is about');
    assert.equal(proposal.state, 'approved');
    assert.equal(proposal.stopped_by, null, 'written after a stop');
  }

  get #parts(): Pick<DecideEdges, 'database' | 'jobs'> {
    return { database: this.#database, jobs: this.#jobs };
  }

  get #work() {
    const changes = [this.#change(new MortalProcess(this.#database))];
    return createProposalWork({ database: this.#database, changes, timeZone: 'UTC' });
  }

  async passTime(millis: number): Promise<void> {
    this.#skewMillis += millis;
    await this.#database.moveClock(this.#skewMillis);
  }

  /** Proposes to switch all of these on. */
  async propose(by: Actor, targetIds: readonly string[], approvalsNeeded: number): Promise<string> {
    for (const id of targetIds) this.switches.set(id, 'off');
    const items = targetIds.map((targetId) => ({
      kind: 'switch',
      targetId,
      targetName: targetId,
      before: { is: 'off' },
      after: { is: 'on' },
    }));
    const draft = {
      title: 'lights',
      evidence: [],
      warnings: [],
      irreversible: [],
      risks: ['person' as const],
      messages: [],
      leftOut: [],
    };
    const approvers = () => Promise.resolve(['x', 'y', 'z'].map((id) => ({ id, displayName: id })));
    const risks = { approvals: { ...defaultApprovals, person: approvalsNeeded } };
    const rules = { risks, openGroups: () => Promise.resolve([]), adminRolesFor: () => [] };
    const window = { approvalWindowMillis: APPROVAL_HOURS * HOUR, approversChannelId: undefined };
    const edges = { ...this.#parts, ...rules, ...window, approvers };
    const [id = ''] = await propose(edges, [{ ...draft, work: 'changes', items }], { actor: by, words: 'light!' });
    return id;
  }

  /** A click on Approve or Deny. */
  decide(decision: Omit<Decision, 'on'>, by: Actor): Promise<void> {
    const edges: DecideEdges = {
      ...this.#parts,
      executionWindowMillis: EXECUTION_HOURS * HOUR,
      driftOf: (plan) => this.#work.driftOf(plan),
      begin: (trx, approved) => this.#work.begin(trx, { ...approved, jobs: this.#jobs }),
      tellProposer: this.#endings.tellProposer,
    };
    return decide(edges, { ...decision, on: undefined }, by);
  }

  cancel(id: string, by: Actor): ReturnType<typeof cancel> {
    const edges: CancelEdges = { ...this.#parts, halt: createHalt({ jobs: this.#jobs, endings: this.#endings }) };
    return cancel(edges, id, by);
  }

  /** What nobody decided in time ends. */
  async expire(): Promise<void> {
    const kind = proposalExpiry({ ...this.#parts, tellProposer: this.#endings.tellProposer });
    for (const id of await kind.due()) await kind.run(id, new AbortController().signal);
  }

  /** Works a proposal off as far as it goes now, or until the process is cut off. */
  async run(id: string): Promise<void> {
    const process = new MortalProcess(this.#database);
    const runner = changeRunner({
      database: process.database,
      changes: [this.#change(process)],
      plannedItem: (proposalId, no) => this.#work.plannedItem(proposalId, no),
      touch: this.#endings.touch,
      finish: this.#endings.finishChanges,
      atOnce: 16,
    });
    await process.untilItEnds(runner.run(id, new AbortController().signal));
  }

  async stateOf(id: string): Promise<string> {
    return (await readProposal(this.#database.rows, id))?.proposal.state ?? 'gone';
  }

  async hashOf(id: string): Promise<string> {
    return (await readProposal(this.#database.rows, id))?.proposal.plan_hash ?? 'gone';
  }

  /** How often its proposer was told how it ended. */
  async timesTold(id: string): Promise<number> {
    const told = await this.#database.rows
      .selectFrom('notice')
      .select('id')
      .where('proposal_id', '=', id)
      .where('kind', '=', 'outcome')
      .execute();
    return told.length;
  }

  /** Items of a proposal by their state. */
  async items(id: string): Promise<{ state: string; target_id: string }[]> {
    return this.#database.rows
      .selectFrom('proposal_item')
      .select(['state', 'target_id'])
      .where('proposal_id', '=', id)
      .orderBy('no')
      .execute();
  }
}
