import type { RoleSource } from '../../config.ts';
import { GraphError } from '../../entra/graph-error.ts';
import type { Graph } from '../../entra/graph.ts';
import { collected } from '../../entra/graph-shapes.ts';
import { getGroup, listTransitiveUserMembers } from '../../entra/groups.ts';
import { listRoleMembers } from '../../entra/roles.ts';
import { rolesFrom } from '../../inventory/roles.ts';
import { systemClock } from '../../lib/clock.ts';
import { counted, visibleText } from '../../lib/text.ts';
import { fine, toKnow, toMend, type Line, type Lines } from '../lines.ts';
import type { Role } from '../../verbs/actor.ts';
import type { CheckEdges } from './edges.ts';

const plural: Record<Role, string> = { reader: 'Readers', operator: 'Operators', approver: 'Approvers' };

/** The configured groups and roles: whether they exist, how many people they hold, who could join them unseen. */
export async function* roleLines({ graph, config }: CheckEdges): Lines {
  for (const role of ['reader', 'operator', 'approver'] as const) {
    for (const source of config.roles[role]) yield* sourceLines(graph, role, source);
  }
  const approvers = await rolesFrom(graph, config, systemClock).approvers();
  yield approvers.length >= APPROVERS_NEEDED
    ? fine(`${approvers.length} people may approve.`)
    : toMend(
        `${counted(approvers.length, 'person', 'people')} may approve, and nobody decides on a proposal of their own.`,
        `Put at least ${APPROVERS_NEEDED} people with enabled accounts into the groups of CROSSOVER_APPROVERS.`,
      );
}

const APPROVERS_NEEDED = 2;

const variableOf = (role: Role): string => `CROSSOVER_${plural[role].toUpperCase()}`;

async function* sourceLines(graph: Graph, role: Role, source: RoleSource): Lines {
  if (source.kind === 'role') {
    const { userIds } = await listRoleMembers(graph, source.templateId);
    yield headcount(role, `the role ${source.templateId}`, userIds.length);
    return;
  }
  try {
    const { body: group } = await getGroup(graph, source.id);
    const { items } = await collected(listTransitiveUserMembers(graph, source.id));
    const name = visibleText(group.displayName ?? group.id);
    yield headcount(role, `the group ${name}`, items.length);
    if (group.isAssignableToRole !== true) yield notAssignable(role, name);
  } catch (cause) {
    if (!(cause instanceof GraphError) || cause.reason !== 'notFound') throw cause;
    yield toMend(`${plural[role]}: there is no group ${source.id}.`, `Correct ${variableOf(role)}.`);
  }
}

const headcount = (role: Role, who: string, count: number): Line =>
  count > 0
    ? fine(`${plural[role]}: ${counted(count, 'person', 'people')} in ${who}.`)
    : toMend(
        `${plural[role]}: nobody is in ${who}.`,
        `Add people, or correct ${variableOf(role)}. Eligible members of a role count only while it is active.`,
      );

const notAssignable = (role: Role, name: string): Line =>
  toKnow(
    `${plural[role]}: the group ${name} is not role-assignable: its owners and every group administrator could make themselves ${plural[role].toLowerCase()}.`,
    'Take a group that was created with "Microsoft Entra roles can be assigned to the group"; it cannot be switched on later.',
  );
