/** Tells listeners what happened, at once and in order. */
export interface Feed<Event> {
  publish(event: Event): void;
  /** Listens from now on; call the result to stop. */
  subscribe(listener: (event: Event) => void): () => void;
}

/** A feed without listeners yet. */
export function createFeed<Event>(): Feed<Event> {
  const listeners = new Set<(event: Event) => void>();
  return {
    publish: (event) => {
      for (const listener of [...listeners]) listener(event);
    },
    subscribe: (listener) => {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
  };
}
