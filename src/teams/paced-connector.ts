import { TeamsError } from '../cards/messenger.ts';
import type { Pace } from '../quotas/pace.ts';
import type { Connector, Conversation } from './connector.ts';

/** So many different chats refused in a row mean that the app as a whole is too fast, not one chat. */
const CHATS_REFUSED = 2;
/** How long all keep off where Teams did not say. */
const UNTOLD_SECONDS = 2;

/**
 * The Bot Connector within its quota: everything that it is asked takes a place. One chat that is refused waits alone,
 * and whoever writes to it knows for how long; where several are, all replicas keep off.
 */
export function pacedConnector(connector: Connector, pace: Pace): Connector {
  const refused = new Set<string>();
  const paced = async <T>(
    to: Conversation,
    work: () => Promise<T>,
    { isBulk, onLeaving }: { isBulk?: boolean | undefined; onLeaving?: (() => void) | undefined } = {},
  ): Promise<T> => {
    const leave = await pace.take({ isBulk });
    onLeaving?.();
    try {
      const answer = await work();
      refused.clear();
      return answer;
    } catch (cause) {
      if (cause instanceof TeamsError && cause.reason === 'throttled') {
        refused.add(to.id);
        if (refused.size >= CHATS_REFUSED) await pace.refused(cause.retryAfterSeconds ?? UNTOLD_SECONDS);
      }
      throw cause;
    } finally {
      leave.ended();
    }
  };
  return {
    send: (to, activity, options) => paced(to, () => connector.send(to, activity), options),
    update: (to, id, activity) => paced(to, () => connector.update(to, id, activity)),
    remove: (to, id) => paced(to, () => connector.remove(to, id)),
    memberObjectId: (of, id) => paced(of, () => connector.memberObjectId(of, id)),
  };
}
