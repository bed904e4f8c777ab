/** How many requests to one mailbox an app may have open at once. */
export const MOST_OPEN_PER_MAILBOX = 4;

/** Counts what is open for each mailbox. */
export interface MailboxConcurrency {
  /** The most that were ever open at once for one mailbox. */
  peak: number;
  /** False where too many are open already; a true one has to be followed by `leave`. */
  enter(scope: string): boolean;
  leave(scope: string): void;
}

export function createMailboxConcurrency(isEnforced: () => boolean): MailboxConcurrency {
  const open = new Map<string, number>();
  const book: MailboxConcurrency = {
    peak: 0,
    enter: (scope) => {
      const count = (open.get(scope) ?? 0) + 1;
      book.peak = Math.max(book.peak, count);
      if (count > MOST_OPEN_PER_MAILBOX && isEnforced()) return false;
      open.set(scope, count);
      return true;
    },
    leave: (scope) => {
      open.set(scope, (open.get(scope) ?? 1) - 1);
    },
  };
  return book;
}
