/** As many as one statement takes at a time. */
const MOST = 200;

interface Waiting<One, Said> {
  one: One;
  resolve(said: Said): void;
  reject(cause: unknown): void;
}

/**
 * Writes in batches what is asked for one by one: while one batch is written, the next gathers. Nobody waits for a
 * timer, and whoever asks is answered only once theirs is committed.
 */
export function gathered<One, Said>(
  write: (all: readonly One[]) => Promise<readonly Said[]>,
): (one: One) => Promise<Said> {
  const waiting: Waiting<One, Said>[] = [];
  let isWriting = false;
  const writeAll = async (): Promise<void> => {
    if (isWriting) return;
    isWriting = true;
    await Promise.resolve(); // whoever asks in the same moment comes along
    for (let batch = waiting.splice(0, MOST); batch.length > 0; batch = waiting.splice(0, MOST)) {
      try {
        const said = await write(batch.map(({ one }) => one));
        for (const [at, { resolve }] of batch.entries()) resolve(said[at] as Said);
      } catch (cause) {
        for (const { reject } of batch) reject(cause);
      }
    }
    isWriting = false;
  };
  return (one) =>
    new Promise((resolve, reject) => {
      waiting.push({ one, resolve, reject });
      void writeAll();
    });
}

/** Lets only so many in at a time. */
export function gate(places: number): { enter(): Promise<void>; leave(): void } {
  const queue: (() => void)[] = [];
  let free = places;
  return {
    enter: async () => {
      if (free > 0) {
        free -= 1;
        return;
      }
      const turn = Promise.withResolvers<undefined>();
      queue.push(() => {
        turn.resolve(undefined);
      });
      await turn.promise;
    },
    leave: () => {
      const next = queue.shift();
      if (next) next();
      else free += 1;
    },
  };
}
