import { z } from 'zod/v4';
import type { Graph } from '../../entra/graph.ts';
import { groupsMeant, listTransitiveUserMembers, type Group } from '../../entra/groups.ts';
import type { User } from '../../entra/user-shape.ts';
import { RefusedError } from '../../lib/refused.ts';
import { counted, listed, listedBriefly, visibleText } from '../../lib/text.ts';
import { momentIn } from '../../lib/time-words.ts';
import type { Draft } from '../../verbs/draft.ts';
import { defineVerb, type AnyVerb, type CallContext, type Phrase } from '../../verbs/verb.ts';
import { whichGroup } from '../../verbs/which-group.ts';
import { draftNotice, type DraftEdges } from '../draft-notice.ts';
import { draftResend, findNotice } from '../draft-resend.ts';
import { readyAmong } from '../recipients.ts';
import { noticeNames, type NoticeName } from '../texts.ts';

export interface NoticeSendEdges extends DraftEdges {
  graph: Graph;
  emergencyAccountIds: ReadonlySet<string>;
}

const argumentsSchema = z.object({
  group: z.string().trim().min(1).max(256).optional(),
  groupId: z.guid().optional(),
  when: z.iso.datetime().optional(),
  /** Which notice (Default: that they move, `today` on the day itself). */
  notice: z.enum(noticeNames).optional(),
  /** Only those of the group who are not ready. */
  audience: z.literal('notReady').optional(),
  /** The last notice once more, to those whom it did not reach. */
  resend: z.enum(['failed', 'unconfirmed', 'unanswered']).optional(),
  noticeId: z.guid().optional(),
});
type SendArguments = z.infer<typeof argumentsSchema>;

const phrases: readonly Phrase[] = [
  {
    says: '(tell|inform|notify) [the] [group] {group} [that|about] (they move|they are moving|moving|the move) to (conditional access|ca) [mfa] [on|at] {when}',
  },
  {
    says: '(tell|inform|notify) [everyone in|everybody in|the group|group] {group} [that] they (move|will move|switch|will switch) [on|at] {when}',
  },
  { says: '(send|announce) [the] (notice|move|announcement) to [the] [group] {group} (for|on|at) {when}' },
  {
    says: '(tell|ask|remind) [everyone in|everybody in|the group|group] {group} to register [a method|their methods|for mfa] (before|by|until) {when}',
    with: { notice: 'registerNow' },
  },
  {
    says: 'remind [everyone|everybody|those|the people] (in|of) [the] [group] {group} who (still has|still have|has|have) to register (before|by|until) {when}',
    with: { notice: 'registerNow', audience: 'notReady' },
  },
  {
    says: '(tell|inform|notify) [the] [group] {group} [that] they (have moved|were moved|are done)',
    with: { notice: 'done' },
  },
  {
    says: '(tell|inform|notify) [the] [group] {group} [that] the move (is|was) (postponed|moved) (to|until) {when}',
    with: { notice: 'postponed' },
  },
  {
    says: '(tell|inform|notify) [the] [group] {group} [that] the move (is|was) postponed',
    with: { notice: 'postponed' },
  },
  {
    says: '(tell|inform|notify) [the] [group] {group} [that] the move (is|was) taken back',
    with: { notice: 'takenBack' },
  },
  {
    says: '(resend|repeat) the notice to [the] [group] {group} (to|for) (those|everybody|everyone|the people) (who|whom|that) [it] (failed|was not delivered)',
    with: { resend: 'failed' },
  },
  {
    says: '(resend|repeat) the notice to [the] [group] {group} (to|for) (those|everybody|everyone|the people) (who|that) (are|is) unconfirmed',
    with: { resend: 'unconfirmed' },
  },
];

/** `notice.send`: proposes to tell a group, nested members too, what happens to them, or to tell those again whom it did not reach. */
export const noticeSend = (edges: NoticeSendEdges): AnyVerb =>
  defineVerb({
    name: 'notice.send',
    kind: 'propose',
    role: 'operator',
    help: 'tell SG-MFA-Pilot that they move to Conditional Access on Monday 9:00',
    phrases,
    arguments: argumentsSchema,
    run: async (args, context) => {
      if (args.resend) return { kind: 'draft', draft: await resendOf(edges, args, context) };
      const graph = edges.graph.with({ signal: context.signal, isUserInitiated: true });
      const words = args.group ?? args.groupId;
      if (words === undefined) throw new RefusedError('invalidInput', 'Whom shall I tell?', 'Name a group.');
      const groups = await groupsMeant(graph, { ...args, group: words });
      const [group, ...others] = groups;
      if (!group || others.length > 0) {
        const choose = ({ id }: { id: string }) => ({ verb: 'notice.send', arguments: { ...args, groupId: id } });
        return whichGroup(groups, words, choose);
      }
      return { kind: 'draft', draft: await draftFor({ ...edges, graph }, group, { context, args }) };
    },
  });

async function resendOf(edges: NoticeSendEdges, args: SendArguments, context: CallContext): Promise<Draft> {
  const notice = await findNotice(edges.rows, args);
  if (notice) return draftResend(edges, { notice, to: args.resend ?? 'failed', now: context.now });
  throw new RefusedError(
    'nobodyFound',
    'I know of no such notice.',
    'Say the name of the group as it stands in Entra.',
  );
}

async function draftFor(
  edges: NoticeSendEdges,
  group: Group,
  { context, args }: { context: CallContext; args: SendArguments },
): Promise<Draft> {
  const { enabled, disabled } = await membersOf(edges.graph, group.id);
  const groupName = visibleText(group.displayName ?? group.id);
  if (enabled.length === 0)
    throw new RefusedError(
      'nobodyFound',
      `${groupName} has no member with an enabled account.`,
      'Check the group in Entra.',
    );
  const meant = args.audience === 'notReady' ? await notReady(edges, enabled, groupName) : enabled;
  const movesAt = args.when === undefined ? null : new Date(args.when);
  return draftNotice(edges, {
    name: args.notice ?? nameFor(movesAt, context.now, edges.timeZone),
    movesAt,
    senderName: context.actor.displayName,
    groupName,
    recipients: meant.map(recipientOf),
    now: context.now,
    warnings: [
      ...emergencyWords(meant, edges.emergencyAccountIds),
      ...leftOutWords(disabled),
      ...(meant.length < enabled.length
        ? [`${counted(enabled.length - meant.length, 'person', 'people')} of the group are ready, and left out.`]
        : []),
    ],
  });
}

/** On the day itself people read what happens today. */
const nameFor = (movesAt: Date | null, now: Date, timeZone: string): NoticeName => {
  const dayOf = (at: Date): string => momentIn(at, timeZone).slice(0, -'00:00'.length);
  return movesAt !== null && dayOf(movesAt) === dayOf(now) ? 'today' : 'movingSoon';
};

async function notReady(edges: NoticeSendEdges, members: readonly User[], groupName: string): Promise<readonly User[]> {
  const ready = await readyAmong(
    edges.rows,
    members.map(({ id }) => id),
  );
  const others = members.filter(({ id }) => !ready.has(id));
  if (others.length > 0) return others;
  throw new RefusedError('nobodyFound', `Everybody in ${groupName} is ready.`, 'There is nobody to remind.');
}

async function membersOf(graph: Graph, groupId: string): Promise<{ enabled: User[]; disabled: User[] }> {
  const everybody: User[] = [];
  for await (const { body } of listTransitiveUserMembers(graph, groupId)) everybody.push(...body);
  const { enabled = [], disabled = [] } = Object.groupBy(everybody, (user) =>
    user.accountEnabled === false ? 'disabled' : 'enabled',
  );
  return { enabled, disabled };
}

function emergencyWords(members: readonly User[], emergencyAccountIds: ReadonlySet<string>): string[] {
  const emergency = members.filter((user) => emergencyAccountIds.has(user.id.toLowerCase()));
  if (emergency.length === 0) return [];
  const names = listedBriefly(
    emergency.map((user) => recipientOf(user).name),
    NAMED,
  );
  return [`Emergency access accounts are among them, and never move: ${names}. Take them out of the group.`];
}

const NAMED = 5;

function leftOutWords(disabled: readonly User[]): string[] {
  if (disabled.length === 0) return [];
  const others = disabled.length > NAMED ? [`${disabled.length - NAMED} more`] : [];
  const names = listed([...disabled.slice(0, NAMED).map((user) => recipientOf(user).name), ...others]);
  return [`${counted(disabled.length, 'disabled account is', 'disabled accounts are')} left out: ${names}.`];
}

const recipientOf = (user: User) => ({
  personId: user.id,
  name: visibleText(user.displayName ?? user.userPrincipalName ?? user.id),
  address: user.mail,
  language: user.preferredLanguage,
});
