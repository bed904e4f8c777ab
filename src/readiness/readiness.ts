import { within } from '../lib/deadline.ts';
import { gatherFacts, type GatherEdges, type Gathered } from './gather.ts';
import { reportOf, type ReportLine } from './gates/report.ts';
import type { Scope } from './scope.ts';

export { gateOf, type GateLimits, type RingGate } from './gates/report.ts';
export type { GatherEdges as ReadinessEdges } from './gather.ts';
export type { Scope } from './scope.ts';

/** Which accounts a configuration tells of. */
export const configuredOf = ({ emergencyAccountIds, accountRules }: ConfiguredAccounts) => ({
  emergencyAccountIds,
  isConfigured: {
    service: accountRules.some(({ type }) => type === 'service'),
    shared: accountRules.some(({ type }) => type === 'shared'),
  },
});

interface ConfiguredAccounts {
  emergencyAccountIds: readonly string[];
  accountRules: readonly { type: 'service' | 'shared' }[];
}

/** What there is before the answer must go: a person waits, and what is not known by then is said as not known. */
const LOOK_MILLIS = 5000;

/** A report as it stands at one moment. */
export interface Readiness extends Gathered {
  scope: Scope;
  lines: readonly ReportLine[];
}

/**
 * How ready the people of a scope are to move. `gateOf(readiness.facts)` says of a ring whether it may begin.
 *
 * The members of a group must have been read already, by `placePeople` or `membersFor`.
 */
export async function readinessOf(
  edges: GatherEdges,
  { scope, now }: { scope: Scope; now: Date },
  signal?: AbortSignal,
): Promise<Readiness> {
  const gathered = await within(LOOK_MILLIS, signal, (until) => gatherFacts(edges, { scope, now }, until));
  return { ...gathered, scope, lines: reportOf(gathered.facts) };
}
