import { z } from 'zod/v4';
import { visibleText } from '../lib/text.ts';
import type { Mention } from '../chat/grammar.ts';
import { filesIn, type AttachedFile } from './attached-file.ts';
import type { Connector, Conversation } from './connector.ts';

const text = (length: number) => z.string().max(length);
const mentionEntity = z.object({
  type: z.literal('mention'),
  text: text(400).default(''),
  mentioned: z.object({ id: text(400), name: text(400).default('') }),
});

/** An activity as we let it in: what is not understood here goes no further. */
export const inboundActivity = z.looseObject({
  type: text(100).min(1),
  id: text(400).optional(),
  replyToId: text(400).optional(),
  serviceUrl: text(500),
  channelId: z.literal('msteams'),
  from: z.looseObject({ id: text(400), aadObjectId: z.guid().optional(), name: text(400).optional() }),
  recipient: z.looseObject({ id: text(400) }),
  conversation: z.looseObject({
    id: text(1000),
    tenantId: text(100).optional(),
    conversationType: text(40).optional(),
  }),
  text: text(30_000).optional(),
  value: z.unknown().optional(),
  entities: z.array(z.unknown()).max(200).optional(),
  attachments: z.array(z.unknown()).max(200).optional(),
});
export type InboundActivity = z.infer<typeof inboundActivity>;

/** Who wrote, where, and what. */
export interface Turn {
  person: { id: string; displayName: string };
  conversation: Conversation;
  isPersonalChat: boolean;
  activityId: string | undefined;
  /** The message whose button was clicked. */
  replyToId: string | undefined;
  text: string;
  mentions: readonly Mention[];
  /** What was sent with the words. */
  files: readonly AttachedFile[];
}

/** The turn of an authenticated activity; undefined where no person of the tenant is behind it. */
export async function turnOf(
  activity: InboundActivity,
  edges: { connector: Connector; appId: string },
): Promise<Turn | undefined> {
  const { from, conversation, serviceUrl } = activity;
  if (from.aadObjectId === undefined) return undefined;
  const place = { id: conversation.id, serviceUrl };
  const { words, mentions } = await mentionsIn(activity, { ...edges, place });
  return {
    person: { id: from.aadObjectId.toLowerCase(), displayName: visibleText(from.name ?? from.aadObjectId) },
    conversation: place,
    isPersonalChat: conversation.conversationType === 'personal',
    activityId: activity.id,
    replyToId: activity.replyToId,
    text: words,
    mentions,
    files: filesIn(activity.attachments ?? []),
  };
}

/** More people than any order names; what is beyond is read as the plain name. */
const MOST_MENTIONS = 20;

interface Mentioning {
  text: string;
  mentioned: { id: string; name: string };
}

/** Mentions of people become object ids; mentions of the bot, wherever they stand, fall away. */
async function mentionsIn(
  activity: InboundActivity,
  { connector, appId, place }: { connector: Connector; appId: string; place: Conversation },
) {
  const entities = (activity.entities ?? []).map((entity) => mentionEntity.safeParse(entity).data);
  const all = entities.filter((entity) => entity !== undefined && entity.text !== '') as Mentioning[];
  const isBot = ({ mentioned }: Mentioning) => mentioned.id === `28:${appId}` || mentioned.id === activity.recipient.id;
  const people = all.filter((one) => !isBot(one));
  const looked = await Promise.all(
    people.map(async (one, at) => {
      // Without an answer from Teams the name is still there to be looked up as words.
      const read = at < MOST_MENTIONS ? connector.memberObjectId(place, one.mentioned.id) : Promise.resolve(undefined);
      return { ...one, person: await read.catch(() => undefined) };
    }),
  );
  let words = activity.text ?? '';
  for (const { text: shown } of all.filter(isBot)) words = words.replaceAll(shown, ' ');
  const mentions: Mention[] = [];
  for (const { text: shown, person } of looked) {
    if (person) mentions.push({ text: shown, person });
    else words = words.replace(shown, () => shown.replace(/^<at>|<\/at>$/g, ''));
  }
  return { words, mentions };
}
