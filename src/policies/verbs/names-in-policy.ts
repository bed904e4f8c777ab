import { readDisplayNames } from '../../entra/directory-objects.ts';
import type { Graph } from '../../entra/graph.ts';
import { listNamedLocations } from '../../entra/named-locations.ts';
import { roleNameOf } from '../../entra/role-templates.ts';
import type { JsonObject } from '../../lib/canonical-json.ts';
import { isGuid } from '../../lib/ids.ts';
import { idIn, nameIn } from '../../lib/policy-names.ts';
import { shortened } from '../../lib/text.ts';
import { whoWords } from '../audience-words.ts';
import { NAMED_AT_MOST, type NameOf } from '../name-words.ts';
import { policyFactsOf } from '../policy-facts.ts';
import { fieldsOf, namesOf } from '../policy-shape.ts';

const LONGEST_AUDIENCE = 600;

/**
 * For whom a policy is, with exclusions, by name: the first of each kind, then how many more.
 *
 * @permission User.Read.All (application)
 * @permission GroupMember.Read.All (application)
 */
export async function audienceOf(graph: Graph, policy: JsonObject): Promise<string> {
  const users = fieldsOf(policy['conditions'])['users'];
  const { included, excluded } = whoWords(users, await namesFor(graph, { conditions: { users: users as JsonObject } }));
  return shortened(excluded === '' ? included : `${included}, but not ${excluded}`, LONGEST_AUDIENCE);
}

/** The names of the first few that each list names; a policy may name thousands. */
export async function namesFor(graph: Graph, policy: JsonObject): Promise<NameOf> {
  const { users, locations } = fieldsOf(fieldsOf(policy['conditions']));
  const shown = (list: unknown): string[] => namesOf(list).values.slice(0, NAMED_AT_MOST);
  const idsIn = (fields: readonly string[]): string[] => [
    ...new Set(fields.flatMap((field) => shown(fieldsOf(users)[field])).filter(isGuid)),
  ];
  const needsPlaces = policyFactsOf(policy).locationIds.some(isGuid) && Object.keys(fieldsOf(locations)).length > 0;
  const [people, groups, places] = await Promise.all([
    readDisplayNames(graph, 'users', idsIn(['includeUsers', 'excludeUsers'])),
    readDisplayNames(graph, 'groups', idsIn(['includeGroups', 'excludeGroups'])),
    needsPlaces ? listNamedLocations(graph) : [],
  ]);
  const names = {
    user: people,
    group: groups,
    location: new Map(places.map((place) => [idIn(place).toLowerCase(), nameIn(place)])),
  };
  return (kind, id) => {
    if (kind === 'role') return roleNameOf(id);
    return kind === 'application' ? undefined : names[kind].get(id.toLowerCase());
  };
}
