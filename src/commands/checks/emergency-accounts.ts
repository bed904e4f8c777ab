import { listAuthenticationMethods } from '../../entra/authentication-methods.ts';
import { GraphError } from '../../entra/graph-error.ts';
import type { Graph } from '../../entra/graph.ts';
import { roleTemplates } from '../../entra/role-templates.ts';
import { listRoleMembers } from '../../entra/roles.ts';
import type { User } from '../../entra/user-shape.ts';
import { getUser } from '../../entra/users.ts';
import { visibleText } from '../../lib/text.ts';
import { fine, toMend, type Line, type Lines } from '../lines.ts';
import type { CheckEdges } from './edges.ts';

/** Methods that no phishing page can pass on. A certificate is one too, but Graph does not list it among the methods. */
const PHISHING_RESISTANT: ReadonlySet<string> = new Set([
  'fido2AuthenticationMethod',
  'platformCredentialAuthenticationMethod',
  'windowsHelloForBusinessAuthenticationMethod',
]);

/** The emergency access accounts: whether each would open the door on the day when nothing else does. */
export async function* emergencyLines({ graph, config }: CheckEdges): Lines {
  if (config.emergencyAccountIds.length === 0) return;
  const { userIds } = await listRoleMembers(graph, roleTemplates.globalAdministrator);
  for (const id of config.emergencyAccountIds) {
    for (const line of await accountLines(graph, id, userIds.includes(id))) yield line;
  }
}

async function accountLines(graph: Graph, id: string, isGlobalAdministrator: boolean): Promise<Line[]> {
  const user = await userOrNull(graph, id);
  if (user === null) {
    return [toMend(`There is no emergency access account ${id}.`, 'Correct CROSSOVER_EMERGENCY_ACCOUNTS.')];
  }
  const { body: methods } = await listAuthenticationMethods(graph, id);
  const isResistant = methods.some(({ type }) => PHISHING_RESISTANT.has(type));
  const name = visibleText(user.displayName ?? id);
  const faults = faultsOf(user, { isGlobalAdministrator, isResistant });
  if (faults.length > 0) return faults.map(([problem, remedy]) => toMend(`${name} ${problem}.`, remedy));
  return [fine(`${name}: enabled, cloud-only, Global Administrator, with a phishing-resistant method.`)];
}

function faultsOf(
  user: User,
  { isGlobalAdministrator, isResistant }: { isGlobalAdministrator: boolean; isResistant: boolean },
): [problem: string, remedy: string][] {
  const faults: [isFault: boolean, problem: string, remedy: string][] = [
    [user.accountEnabled === false, 'is disabled', 'Enable the account: it must open the door on a bad day.'],
    [
      user.onPremisesSyncEnabled === true,
      'is synchronised from on-premises',
      'Take an account that exists in the cloud only: it must work when everything on-premises is down.',
    ],
    [
      !isGlobalAdministrator,
      'is not an active Global Administrator',
      'Assign the role permanently and for the whole tenant; eligible is not enough.',
    ],
    [
      !isResistant,
      'has no phishing-resistant method',
      'Register a passkey (FIDO2) for it. A certificate does as well, but cannot be seen from here.',
    ],
  ];
  return faults.flatMap(([isFault, problem, remedy]) => (isFault ? [[problem, remedy] as [string, string]] : []));
}

async function userOrNull(graph: Graph, id: string): Promise<User | null> {
  try {
    return (await getUser(graph, id)).body;
  } catch (cause) {
    if (cause instanceof GraphError && cause.reason === 'notFound') return null;
    throw cause;
  }
}
