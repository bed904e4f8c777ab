import { GROUPS, PEOPLE } from './cast.ts';
import type { TenantGroup, TenantUser } from './contract.ts';
import type { SeededRandom } from './seeded-random.ts';

const BERLIN_PEOPLE = [
  PEOPLE.berlinUnlicensed,
  PEOPLE.berlinBlockedByPolicy,
  PEOPLE.berlinDisabled,
  PEOPLE.berlinBlockedBot,
  PEOPLE.berlinNotInstalled,
  PEOPLE.berlinInstalled,
];

const DEPARTMENT_GROUPS: Record<string, string> = {
  Sales: GROUPS.sales,
  Engineering: GROUPS.engineering,
  Finance: GROUPS.finance,
  HR: GROUPS.hr,
  Operations: GROUPS.operations,
  Legal: GROUPS.legal,
};

/** Who is named by hand; `generated` join their department's group and, one in four, SG-CA-MFA. */
export function castGroups(cast: TenantUser[], generated: TenantUser[], random: SeededRandom): TenantGroup[] {
  const { nora, bruno, chiara, aliceAdams, priya, zoe, ingrid, kwame, emergency01, emergency02 } = PEOPLE;
  const groups = [
    group(GROUPS.readers, 'SG-MFA-Readers', [nora, bruno, chiara]),
    group(GROUPS.operators, 'SG-MFA-Operators', [nora]),
    { ...group(GROUPS.approvers, 'SG-MFA-Approvers', [bruno, chiara]), isAssignableToRole: true },
    {
      ...group(GROUPS.emergencyAccess, 'SG-Emergency-Access', [emergency01, emergency02]),
      isAssignableToRole: true,
    },
    group(GROUPS.caMfa, 'SG-CA-MFA', [nora, bruno, chiara, ingrid, kwame, aliceAdams, priya, ...BERLIN_PEOPLE]),
    group(GROUPS.caMfaEngineering, 'SG-CA-MFA-Engineering', [zoe]),
    group(GROUPS.pilot, 'SG-MFA-Pilot', [aliceAdams, priya]),
    group(GROUPS.pilotBerlin, 'SG-MFA-Pilot-Berlin', BERLIN_PEOPLE),
    ...Object.entries(DEPARTMENT_GROUPS).map(([department, id]) => group(id, department, [])),
  ];
  const byId = new Map(groups.map((each) => [each.id, each]));
  byId.get(GROUPS.caMfa)?.memberGroupIds.add(GROUPS.caMfaEngineering);
  byId.get(GROUPS.pilot)?.memberGroupIds.add(GROUPS.pilotBerlin);
  for (const person of [...cast, ...generated]) joinDepartment(byId, person);
  for (const person of generated) {
    if (person.userType === 'Guest' || !random.isLuckyPercent(25)) continue;
    const isEngineer = person.department === 'Engineering';
    byId.get(isEngineer ? GROUPS.caMfaEngineering : GROUPS.caMfa)?.memberUserIds.add(person.id);
  }
  return groups;
}

function joinDepartment(byId: Map<string, TenantGroup>, person: TenantUser): void {
  const groupId = DEPARTMENT_GROUPS[person.department ?? ''];
  if (groupId !== undefined) byId.get(groupId)?.memberUserIds.add(person.id);
}

function group(id: string, displayName: string, userIds: readonly string[]): TenantGroup {
  return {
    id,
    displayName,
    isAssignableToRole: false,
    roleTemplateIds: [],
    memberUserIds: new Set(userIds),
    memberGroupIds: new Set(),
  };
}
