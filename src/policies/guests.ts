import { allOf, type Match } from './match.ts';
import { fieldsOf, isBlank, namesOf } from './policy-shape.ts';

const externalUserTypes = [
  'internalGuest',
  'b2bCollaborationGuest',
  'b2bCollaborationMember',
  'b2bDirectConnectUser',
  'otherExternalUser',
  'serviceProvider',
] as const;

/** Graph's kinds of guests and external users. */
export type ExternalUserType = (typeof externalUserTypes)[number];

/** What is known of a guest or external user; an absent field is not known. */
export interface Guest {
  readonly externalUserType?: ExternalUserType | undefined;
  readonly homeTenantId?: string | undefined;
}

/** The guests that a policy names in `includeGuestsOrExternalUsers` or `excludeGuestsOrExternalUsers`. */
export interface GuestSelection {
  readonly kinds: ReadonlySet<string>;
  /** True where the policy names a kind that we do not know, or names none where it should. */
  readonly hasUnknownKind: boolean;
  /** Home tenants in lower case. */
  readonly tenants: ReadonlySet<string> | 'all' | 'unknown';
}

const knownKinds: ReadonlySet<string> = new Set(externalUserTypes);

/** Reads a `conditionalAccessGuestsOrExternalUsers` object. */
export function readGuests(value: unknown): GuestSelection {
  const { guestOrExternalUserTypes, externalTenants } = fieldsOf(value);
  const named = kindsOf(guestOrExternalUserTypes);
  const isNameless = named.length === 0 && !isBlank(value);
  return {
    kinds: new Set(named),
    hasUnknownKind: isNameless || named.some((kind) => kind !== 'none' && !knownKinds.has(kind)),
    tenants: readTenants(externalTenants),
  };
}

/** Whether the selection takes in this guest. */
export function matchGuest(selection: GuestSelection, guest: Guest): Match {
  return allOf([matchKind(selection, guest), matchTenant(selection, guest)]);
}

/** The kinds arrive as one string, comma-separated. */
function kindsOf(value: unknown): string[] {
  if (typeof value !== 'string') return [];
  return value
    .split(',')
    .map((kind) => kind.trim())
    .filter((kind) => kind !== '');
}

/** Microsoft's own templates leave `externalTenants` null where they mean every tenant. */
function readTenants(value: unknown): GuestSelection['tenants'] {
  if (value === undefined || value === null) return 'all';
  const { membershipKind, members } = fieldsOf(value);
  if (membershipKind === 'all') return isBlank(members) ? 'all' : 'unknown';
  const tenants = namesOf(members);
  if (membershipKind !== 'enumerated' || !tenants.isReadable) return 'unknown';
  return new Set(tenants.values.map((tenantId) => tenantId.toLowerCase()));
}

function matchKind({ kinds, hasUnknownKind }: GuestSelection, { externalUserType: kind }: Guest): Match {
  const isEmpty = !hasUnknownKind && [...kinds].every((named) => named === 'none');
  if (isEmpty) return 'no';
  if (kind === undefined || !knownKinds.has(kind)) return 'maybe';
  if (kinds.has(kind)) return 'yes';
  return hasUnknownKind ? 'maybe' : 'no';
}

function matchTenant({ tenants }: GuestSelection, { externalUserType, homeTenantId }: Guest): Match {
  if (tenants === 'all') return 'yes';
  // An internal guest has no home elsewhere: nothing documents what a list of tenants makes of one.
  if (tenants === 'unknown' || externalUserType === 'internalGuest' || !homeTenantId) return 'maybe';
  return tenants.has(homeTenantId.toLowerCase()) ? 'yes' : 'no';
}
