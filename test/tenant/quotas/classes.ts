/** So many in any stretch of so many seconds. */
export interface QuotaWindow {
  limit: number;
  perSeconds: number;
}

/** One quota as Microsoft publishes it. */
export interface QuotaRule {
  windows: readonly QuotaWindow[];
  /** Whether a refusal says when to come again. */
  hasRetryAfter: boolean;
}

const rule = (limit: number, perSeconds: number, hasRetryAfter = true): QuotaRule => ({
  windows: [{ limit, perSeconds }],
  hasRetryAfter,
});

const thread = (...[one, two, thirty, hour]: [number, number, number, number]): QuotaRule => ({
  windows: [
    { limit: one, perSeconds: 1 },
    { limit: two, perSeconds: 2 },
    { limit: thirty, perSeconds: 30 },
    { limit: hour, perSeconds: 3600 },
  ],
  hasRetryAfter: true,
});

/** Every quota that the tenant enforces, by class. */
export const DOCUMENTED_QUOTAS = {
  /** Every request of an app, over all tenants. */
  graphOfApp: rule(130_000, 10),
  /** Identity and access, in resource units, per app and tenant: of a tenant with fewer than 50 people. */
  resourceUnitsSmall: rule(3_500, 10),
  /** Of a tenant with 50 to 500 people. */
  resourceUnitsMedium: rule(5_000, 10),
  /** Of a tenant with more than 500 people. */
  resourceUnitsLarge: rule(8_000, 10),
  resourceUnitsOfApp: rule(150_000, 20),
  writes: rule(3_000, 150),
  writesOfApp: rule(35_000, 300),
  writesOfTenant: rule(18_000, 300),
  /** Per tenant, whatever app asks. */
  conditionalAccess: rule(1, 1, false),
  /** Sign-ins, audits, registration details, recommendations. */
  reports: rule(5, 10),
  installedAppsRead: rule(30, 1),
  installedAppsWrite: rule(30, 1),
  installedAppsDelete: rule(15, 1),
  appCatalog: rule(30, 1),
  /** Per app and mailbox. */
  outlook: rule(10_000, 600),
  /** Per mailbox. */
  mails: rule(30, 60),
  /** Per app and tenant. */
  connector: rule(50, 1),
  /** Per bot and thread. */
  connectorSend: thread(7, 8, 60, 1800),
  connectorCreate: thread(7, 8, 60, 1800),
  connectorMembers: thread(14, 16, 120, 3600),
  connectorConversations: thread(14, 16, 120, 3600),
  /** Of per-user MFA states; nothing is published, so that nothing is enforced until a limit is set. */
  requirements: { windows: [], hasRetryAfter: true },
} as const satisfies Record<string, QuotaRule>;

export type QuotaClass = keyof typeof DOCUMENTED_QUOTAS;

/** What one request takes of one quota. */
export interface QuotaDemand {
  quotaClass: QuotaClass;
  /** Whose quota: for example an app in a tenant. */
  scope: string;
  cost: number;
}
