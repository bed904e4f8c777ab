import type { Directory } from '../contract.ts';
import type { Chat, Chats } from './chats.ts';
import { chatOf, ConnectorRefusal, type ConnectorCall, type Reply } from './connector-reply.ts';
import { teamsIdOf, userIdOf } from './ids.ts';
import type { Json } from './json.ts';

/** The team whose channel the bot is in. */
export interface Team {
  id: string;
  name: string;
  aadGroupId: string;
}

/** Who is in a conversation, and what a team is made of. */
export class ConnectorRoster {
  readonly #directory: Directory;
  readonly #chats: Chats;
  readonly #team: Team;

  constructor(parts: { directory: Directory; chats: Chats; team: Team }) {
    this.#directory = parts.directory;
    this.#chats = parts.chats;
    this.#team = parts.team;
  }

  /** `GET …/members`. */
  members(call: ConnectorCall): Reply {
    return { status: 200, body: this.#accounts(this.#place(call)) };
  }

  /** `GET …/pagedmembers?pageSize=&continuationToken=`. */
  pagedMembers(call: ConnectorCall): Reply {
    const accounts = this.#accounts(this.#place(call));
    const pageSize = Math.min(Number(call.query.get('pageSize') ?? 500) || 500, 500);
    const start = Number(call.query.get('continuationToken') ?? 0) || 0;
    const end = start + pageSize;
    const continuationToken = end < accounts.length ? { continuationToken: String(end) } : {};
    return { status: 200, body: { members: accounts.slice(start, end), ...continuationToken } };
  }

  /** `GET …/members/{memberId}`, by Teams id, object id or user principal name. */
  member(call: ConnectorCall): Reply {
    const asked = call.at['memberId'] ?? '';
    const chat = this.#place(call);
    const account = this.#accounts(chat).find(
      (candidate) => candidate['aadObjectId'] === userIdOf(asked) || candidate['userPrincipalName'] === asked,
    );
    if (account !== undefined) return { status: 200, body: account };
    throw new ConnectorRefusal(404, 'MemberNotFoundInConversation', 'Member not found in conversation.');
  }

  /** `GET /v3/teams/{id}`. */
  team(call: ConnectorCall): Reply {
    const channels = this.#channels(call);
    const memberCount = new Set(channels.flatMap((channel) => [...channel.memberUserIds])).size;
    const { tenantId } = this.#directory;
    return {
      status: 200,
      body: { ...this.#team, type: 'standard', tenantId, channelCount: channels.length, memberCount },
    };
  }

  /** `GET /v3/teams/{id}/conversations`: the General channel has the team's id and no name. */
  channels(call: ConnectorCall): Reply {
    const conversations = this.#channels(call).map(({ id, title }) =>
      id === this.#team.id ? { id } : { id, name: title, type: 'standard' },
    );
    return { status: 200, body: { conversations } };
  }

  #channels(call: ConnectorCall): Chat[] {
    if (call.at['teamId'] !== this.#team.id) {
      throw new ConnectorRefusal(404, 'TeamNotFound', 'Team not found.');
    }
    return this.#chats.rooms().filter((chat) => chat.teamId === this.#team.id);
  }

  #place(call: ConnectorCall): Chat {
    const { chat } = chatOf(this.#chats, call);
    if (chat.hasBot) return chat;
    throw new ConnectorRefusal(403, 'BotNotInConversationRoster', 'The bot is not part of the conversation.');
  }

  #accounts(chat: Chat): Json[] {
    return [...chat.memberUserIds].map((userId) => {
      const user = this.#directory.users.get(userId);
      return {
        id: teamsIdOf(userId),
        aadObjectId: userId,
        objectId: userId,
        name: user?.displayName,
        givenName: user?.givenName,
        surname: user?.surname,
        email: user?.mail,
        userPrincipalName: user?.userPrincipalName,
        tenantId: this.#directory.tenantId,
        userRole: user?.userType === 'Guest' ? 'guest' : 'user',
      };
    });
  }
}
