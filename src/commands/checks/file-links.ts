import { refusalOfSignIn } from '../../entra/person-sign-in.ts';
import { RETURN_PATH, signInForLinks } from '../../teams/file-links.ts';
import { fine, toKnow, toMend, type Lines } from '../lines.ts';
import type { CheckEdges } from './edges.ts';

/** Whether whoever has no OneDrive gets files, and whether Entra lets people sign in for it. */
export async function* fileLinkLines({ config }: Pick<CheckEdges, 'config'>): Lines {
  const { links, bot, authority } = config;
  if (!links) {
    yield toKnow(
      'Files go into the OneDrive only: whoever has none gets no lists, plans or records.',
      'To hand them over in the browser, set CROSSOVER_LINK_ORIGIN and CROSSOVER_LINK_APP_ID as the README says.',
    );
    return;
  }
  const { authorityHost } = authority;
  const refusal = await refusalOfSignIn(signInForLinks({ authorityHost, tenantId: bot.tenantId, ...links }));
  yield refusal === null
    ? fine(`Files can be opened in the browser at ${links.origin}: Entra lets people sign in for it.`)
    : toMend(
        `Files cannot be opened in the browser: Entra refuses the sign-in (${refusal}).`,
        `Look at the app registration ${links.appId}: of this directory, redirect URI ${links.origin}${RETURN_PATH} (Web), ID tokens ticked.`,
      );
}
