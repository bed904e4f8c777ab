import { createRequire } from 'node:module';
import type * as Identity from '@azure/identity';

// The same copy that the bot's SDK loads anyway: imported, the library would be loaded twice, for 0.2 s of every start.
const {
  AzureCliCredential,
  ClientCertificateCredential,
  ClientSecretCredential,
  ManagedIdentityCredential,
  WorkloadIdentityCredential,
} = createRequire(import.meta.url)('@azure/identity') as typeof Identity;

/** Gives out tokens; named here so that nobody else needs the identity library. */
export type { TokenCredential } from '@azure/identity';

/** How the bot, or the administrator of a command, proves who it is to Microsoft Entra ID; without a secret where the platform can. */
export type CredentialSettings =
  | { kind: 'managedIdentity'; clientId?: string }
  | { kind: 'workloadIdentity'; tenantId: string; clientId: string; tokenFilePath: string }
  | { kind: 'certificate'; tenantId: string; clientId: string; certificatePath: string }
  | { kind: 'secret'; tenantId: string; clientId: string; clientSecret: string }
  // The administrator who is signed in on this machine (`az login`): for commands, never for the bot.
  | { kind: 'azureCli'; tenantId: string };

/** Where the token issuer is; a managed identity asks the machine and ignores both. */
export interface AuthorityOptions {
  /** https only (Default: https://login.microsoftonline.com). */
  authorityHost?: string;
  /** For an issuer that Microsoft does not know, such as the practice tenant's (Default: false). */
  isInstanceDiscoveryDisabled?: boolean;
}

/**
 * The one credential of the bot, for Microsoft Graph and the Bot Connector alike. It caches its tokens.
 *
 * @see https://learn.microsoft.com/javascript/api/overview/azure/identity-readme
 */
export function credentialOf(settings: CredentialSettings, options: AuthorityOptions = {}): Identity.TokenCredential {
  const { authorityHost, isInstanceDiscoveryDisabled = false } = options;
  const authority = {
    ...(authorityHost !== undefined && { authorityHost }),
    disableInstanceDiscovery: isInstanceDiscoveryDisabled,
  };
  switch (settings.kind) {
    case 'managedIdentity':
      return new ManagedIdentityCredential(settings.clientId === undefined ? {} : { clientId: settings.clientId });
    case 'workloadIdentity': {
      const { tenantId, clientId, tokenFilePath } = settings;
      return new WorkloadIdentityCredential({ tenantId, clientId, tokenFilePath, ...authority });
    }
    case 'certificate': {
      const { tenantId, clientId, certificatePath } = settings;
      return new ClientCertificateCredential(tenantId, clientId, { certificatePath }, authority);
    }
    case 'secret':
      return new ClientSecretCredential(settings.tenantId, settings.clientId, settings.clientSecret, authority);
    case 'azureCli':
      return new AzureCliCredential({ tenantId: settings.tenantId });
  }
}
