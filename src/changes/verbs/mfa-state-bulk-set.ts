import { z } from 'zod/v4';
import type { Card } from '../../cards/card.ts';
import { counted } from '../../lib/text.ts';
import type { Draft } from '../../verbs/draft.ts';
import { defineVerb, type AnyVerb, type PersonRef, type VerbRequest } from '../../verbs/verb.ts';
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
}

const person = z.object({ id: z.guid(), displayName: z.string() });
/** More names than this are not typed into a chat. */
const MOST_NAMED = 50;
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
      except: named.default([]),
    }),
    people: ['people', 'except'],
    run: async (args, context) => {
      refuseWithoutEmergencyAccounts(edges.accounts);
      const again = (whom: Whom) => ({ verb: 'mfa.state.bulk-set', arguments: { ...args, whom } });
      const chosen = await chosenBy(edges, { ...args, again }, context.signal);
      if (chosen.kind === 'ask') return { kind: 'answer', card: chosen.card, isPersonal: true };
      const leave = new Set(args.except.map(({ id }) => id));
      const people = chosen.people.filter(({ id }) => !leave.has(id));
      const draft = await draftFor(edges, { people, said: chosen.said, state: args.state }, context);
      return { kind: 'draft', draft };
    },
  });

interface Chooser<Whom> {
  whom?: Whom | undefined;
  people?: readonly PersonRef[] | undefined;
  again(whom: Whom): VerbRequest;
}

async function chosenBy<Whom>(
  edges: BulkSetEdges<Whom>,
  { whom, people = [], again }: Chooser<Whom>,
  signal: AbortSignal,
): Promise<ChosenPeople> {
  if (whom !== undefined) return edges.choose({ whom, again }, signal);
  const once = new Map(people.map((one) => [one.id, one]));
  return { kind: 'people', people: [...once.values()], said: '' };
}

/** One person is looked at live, like in the verb for one; many are previewed from the list of everybody. */
async function draftFor(
  { change }: Pick<BulkSetEdges<unknown>, 'change'>,
  { people, said, state }: { people: readonly PersonRef[]; said: string; state: string },
  asker: Asker,
): Promise<Draft> {
  const wishes = people.map(({ id, displayName }): Wish => ({
    targetId: id,
    targetName: displayName,
    after: { perUserMfaState: state },
  }));
  const [only, ...others] = wishes;
  if (only && others.length === 0) return draftOf(await change.preview(only, asker));
  const preview = await change.previewMany(wishes, asker);
  const who = counted(preview.items.length, 'person', 'people');
  return { work: 'changes', title: `Per-user MFA of ${who}${said === '' ? '' : ` (${said})`} → ${state}`, ...preview };
}
