import type { RoleSource } from '../config.ts';
import type { Graph } from '../entra/graph.ts';
import { getGroup, listTransitiveUserMembers } from '../entra/groups.ts';
import { listTransitiveMemberships } from '../entra/memberships.ts';
import { listRoleMembers } from '../entra/roles.ts';
import { getUser } from '../entra/users.ts';
import type { Clock } from '../lib/clock.ts';
import { visibleText } from '../lib/text.ts';
import type { Actor, Role } from '../verbs/actor.ts';
import type { PersonRef } from '../verbs/verb.ts';
import { isOutage } from './refusals.ts';

type RoleMap = Readonly<Record<Role, readonly RoleSource[]>>;

/** Who may do what, and who is asked besides when approvers do not decide: asked, they may decide like the others. */
interface RoleSources {
  roles: RoleMap;
  escalation: readonly RoleSource[];
}

/** Who may do what, from the tenant. */
export interface Roles {
  /**
   * The roles that somebody holds now.
   *
   * @param mayBeOld Whether what was last known will do while Graph does not answer: for reading, never for deciding.
   */
  actorOf(person: { id: string; displayName: string }, mayBeOld: boolean): Promise<Actor>;
  /** Everybody with an enabled account who may approve. */
  approvers(): Promise<readonly PersonRef[]>;
  /** Everybody with an enabled account who is asked when approvers do not decide in time. */
  escalation(): Promise<readonly PersonRef[]>;
  /**
   * Groups that make approvers and are not role-assignable: their owners, and every group administrator, could make
   * themselves approvers. Looked at again after some minutes.
   */
  openGroups(): Promise<readonly OpenGroup[]>;
}

export interface OpenGroup {
  id: string;
  displayName: string;
}

/** How long to wait for the tenant before what was last known must do. */
const PATIENCE_MILLIS = 2500;
const LAST_KNOWN_MILLIS = 24 * 3_600_000;
/** Whether roles can be assigned to a group is settled when it is made; another group may be configured meanwhile. */
const GROUPS_MILLIS = 600_000;

type Held = Pick<Actor, 'roles' | 'roleTemplateIds'>;

/** Reads roles from groups and directory roles, as the configuration maps them. */
export function rolesFrom(graph: Graph, { roles: asked, escalation }: RoleSources, clock: Clock): Roles {
  const map = { ...asked, approver: [...asked.approver, ...escalation] };
  const lastKnown = new Map<string, { held: Held; at: number }>();
  const readLive = async (id: string): Promise<Held> => {
    const calls = graph.with({ isUserInitiated: true, signal: AbortSignal.timeout(PATIENCE_MILLIS) });
    const { groupIds, roleTemplateIds } = await listTransitiveMemberships(calls, id);
    const held = (source: RoleSource) =>
      source.kind === 'group' ? groupIds.includes(source.id) : roleTemplateIds.includes(source.templateId);
    const roles = new Set((['reader', 'operator', 'approver'] as const).filter((role) => map[role].some(held)));
    lastKnown.set(id, { held: { roles, roleTemplateIds }, at: clock.now().getTime() });
    return { roles, roleTemplateIds };
  };
  return {
    actorOf: async (person, mayBeOld) => {
      try {
        return { ...person, ...(await readLive(person.id)) };
      } catch (cause) {
        const known = lastKnown.get(person.id);
        const isFresh = known && clock.now().getTime() - known.at < LAST_KNOWN_MILLIS;
        if (!mayBeOld || !isFresh || !isOutage(cause)) throw cause;
        return { ...person, ...known.held };
      }
    },
    approvers: () => peopleOf(graph, asked.approver),
    escalation: () => peopleOf(graph, escalation),
    openGroups: remembered(clock, () => openGroupsOf(graph, map.approver)),
  };
}

async function peopleOf(graph: Graph, sources: readonly RoleSource[]): Promise<readonly PersonRef[]> {
  const found = new Map<string, PersonRef>();
  const add = (user: { id: string; displayName: string | null; accountEnabled: boolean | null }) => {
    if (user.accountEnabled !== false)
      found.set(user.id, { id: user.id, displayName: visibleText(user.displayName ?? user.id) });
  };
  for (const source of sources) {
    if (source.kind === 'group') {
      for await (const { body } of listTransitiveUserMembers(graph, source.id)) body.forEach(add);
    } else {
      const { userIds } = await listRoleMembers(graph, source.templateId);
      for (const id of userIds) add((await getUser(graph, id)).body);
    }
  }
  return [...found.values()];
}

async function openGroupsOf(graph: Graph, sources: readonly RoleSource[]): Promise<readonly OpenGroup[]> {
  const ids = new Set(sources.flatMap((source) => (source.kind === 'group' ? [source.id] : [])));
  const groups = await Promise.all([...ids].map(async (id) => (await getGroup(graph, id)).body));
  return groups
    .filter((group) => group.isAssignableToRole !== true)
    .map(({ id, displayName }) => ({ id, displayName: visibleText(displayName ?? id) }));
}

/** The last answer, for some minutes; a failure is not remembered. */
function remembered<T>(clock: Clock, read: () => Promise<T>): () => Promise<T> {
  let last: { value: T; at: number } | undefined;
  return async () => {
    const at = clock.now().getTime();
    if (last && at - last.at < GROUPS_MILLIS) return last.value;
    last = { value: await read(), at };
    return last.value;
  };
}
