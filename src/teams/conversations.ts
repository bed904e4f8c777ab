import { now, type Rows } from '../db/database.ts';
import type { Conversation } from './connector.ts';

/** The personal chats that we know: without one, nobody can be told anything in Teams. */
export interface Conversations {
  find(personId: string): Promise<Conversation | undefined>;
  remember(personId: string, conversation: Conversation): Promise<void>;
  forget(personId: string): Promise<void>;
  /** The service address that Teams last called from: new chats of this tenant are reached at the same. */
  lastServiceUrl(): Promise<string | undefined>;
}

/** Personal chats, kept in the database: they survive restarts and are shared by all replicas. */
export const conversationsIn = (rows: Rows): Conversations => ({
  find: async (personId) => {
    const row = await rows.selectFrom('conversation').selectAll().where('user_id', '=', personId).executeTakeFirst();
    return row && { id: row.conversation_id, serviceUrl: row.service_url };
  },
  remember: async (personId, conversation) => {
    await remembering(rows, personId, conversation).execute();
  },
  forget: async (personId) => {
    await rows.deleteFrom('conversation').where('user_id', '=', personId).execute();
  },
  lastServiceUrl: async () => {
    const row = await rows
      .selectFrom('conversation')
      .select('service_url')
      .orderBy('updated_at', 'desc')
      .limit(1)
      .executeTakeFirst();
    return row?.service_url;
  },
});

/** The statement that keeps somebody's personal chat; it writes only what is new. */
export const remembering = (rows: Pick<Rows, 'insertInto'>, personId: string, { id, serviceUrl }: Conversation) =>
  rows
    .insertInto('conversation')
    .values({ user_id: personId, conversation_id: id, service_url: serviceUrl, updated_at: now })
    .onConflict((conflict) =>
      conflict
        .column('user_id')
        .doUpdateSet({ conversation_id: id, service_url: serviceUrl, updated_at: now })
        .where((eb) =>
          eb.or([eb('conversation.conversation_id', '<>', id), eb('conversation.service_url', '<>', serviceUrl)]),
        ),
    );

/** The same, with channels under names of their own: whatever is planned for people can go there too. */
export const withChannels = (
  conversations: Conversations,
  channelIds: Readonly<Record<string, string | undefined>>,
): Conversations => ({
  ...conversations,
  find: async (personId) => {
    if (!Object.hasOwn(channelIds, personId)) return conversations.find(personId);
    const [id, serviceUrl] = [channelIds[personId], await conversations.lastServiceUrl()];
    return id === undefined || serviceUrl === undefined ? undefined : { id, serviceUrl };
  },
});
