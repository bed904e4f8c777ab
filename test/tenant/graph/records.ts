import type { JsonObject } from '../answer.ts';
import { OFFICE_LOCATION_ID } from '../cast.ts';
import type { ConditionalAccessPolicy } from './policy-shape.ts';
import { MFA_SERVICE_POLICY, METHODS_POLICY } from './tenant-policy-samples.ts';

/** Something that Graph did on behalf of an app, as the audit log will tell it. */
export interface AuditRecord {
  id: string;
  atMillis: number;
  activityDisplayName: string;
  category: string;
  operationType: string;
  appId: string;
  target: { id: string | null; type: string };
  /** The body that was written. */
  written: unknown;
}

/** Somebody signed in. */
export interface SignInRecord {
  id: string;
  userId: string;
  atMillis: number;
  /** Worked out once, from what held then: see `sign-in-facts.ts`. */
  facts?: JsonObject;
}

/** What the daily look at the tenant has found. */
export interface RecommendationRun {
  /** Since 1970, in UTC. */
  day: number;
  /** Undefined: it was never recommended. */
  status: 'active' | 'completedBySystem' | undefined;
}

type Entity = JsonObject & { id: string };

/** What the tenant keeps besides people, groups and policies. */
export interface TenantRecords {
  namedLocations: Map<string, Entity>;
  /** Soft-deleted Conditional Access policies, which can be restored for thirty days. */
  deletedPolicies: Map<string, ConditionalAccessPolicy>;
  /** Policies that Microsoft made: they can be neither deleted nor renamed. */
  managedPolicyIds: Set<string>;
  /** Authentication strengths besides the built-in ones. */
  customStrengths: Map<string, Entity>;
  methodsPolicy: JsonObject;
  mfaServicePolicy: JsonObject;
  audits: AuditRecord[];
  /** Undefined until somebody asks. */
  signIns: SignInRecord[] | undefined;
  /** What was done with a recommendation by its id. */
  recommendationChanges: Map<string, JsonObject>;
  /** Undefined until somebody asks. */
  recommendationRun: RecommendationRun | undefined;
}

export function createRecords(): TenantRecords {
  return {
    namedLocations: new Map([[OFFICE_LOCATION_ID, OFFICE]]),
    deletedPolicies: new Map(),
    managedPolicyIds: new Set(),
    customStrengths: new Map(),
    methodsPolicy: structuredClone(METHODS_POLICY),
    mfaServicePolicy: structuredClone(MFA_SERVICE_POLICY),
    audits: [],
    signIns: undefined,
    recommendationChanges: new Map(),
    recommendationRun: undefined,
  };
}

const OFFICE: Entity = {
  '@odata.type': '#microsoft.graph.ipNamedLocation',
  id: OFFICE_LOCATION_ID,
  displayName: 'Head office',
  createdDateTime: '2024-02-01T08:00:00Z',
  modifiedDateTime: '2024-02-01T08:00:00Z',
  isTrusted: true,
  ipRanges: [{ '@odata.type': '#microsoft.graph.iPv4CidrRange', cidrAddress: '192.0.2.0/24' }],
};
