import { AppCredentials, ServiceClientCredentialsFactory, type ServiceClientCredentials } from 'botframework-connector';
import type { TokenCredential } from '../entra/credential.ts';

const SCOPE = 'https://api.botframework.com/.default';

/** The bot's calls to Teams carry a token of the same credential as its calls to Graph: one identity, one MSAL in use. */
class CredentialOfIdentity extends AppCredentials {
  readonly #credential: TokenCredential;

  constructor(credential: TokenCredential, bot: { appId: string; tenantId: string }) {
    super(bot.appId, bot.tenantId, SCOPE);
    this.#credential = credential;
  }

  protected override async refreshToken() {
    const token = await this.#credential.getToken(SCOPE);
    const expiresOn = new Date(token?.expiresOnTimestamp ?? 0);
    return { accessToken: token?.token ?? '', expiresOn, tokenType: 'Bearer' } as never; // MSAL's whole result is declared, three fields are read
  }
}

/** Gives the SDK our credential, for our app only. Authentication cannot be switched off. */
export class BotCredentialsFactory extends ServiceClientCredentialsFactory {
  readonly #credentials: AppCredentials;
  readonly #appId: string;

  constructor(credential: TokenCredential, bot: { appId: string; tenantId: string }) {
    super();
    this.#credentials = new CredentialOfIdentity(credential, bot);
    this.#appId = bot.appId;
  }

  override isValidAppId(appId: string): Promise<boolean> {
    return Promise.resolve(appId === this.#appId);
  }

  override isAuthenticationDisabled(): Promise<boolean> {
    return Promise.resolve(false); // the SDK takes an empty app id for "no authentication"
  }

  override createCredentials(): Promise<ServiceClientCredentials> {
    return Promise.resolve(this.#credentials as unknown as ServiceClientCredentials);
  }

  get credentials(): AppCredentials {
    return this.#credentials;
  }
}
