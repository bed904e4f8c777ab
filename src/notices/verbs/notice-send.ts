import { sql } from 'kysely';
import { z } from 'zod/v4';
import type { Rows } from '../../db/database.ts';
import type { Graph } from '../../entra/graph.ts';
import { groupsMeant, listTransitiveUserMembers, type Group } from '../../entra/groups.ts';
import type { User } from '../../entra/user-shape.ts';
import type { JsonObject } from '../../lib/canonical-json.ts';
import { RefusedError } from '../../lib/refused.ts';
import { counted, listed, listedBriefly, visibleText } from '../../lib/text.ts';
import { instantIn } from '../../lib/time-words.ts';
import type { Draft, DraftRecipient } from '../../verbs/draft.ts';
import { defineVerb, type AnyVerb, type CallContext } from '../../verbs/verb.ts';
import { whichGroup } from '../../verbs/which-group.ts';
import { announcement } from '../announcement.ts';

export interface NoticeSendEdges {
  graph: Graph;
  rows: Rows;
  emergencyAccountIds: ReadonlySet<string>;
  timeZone: string;
  /** Whom people may ask; undefined where nobody was configured. */
  helpContact: string | undefined;
}

const argumentsSchema = z.object({
  group: z.string().trim().min(1).max(256),
  groupId: z.guid().optional(),
  when: z.iso.datetime(),
});

/** `notice.send`: proposes to tell a group, nested members too, when they move to Conditional Access. */
export const noticeSend = (edges: NoticeSendEdges): AnyVerb =>
  defineVerb({
    name: 'notice.send',
    kind: 'propose',
    role: 'operator',
    help: 'tell SG-MFA-Pilot that they move to Conditional Access on Monday 9:00',
    phrases: [
      {
        says: '(tell|inform|notify) [the] [group] {group} [that|about] (they move|they are moving|moving|the move) to (conditional access|ca) [mfa] [on|at] {when}',
      },
      {
        says: '(tell|inform|notify) [everyone in|everybody in|the group|group] {group} [that] they (move|will move|switch|will switch) [on|at] {when}',
      },
      { says: '(send|announce) [the] (notice|move|announcement) to [the] [group] {group} (for|on|at) {when}' },
    ],
    arguments: argumentsSchema,
    run: async (args, context) => {
      const graph = edges.graph.with({ signal: context.signal, isUserInitiated: true });
      const groups = await groupsMeant(graph, args);
      const [group, ...others] = groups;
      if (!group || others.length > 0) {
        const choose = ({ id }: { id: string }) => ({ verb: 'notice.send', arguments: { ...args, groupId: id } });
        return whichGroup(groups, args.group, choose);
      }
      return {
        kind: 'draft',
        draft: await draftFor({ ...edges, graph }, group, { context, movesAt: new Date(args.when) }),
      };
    },
  });

async function draftFor(
  edges: NoticeSendEdges,
  group: Group,
  { context, movesAt }: { context: CallContext; movesAt: Date },
): Promise<Draft> {
  const helpContact = helpContactOf(edges);
  if (movesAt <= context.now)
    throw new RefusedError('invalidInput', 'That time has passed.', 'Name a time in the future.');
  const { enabled, disabled } = await membersOf(edges.graph, group.id);
  const groupName = visibleText(group.displayName ?? group.id);
  if (enabled.length === 0)
    throw new RefusedError(
      'nobodyFound',
      `${groupName} has no member with an enabled account.`,
      'Check the group in Entra.',
    );
  const facts = {
    movesAt,
    senderName: context.actor.displayName,
    helpContact,
    timeZone: edges.timeZone,
  };
  return {
    work: 'notice',
    title: `Tell ${groupName} (${counted(enabled.length, 'person', 'people')}) that they move on ${instantIn(movesAt, edges.timeZone)}`,
    groupName,
    movesAt: movesAt.toISOString(),
    recipients: enabled.map(recipientOf),
    notice: announcement(facts) as unknown as JsonObject,
    evidence: [],
    warnings: [
      ...(await otherTimeWords(edges, groupName, movesAt)),
      ...emergencyWords(enabled, edges.emergencyAccountIds),
      ...leftOutWords(disabled),
    ],
    irreversible: ['a message that was sent cannot be unsent'],
    risks: ['notice'],
  };
}

function helpContactOf({ helpContact }: NoticeSendEdges): string {
  if (helpContact !== undefined) return helpContact;
  throw new RefusedError(
    'invalidInput',
    'A notice must say whom people can ask for help.',
    'Set CROSSOVER_HELP_CONTACT and restart me.',
  );
}

async function membersOf(graph: Graph, groupId: string): Promise<{ enabled: User[]; disabled: User[] }> {
  const everybody: User[] = [];
  for await (const { body } of listTransitiveUserMembers(graph, groupId)) everybody.push(...body);
  const { enabled = [], disabled = [] } = Object.groupBy(everybody, (user) =>
    user.accountEnabled === false ? 'disabled' : 'enabled',
  );
  return { enabled, disabled };
}

/** A group that was told another time, or may be: two dates confuse people. */
async function otherTimeWords(
  { rows, timeZone }: NoticeSendEdges,
  groupName: string,
  movesAt: Date,
): Promise<string[]> {
  const found = await rows
    .selectFrom('proposal')
    .select(['state', sql<string>`plan::jsonb ->> 'movesAt'`.as('movesAt')])
    .where('work', '=', 'notice')
    .where('state', 'in', ['pending', 'approved', 'done'])
    .where(sql<boolean>`plan::jsonb @> ${JSON.stringify({ groupName })}::jsonb`)
    .orderBy('created_at', 'desc')
    .execute();
  const other = found.find((one) => new Date(one.movesAt).getTime() !== movesAt.getTime());
  if (!other) return [];
  const when = instantIn(new Date(other.movesAt), timeZone);
  return other.state === 'pending'
    ? [`Another notice to ${groupName} waits for approval, and names another time: ${when}.`]
    : [`${groupName} was told another time before: ${when}. This message does not take that back.`];
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

const recipientOf = (user: User): DraftRecipient => ({
  personId: user.id,
  name: visibleText(user.displayName ?? user.userPrincipalName ?? user.id),
  address: user.mail,
});
