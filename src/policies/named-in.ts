import type { Rule } from './rules.ts';

/** The groups and roles that policies name, in lower case: only these decide whether somebody is covered. */
export interface Named {
  groupIds: readonly string[];
  roleTemplateIds: readonly string[];
}

/** What some policies name, included or excluded. */
export function namedIn(rules: readonly Rule[]): Named {
  const sides = rules.flatMap(({ audience }) => [audience.include, audience.exclude]);
  return {
    groupIds: [...new Set(sides.flatMap(({ groups }) => groups.values))],
    roleTemplateIds: [...new Set(sides.flatMap(({ roles }) => roles.values))],
  };
}
