import { sql } from 'kysely';
import type { PeoplePlace } from '../inventory/people-filter.ts';
import { conditionOf } from '../inventory/people-list.ts';

/** Whom a report is about: everybody, a department or group, some people, or one person. */
export type Scope =
  | { kind: 'tenant' }
  | { kind: 'people'; ids: readonly string[] }
  | { kind: 'place'; place: PeoplePlace }
  | { kind: 'person'; id: string; name: string };

/** The scope as a condition on people. */
export function inScope(scope: Scope) {
  if (scope.kind === 'person') return sql<boolean>`id = ${scope.id}`;
  if (scope.kind === 'people') return sql<boolean>`id = any(${[...scope.ids]}::text[])`;
  return conditionOf(scope.kind === 'place' ? { place: scope.place } : {});
}
