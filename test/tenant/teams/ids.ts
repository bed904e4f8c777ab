import { createHash } from 'node:crypto';
import type { TenantClock } from '../contract.ts';

const teamsIdPrefix = '29:1';

/** The Teams id of a person: opaque to a bot, and always the same for one object id. */
export function teamsIdOf(userId: string): string {
  const bytes = Buffer.from(userId.replaceAll('-', ''), 'hex').reverse();
  return teamsIdPrefix + bytes.toString('base64url');
}

/** The object id behind a Teams id; an object id comes back as it is, lower-cased. */
export function userIdOf(memberId: string): string {
  if (!memberId.startsWith(teamsIdPrefix)) return memberId.toLowerCase();
  const hex = Buffer.from(memberId.slice(teamsIdPrefix.length), 'base64url').reverse().toString('hex');
  return hex.replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, '$1-$2-$3-$4-$5');
}

/** The Teams id of a bot. */
export function botIdOf(appId: string): string {
  return `28:${appId}`;
}

/** The id of the one personal chat between a person and the bot. */
export function personalChatIdOf(appId: string, userId: string): string {
  return `a:1${digest(`${appId}/${userId}`)}`;
}

/** The id of a group chat, team or channel, fixed by its name. */
export function threadIdOf(name: string): string {
  return `19:${digest(name)}@thread.tacv2`;
}

/** The installation of the app for a person, spelled as Graph spells it. */
export function installationIdOf(appId: string, userId: string): string {
  return Buffer.from(`${userId}##${appId}`).toString('base64');
}

/** Splits `{chatId};messageid={threadId}`, which is how Teams names a thread of a channel. */
export function splitConversationId(conversationId: string): {
  chatId: string;
  threadId: string | undefined;
} {
  const [chatId = '', threadId] = conversationId.split(';messageid=');
  return { chatId, threadId };
}

/** Activity ids as Teams makes them: the tenant's milliseconds, each larger than the one before. */
export function createActivityIds(clock: TenantClock): () => string {
  let last = 0;
  return () => {
    last = Math.max(last + 1, clock.now().getTime());
    return String(last);
  };
}

function digest(text: string): string {
  return createHash('sha256').update(text).digest('base64url').replaceAll(/[-_]/g, 'x').slice(0, 32);
}
