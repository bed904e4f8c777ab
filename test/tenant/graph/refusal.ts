import type { TenantClock } from '../contract.ts';
import type { Answer } from '../answer.ts';

/** Graph says no: thrown by whoever finds out, made an answer in Graph's shape at the top. */
export class GraphRefusal extends Error {
  readonly status: number;
  readonly code: string;
  headers: Record<string, string> = {};
  /** What stands in `innerError` besides date and ids. */
  innerError: Record<string, string> = {};

  constructor(status: number, code: string, message: string) {
    super(message);
    this.status = status;
    this.code = code;
  }
}

/** The error body as Graph writes it, with the same `request-id` as the answer's header. */
export function refusalAnswer(refusal: GraphRefusal, requestId: string, clock: TenantClock): Answer {
  const date = clock.now().toISOString().slice(0, 19);
  const innerError = { ...refusal.innerError, date, 'request-id': requestId, 'client-request-id': requestId };
  return {
    status: refusal.status,
    body: { error: { code: refusal.code, message: refusal.message, innerError } },
  };
}

export const badRequest = (message: string): GraphRefusal => new GraphRefusal(400, 'BadRequest', message);

export const requestBadRequest = (message: string): GraphRefusal =>
  new GraphRefusal(400, 'Request_BadRequest', message);

export const unsupportedQuery = (message: string): GraphRefusal =>
  new GraphRefusal(400, 'Request_UnsupportedQuery', message);

export const resourceNotFound = (id: string): GraphRefusal =>
  new GraphRefusal(
    404,
    'Request_ResourceNotFound',
    `Resource '${id}' does not exist or one of its queried reference-property objects are not present.`,
  );

export const insufficientPrivileges = (): GraphRefusal =>
  new GraphRefusal(403, 'Authorization_RequestDenied', 'Insufficient privileges to complete the operation.');

export const invalidToken = (message: string): GraphRefusal =>
  new GraphRefusal(401, 'InvalidAuthenticationToken', message);

export const unreadableBody = (): GraphRefusal =>
  badRequest(
    'Unable to read JSON request payload. Please ensure Content-Type header is set and payload is of valid JSON format.',
  );

/** Reports and sign-ins without P1. */
export const nonPremiumTenant = (): GraphRefusal =>
  new GraphRefusal(
    403,
    'Authentication_RequestFromNonPremiumTenantOrB2CTenant',
    "Neither tenant is B2C or tenant doesn't have premium license",
  );
