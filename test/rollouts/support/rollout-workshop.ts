import assert from 'node:assert/strict';
import { sql } from 'kysely';
import { decide } from '../../../src/approvals/decide.ts';
import { propose } from '../../../src/approvals/propose.ts';
import { verifyChain } from '../../../src/audit/verify.ts';
import type { Card } from '../../../src/cards/card.ts';
import { databaseNow, openDatabase, type Database } from '../../../src/db/database.ts';
import type { RingMemberRow, RingRow } from '../../../src/db/rollout-tables.ts';
import { freeRows } from '../../../src/db/lease.ts';
import { settleLostIntents } from '../../../src/notices/store.ts';
import { resumeRing, stopRing, takeBack } from '../../../src/rollouts/control.ts';
import { leaveOutUnready } from '../../../src/rollouts/leave-out.ts';
import type { Outcome } from '../../../src/verbs/verb.ts';
import { embeddedPlace, freshPlace, type FreshPlace } from '../../support/fresh-place.ts';
import { assertContract, trustedKeys } from '../../support/product.ts';
import type { TenantUser } from '../../tenant/contract.ts';
import { startTenant, type PracticeTenant, type TenantOptions } from '../../tenant/tenant.ts';
import { addGroup, meetPeople, movablePeople, ringGroup } from './movable-people.ts';
import { untilDueMillis } from './due.ts';
import { HurriedTime } from './hurried-time.ts';
import { gapsIn } from './observer.ts';
import { bruno, chiara, nora, openRoom, workOffOnce, type Room } from './room.ts';

interface WorkshopOptions {
  /** How many people have per-user MFA on, and could be moved. */
  movable: number;
  groups: number;
  tenant?: TenantOptions;
  env?: Record<string, string>;
  /** Whether people are told, and everything keeps to the documented quotas (Default: false). */
  isWhole?: boolean;
  /** An empty database of a server, and how many replicas share it (Default: one of its own, embedded where it is whole). */
  server?: { url: string; replicas: number };
}

const nameOf = (no: number): string => `replica-${no}`;

/**
 * The real rollouts with all that they need, on a real database beside a practice tenant: all but chat and job engine.
 * Wake-ups are lost, every one of them: what is due is found in the rows. Time jumps from one due date to the next.
 */
export class RolloutWorkshop {
  readonly tenant: PracticeTenant;
  readonly people: readonly TenantUser[];
  readonly #at: FreshPlace;
  readonly #env: Record<string, string>;
  readonly #rooms: Room[];
  readonly #time: HurriedTime | undefined;

  static async open(options: WorkshopOptions): Promise<RolloutWorkshop> {
    const { movable, groups, server, isWhole = false } = options;
    const size = Math.ceil(movable * 1.3) + 60;
    const tenant = await startTenant({ keys: await trustedKeys(), people: size, ...options.tenant });
    for (let no = 1; no <= groups; no += 1) addGroup(tenant, no);
    const people = movablePeople(tenant, movable);
    const ownGroups = Array.from({ length: groups }, (_, at) => ringGroup(at + 1)).join(',');
    const env = { CROSSOVER_OWN_GROUPS: ownGroups, ...options.env };
    const at: FreshPlace = server
      ? { at: { kind: 'server', url: server.url, poolSize: 8 }, remove: () => Promise.resolve() }
      : await (isWhole ? embeddedPlace() : freshPlace());
    const shop = new RolloutWorkshop({ tenant, people, at, env, isWhole });
    for (let no = 0; no < (server?.replicas ?? 1); no += 1) await shop.#openRoom(no);
    await shop.#followClock();
    if (isWhole) await meetPeople(tenant, people, shop.rows);
    await shop.readEverybody();
    return shop;
  }

  private constructor(place: {
    tenant: PracticeTenant;
    people: readonly TenantUser[];
    at: FreshPlace;
    env: Record<string, string>;
    isWhole: boolean;
  }) {
    this.tenant = place.tenant;
    this.people = place.people;
    this.#at = place.at;
    this.#env = place.env;
    this.#rooms = [];
    const nowMillis = () => this.tenant.clock.now().getTime();
    const pass = (millis: number) => this.passTime(millis);
    const isBusy = () => this.#rooms.some(({ database }) => database.busyConnections() > 0);
    this.#time = place.isWhole ? new HurriedTime({ nowMillis, isBusy, pass }) : undefined;
  }

  async #openRoom(no: number): Promise<void> {
    const { at } = this.#at;
    const place = at.kind === 'server' ? { ...at, url: `${at.url}?application_name=${nameOf(no)}` } : at;
    const database = await openDatabase(place, { isClockMovable: true });
    this.#rooms[no] = openRoom({ tenant: this.tenant, database, env: this.#env, time: this.#time });
  }

  get #room(): Room {
    return this.#rooms[0] ?? assert.fail('it is closed');
  }

  get #database(): Database {
    return this.#room.database;
  }

  get rows(): Database['rows'] {
    return this.#database.rows;
  }

  async close(): Promise<void> {
    await this.tenant.close();
    for (const { database } of this.#rooms) await database.close();
    await this.#at.remove();
    assertContract(this.tenant);
  }

  /** The list of everybody is read anew. */
  async readEverybody(): Promise<void> {
    await this.rows.deleteFrom('snapshot_pass').execute();
    const isRead = () =>
      this.rows.selectFrom('snapshot_pass').select('id').where('ended', '=', 'complete').executeTakeFirst();
    while (!(await isRead())) await workOffOnce([this.#room.snapshot]);
  }

  async #followClock(): Promise<void> {
    await this.#database.moveClock(this.tenant.clock.now().getTime() - Date.now());
  }

  /** The policies that there were at any time, as the tenant had them. */
  readonly policiesSeen = new Map<string, Record<string, unknown>>();

  async passTime(millis: number): Promise<void> {
    for (const policy of this.tenant.directory.policies.values()) this.policiesSeen.set(policy.id, policy);
    const whole = Math.ceil(millis);
    await this.#database.moveClock(this.tenant.clock.now().getTime() - Date.now() + whole);
    this.tenant.clock.advance(whole);
  }

  /** Somebody asks a verb, as a button would. */
  async ask(verb: string, args: Record<string, unknown>, actor = nora): Promise<Outcome> {
    const found = this.#room.verbs.find((one) => one.name === verb) ?? assert.fail(`no verb ${verb}`);
    const context = { actor, words: verb, now: await databaseNow(this.rows), signal: AbortSignal.timeout(60_000) };
    return found.run(found.arguments.parse(args) as never, context);
  }

  async textOf(verb: string, args: Record<string, unknown>): Promise<string> {
    const outcome = await this.ask(verb, args);
    return outcome.kind === 'answer' ? outcome.card.text : assert.fail(`it answered ${outcome.kind}`);
  }

  /** Plans everybody movable, so many to a ring. */
  plan(count: number): Promise<string> {
    return this.textOf('rollout.plan', { whom: { filter: { states: ['enabled', 'enforced'] } }, count });
  }

  /** Nora proposes what a verb drafts, Bruno and Chiara approve it. */
  async approve(verb: string, args: Record<string, unknown>): Promise<string> {
    return this.approveDraft(await this.ask(verb, args), verb);
  }

  async approveDraft(outcome: Outcome, words: string): Promise<string> {
    const id = await this.propose(outcome, words);
    await this.decide(id);
    return id;
  }

  get #approving() {
    const { config, jobs } = this.#room;
    const approvers = () => Promise.resolve([bruno, chiara]);
    const openGroups = () => Promise.resolve([]);
    return { ...config, database: this.#database, jobs, approvers, openGroups, adminRolesFor: () => [] };
  }

  async propose(outcome: Outcome, words: string): Promise<string> {
    if (outcome.kind !== 'draft') return assert.fail(`it answered ${outcome.kind}`);
    const [id = ''] = await propose(this.#approving, [outcome.draft], { actor: nora, words });
    return id;
  }

  /** Bruno and Chiara approve. */
  async decide(proposalId: string): Promise<void> {
    const { plan_hash: planHash } = await this.rows
      .selectFrom('proposal')
      .select('plan_hash')
      .where('id', '=', proposalId)
      .executeTakeFirstOrThrow();
    const { work, begin } = this.#room;
    const deciding = { ...this.#approving, driftOf: work.driftOf, begin, tellProposer: () => Promise.resolve() };
    for (const actor of [bruno, chiara])
      await decide(deciding, { proposalId, planHash, verdict: 'approved', reason: '', on: undefined }, actor);
  }

  /** The card of a proposal, as whoever made it or whoever is asked to decide sees it. */
  async cardOf(proposalId: string, role: 'proposer' | 'approver' = 'proposer'): Promise<Card> {
    const drawn = await this.#room.work.draw(proposalId, { id: role === 'proposer' ? nora.id : bruno.id, role });
    return drawn?.card ?? assert.fail('no card');
  }

  startRing(count: number): Promise<string> {
    return this.approve('rollout.start', { count });
  }

  /** Instants at which somebody who could be moved had no MFA; the tenant's own log says so. */
  gaps(): string[] {
    const { log, directory } = this.tenant;
    const policies = [...new Map([...this.policiesSeen, ...directory.policies])];
    return gapsIn(
      log,
      policies,
      this.people.map(({ id }) => id),
    );
  }

  async ring(no: number): Promise<RingRow> {
    return this.rows.selectFrom('ring').selectAll().where('no', '=', no).executeTakeFirstOrThrow();
  }

  async members(no: number): Promise<RingMemberRow[]> {
    const { id } = await this.ring(no);
    return this.rows.selectFrom('ring_member').selectAll().where('ring_id', '=', id).orderBy('name').execute();
  }

  /** The step that a ring is at. */
  async stepOf(no: number): Promise<string | undefined> {
    const { id } = await this.ring(no);
    const open = await this.rows
      .selectFrom('ring_step')
      .select('kind')
      .where('ring_id', '=', id)
      .where('person_id', 'is', null)
      .where('state', 'in', ['ready', 'atWork'])
      .executeTakeFirst();
    return open?.kind;
  }

  async resume(no: number): Promise<void> {
    const { id: ringId } = await this.ring(no);
    await resumeRing({ database: this.#database, jobs: this.#room.jobs }, { ringId, by: nora });
  }

  async stop(no: number): Promise<void> {
    const { id: ringId } = await this.ring(no);
    await this.#database.transaction((trx) => stopRing(trx, this.#room, { ringId, by: nora }));
  }

  async takeBack(no: number, personId?: string, by = nora): Promise<void> {
    const { id: ringId } = await this.ring(no);
    await takeBack({ database: this.#database, jobs: this.#room.jobs }, { ringId, personId, by });
  }

  async leaveOut(no: number, by = nora): Promise<void> {
    const { id: ringId } = await this.ring(no);
    await leaveOutUnready({ database: this.#database, jobs: this.#room.jobs }, { ringId, by });
  }

  /** Works off what is due, and lets time pass to the next due date, until a ring is at a step, or something else is so. */
  async until(isSo: () => Promise<boolean>, mostJumps = 3000): Promise<void> {
    for (let jump = 0; jump < mostJumps; jump += 1) {
      await this.work();
      if (await isSo()) return;
      await this.jump();
    }
    assert.fail(
      `it never came to that: ${JSON.stringify(await this.rows.selectFrom('ring').select(['no', 'state', 'hold']).execute())}`,
    );
  }

  async untilStep(no: number, step: string): Promise<void> {
    await this.until(async () => (await this.stepOf(no)) === step);
  }

  async untilEnded(no: number): Promise<RingRow> {
    await this.until(async () => (await this.ring(no)).state !== 'running');
    return this.ring(no);
  }

  /** Whether somebody has still to be told something. */
  async isTelling(): Promise<boolean> {
    const running = await this.rows.selectFrom('notice').select('id').where('state', '=', 'running').executeTakeFirst();
    return running !== undefined;
  }

  /** Everything that is due now. */
  async work(): Promise<void> {
    while ((await Promise.all(this.#rooms.map(({ kinds }) => workOffOnce(kinds)))).includes(true));
    await Promise.all(this.#rooms.map(({ notices }) => workOffOnce(notices)));
  }

  /** To the next due date, a quarter of a day at most; the brake looks whenever its time has come by then. */
  async jump(mostMillis = 6 * 3_600_000): Promise<void> {
    const wait = (await untilDueMillis(this.rows, this.#time !== undefined)) ?? mostMillis;
    await this.passTime(Math.min(mostMillis, Math.max(200, wait + 5)));
  }

  /** A process dies at a call of Graph, while the others go on, and another one begins where the rows say. */
  async dieAt(match: { method: string; path: RegExp; when: 'before' | 'after'; skip: number }): Promise<boolean> {
    const no = this.#rooms.length - 1;
    const dying = this.#rooms[no] ?? assert.fail('it is closed');
    const hold = this.tenant.faults.hold(match);
    const working = this.#workOff(dying);
    const isReached = await Promise.race([hold.reached.then(() => true), working.then(() => false)]);
    if (!isReached) {
      hold.release();
      return false;
    }
    await this.#endSessions(no);
    await dying.database.close();
    hold.release();
    await working;
    await this.#openRoom(no);
    if (this.#rooms.length === 1) {
      await settleLostIntents(this.rows, { isAlone: true }); // as the product does when it starts
      await freeRows(this.rows);
    }
    await this.#followClock();
    return true;
  }

  /** Of a process that is gone, the server rolls back what was open: nobody else may wait for it. */
  async #endSessions(no: number): Promise<void> {
    if (this.#at.at.kind !== 'server' || no === 0) return;
    await sql`select pg_terminate_backend(pid) from pg_stat_activity where application_name = ${nameOf(no)}`.execute(
      this.rows,
    );
  }

  async #workOff({ kinds, notices }: Room): Promise<void> {
    try {
      while (await workOffOnce(kinds));
      await workOffOnce(notices);
    } catch {
      // it is dead
    }
  }

  async assertRecordIsWhole(): Promise<void> {
    const chain = await verifyChain(this.rows);
    assert.ok(chain.isWhole, JSON.stringify(chain));
  }
}
