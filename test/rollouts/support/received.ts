import type { PracticeTenant } from '../../tenant/tenant.ts';

interface CardMessage {
  attachments?: { content?: { body?: unknown } }[];
}

/**
 * What somebody was told more than once in the same words, by Teams and mail together. Reads what people have in their
 * chats and mailboxes, which is what the tenant took, whatever it answered.
 */
export function toldTwice({ teams, directory }: PracticeTenant, personIds: readonly string[]): string[] {
  const mails = new Map<string, string[]>();
  for (const { to, subject, content } of directory.sentMails)
    for (const address of to) mails.set(address, [...(mails.get(address) ?? []), `${subject} ${content}`]);
  return personIds.flatMap((id) => {
    const messages = teams.chats.personal(id)?.messages ?? [];
    const read = [...messages.map(({ activity }) => wordsOf(activity as CardMessage)), ...mailsOf(id)];
    return read.filter((words, at) => read.indexOf(words) < at).map((words) => `${id} was told twice: ${words}`);
  });

  function mailsOf(id: string): string[] {
    return mails.get(directory.users.get(id)?.mail ?? '') ?? [];
  }
}

/** Without its buttons, which know the message that they stand under. */
const wordsOf = ({ attachments = [] }: CardMessage): string =>
  JSON.stringify(attachments.map(({ content }) => content?.body));
