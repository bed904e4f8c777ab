import { policyFrom, REPLACING_SET, titleOf } from '../../src/changes/policy-templates.ts';
import { PEOPLE } from '../tenant/cast.ts';
import { completePolicy } from '../tenant/graph/policy-shape.ts';
import type { PracticeTenant } from '../tenant/tenant.ts';

/** The policies that take the place of security defaults, by their ids, in the order in which they are turned on. */
export const replacingSetIds = REPLACING_SET.map((_, at) => `5e0c1f00-00ca-4000-8000-00000000000${at + 1}`);

/** A tenant whose security defaults are on, and whose only policies stand ready in report-only to take their place. */
export function readyForHandover({ directory, graph, clock }: PracticeTenant): void {
  const at = clock.now().toISOString();
  const emergencyAccountIds = new Set<string>([PEOPLE.emergency01, PEOPLE.emergency02]);
  graph.isSecurityDefaultsEnabled = true;
  directory.policies.clear();
  for (const [no, name] of REPLACING_SET.entries()) {
    const id = replacingSetIds[no] ?? '';
    const made = { id, displayName: `Crossover: ${titleOf(name)}`, createdDateTime: at, modifiedDateTime: at };
    directory.policies.set(id, completePolicy({ state: '', ...policyFrom(name, emergencyAccountIds), ...made }));
  }
}
