import assert from 'node:assert/strict';
import type { Change, Wish } from '../../../src/changes/change.ts';
import { draftItemOf, insertItems } from '../../../src/changes/items.ts';
import { changeRunner } from '../../../src/changes/run.ts';
import { now, nowPlus, openDatabase, type Database } from '../../../src/db/database.ts';
import type { ProposalItemRow } from '../../../src/db/tables.ts';
import { botPermissions } from '../../../src/entra/permissions.ts';
import { newId } from '../../../src/lib/ids.ts';
import { tenantChanges } from '../../../src/tenant-changes.ts';
import type { DraftItem } from '../../../src/verbs/draft.ts';
import { grant, graphOf } from '../../entra/support/practice.ts';
import { freshPlace, type FreshPlace } from '../../support/fresh-place.ts';
import { assertContract, trustedKeys } from '../../support/product.ts';
import { GROUPS, PEOPLE } from '../../tenant/cast.ts';
import { startTenant, type PracticeTenant } from '../../tenant/tenant.ts';

interface ApprovedItems {
  items: readonly DraftItem[];
  wayBack?: readonly DraftItem[] | undefined;
}

/** A plan that was approved. */
export type Approved = ApprovedItems & { id: string };

/** The real changes, their real runner and a real database beside a practice tenant: all but chat and approvals. */
export class Workshop {
  readonly #database: Database;
  readonly #at: FreshPlace;
  #skewMillis = 0;
  #place: { tenant: PracticeTenant; changes: readonly Change[] } | undefined;

  static async open(): Promise<Workshop> {
    const place = await freshPlace();
    return new Workshop(await openDatabase(place.at, { isClockMovable: true }), place);
  }

  private constructor(database: Database, at: FreshPlace) {
    this.#database = database;
    this.#at = at;
  }

  /** A tenant as it is at first, in which the bot holds exactly the permissions that it asks for. */
  async renew(): Promise<void> {
    await this.#leave();
    const tenant = await startTenant({ keys: await trustedKeys(), people: 60 });
    grant(
      tenant,
      botPermissions.map(({ name }) => name),
    );
    const accounts = {
      emergencyAccountIds: new Set<string>([PEOPLE.emergency01, PEOPLE.emergency02]),
      protectedGroupIds: new Set<string>(),
      ownIds: new Set([tenant.bot.appId]),
    };
    const ownGroupIds = [GROUPS.caMfa, GROUPS.pilot, GROUPS.approvers];
    const edges = { graph: graphOf(tenant), database: this.#database, accounts, clock: tenant.clock, ownGroupIds };
    this.#place = { tenant, changes: tenantChanges({ ...edges, hasStandingWayBack: true }).changes };
  }

  async close(): Promise<void> {
    await this.#leave();
    await this.#database.close();
    await this.#at.remove();
  }

  async #leave(): Promise<void> {
    const left = this.#place?.tenant;
    this.#place = undefined;
    await left?.close();
    if (left) assertContract(left);
  }

  get tenant(): PracticeTenant {
    return this.#place?.tenant ?? assert.fail('there is no tenant yet');
  }

  get changes(): readonly Change[] {
    return this.#place?.changes ?? assert.fail('there is no tenant yet');
  }

  change(kind: string): Change {
    return this.changes.find((one) => one.kind === kind) ?? assert.fail(`no change ${kind}`);
  }

  preview(kind: string, wish: Wish): ReturnType<Change['preview']> {
    const actor = {
      id: PEOPLE.nora,
      displayName: 'Nora Lindqvist',
      roles: new Set(['operator'] as const),
      roleTemplateIds: [],
    };
    return this.change(kind).preview(wish, { actor, signal: AbortSignal.timeout(20_000) });
  }

  /** Previews a wish, takes it for approved and works it off; resolves with the settled item. */
  async carryOut(kind: string, wish: Wish): Promise<ProposalItemRow> {
    const { item } = await this.preview(kind, wish);
    return this.workOff(await this.approved(item));
  }

  /** The way back from an item that was done, as a plan of its own. */
  async takeBack(done: ProposalItemRow): Promise<ProposalItemRow> {
    const wish = this.change(done.kind).undo({ ...draftItemOf(done), madeId: done.made_id });
    return this.carryOut(done.kind, wish);
  }

  /** Stores an item as an approved plan; nothing has begun. */
  async approved(item: DraftItem): Promise<Approved & { item: DraftItem }> {
    return { ...(await this.approvedPlan({ items: [item] })), item };
  }

  /** The same of a plan of several. */
  async approvedPlan({ items, wayBack }: ApprovedItems): Promise<Approved> {
    const id = newId();
    await this.#database.transaction(async (trx) => {
      await trx
        .insertInto('proposal')
        .values({
          id,
          work: 'changes',
          title: 'a test',
          plan: '{}',
          plan_hash: '0',
          proposer_id: PEOPLE.nora,
          proposer_name: 'Nora Lindqvist',
          state: 'approved',
          approvals_needed: 2,
          version: 1,
          created_at: now,
          expires_at: nowPlus(86_400_000),
          execute_by: nowPlus(86_400_000),
          finished_at: null,
          ending: null,
        })
        .execute();
      await insertItems(trx, { proposalId: id, items, isChained: wayBack !== undefined });
    });
    return { id, items, wayBack };
  }

  /** Lets the runner work, and time pass where the work waits, until the item is settled. */
  async workOff(plan: Approved): Promise<ProposalItemRow> {
    const [row] = await this.workOffAll(plan);
    return row ?? assert.fail('there is no item');
  }

  /** The same of all items of a plan, those included that it got on the way. */
  async workOffAll(plan: Approved, stepMillis = 70_000): Promise<ProposalItemRow[]> {
    for (let step = 0; step < 40; step += 1) {
      await this.runOnce(plan);
      const rows = await this.itemsOf(plan.id);
      if (!rows.some(({ state }) => ['ready', 'applying', 'written'].includes(state))) return rows;
      await this.passTime(stepMillis);
    }
    return assert.fail('it never settled');
  }

  /** One wake-up of the runner. What it throws is what the job engine would log and try again. */
  async runOnce({ id, items, wayBack }: Approved): Promise<void> {
    const nothing = () => Promise.resolve();
    const runner = changeRunner({
      database: this.#database,
      changes: this.changes,
      plannedItem: (_, no) => Promise.resolve([...items, ...(wayBack ?? [])][no]),
      chainOf: () => Promise.resolve(wayBack && { items, wayBack }),
      touch: nothing,
      finish: nothing,
      atOnce: 16,
    });
    await runner.run(id, new AbortController().signal);
  }

  itemOf(proposalId: string): Promise<ProposalItemRow> {
    return this.#database.rows
      .selectFrom('proposal_item')
      .selectAll()
      .where('proposal_id', '=', proposalId)
      .executeTakeFirstOrThrow();
  }

  itemsOf(proposalId: string): Promise<ProposalItemRow[]> {
    return this.#database.rows
      .selectFrom('proposal_item')
      .selectAll()
      .where('proposal_id', '=', proposalId)
      .orderBy('no')
      .execute();
  }

  get database(): Database {
    return this.#database;
  }

  /** Both clocks. */
  async passTime(millis: number): Promise<void> {
    this.tenant.clock.advance(millis);
    this.#skewMillis += millis;
    await this.#database.moveClock(this.#skewMillis);
  }

  /** Writes to the tenant that were attempted, as "PATCH /path status"; what is in a batch is logged by itself. */
  writes(): string[] {
    return this.tenant.log
      .filter(({ surface, method }) => surface === 'graph' && method !== 'GET')
      .filter(({ path }) => !path.endsWith('/$batch'))
      .map(({ method, path, status }) => `${method} ${path} ${status}`);
  }
}
