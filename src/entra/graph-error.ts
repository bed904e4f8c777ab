import { CrossoverError } from '../lib/errors.ts';

/** Every way in which Graph, or what guards the way to it, says no. */
export type GraphReason =
  | 'badRequest'
  | 'unsupportedQuery'
  | 'securityDefaultsOn'
  | 'unauthorized'
  | 'noToken'
  | 'forbidden'
  | 'notLicensed'
  | 'userNotLicensed'
  | 'appBlocked'
  | 'notFound'
  | 'conflict'
  | 'throttled'
  | 'serviceFault'
  | 'unexpectedAnswer'
  | 'insecureBaseUrl';

/** What is known about a refused call. Nothing here holds a name, a query or a body. */
export interface GraphErrorFacts {
  /** Null where no call was made, since its arguments were refused. */
  method: string | null;
  /** The path as declared: object ids are filled in, everything else stays `{id}`. */
  path: string;
  /** Null where we refused the call or the answer ourselves. */
  status: number | null;
  /** Graph's `error.code`, or the token issuer's. */
  code: string | null;
  requestId: string | null;
  retryAfterSeconds: number | null;
}

/** Graph said no. For a write, nothing was changed, except under `serviceFault` and `unexpectedAnswer`: look. */
export class GraphError extends CrossoverError {
  override readonly name = 'GraphError';
  readonly reason: GraphReason;
  readonly facts: GraphErrorFacts;
  /** Graph's own words. They may hold names: for the person who asked, never for a log. */
  readonly serviceMessage: string | null;

  constructor(
    reason: GraphReason,
    facts: GraphErrorFacts,
    options: ErrorOptions & { serviceMessage?: string | null } = {},
  ) {
    super(
      `${facts.method ?? 'no call to'} ${facts.path}: ${reason} (${facts.status ?? 'refused by us'} ${facts.code ?? ''})`,
      options,
    );
    this.reason = reason;
    this.facts = facts;
    this.serviceMessage = options.serviceMessage ?? null;
  }

  get remedy(): string {
    return remedyOf(this.reason);
  }
}

/** A refusal of ours: the call was never made. */
export const refusal = (reason: GraphReason, path: string, why: string): GraphError =>
  new GraphError(
    reason,
    { method: null, path, status: null, code: null, requestId: null, retryAfterSeconds: null },
    { serviceMessage: why },
  );

function remedyOf(reason: GraphReason): string {
  switch (reason) {
    case 'badRequest':
      return 'Check what was asked for; if it looks right, report this with the request id.';
    case 'unsupportedQuery':
      return 'Ask in another way: this tenant cannot answer that question directly.';
    case 'securityDefaultsOn':
      return 'Switch security defaults off first: Entra enables no Conditional Access policy while they are on.';
    case 'unauthorized':
      return 'Check that the app registration still exists and belongs to this tenant.';
    case 'noToken':
      return "Check the bot's credential: Microsoft Entra ID gave no token for it.";
    case 'forbidden':
      return "Have an administrator grant the app's Microsoft Graph permissions, then try again in a few minutes.";
    case 'notLicensed':
      return 'This needs Microsoft Entra ID P1 in the tenant; check the licences.';
    case 'userNotLicensed':
      return 'Give this person a licence that includes Teams, or reach them by mail.';
    case 'appBlocked':
      return 'Allow the app for this person in the Teams app permission policies, or reach them by mail.';
    case 'notFound':
      return 'Check the name or id; what was made or deleted a moment ago can take minutes to show.';
    case 'conflict':
      return 'Look at the present state and ask again: it changed, or is already so.';
    case 'throttled':
      return 'Wait a moment and try again: Microsoft Graph is limiting our calls.';
    case 'serviceFault':
      return 'Try again in a minute; if it lasts, check the service health page.';
    case 'unexpectedAnswer':
      return 'Report this with the request id: Microsoft Graph answered in a way we do not understand.';
    case 'insecureBaseUrl':
      return 'Configure an https address without a path for Microsoft Graph.';
  }
}
