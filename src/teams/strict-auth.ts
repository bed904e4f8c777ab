import { type Activity, ConfigurationBotFrameworkAuthentication } from 'botbuilder';
import { AuthenticationError, type AuthenticateRequestResult } from 'botframework-connector';
import type { BotCredentialsFactory } from './bot-credentials.ts';
import { TOKEN_ISSUER, tokenCheck, type TokenCheck } from './token-check.ts';

/** Whose activities are let in. */
export interface Gate {
  appId: string;
  tenantId: string;
  /** Where keys for inbound tokens are published. */
  openIdMetadataUrl: string;
  /** Origins of the Bot Connector that we talk to, and nobody else. */
  serviceUrls: readonly string[];
}

/**
 * The SDK's token check with its gaps closed: an activity without `serviceUrl` skipped the claim check, a token without
 * an end was let in, a wrong signature came out as a server error, and any tenant was let in.
 */
export class StrictAuthentication extends ConfigurationBotFrameworkAuthentication {
  readonly #gate: Gate;
  readonly #isGood: TokenCheck;

  constructor(gate: Gate, credentials: BotCredentialsFactory) {
    super(
      {
        MicrosoftAppId: gate.appId,
        MicrosoftAppTenantId: gate.tenantId,
        MicrosoftAppType: 'SingleTenant',
        ToBotFromChannelOpenIdMetadataUrl: gate.openIdMetadataUrl,
        ToBotFromChannelTokenIssuer: TOKEN_ISSUER,
        ToChannelFromBotOAuthScope: 'https://api.botframework.com',
        ToChannelFromBotLoginUrl: `https://login.microsoftonline.com/${gate.tenantId}`,
        OAuthUrl: 'https://token.botframework.com',
        CallerId: 'urn:botframework:azure',
      },
      credentials,
    );
    this.#gate = gate;
    this.#isGood = tokenCheck(gate.openIdMetadataUrl);
  }

  override async authenticateRequest(activity: Activity, authHeader: string): Promise<AuthenticateRequestResult> {
    if (!isListed(activity.serviceUrl, this.#gate.serviceUrls))
      throw new AuthenticationError('serviceUrl is not listed', 401);
    if (!(await this.#isGood(authHeader).catch(() => false)))
      throw new AuthenticationError('the token is not good', 401);
    const result = await super.authenticateRequest(activity, authHeader).catch((cause: unknown) => {
      throw cause instanceof AuthenticationError ? cause : new AuthenticationError('the token is not good', 401);
    });
    // After the token: what an unauthenticated caller says about its tenant is worth nothing.
    if (!this.#gate.tenantId || tenantOf(activity) !== this.#gate.tenantId)
      throw new AuthenticationError('another tenant', 403);
    if (activity.type === 'message' && activity.from.aadObjectId === undefined)
      throw new AuthenticationError('no person wrote this', 403);
    return result;
  }
}

/** The tenant that an authenticated activity comes from. */
function tenantOf(activity: Activity): string | undefined {
  const channel = activity.channelData as { tenant?: { id?: unknown } } | undefined;
  const fromChannel = typeof channel?.tenant?.id === 'string' ? channel.tenant.id : undefined;
  const fromConversation = activity.conversation.tenantId;
  if (fromChannel !== undefined && fromConversation !== undefined && fromChannel !== fromConversation) return undefined;
  return fromChannel ?? fromConversation;
}

function isListed(serviceUrl: unknown, origins: readonly string[]): boolean {
  const url = typeof serviceUrl === 'string' ? URL.parse(serviceUrl) : null;
  return url !== null && url.username === '' && origins.some((origin) => URL.parse(origin)?.origin === url.origin);
}
