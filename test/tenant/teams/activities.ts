import { DateTime } from 'luxon';
import type { TeamsParts } from '../contract.ts';
import type { Chat, Chats } from './chats.ts';
import { botIdOf, teamsIdOf } from './ids.ts';
import type { Json } from './json.ts';

/** The name that people mention the bot by. */
export const botName = 'Crossover';

/** Where and how a person writes. */
export interface Writing {
  chat: Chat;
  userId: string;
  threadId?: string | undefined;
  /** (Default: the person's preferred language, else en-US) */
  locale?: string | undefined;
  /** An IANA zone. (Default: UTC) */
  timezone?: string | undefined;
}

/** Writes activities in the shape in which Teams sends them to a bot. */
export class ActivityWriter {
  readonly #parts: TeamsParts;
  readonly #chats: Chats;

  constructor(parts: TeamsParts, chats: Chats) {
    this.#parts = parts;
    this.#chats = chats;
  }

  /** What every activity has; `type` and what belongs to it come on top. */
  envelope(writing: Writing): Json {
    const { chat, userId } = writing;
    const user = this.#parts.directory.users.get(userId);
    const now = this.#parts.clock.now();
    const timezone = writing.timezone ?? 'UTC';
    return {
      id: this.#chats.nextActivityId(),
      timestamp: now.toISOString(),
      localTimestamp: DateTime.fromJSDate(now, { zone: timezone }).toISO(),
      localTimezone: timezone,
      serviceUrl: `${this.#parts.connectorOrigin}/`,
      channelId: 'msteams',
      from: { id: teamsIdOf(userId), name: user?.displayName ?? '', aadObjectId: userId },
      recipient: this.#bot(),
      conversation: this.#conversation(chat, writing.threadId),
      channelData: this.#channelData(chat),
      locale: writing.locale ?? user?.preferredLanguage ?? 'en-US',
    };
  }

  /** A sentence, with Teams' own entities and its HTML twin. */
  message(writing: Writing, said: { text: string; mentions: Json[]; files?: Json[] }): Json {
    const envelope = this.envelope(writing);
    return {
      ...envelope,
      type: 'message',
      text: said.text,
      textFormat: 'plain',
      attachments: [...(said.files ?? []), { contentType: 'text/html', content: `<p>${htmlOf(said.text)}</p>` }],
      entities: [...said.mentions, this.#client(envelope)],
    };
  }

  /** The click on an Action.Submit: a message without words. */
  submit(writing: Writing, sent: { value: unknown; replyToId: string; text?: string }): Json {
    const envelope = this.envelope(writing);
    return {
      ...envelope,
      type: 'message',
      ...(sent.text === undefined ? {} : { text: sent.text, textFormat: 'plain' }),
      value: sent.value,
      replyToId: sent.replyToId,
      entities: [this.#client(envelope)],
    };
  }

  /** The click on an Action.Execute, or the automatic refresh of a card. */
  invoke(writing: Writing, sent: { action: Json; trigger: string; replyToId: string }): Json {
    const envelope = this.envelope(writing);
    return {
      ...envelope,
      type: 'invoke',
      name: 'adaptiveCard/action',
      value: { action: sent.action, trigger: sent.trigger },
      replyToId: sent.replyToId,
      channelData: { ...this.#channelData(writing.chat), source: { name: 'message' } },
      entities: [this.#client(envelope)],
    };
  }

  /** The answer to a file that a bot offers. */
  fileConsent(writing: Writing, sent: { value: Json; replyToId: string }): Json {
    return {
      ...this.envelope(writing),
      type: 'invoke',
      name: 'fileConsent/invoke',
      value: { type: 'fileUpload', ...sent.value },
      replyToId: sent.replyToId,
    };
  }

  /** The two activities that tell a bot that it was installed for a person. */
  installed(writing: Writing): [Json, Json] {
    return [
      { ...this.envelope(writing), type: 'conversationUpdate', membersAdded: [{ id: this.#bot().id }] },
      { ...this.envelope(writing), type: 'installationUpdate', action: 'add' },
    ];
  }

  /** The activity that tells a bot that it was removed. */
  uninstalled(writing: Writing): Json {
    return { ...this.envelope(writing), type: 'installationUpdate', action: 'remove' };
  }

  /** Mentions of the bot and of members: every `@Name` in a text, as Teams' entities and markup. */
  mentions(chat: Chat, text: string): { text: string; mentions: Json[]; isBotMentioned: boolean } {
    const people = [...chat.memberUserIds].map((userId) => ({
      id: teamsIdOf(userId),
      name: this.#parts.directory.users.get(userId)?.displayName ?? '',
    }));
    const mentions: Json[] = [];
    let marked = text;
    for (const mentioned of [this.#bot(), ...people]) {
      if (mentioned.name === '' || !marked.includes(`@${mentioned.name}`)) continue;
      const markup = `<at>${mentioned.name}</at>`;
      marked = marked.replaceAll(`@${mentioned.name}`, () => markup);
      mentions.push({ type: 'mention', text: markup, mentioned });
    }
    const isBotMentioned = marked.includes(`<at>${botName}</at>`);
    return { text: marked, mentions, isBotMentioned };
  }

  #bot(): { id: string; name: string } {
    return { id: botIdOf(this.#parts.bot.appId), name: botName };
  }

  #conversation(chat: Chat, threadId: string | undefined): Json {
    const { tenantId } = this.#parts.directory;
    if (chat.kind === 'personal') return { conversationType: 'personal', tenantId, id: chat.id };
    const id = chat.kind === 'channel' && threadId !== undefined ? `${chat.id};messageid=${threadId}` : chat.id;
    return { isGroup: true, conversationType: chat.kind, tenantId, id };
  }

  #channelData(chat: Chat): Json {
    const tenant = { id: this.#parts.directory.tenantId };
    if (chat.kind !== 'channel') return { tenant };
    return {
      teamsChannelId: chat.id,
      teamsTeamId: chat.teamId,
      channel: { id: chat.id },
      team: { id: chat.teamId },
      tenant,
    };
  }

  #client(envelope: Json): Json {
    const { locale, localTimezone } = envelope;
    return { type: 'clientInfo', locale, country: 'US', platform: 'Web', timezone: localTimezone };
  }
}

function htmlOf(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');
}
