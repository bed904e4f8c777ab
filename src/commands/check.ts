import { configFromProcess, type Config } from '../config.ts';
import { DATABASE_SCOPE } from '../db/database-place.ts';
import { credentialOf } from '../entra/credential.ts';
import { createGraph, type Graph } from '../entra/graph.ts';
import { getRequirements, updateRequirements } from '../entra/requirements.ts';
import { permissionsInToken } from '../entra/token-roles.ts';
import { isGuid } from '../lib/ids.ts';
import { BotCredentialsFactory } from '../teams/bot-credentials.ts';
import { createConnector } from '../teams/connector.ts';
import { configurationLines, faultLines } from './checks/configuration.ts';
import { openForCheck } from './checks/database.ts';
import type { CheckEdges } from './checks/edges.ts';
import { emergencyLines } from './checks/emergency-accounts.ts';
import { fileLinkLines } from './checks/file-links.ts';
import { createHeaderBook } from './checks/header-book.ts';
import { messageLines } from './checks/messages.ts';
import { permissionLines } from './checks/permissions.ts';
import { roleLines } from './checks/roles.ts';
import { catalogueLines, licenceLines, mailSenderLines, policyLines, securityDefaultsLines } from './checks/tenant.ts';
import { undocumentedLines } from './checks/undocumented.ts';
import { fine, guarded, report, toMend, type Lines } from './lines.ts';
import { optionsOf } from './options.ts';

/** Whom the check may touch; both may be left out. */
export interface CheckWish {
  /** Gets one card and one mail: a userPrincipalName or an object id. */
  to?: string | undefined;
  /** Object id of an account on which a write is tried. */
  testAccountId?: string | undefined;
}

/**
 * The first day on a real tenant: everything that the bot needs, looked at once, each finding with its remedy.
 *
 * It writes nothing, with two exceptions that have to be named: one card and one mail to a person (the app is
 * installed for them if need be), and the per-user MFA state of a test account, which is set to what it is.
 */
export async function* check(config: Config, wish: CheckWish): Lines {
  const credential = credentialOf(config.credential, config.authority);
  const headers = createHeaderBook();
  const graph = createGraph({ credential, baseUrl: config.graphUrl, fetch: headers.fetch });
  yield* configurationLines(config);
  const database = yield* openForCheck(config, async () => (await credential.getToken(DATABASE_SCOPE))?.token ?? '');
  const edges: CheckEdges = {
    config,
    graph,
    rows: database?.rows,
    permissionsInToken: () => permissionsInToken(credential, config.graphUrl),
  };
  try {
    yield* tenantLines(edges);
    yield* guarded('What is not documented', undocumentedLines(graph, headers));
    const connector = createConnector(new BotCredentialsFactory(credential, config.bot), { appId: config.bot.appId });
    yield* guarded('The test card', messageLines(edges, connector, wish.to));
    if (wish.testAccountId !== undefined)
      yield* guarded('The test account', testAccountLines(graph, config, wish.testAccountId));
  } finally {
    await database?.close();
  }
}

async function* tenantLines(edges: CheckEdges): Lines {
  yield* guarded('Microsoft Graph', permissionLines(edges));
  yield* guarded('The configured groups', roleLines(edges));
  yield* guarded('The emergency access accounts', emergencyLines(edges));
  yield* guarded('The licences', licenceLines(edges));
  yield* guarded('Security defaults', securityDefaultsLines(edges));
  yield* guarded('Conditional Access', policyLines(edges));
  yield* guarded('The Teams catalogue', catalogueLines(edges));
  yield* guarded('The mail sender', mailSenderLines(edges));
  yield* guarded('Files in the browser', fileLinkLines(edges));
}

/**
 * Sets the per-user MFA state of one named account to what it is, and reads it back: the one write to the tenant
 * beside the changes, so that the permission to write is proven before somebody depends on it. Refused for emergency
 * accounts, which nothing of ours ever changes, and for `enabled`, which Entra itself may make into `enforced`.
 */
async function* testAccountLines(graph: Graph, config: Config, id: string): Lines {
  const another = 'Name another account with --test-account <object id>: one whose state is disabled or enforced.';
  if (!isGuid(id) || config.emergencyAccountIds.includes(id.toLowerCase())) {
    yield toMend(`The test account ${id} is left alone: it is an emergency account, or no object id.`, another);
    return;
  }
  const { perUserMfaState: before } = await getRequirements(graph, id);
  if (before !== 'disabled' && before !== 'enforced') {
    yield toMend(`The test account is ${before} and is left alone: writing that may change it.`, another);
    return;
  }
  await updateRequirements(graph, id, before);
  const { perUserMfaState: after } = await getRequirements(graph, id);
  yield after === before
    ? fine(`The test account was set to ${before}, which it was, and read back as ${after}.`)
    : toMend(
        `The test account was set to ${before} and read back as ${after}.`,
        'Look at it in the Entra admin center.',
      );
}

/** `npm run check -- [--to <person>] [--test-account <object id>]`. */
async function main(): Promise<void> {
  const values = optionsOf({
    usage: 'npm run check -- [--to <person>] [--test-account <object id>]',
    lines: [
      '--to <person>               sends that person one card and one mail; a sign-in name or an object id',
      '--test-account <object id>  sets the per-user MFA state of that account to what it is',
    ],
    options: { to: { type: 'string' }, 'test-account': { type: 'string' } },
  });
  if (!values) return;
  const read = configFromProcess();
  await report(
    'faults' in read
      ? faultLines(read.faults)
      : check(read.config, { to: values.to, testAccountId: values['test-account'] }),
  );
}

if (import.meta.main) await main();
