import { perUserMfaStateChange } from '../../../src/changes/per-user-mfa-state.ts';
import { changeRunner } from '../../../src/changes/run.ts';
import type { Database } from '../../../src/db/database.ts';
import { createEndings } from '../../../src/endings.ts';
import { snapshotJob } from '../../../src/inventory/snapshot.ts';
import type { JobKind } from '../../../src/jobs/jobs.ts';
import { silentLog } from '../../../src/lib/log.ts';
import { createMfaEdges } from '../../../src/mfa-edges.ts';
import { noticeDelivery } from '../../../src/notices/deliver.ts';
import { createProposalWork } from '../../../src/proposal-work.ts';
import { createRolloutEdges, rolloutVerbs } from '../../../src/ring-work.ts';
import { ringBrake } from '../../../src/rollouts/brake-job.ts';
import { ringSettled } from '../../../src/rollouts/control.ts';
import { rolloutDaily } from '../../../src/rollouts/daily.ts';
import { ringOfProposal } from '../../../src/rollouts/rows.ts';
import { ringSteps } from '../../../src/rollouts/step.ts';
import { tenantChanges } from '../../../src/tenant-changes.ts';
import type { Actor, Role } from '../../../src/verbs/actor.ts';
import { graphOf } from '../../entra/support/practice.ts';
import type { HurriedTime } from './hurried-time.ts';
import { pacedEdges } from './paced-edges.ts';
import { configOf, environmentFor } from '../../support/product.ts';
import { PEOPLE } from '../../tenant/cast.ts';
import type { PracticeTenant } from '../../tenant/tenant.ts';

const someone = (id: string, displayName: string, ...roles: Role[]): Actor => ({
  id,
  displayName,
  roles: new Set(roles),
  roleTemplateIds: [],
});
export const nora = someone(PEOPLE.nora, 'Nora Lindqvist', 'operator', 'reader');
export const bruno = someone(PEOPLE.bruno, 'Bruno Costa', 'approver');
export const chiara = someone(PEOPLE.chiara, 'Chiara Rossi', 'approver');

export type Room = ReturnType<typeof openRoom>;

/** One run of everything that is due. @returns Whether there was anything. */
export async function workOffOnce(kinds: readonly JobKind[]): Promise<boolean> {
  let hasFound = false;
  for (const kind of kinds) {
    const keys = await kind.due();
    hasFound ||= keys.length > 0;
    await Promise.all(keys.map((key) => kind.run(key, new AbortController().signal).catch(unlessPassing)));
  }
  return hasFound;
}

/** What the job engine would write into the log: the row is due again later. */
const unlessPassing = (cause: unknown): void => {
  if (cause instanceof Error && /TypeError|RangeError|ReferenceError/.test(cause.name)) throw cause;
};

export interface RoomPlace {
  tenant: PracticeTenant;
  database: Database;
  env: Record<string, string>;
  /** Where it is given, people are told, and everything keeps to the quotas (Default: neither). */
  time: HurriedTime | undefined;
}

/** All of the product that moves rings, on one database: a replica. */
export function openRoom({ tenant, database, env, time }: RoomPlace) {
  const config = configOf({ DATABASE_DIRECTORY: '/nowhere', ...environmentFor(tenant), ...env });
  const paced = time && pacedEdges({ tenant, database, config, time });
  const graph = paced?.graph ?? graphOf(tenant);
  const clock = tenant.clock;
  const mfa = createMfaEdges({ config, database, graph, clock });
  const { accounts } = mfa;
  const { ownGroupIds, timeZone, hasStandingWayBack } = config;
  const tenantParts = tenantChanges({ graph, clock, accounts, database, ownGroupIds, hasStandingWayBack });
  const changes = [perUserMfaStateChange(mfa), ...tenantParts.changes];
  const nothing = () => Promise.resolve();
  const jobs = { wake: nothing, start: nothing, sweep: nothing, stop: nothing };
  const roles = { approvers: () => Promise.resolve([bruno, chiara]) };
  const edges = createRolloutEdges({ config, database, graph, log: silentLog, mfa, jobs, roles });
  const work = createProposalWork({ database, changes, timeZone });
  const { touch, finishChanges, finishNotice } = createEndings({ jobs });
  const runner = changeRunner({
    ...{ database, changes, plannedItem: work.plannedItem, touch, atOnce: 16 },
    finish: async (trx, id) => {
      const ring = await ringOfProposal(trx, id);
      return ring ? ringSettled(trx, { jobs }, ring) : finishChanges(trx, id);
    },
  });
  return {
    ...edges,
    notices: paced ? [noticeDelivery({ database, ...paced.outward, log: silentLog, touch, finish: finishNotice })] : [],
    ...{ config, jobs, work, kinds: [runner, ringSteps(edges), ringBrake(edges), rolloutDaily(edges)] },
    begin: (
      trx: Parameters<typeof work.begin>[0],
      approved: { proposalId: string; plan: Parameters<typeof work.driftOf>[0] },
    ) => work.begin(trx, { ...approved, jobs }),
    verbs: rolloutVerbs({
      config,
      database,
      graph,
      log: silentLog,
      mfa,
      jobs,
      changes,
      roles,
      foresee: tenantParts.foresee,
    }),
    snapshot: snapshotJob({
      database,
      graph,
      emergencyIds: config.emergencyAccountIds,
      rules: [],
      maxAgeMillis: 1e12,
      changesMillis: 1e12,
    }),
  };
}
