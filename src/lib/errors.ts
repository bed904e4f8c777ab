/**
 * Errors say in which of three places something broke: the service said no (`GraphError`, `TeamsError`, each
 * beside its edge), no answer came (`TransportError`), or we refuse what was asked (`RefusedError`).
 * Each carries a closed `reason`, facts as fields, and a `remedy` that a person can read on a card.
 * Tokens, secrets and bodies never enter an error.
 */
export abstract class CrossoverError extends Error {
  abstract readonly reason: string;
  /** One sentence for the person who asked: what to do now. */
  abstract readonly remedy: string;
}

/** Where no answer came: the other side may or may not have done what was asked. */
export type TransportReason = 'timeout' | 'connection' | 'aborted';

/** No answer came. For a write this is ambiguous: look before repeating. */
export class TransportError extends CrossoverError {
  override readonly name = 'TransportError';
  readonly remedy = 'Try again in a minute; if it lasts, check the service health page.';
  readonly reason: TransportReason;
  /** The other side, a name such as "Microsoft Graph", never an address with a query. */
  readonly service: string;

  constructor(reason: TransportReason, service: string, options?: ErrorOptions) {
    super(`no answer from ${service}: ${reason}`, options);
    this.reason = reason;
    this.service = service;
  }
}
