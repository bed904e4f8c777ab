import type { EmergencyAccount, ReadinessFacts } from '../../src/readiness/gates/facts.ts';
import type { Known } from '../../src/readiness/gates/gate.ts';
import { lists, type Counts, type ListName } from '../../src/readiness/gates/lists.ts';

/** A hundred people with whom all is well, and nobody else; what differs may be said. */
export const countsOf = (differing: Partial<Counts> = {}): Known<Counts> => {
  const none = Object.fromEntries(Object.keys(lists).map((name) => [name as ListName, 0])) as Record<ListName, number>;
  const well = { people: 100, capable: 100, licensable: 100, licensed: 100, noAdministrators: 100 };
  return { is: { ...none, ...well, ...differing } };
};

export const emergencyAccount = (differing: Partial<EmergencyAccount> = {}): EmergencyAccount => ({
  ...{
    name: 'BG 1',
    isListed: true,
    isThere: true,
    isEnabled: true,
    isCloudOnly: true,
    hasPhishingResistantMethod: true,
  },
  ...{ notExcludedFrom: 0, notExcludedFromReportOnly: 0, lastSignInDaysAgo: null },
  ...differing,
});

const read = { is: { isCapped: false, signIns: 0 } };

/** A tenant in which nothing stands in the way; what differs may be said. */
export const factsOf = (differing: Partial<ReadinessFacts> = {}): ReadinessFacts => ({
  scope: 'tenant',
  counts: countsOf(),
  tenant: { is: { people: 100, withMfa: 0 } },
  licences: { is: { hasP1: true, hasP2: false } },
  securityDefaults: { is: false },
  policies: { is: { requiring: 1, reportOnly: 0, narrowed: 0, managed: [], excludingPlaces: 0 } },
  coverage: {
    is: {
      ...{ people: 100, covered: 100, blocked: 0, reportOnly: 0 },
      targeted: { directorySynchronization: 0, service: 0, shared: 0 },
    },
  },
  legacySignIns: read,
  mfaServerSignIns: read,
  askedSignIns: read,
  emergency: { is: [emergencyAccount(), emergencyAccount({ name: 'BG 2' })] },
  settings: {
    is: {
      allowAppPasswords: false,
      ...{ trustedIpTexts: [], skipMfaForFederatedUsers: false },
      ...{ isRememberOn: false, rememberDays: null },
    },
  },
  trustedLocations: { is: 0 },
  methodsMigration: { is: 'migrationComplete' },
  recommendation: { is: null },
  isConfigured: { service: true, shared: true },
  ...differing,
});
