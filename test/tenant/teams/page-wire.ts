import type { Directory, LoggedRequest, TenantUser } from '../contract.ts';
import type { Chat, Chats } from './chats.ts';
import { recordsOf, textOf, type Json } from './json.ts';
import {
  adaptiveCardType,
  attachedFilesOf,
  cardsOf,
  fileConsentType,
  fileDownloadType,
  fileInfoType,
  givenFileOf,
  mentionsOf,
  offeredFileOf,
  suggestionsOf,
  type StoredMessage,
} from './messages.ts';

/** A message as the page gets it: with everybody's views, since the page shows everybody. */
export function messageOnWire(message: StoredMessage, directory: Directory): Json {
  const { activity, authorUserId } = message;
  const author = authorUserId === undefined ? undefined : directory.users.get(authorUserId);
  return {
    activityId: message.activityId,
    chatId: message.chatId,
    authorUserId: authorUserId ?? null,
    authorName: author?.displayName ?? 'Crossover',
    at: message.at.toISOString(),
    editedAt: message.editedAt?.toISOString() ?? null,
    isDeleted: message.isDeleted,
    isReply: message.threadId !== undefined && message.threadId !== message.activityId,
    text: textOf(activity['text']) ?? '',
    textFormat: textOf(activity['textFormat']) ?? 'markdown',
    mentions: mentionsOf(activity['entities']),
    cards: cardsOf(activity),
    otherAttachments: recordsOf(activity['attachments'])
      .map((attachment) => textOf(attachment['contentType']) ?? 'unknown')
      .filter(
        (contentType) => ![adaptiveCardType, fileConsentType, fileInfoType, fileDownloadType].includes(contentType),
      ),
    fileOffer: fileOfferOnWire(activity),
    givenFile: givenFileOf(activity) ?? null,
    attachedFiles: attachedFilesOf(activity),
    suggestions: suggestionsOf(activity),
    isAiGenerated: recordsOf(activity['entities']).some((entity) =>
      JSON.stringify(entity['additionalType'] ?? '').includes('AIGeneratedContent'),
    ),
    views: Object.fromEntries(message.views),
    banners: Object.fromEntries(message.banners),
    problem: message.problem ?? null,
  };
}

function fileOfferOnWire(activity: Json): Json | null {
  const offer = offeredFileOf(activity);
  return offer === undefined ? null : { name: offer.name, description: offer.description };
}

/** A chat with all its messages. */
export function chatOnWire(chat: Chat, directory: Directory): Json {
  return {
    chatId: chat.id,
    kind: chat.kind,
    title: chat.title,
    hasBot: chat.hasBot,
    members: [...chat.memberUserIds].flatMap((userId) => {
      const user = directory.users.get(userId);
      return user === undefined ? [] : [personOnWire(user)];
    }),
    messages: chat.messages.filter((message) => !message.isDeleted).map((message) => messageOnWire(message, directory)),
  };
}

/** A person as the page names them. */
export function personOnWire(user: TenantUser): Json {
  return {
    userId: user.id,
    displayName: user.displayName,
    userPrincipalName: user.userPrincipalName,
    line: [user.jobTitle, user.department].filter((part) => part !== null).join(', '),
  };
}

/** A person with every chat of theirs, and why there is none with the bot where that is so. */
export function chatsOnWire(user: TenantUser, chats: Chats, directory: Directory): Json {
  const personal = chats.personal(user.id);
  return {
    person: personOnWire(user),
    absence: personal?.hasBot === true ? null : absenceOf(user),
    chats: chats.of(user.id).map((chat) => chatOnWire(chat, directory)),
  };
}

/** Why the app cannot be added for a person; an empty text where it can. */
export function hindranceOf(user: TenantUser): string {
  if (!user.teams.isLicensed) return 'This person has no Teams licence.';
  if (user.teams.isBlockedByPolicy) return 'A Teams app policy blocks the app for this person.';
  return '';
}

function absenceOf(user: TenantUser): Json {
  const hindrance = hindranceOf(user);
  return { text: hindrance || 'The app is not installed for this person yet.', mayInstall: hindrance === '' };
}

/** What the tenant's drawer shows: the newest writes and mails first. */
export function tenantOnWire(directory: Directory, writes: LoggedRequest[]): Json {
  return {
    writes: writes
      .slice(-40)
      .reverse()
      .map((write) => writeOnWire(write, directory)),
    mails: directory.sentMails
      .slice(-40)
      .reverse()
      .map((mail) => ({
        at: mail.at.toISOString(),
        to: mail.to,
        subject: mail.subject,
        preview: previewOf(mail.content, mail.contentType),
      })),
  };
}

function writeOnWire(write: LoggedRequest, directory: Directory): Json {
  const ids = write.path.match(/[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}/gi) ?? [];
  const named = ids.map(
    (id) =>
      directory.users.get(id)?.displayName ??
      directory.groups.get(id)?.displayName ??
      textOf(directory.policies.get(id)?.['displayName']),
  );
  return {
    at: write.at.toISOString(),
    method: write.method,
    path: write.path,
    about: named.filter((name) => name !== undefined).join(', '),
    status: write.status,
    body: write.body === undefined || write.body === null ? '' : JSON.stringify(write.body).slice(0, 400),
  };
}

const PREVIEW = 240;

function previewOf(content: string, contentType: string): string {
  const text =
    contentType.toLowerCase() === 'html' ? content.replaceAll(/<style[^]*?<\/style>|<[^>]*>/gi, ' ') : content;
  const line = text.replaceAll(/\s+/g, ' ').trim();
  return line.length <= PREVIEW ? line : `${line.slice(0, PREVIEW).replace(/\s+\S*$/, '')} …`;
}
