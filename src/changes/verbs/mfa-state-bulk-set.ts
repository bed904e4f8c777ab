import { z } from 'zod/v4';
import type { Card } from '../../cards/card.ts';
import { counted } from '../../lib/text.ts';
import type { ChangesDraft } from '../../verbs/draft.ts';
import { listedLines, MOST_NAMED } from '../../verbs/call.ts';
import { defineVerb, type AnyVerb, type Outcome, type PersonRef, type VerbRequest } from '../../verbs/verb.ts';
import { draftOf, type Asker, type ChangeOfMany, type Wish } from '../change.ts';
import { refuseWithoutEmergencyAccounts, type ProtectedAccounts } from '../protection.ts';

/** The people whom words choose; or a question back. */
export type ChosenPeople = { kind: 'people'; people: readonly PersonRef[]; said: string } | { kind: 'ask'; card: Card };

export interface BulkSetEdges<Whom> {
  accounts: ProtectedAccounts;
  change: Pick<ChangeOfMany, 'preview' | 'previewMany'>;
  /** What a description of people must look like. */
  whom: z.ZodType<Whom>;
  choose(wish: { whom: Whom; again(whom: Whom): VerbRequest }, signal: AbortSignal): Promise<ChosenPeople>;
  /** The people whom a list names; refused where one of its lines names nobody. */
  listed(lines: readonly string[]): Promise<readonly PersonRef[]>;
  /** Everybody who may approve: what is about them becomes a plan of its own, so that all others can decide on the rest. */
  approvers(): Promise<readonly PersonRef[]>;
}

const person = z.object({ id: z.guid(), displayName: z.string() });
const named = z.array(person).max(MOST_NAMED);
const off = { state: 'disabled' };
const on = { state: 'enabled' };
const enforced = { state: 'enforced' };

/** Whom: a description such as "enforced people in Sales", or several people by name. */
const WHOM = '({whom}|{people}) [(except|excluding|except for|but not) {except}]';
const MFA = '[the] [per-user|per user] mfa';

/** `mfa.state.bulk-set`: proposes another per-user MFA state for many people in one plan. */
export const mfaStateBulkSet = <Whom>(edges: BulkSetEdges<Whom>): AnyVerb =>
  defineVerb({
    name: 'mfa.state.bulk-set',
    kind: 'propose',
    role: 'operator',
    help: 'turn off per-user MFA for everyone in Sales except Bob Brown',
    phrases: [
      { says: `(turn|switch) off ${MFA} (for|of) ${WHOM}`, with: off },
      { says: `(turn|switch) ${MFA} off (for|of) ${WHOM}`, with: off },
      { says: `(disable|remove) ${MFA} (for|of|from) ${WHOM}`, with: off },
      { says: `(enable|turn on|switch on) ${MFA} (for|of) ${WHOM}`, with: on },
      { says: `(turn|switch) ${MFA} on (for|of) ${WHOM}`, with: on },
      { says: `enforce ${MFA} (for|of|on) ${WHOM}`, with: enforced },
    ],
    arguments: z.strictObject({
      state: z.enum(['disabled', 'enabled', 'enforced']),
      whom: edges.whom.optional(),
      people: named.optional(),
      list: listedLines.optional(),
      except: named.default([]),
      exceptList: listedLines.optional(),
    }),
    peopleLists: ['people', 'except'],
    run: async (args, context) => {
      refuseWithoutEmergencyAccounts(edges.accounts);
      const again = (whom: Whom) => ({ verb: 'mfa.state.bulk-set', arguments: { ...args, whom } });
      const chosen = await chosenBy(edges, { ...args, again }, context.signal);
      if (chosen.kind === 'ask') return { kind: 'answer', card: chosen.card, isPersonal: true };
      const listed = args.exceptList ? await edges.listed(args.exceptList) : [];
      const leave = new Set([...args.except, ...listed].map(({ id }) => id));
      const people = chosen.people.filter(({ id }) => !leave.has(id));
      const deciders = new Set((await edges.approvers()).map(({ id }) => id));
      return draftsFor(edges, { people, deciders, said: chosen.said, state: args.state }, context);
    },
  });

interface Chooser<Whom> {
  whom?: Whom | undefined;
  people?: readonly PersonRef[] | undefined;
  list?: readonly string[] | undefined;
  again(whom: Whom): VerbRequest;
}

async function chosenBy<Whom>(
  edges: BulkSetEdges<Whom>,
  { whom, people = [], list, again }: Chooser<Whom>,
  signal: AbortSignal,
): Promise<ChosenPeople> {
  if (whom !== undefined) return edges.choose({ whom, again }, signal);
  if (list) return { kind: 'people', people: await edges.listed(list), said: 'a list' };
  const once = new Map(people.map((one) => [one.id, one]));
  return { kind: 'people', people: [...once.values()], said: '' };
}

interface ManyWish {
  people: readonly PersonRef[];
  deciders: ReadonlySet<string>;
  said: string;
  state: string;
}

/** One plan of everybody, except that whatever is about somebody who could decide on it is a plan of its own. */
async function draftsFor<Whom>(
  { change }: BulkSetEdges<Whom>,
  { people, deciders, said, state }: ManyWish,
  asker: Asker,
): Promise<Extract<Outcome, { kind: 'draft' }>> {
  const wishes = people.map(({ id, displayName }): Wish => ({
    targetId: id,
    targetName: displayName,
    after: { perUserMfaState: state },
  }));
  const planned = (some: readonly Wish[]) => draftOfMany(change, { wishes: some, said, state }, asker);
  const [only, ...more] = wishes;
  if (only && more.length === 0) return { kind: 'draft', draft: draftOf(await change.preview(only, asker)) };
  const whole = await planned(wishes);
  const ownIds = new Set(whole.items.map(({ targetId }) => targetId).filter((id) => deciders.has(id)));
  if (ownIds.size === 0) return { kind: 'draft', draft: whole };
  const own = wishes.filter(({ targetId }) => ownIds.has(targetId));
  const alone = await Promise.all(own.map(async (wish) => draftOf(await change.preview(wish, asker))));
  const hasOthers = whole.items.length > own.length;
  const [draft = whole, ...apart] = hasOthers
    ? [await planned(wishes.filter(({ targetId }) => !ownIds.has(targetId))), ...alone]
    : alone;
  return { kind: 'draft', draft, apart };
}

async function draftOfMany(
  change: Pick<ChangeOfMany, 'previewMany'>,
  { wishes, said, state }: { wishes: readonly Wish[]; said: string; state: string },
  asker: Asker,
): Promise<ChangesDraft> {
  const preview = await change.previewMany(wishes, asker);
  const who = counted(preview.items.length, 'person', 'people');
  return { work: 'changes', title: `Per-user MFA of ${who}${said === '' ? '' : ` (${said})`} → ${state}`, ...preview };
}
