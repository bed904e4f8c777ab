import { recordOf, recordsOf, textOf, type Json } from './json.ts';

export const adaptiveCardType = 'application/vnd.microsoft.card.adaptive';
export const fileConsentType = 'application/vnd.microsoft.teams.card.file.consent';
export const fileInfoType = 'application/vnd.microsoft.teams.card.file.info';
export const fileDownloadType = 'application/vnd.microsoft.teams.file.download.info';

/** A line under a message that one person sees: what a click answered. */
export interface Banner {
  kind: 'note' | 'failure';
  text: string;
}

/** One message of a chat, with everything that only some of its readers see. */
export interface StoredMessage {
  readonly activityId: string;
  readonly chatId: string;
  /** The post that a channel message belongs to; its own id for the post itself. */
  readonly threadId: string | undefined;
  /** Who wrote it; undefined for the bot. */
  readonly authorUserId: string | undefined;
  readonly at: Date;
  editedAt: Date | undefined;
  isDeleted: boolean;
  /** The activity as it was sent, or last updated. */
  activity: Json;
  /** Cards that invokes answered, each for one viewer; an update by the bot clears them. */
  readonly views: Map<string, Json>;
  readonly banners: Map<string, Banner>;
  /** Viewers whose automatic refresh has run since the last update. */
  readonly refreshedFor: Set<string>;
  /** Why the bot did not get it. */
  problem: string | undefined;
}

/** A message as one person sees it. */
export interface Message {
  activityId: string;
  chatId: string;
  threadId: string | undefined;
  isFromBot: boolean;
  authorUserId: string | undefined;
  at: Date;
  editedAt: Date | undefined;
  text: string;
  /** Adaptive Cards, with this viewer's own view in place of the common one. */
  cards: Json[];
  /** What the buttons under the message say when clicked. */
  suggestions: string[];
  banner: Banner | undefined;
  problem: string | undefined;
  activity: Json;
}

/** What a viewer sees of a message. */
export function seenBy(message: StoredMessage, viewerUserId: string): Message {
  const view = message.views.get(viewerUserId);
  return {
    activityId: message.activityId,
    chatId: message.chatId,
    threadId: message.threadId,
    isFromBot: message.authorUserId === undefined,
    authorUserId: message.authorUserId,
    at: message.at,
    editedAt: message.editedAt,
    text: textOf(message.activity['text']) ?? '',
    cards: view === undefined ? cardsOf(message.activity) : [view],
    suggestions: suggestionsOf(message.activity),
    banner: message.banners.get(viewerUserId),
    problem: message.problem,
    activity: message.activity,
  };
}

/** The Adaptive Cards that an activity carries. */
export function cardsOf(activity: Json): Json[] {
  return recordsOf(activity['attachments'])
    .filter((attachment) => attachment['contentType'] === adaptiveCardType)
    .map((attachment) => recordOf(attachment['content']));
}

/** The file that an activity offers, where it offers one: its name, and what the bot wants to hear back. */
export function offeredFileOf(activity: Json): { name: string; description: string; content: Json } | undefined {
  const offer = recordsOf(activity['attachments']).find((one) => one['contentType'] === fileConsentType);
  if (offer === undefined) return undefined;
  const content = recordOf(offer['content']);
  return { name: textOf(offer['name']) ?? '', description: textOf(content['description']) ?? '', content };
}

/** The file that an activity hands over, by its name. */
export function givenFileOf(activity: Json): string | undefined {
  const given = recordsOf(activity['attachments']).find((one) => one['contentType'] === fileInfoType);
  return given && textOf(given['name']);
}

/** The files that a person attached, by their names. */
export const attachedFilesOf = (activity: Json): string[] =>
  recordsOf(activity['attachments'])
    .filter((attachment) => attachment['contentType'] === fileDownloadType)
    .map((attachment) => textOf(attachment['name']) ?? 'a file');

/** The sentences that an activity suggests. */
export function suggestionsOf(activity: Json): string[] {
  return recordsOf(recordOf(activity['suggestedActions'])['actions'])
    .map((action) => textOf(action['value']) ?? textOf(action['title']) ?? '')
    .filter((text) => text !== '');
}

/** Whether a bot's message shows anything at all. */
export function isEmpty(activity: Json): boolean {
  return (textOf(activity['text']) ?? '').trim() === '' && recordsOf(activity['attachments']).length === 0;
}

/** The mention entities of an activity: the markup in its text and the name it stands for. */
export function mentionsOf(entities: unknown): { text: string; name: string }[] {
  return recordsOf(entities)
    .filter((entity) => entity['type'] === 'mention')
    .map((entity) => {
      const text = textOf(entity['text']) ?? '';
      return { text, name: textOf(recordOf(entity['mentioned'])['name']) ?? text };
    })
    .filter(({ text }) => text !== '');
}
