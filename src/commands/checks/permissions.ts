import { findCatalogApp, findInstallation } from '../../entra/installed-apps.ts';
import { listAuthenticationMethods } from '../../entra/authentication-methods.ts';
import { GraphError } from '../../entra/graph-error.ts';
import type { Graph } from '../../entra/graph.ts';
import { findGroupsByName } from '../../entra/groups.ts';
import { botPermissions, type Permission } from '../../entra/permissions.ts';
import { probeRoleAssignments, probeUsers } from '../../entra/probes.ts';
import { findPerUserMfaRecommendation } from '../../entra/recommendations.ts';
import { getSecurityDefaults } from '../../entra/security-defaults.ts';
import { listSubscribedSkus } from '../../entra/subscribed-skus.ts';
import { CrossoverError } from '../../lib/errors.ts';
import { listed } from '../../lib/text.ts';
import { fine, toKnow, toMend, type Line, type Lines } from '../lines.ts';
import type { CheckEdges } from './edges.ts';

/** Whom or what the trials may look at. */
interface Sample {
  userId: string;
  teamsAppId: string;
}

/** A harmless read that Graph refuses without the permission. Writing ones have none: the token alone tells of them. */
const trials: Readonly<Record<string, (graph: Graph, sample: Sample) => Promise<unknown>>> = {
  'User.Read.All': probeUsers,
  'Policy.Read.All': getSecurityDefaults,
  'GroupMember.Read.All': (graph) => findGroupsByName(graph, 'Crossover'),
  'RoleManagement.Read.Directory': probeRoleAssignments,
  'UserAuthenticationMethod.Read.All': (graph, { userId }) => listAuthenticationMethods(graph, userId),
  'LicenseAssignment.Read.All': listSubscribedSkus,
  'DirectoryRecommendations.Read.All': findPerUserMfaRecommendation,
  'AppCatalog.Read.All': (graph, { teamsAppId }) => findCatalogApp(graph, teamsAppId),
  'TeamsAppInstallation.ReadWriteSelfForUser.All': (graph, { userId, teamsAppId }) =>
    findInstallation(graph, userId, teamsAppId),
};

const GRANT =
  'Run npm run grant as an administrator. A token that is out already keeps its old permissions: up to a day.';

/** Whether Graph gives a token, what is in it, and whether every permission works. */
export async function* permissionLines({ graph, config, permissionsInToken }: CheckEdges): Lines {
  const held = await permissionsInToken();
  yield held === null
    ? toKnow('Microsoft Graph gave a token that cannot be read: permissions are tried only.')
    : fine(`Microsoft Graph gave a token with ${held.size} permissions.`);
  const sample = {
    userId: await sampleUser(graph, config.bot.appId),
    teamsAppId: config.teamsAppId ?? config.bot.appId,
  };
  for (const permission of botPermissions) {
    const isMailMissed = permission.name === 'Mail.Send' && config.mailSenderId !== undefined;
    const outcome = await tried(graph, permission, sample);
    yield permissionLine({ permission, held, outcome, isNeeded: !permission.isOptional || isMailMissed });
  }
  const needed = new Set(botPermissions.map(({ name }) => name));
  const more = [...(held ?? [])].filter((name) => !needed.has(name));
  if (more.length > 0)
    yield toKnow(
      `Held beyond need: ${listed(more)}.`,
      'Remove them in the Entra admin center: the bot never uses them.',
    );
}

async function sampleUser(graph: Graph, instead: string): Promise<string> {
  try {
    return (await probeUsers(graph)) ?? instead;
  } catch (cause) {
    if (cause instanceof CrossoverError) return instead; // its own line says what is missing
    throw cause;
  }
}

/** `works`, `refused`, `untried` (nothing harmless needs it), or why the trial says nothing. */
type Outcome = 'works' | 'refused' | 'untried' | GraphError;

async function tried(graph: Graph, { name }: Permission, sample: Sample): Promise<Outcome> {
  const trial = trials[name];
  if (trial === undefined) return 'untried';
  try {
    await trial(graph, sample);
    return 'works';
  } catch (cause) {
    if (!(cause instanceof GraphError)) throw cause;
    if (cause.reason === 'forbidden') return 'refused';
    // Graph looked at the person or the licence: past the permission.
    return cause.reason === 'userNotLicensed' || cause.reason === 'notFound' ? 'works' : cause;
  }
}

interface PermissionFinding {
  permission: Permission;
  held: ReadonlySet<string> | null;
  outcome: Outcome;
  isNeeded: boolean;
}

function permissionLine({ permission, held, outcome, isNeeded }: PermissionFinding): Line {
  const { name, reason } = permission;
  const isInToken = held?.has(name) ?? outcome !== 'refused';
  if (!isInToken && isNeeded) return toMend(`${name} is missing. ${reason}`, grantOf(name));
  if (!isInToken) return toKnow(`${name} is not granted. ${reason}`, `If that is wanted: ${grantOf(name)}`);
  switch (outcome) {
    case 'works':
      return fine(`${name} works. ${reason}`);
    case 'refused':
      return toMend(`${name} is in the token, but Microsoft Graph refuses what needs it. ${reason}`, GRANT);
    case 'untried':
      return fine(`${name} is granted; nothing was tried with it. ${reason}`);
    default:
      return toKnow(`${name} is granted; the trial says nothing (${outcome.reason}). ${reason}`, outcome.remedy);
  }
}

const grantOf = (name: string): string =>
  name === 'Mail.Send' ? GRANT.replace('npm run grant', 'npm run grant -- --with-mail') : GRANT;
