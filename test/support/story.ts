import assert from 'node:assert/strict';
import type { Database } from '../../src/db/database.ts';
import { PEOPLE } from '../tenant/cast.ts';
import type { LoggedRequest, TenantGroup, TenantUser } from '../tenant/contract.ts';
import { actionsOf } from '../tenant/teams/card-parts.ts';
import { textOf } from '../tenant/teams/json.ts';
import type { Message } from '../tenant/teams/messages.ts';
import type { PracticeTenant } from '../tenant/tenant.ts';
import { restart, startProduct, type Product, type ProductOptions } from './product.ts';

/** How long a message may take on a busy machine; nothing waits that long where all is well. */
const PATIENCE = { timeoutMillis: 20_000 };

/** A little more than the time that coverage must have been seen unchanged. */
export const SETTLE_MILLIS = 15 * 60_000 + 1000;
export const HOUR_MILLIS = 3_600_000;

const ANYTHING = /(?:)/;

/** The plain-text twin of a message's card, or its text. */
export const cardText = (message: Message): string =>
  message.cards.map((card) => textOf(card['fallbackText']) ?? '').join('\n') || message.text;

/** What a click sends. */
export interface Click {
  verb: string;
  data: Record<string, unknown>;
}

/** The people of the story at a running product: what they say, click and see. Everything is waited for by events. */
export class Story {
  readonly product: Product;
  readonly tenant: PracticeTenant;

  constructor(product: Product) {
    this.product = product;
    this.tenant = product.tenant;
  }

  /** A small tenant, unless told otherwise. */
  static async start(options: ProductOptions = {}): Promise<Story> {
    return new Story(await startProduct({ ...options, tenant: { people: 60, ...options.tenant } }));
  }

  /** The same people at the product, stopped and started again on its directory. */
  async restarted(meanwhile?: (database: Database) => Promise<void>): Promise<Story> {
    return new Story(await restart(this.product, meanwhile));
  }

  stop(): Promise<void> {
    return this.product.stop();
  }

  /** Somebody says something; resolves with the bot's next message to them that fits. */
  async ask(who: string, words: string, fits = ANYTHING): Promise<Message> {
    const { activityId = '0', outcome, problem } = await this.tenant.teams.say(who, words);
    assert.equal(outcome, 'answered', problem);
    return this.told(who, fits, activityId);
  }

  /** The same, as text. */
  async answerTo(who: string, words: string): Promise<string> {
    return cardText(await this.ask(who, words));
  }

  /** A message of the bot to somebody that fits, once there is one. */
  told(who: string, fits: RegExp, after?: string): Promise<Message> {
    const options = { ...PATIENCE, ...(after === undefined ? {} : { after }) };
    return this.tenant.teams.waitForMessage(who, (message) => fits.test(cardText(message)), options);
  }

  /** Texts of everything that the bot sent somebody. */
  textsOf(who: string): string[] {
    return this.tenant.teams
      .messagesOf(who)
      .filter((message) => message.isFromBot)
      .map(cardText);
  }

  /** The card of a proposal in somebody's chat, once it reads as wanted. */
  cardOf(who: string, proposalId: string, fits = ANYTHING): Promise<Message> {
    const isIt = (text: string): boolean => text.includes(`Proposal: ${proposalId}`) && fits.test(text);
    return this.tenant.teams.waitForMessage(who, (message) => isIt(cardText(message)), PATIENCE);
  }

  /** Nora proposes in words; resolves with the proposal's id once those who may decide have their cards. */
  async propose(words: string, deciders: readonly string[] = [PEOPLE.bruno, PEOPLE.chiara]): Promise<string> {
    const mine = await this.ask(PEOPLE.nora, words, /^(Waiting for approval|I did not|No answer|That did not)/);
    const id = /^Proposal: (\S+)$/m.exec(cardText(mine))?.[1];
    assert.ok(id, `it was not proposed: ${cardText(mine)}`);
    await Promise.all(deciders.map((one) => this.cardOf(one, id)));
    return id;
  }

  /** Clicks on a card, whether or not it shows that button: old or forged clients do. Resolves with what is then read. */
  async click(who: string, on: Message, { verb, data }: Click): Promise<string> {
    await this.tenant.teams.click(who, on.activityId, { verb, title: 'by its data', forgedData: data });
    const shown = this.tenant.teams.messagesOf(who).find((message) => message.activityId === on.activityId);
    return shown?.banner?.text ?? (shown ? cardText(shown) : '');
  }

  /** Clicks one of several buttons that are titled alike, by a word of its title or tooltip. */
  press(who: string, on: Message, word: string): Promise<string> {
    const buttons = on.cards.flatMap((card) => actionsOf(card));
    const found = buttons.find(({ title, action }) => `${title} ${textOf(action['tooltip']) ?? ''}`.includes(word));
    assert.ok(found, `no button says ${word}`);
    return this.click(who, on, { verb: found.verb ?? '', data: found.action['data'] as Record<string, unknown> });
  }

  async approve(who: string, proposalId: string): Promise<string> {
    const card = await this.cardOf(who, proposalId);
    const data = { proposalId, planHash: this.planHashOf(proposalId) };
    return this.click(who, card, { verb: 'proposal.approve', data });
  }

  /** Ends a proposal by a no. */
  async deny(who: string, proposalId: string, reason = 'enough'): Promise<string> {
    const card = await this.cardOf(who, proposalId);
    const data = { proposalId, planHash: this.planHashOf(proposalId), reason };
    return this.click(who, card, { verb: 'proposal.deny', data });
  }

  /** The hash that the approvers' first cards carried, from what the Connector was sent. */
  planHashOf(proposalId: string): string {
    const sent = this.tenant.log
      .filter(({ surface }) => surface === 'connector')
      .map(({ body }) => JSON.stringify(body ?? null))
      .find((body) => body.includes('"planHash"') && body.includes(proposalId));
    const hash = /"planHash":"([0-9a-f]{64})"/.exec(sent ?? '')?.[1];
    assert.ok(hash, 'no approver was sent a card');
    return hash;
  }

  /** Waits until approved work was looked at, then lets the settle time pass; resolves with the proposer's final card. */
  async settle(proposalId: string): Promise<string> {
    await this.cardOf(PEOPLE.nora, proposalId, /^(Approved\nWaits until|Done|Finished)/);
    await this.product.moveClock(SETTLE_MILLIS);
    return this.ended(proposalId);
  }

  /** Proposes, lets the settle time pass, and has Bruno approve it: the work begins to write at once. */
  async proposeAndApprove(words: string): Promise<string> {
    const id = await this.propose(words);
    await this.product.moveClock(SETTLE_MILLIS);
    await this.approve(PEOPLE.bruno, id);
    return id;
  }

  /** Moves every clock without looking through what is due. */
  async passTime(millis: number): Promise<void> {
    this.tenant.clock.advance(millis);
    await this.product.running.moveClock(this.tenant.clock.now().getTime() - Date.now());
  }

  /** The proposer's card once the work has ended. */
  async ended(proposalId: string): Promise<string> {
    return cardText(await this.cardOf(PEOPLE.nora, proposalId, /^(Done|Finished|Sent)/));
  }

  /** Proposes, has Bruno approve it and waits until it has ended. */
  async carryOut(words: string): Promise<string> {
    const id = await this.propose(words);
    await this.approve(PEOPLE.bruno, id);
    return this.settle(id);
  }

  /** Every attempt to write a per-user MFA state, of one person or of anybody. */
  writes(personId = ''): LoggedRequest[] {
    const path = `${personId}/authentication/requirements`;
    return this.tenant.log.filter((one) => one.method === 'PATCH' && one.path.includes(path));
  }

  /** How many writes were attempted while something went on. */
  async writesDuring(work: () => Promise<unknown>): Promise<number> {
    const before = this.writes().length;
    await work();
    return this.writes().length - before;
  }

  /** A person of the directory, to look at or to change by hand. */
  person(id: string): TenantUser {
    return this.tenant.directory.users.get(id) ?? assert.fail('no such person');
  }

  group(id: string): TenantGroup {
    return this.tenant.directory.groups.get(id) ?? assert.fail('no such group');
  }

  /** Edits a Conditional Access policy as an administrator would; it is read anew two seconds later. */
  async editPolicy(id: string, change: Record<string, unknown>): Promise<void> {
    const { policies } = this.tenant.directory;
    const found = policies.get(id) ?? assert.fail('no such policy');
    policies.set(id, { ...found, modifiedDateTime: this.tenant.clock.now().toISOString(), ...change });
    await this.product.moveClock(3000);
  }
}
