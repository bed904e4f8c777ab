import type { MfaServicePolicy } from '../../entra/mfa-service-policy.ts';
import type { Known } from './gate.ts';
import type { Counts } from './lists.ts';

/** What the tenant has bought of Microsoft Entra ID. */
export interface LicenceFacts {
  hasP1: boolean;
  hasP2: boolean;
}

/** The Conditional Access policies that ask for MFA, by what they do. */
export interface MfaPolicyFacts {
  /** Enabled, not Microsoft's, for all resources under no condition. */
  requiring: number;
  /** The same in report-only. */
  reportOnly: number;
  /** Enabled, and only in some cases. */
  narrowed: number;
  /** Made by Microsoft, enabled or in report-only. */
  managed: readonly { name: string; isEnforced: boolean }[];
  /** Enabled ones that leave out a place: nobody in it is asked. */
  excludingPlaces: number;
}

/** What policies make of the people in scope. */
export interface CoverageFacts {
  people: number;
  /** MFA is required, or the sign-in is blocked, for all resources. */
  covered: number;
  /** Of those: blocked altogether. */
  blocked: number;
  reportOnly: number;
  /** Accounts of each kind to which some policy applies, in report-only too. */
  targeted: Readonly<Record<'directorySynchronization' | 'service' | 'shared', number>>;
}

/** What a part of the sign-in log told. */
export interface SignInFacts {
  /** Whether there were more sign-ins than are read. */
  isCapped: boolean;
  /** How many were read. */
  signIns: number;
}

/** An emergency access account, as far as it is known. */
export interface EmergencyAccount {
  /** As it is shown: a name from the directory. */
  name: string;
  /** False for one that only looks like such an account. */
  isListed: boolean;
  /** False where the directory does not know its id; the rest then says nothing. */
  isThere: boolean;
  isEnabled: boolean;
  isCloudOnly: boolean;
  hasPhishingResistantMethod: boolean | null;
  /** Policies in force that may stop or ask it. */
  notExcludedFrom: number;
  /** The same in report-only. */
  notExcludedFromReportOnly: number;
  /** Null: never, or not told. */
  lastSignInDaysAgo: number | null;
}

/** Everything that a report is made of. */
export interface ReadinessFacts {
  /** About all people of the tenant, some of them, or one. */
  scope: 'tenant' | 'place' | 'person';
  counts: Known<Counts>;
  /** Of all people of the tenant, whatever the scope. */
  tenant: Known<{ people: number; withMfa: number }>;
  licences: Known<LicenceFacts>;
  securityDefaults: Known<boolean>;
  policies: Known<MfaPolicyFacts>;
  coverage: Known<CoverageFacts>;
  legacySignIns: Known<SignInFacts>;
  mfaServerSignIns: Known<SignInFacts>;
  askedSignIns: Known<SignInFacts>;
  emergency: Known<readonly EmergencyAccount[]>;
  settings: Known<MfaServicePolicy>;
  /** How many trusted named locations there are. */
  trustedLocations: Known<number>;
  /** Graph's `policyMigrationState`. */
  methodsMigration: Known<string>;
  /** Graph's status; null where it is not shown. */
  recommendation: Known<string | null>;
  /** Whether the configuration says which accounts are of this kind. */
  isConfigured: Readonly<Record<'service' | 'shared', boolean>>;
}
