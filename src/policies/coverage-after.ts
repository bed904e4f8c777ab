import { coverageUnder, type CoverageResult, type Person, type Rule } from './coverage.ts';

/** Who is put into a group, or taken out of it. */
export interface MembershipEdit {
  groupId: string;
  isMember: boolean;
  /** The groups that the person is in now, directly. */
  directGroupIds: readonly string[];
}

/**
 * Whether the person is covered now, and surely still would be after the edit; `person` has all groups, nested ones too.
 *
 * What the group itself is nested in is not known: out of it, the person counts as included by direct groups alone, and
 * as excluded by all groups of now.
 */
export function coverageAfter(
  person: Person,
  { groupId, isMember, directGroupIds }: MembershipEdit,
  rules: readonly Rule[],
): { isCoveredNow: boolean; isCoveredAfter: boolean } {
  const now = coveringIn(coverageUnder(person, rules));
  const groupIds = isMember ? [...person.groupIds, groupId] : directGroupIds.filter((id) => id !== groupId);
  const after = coveringIn(coverageUnder({ ...person, groupIds }, rules));
  const isCoveredAfter = isMember ? after.length > 0 : after.some((id) => now.includes(id));
  return { isCoveredNow: now.length > 0, isCoveredAfter };
}

const coveringIn = ({ coverage, byPolicyIds }: CoverageResult): readonly string[] =>
  coverage === 'required' || coverage === 'blocked' ? byPolicyIds : [];
