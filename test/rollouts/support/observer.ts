import type { LoggedRequest } from '../../tenant/contract.ts';

/** As long as an edit of a policy or a membership may take to be in force at the worst. A loss is at once. */
const LONGEST_LAG_MILLIS = 15 * 60_000;

interface Change {
  at: number;
  isOn: boolean;
}

/** What was written in the tenant's own log, by what it is about. */
interface Book {
  /** Per-user MFA of a person. */
  states: Map<string, Change[]>;
  /** A person in a group: "group person". */
  memberships: Map<string, Change[]>;
  /** Whether a policy is in force. */
  policies: Map<string, Change[]>;
  groupsOf: Map<string, Set<string>>;
}

const isDone = ({ status }: LoggedRequest): boolean => status >= 200 && status < 300;
/** Cut off: it may have been done. A loss is believed, a gain is not. */
const mayBeDone = ({ status }: LoggedRequest): boolean => status === 0;

function bookOf(log: readonly LoggedRequest[]): Book {
  const book: Book = { states: new Map(), memberships: new Map(), policies: new Map(), groupsOf: new Map() };
  const add = (map: Map<string, Change[]>, key: string, change: Change) =>
    map.set(key, [...(map.get(key) ?? []), change]);
  for (const entry of log) {
    if (entry.surface !== 'graph' || entry.method === 'GET') continue;
    const at = entry.at.getTime();
    const body = (entry.body ?? {}) as Record<string, unknown>;
    const noted = (map: Map<string, Change[]>, key: string, [isOn, lag]: [boolean, number]) => {
      if (isDone(entry)) add(map, key, { at: isOn ? at + lag : at, isOn });
      else if (mayBeDone(entry) && !isOn) add(map, key, { at, isOn });
    };
    const person = /\/users\/([^/]+)\/authentication\/requirements/.exec(entry.path)?.[1];
    if (person) noted(book.states, person, [body['perUserMfaState'] !== 'disabled', 0]);
    const policy = /\/conditionalAccess\/policies\/([^/?]+)$/.exec(entry.path)?.[1];
    if (policy && (entry.method === 'DELETE' || 'state' in body))
      noted(book.policies, policy, [body['state'] === 'enabled', LONGEST_LAG_MILLIS]);
    const group = /\/groups\/([^/]+)\/members\//.exec(entry.path)?.[1];
    const member =
      entry.method === 'DELETE'
        ? /members\/([^/]+)\/\$ref/.exec(entry.path)?.[1]
        : /[^/]+$/.exec(JSON.stringify(body['@odata.id'] ?? '').replaceAll('"', ''))?.[0];
    if (group && member) {
      noted(book.memberships, `${group} ${member}`, [entry.method === 'POST', LONGEST_LAG_MILLIS]);
      book.groupsOf.set(member, (book.groupsOf.get(member) ?? new Set()).add(group));
    }
  }
  return book;
}

/** The last thing that was so by then. A gain that a loss overtakes before it is in force never is. */
function isOnAt(changes: readonly Change[], at: number, first: boolean): boolean {
  let isOn = first;
  let since = -Infinity;
  for (const change of changes) {
    if (change.at > at) continue;
    if (change.at >= since || !change.isOn) {
      isOn = change.isOn;
      since = change.at;
    }
  }
  return isOn;
}

/**
 * Instants at which somebody who was protected at the start is not: neither by per-user MFA nor by an enabled policy that
 * is in force. Reads what the tenant was asked and answered, and assumes the slowest effect of every gain.
 */
export function gapsIn(
  log: readonly LoggedRequest[],
  policies: readonly (readonly [id: string, policy: Record<string, unknown>])[],
  protectedIds: readonly string[],
): string[] {
  const book = bookOf(log);
  const always: readonly Change[] = [{ at: -Infinity, isOn: true }];
  const forAll = policies
    .filter(([, policy]) => usersOf(policy).includeUsers?.includes('All') === true && !isNarrowed(policy))
    .map(([id]) => ({ membership: always, policy: book.policies.get(id) ?? [] }));
  const policiesOf = (group: string): string[] =>
    policies.filter(([, policy]) => usersOf(policy).includeGroups?.includes(group) === true).map(([id]) => id);
  return protectedIds.flatMap((id) => {
    const states = book.states.get(id) ?? [];
    const own = [...(book.groupsOf.get(id) ?? [])].flatMap((group) =>
      policiesOf(group).map((policy) => ({
        membership: book.memberships.get(`${group} ${id}`) ?? [],
        policy: book.policies.get(policy) ?? [],
      })),
    );
    const ways = [...own, ...forAll];
    const instants = [states, ...ways.flatMap(({ membership, policy }) => [membership, policy])]
      .flat()
      .map(({ at }) => at);
    const bare = instants.filter((at) => {
      const isCovered = ways.some(
        ({ membership, policy }) => isOnAt(membership, at, false) && isOnAt(policy, at, false),
      );
      return !isOnAt(states, at, true) && !isCovered;
    });
    return bare.slice(0, 1).map((at) => `${id} has no MFA at ${new Date(at).toISOString()}`);
  });
}

interface Users {
  includeUsers?: string[];
  includeGroups?: string[];
}

const usersOf = (policy: Record<string, unknown>): Users =>
  ((policy['conditions'] ?? {}) as { users?: Users }).users ?? {};

/** Whether a policy asks for something else than MFA for all resources: it is then no protection. */
function isNarrowed(policy: Record<string, unknown>): boolean {
  const { applications } = (policy['conditions'] ?? {}) as { applications?: { includeApplications?: string[] } };
  const { builtInControls } = (policy['grantControls'] ?? {}) as { builtInControls?: string[] };
  return applications?.includeApplications?.includes('All') !== true || builtInControls?.includes('mfa') !== true;
}
