import { readAudience } from './audience.ts';
import { reachOf } from './conditions.ts';
import { requirementOf } from './grant.ts';
import { fieldsOf, namesOf } from './policy-shape.ts';

/** What security defaults do, each of which a policy must do once they are off. */
export type Replaced = 'everyone' | 'legacyAuthentication' | 'administrators' | 'azureManagement';

const AZURE_MANAGEMENT = '797f4846-ba00-4fd7-ba43-dac1f8f63013';
/** Global, Privileged Role, Conditional Access and Security Administrator: a policy without them is not for administrators. */
const GREATEST_ROLES = [
  '62e90394-69f5-4237-9190-012177145e10',
  'e8611ab8-c189-46e8-94e1-60213ab1f814',
  'b1be1c3e-b65d-4f19-8427-f6fa0d97feb9',
  '194ae4cb-b126-40b2-bd5b-6091b380977d',
];
const EVERYTHING = { includeApplications: ['All'] };

/** What of security defaults a policy does, whatever its state. What cannot be read about it does nothing. */
export function replacedBy(policy: unknown): Replaced[] {
  const { conditions, grantControls } = fieldsOf(policy);
  const { users, applications } = fieldsOf(conditions);
  const { include } = readAudience(users);
  const requirement = requirementOf(grantControls);
  const reach = reachOf(conditions);
  const isForAll = include.users.values.includes('all');
  const isWholeElsewhere = reachOf({ ...fieldsOf(conditions), applications: EVERYTHING }).isWhole;
  const resources = namesOf(fieldsOf(applications)['includeApplications']).values;
  const does: Readonly<Record<Replaced, boolean>> = {
    everyone: isForAll && reach.isWhole && requirement === 'mfa',
    legacyAuthentication: isForAll && reach.isWholeForLegacyClients && requirement === 'block',
    administrators:
      !isForAll &&
      GREATEST_ROLES.every((role) => include.roles.values.includes(role)) &&
      reach.isWhole &&
      requirement === 'mfa',
    azureManagement:
      isForAll &&
      reach.isForPeople &&
      !reach.isForActions &&
      isWholeElsewhere &&
      resources.includes(AZURE_MANAGEMENT) &&
      requirement === 'mfa',
  };
  return (Object.keys(does) as Replaced[]).filter((what) => does[what]);
}
