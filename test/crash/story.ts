import { PEOPLE } from '../tenant/cast.ts';
import type { Delivery } from '../tenant/teams/speaking.ts';
import type { Message } from '../tenant/teams/messages.ts';
import type { PracticeTenant } from '../tenant/tenant.ts';

/** A killed process starts again and sweeps before it goes on, on a machine that may be crowded. */
const PATIENCE_MILLIS = 90_000;

/** A proposal that somebody was asked to decide on, by the card that asks. */
export interface Asked {
  /** The activity of the approver's card. */
  cardId: string;
  /** A part of the proposal's title that no other proposal of the file has. */
  about: string;
}

/** The people of the story, what they do and what they see; everything is waited for by events. */
export function storyOf(tenant: PracticeTenant) {
  const { teams, log, directory } = tenant;
  const hears = (personId: string, ...parts: string[]) =>
    teams.waitForMessage(personId, saying(parts), { timeoutMillis: PATIENCE_MILLIS });
  const countOf = (personId: string, ...parts: string[]): number =>
    teams.messagesOf(personId).filter((message) => message.isFromBot && saying(parts)(message)).length;
  return {
    hears,
    countOf,
    /** Nora orders it; resolves when both approvers are asked and her own card stands. */
    propose: async (words: string, about: string): Promise<Asked> => {
      await teams.say(PEOPLE.nora, words);
      const card = await hears(PEOPLE.bruno, 'Approval needed', about);
      await hears(PEOPLE.chiara, 'Approval needed', about);
      await hears(PEOPLE.nora, 'Waiting for approval', about);
      return { cardId: card.activityId, about };
    },
    approve: ({ cardId }: Asked) => teams.click(PEOPLE.bruno, cardId, { verb: 'proposal.approve' }),
    /** Waits until the cards of proposer and approvers all say so; gives the proposer's. */
    everyCardShows: async (words: string, { about }: Asked): Promise<string> => {
      await hears(PEOPLE.bruno, words, about);
      await hears(PEOPLE.chiara, words, about);
      return textOf(await hears(PEOPLE.nora, words, about));
    },
    /** How often everybody was told this, in Teams and by mail together. */
    toldOf: (titles: readonly string[]): Map<string, number> =>
      new Map(
        [...directory.users.values()].map(({ id, mail }) => {
          const isTold = ({ subject, to }: { subject: string; to: readonly string[] }): boolean =>
            titles.includes(subject) && mail !== null && to.includes(mail);
          const inTeams = titles.reduce((sum, title) => sum + countOf(id, title), 0);
          return [id, inTeams + directory.sentMails.filter(isTold).length];
        }),
      ),
    /** What was written to somebody's requirements, in the order in which it came. */
    writesTo: (personId: string): unknown[] =>
      log
        .filter(({ method, path }) => method === 'PATCH' && requirementsOf(personId).test(path))
        .map(({ body }) => body),
    stateOf: (personId: string) => directory.users.get(personId)?.perUserMfaState,
  };
}

export type Story = ReturnType<typeof storyOf>;

/** The path of a person's per-user MFA state. */
export const requirementsOf = (personId: string): RegExp => new RegExp(`${personId}/authentication/requirements`);

/** The call that sends a new message to somebody's personal chat. */
export function sendingTo(tenant: PracticeTenant, personId: string): { method: string; path: RegExp } {
  const chatId = tenant.teams.chats.personal(personId)?.id ?? 'no chat';
  return { method: 'POST', path: new RegExp(`/v3/conversations/${encodeURIComponent(chatId)}/activities$`) };
}

/** Approves, and catches the bot at its last look at the person, right before it would write. */
export async function catchBeforeWrite(
  tenant: PracticeTenant,
  { approve, personId }: { approve(): Promise<Delivery>; personId: string },
): Promise<Delivery> {
  const look = { method: 'GET', path: requirementsOf(personId) };
  const lookForDrift = tenant.faults.hold(look); // the click's own
  const click = approve();
  await lookForDrift.reached;
  const lastLook = tenant.faults.hold(look);
  lookForDrift.release();
  const answer = await click;
  await lastLook.reached;
  return answer;
}

/** The plain-text twins of a message's cards, and its text. */
function textOf(message: Message): string {
  const twins = message.cards.map(({ fallbackText }) => (typeof fallbackText === 'string' ? fallbackText : ''));
  return [message.text, ...twins].join('\n');
}

const saying =
  (parts: readonly string[]) =>
  (message: Message): boolean =>
    parts.every((part) => textOf(message).includes(part));
