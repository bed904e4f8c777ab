/** Facts of a log line: object ids, counts, reasons. Never names, tokens or bodies. */
export type LogFacts = Readonly<Record<string, string | number | boolean | null | undefined>>;

/** Where the product writes what happened, for the people who run it. */
export interface Log {
  info(event: string, facts?: LogFacts): void;
  warn(event: string, facts?: LogFacts): void;
  /** `cause` is reduced to its class, reason and stack by the implementation. */
  error(event: string, cause: unknown, facts?: LogFacts): void;
}

/** A log that keeps nothing. */
export const silentLog: Log = { info: () => undefined, warn: () => undefined, error: () => undefined };
