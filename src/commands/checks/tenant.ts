import { listConditionalAccessPolicies } from '../../entra/conditional-access-policies.ts';
import { GraphError } from '../../entra/graph-error.ts';
import { findCatalogApp } from '../../entra/installed-apps.ts';
import { getSecurityDefaults } from '../../entra/security-defaults.ts';
import { hasP1, listSubscribedSkus } from '../../entra/subscribed-skus.ts';
import { getUser } from '../../entra/users.ts';
import type { JsonObject } from '../../lib/canonical-json.ts';
import { listed, visibleText } from '../../lib/text.ts';
import { isMicrosoftManaged } from '../../policies/microsoft-managed.ts';
import { fine, toKnow, toMend, type Line, type Lines } from '../lines.ts';
import type { CheckEdges } from './edges.ts';

/** What Conditional Access needs of the tenant before it can take over. */
export async function* licenceLines({ graph }: CheckEdges): Lines {
  const { body: skus } = await listSubscribedSkus(graph);
  yield hasP1(skus)
    ? fine('The tenant has Microsoft Entra ID P1 or P2.')
    : toMend(
        'No subscription brings Microsoft Entra ID P1: there is no Conditional Access to move to.',
        'Get licences with Microsoft Entra ID P1 for everybody who is to be moved.',
      );
}

/** Security defaults and Conditional Access exclude each other. */
export async function* securityDefaultsLines({ graph }: CheckEdges): Lines {
  const { body } = await getSecurityDefaults(graph);
  yield body.isEnabled
    ? toMend(
        'Security defaults are on: Entra enables no Conditional Access policy while they are.',
        'Switch them off in the Entra admin center in the same hour in which you enable policies that require MFA.',
      )
    : fine('Security defaults are off.');
}

/** Whether the policies can be read, how many there are in each state, and how those that Microsoft made are marked. */
export async function* policyLines({ graph }: CheckEdges): Lines {
  const { policies } = await listConditionalAccessPolicies(graph);
  const inState = (state: string): number => policies.filter((policy) => policy['state'] === state).length;
  const enabled = inState('enabled');
  const told = `${enabled} enabled, ${inState('enabledForReportingButNotEnforced')} report-only, ${inState('disabled')} disabled`;
  yield enabled > 0
    ? fine(`Conditional Access policies can be read: ${told}.`)
    : toKnow(
        `Conditional Access policies can be read: ${told}.`,
        'Nobody can be moved before one is enabled that requires MFA of them for all resources.',
      );
  yield managedLine(policies.filter(isMicrosoftManaged));
}

/** Open point: Microsoft documents no mark. A name and a template id are what was seen elsewhere. */
function managedLine(managed: readonly JsonObject[]): Line {
  if (managed.length === 0)
    return toKnow('No policy carries a templateId or a name that begins with Microsoft-managed.');
  const seen = managed.map(
    ({ displayName, templateId }) =>
      `${visibleText(typeof displayName === 'string' ? displayName : '(no name)')} (templateId ${typeof templateId === 'string' ? templateId : 'null'})`,
  );
  return toKnow(
    `Taken for Microsoft-managed, and never counted: ${listed(seen)}.`,
    'If one of them is your own, made from a template: build it anew without the template and it counts.',
  );
}

/** The app of the bot in the organisation's Teams catalogue. */
export async function* catalogueLines({ graph, config }: CheckEdges): Lines {
  if (config.teamsAppId === undefined) {
    yield toKnow(
      'TEAMS_APP_ID is not set: the app is installed for nobody, and only who spoke with the bot is reached in Teams.',
      'Set it to the id in the manifest of the app package.',
    );
    return;
  }
  const { body: app } = await findCatalogApp(graph, config.teamsAppId);
  yield app === null
    ? toMend(
        `No app in the organisation's catalogue has the manifest id ${config.teamsAppId}.`,
        'Upload the app package in the Teams admin center (Teams apps, Manage apps), or correct TEAMS_APP_ID.',
      )
    : fine(`The app is in the organisation's catalogue (${app.id}).`);
}

/** The mailbox that notices are sent from. */
export async function* mailSenderLines({ graph, config }: CheckEdges): Lines {
  if (config.mailSenderId === undefined) {
    yield toKnow(
      'No mailbox is set: whom Teams cannot reach is not told.',
      'Set CROSSOVER_MAIL_SENDER to the object id of a mailbox, and grant Mail.Send.',
    );
    return;
  }
  try {
    const { body: sender } = await getUser(graph, config.mailSenderId);
    yield sender.mail === null
      ? toMend(`The mail sender ${sender.id} has no mail address.`, 'Give it a mailbox, or take another account.')
      : fine(`Notices are mailed from ${visibleText(sender.displayName ?? sender.mail)}.`);
  } catch (cause) {
    if (!(cause instanceof GraphError) || cause.reason !== 'notFound') throw cause;
    yield toMend(`There is no mail sender ${config.mailSenderId}.`, 'Correct CROSSOVER_MAIL_SENDER.');
  }
}
