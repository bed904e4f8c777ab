import type { JsonObject } from '../lib/canonical-json.ts';
import { shortened, visibleText } from '../lib/text.ts';
import { isMicrosoftManaged, readRules } from '../policies/coverage.ts';
import { idOf } from '../policies/proof.ts';
import type { MfaPolicyFacts } from './gates/facts.ts';

/** The policies that ask for MFA, by what they do. */
export function mfaPoliciesOf(policies: readonly JsonObject[]): MfaPolicyFacts {
  const managed = policies.filter(isMicrosoftManaged);
  const managedIds = new Set(managed.map(idOf));
  const rules = readRules(policies);
  const own = rules.filter(({ policyId, effect }) => !managedIds.has(policyId) && effect !== undefined);
  const inForce = own.filter(({ isEnforced }) => isEnforced);
  return {
    requiring: inForce.filter(({ effect }) => effect === 'required').length,
    reportOnly: own.filter(({ effect, isEnforced }) => effect === 'required' && !isEnforced).length,
    narrowed: inForce.filter(({ effect }) => effect === 'conditional').length,
    excludingPlaces: inForce.filter(({ narrowedBy }) => narrowedBy.includes('locations')).length,
    managed: managed.flatMap((policy) => {
      const rule = rules.find(({ policyId }) => policyId === idOf(policy));
      return rule ? [{ name: nameOf(policy), isEnforced: rule.isEnforced }] : [];
    }),
  };
}

const nameOf = (policy: JsonObject): string =>
  shortened(visibleText(typeof policy['displayName'] === 'string' ? policy['displayName'] : idOf(policy)), 80);
