import { TENANT_DOMAIN, TENANT_ID } from './cast.ts';
import { castGroups } from './cast-groups.ts';
import { castPeople } from './cast-people.ts';
import { castPolicies } from './cast-policies.ts';
import type { Directory } from './contract.ts';
import { generatePeople } from './people.ts';
import { TenantPeople } from './people-map.ts';
import type { SeededRandom } from './seeded-random.ts';
import { fillWorkingLife } from './working-life.ts';

/** Fills a directory with the cast and with as many drawn people as make `people` in all. */
export function createDirectory(people: number, random: SeededRandom, now: Date): Directory {
  const cast = castPeople();
  const generated = generatePeople(Math.max(0, people - cast.length), random);
  fillWorkingLife([...cast, ...generated], now);
  const groups = castGroups(cast, generated, random);
  return {
    tenantId: TENANT_ID,
    domain: TENANT_DOMAIN,
    users: new TenantPeople([...cast, ...generated]),
    groups: new Map(groups.map((group) => [group.id, group])),
    policies: new Map(castPolicies(now).map((policy) => [policy.id, policy])),
    sentMails: [],
  };
}
