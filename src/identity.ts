import type { Config } from './config.ts';
import { credentialOf, type TokenCredential } from './entra/credential.ts';

/** Who the bot is to Graph, Teams and the database. Apart from `src/start.ts`, since the identity library loads with it. */
export const identityOf = ({ credential, authority }: Config): TokenCredential => credentialOf(credential, authority);
