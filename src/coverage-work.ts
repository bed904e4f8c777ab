import { movedPeople } from './changes/moved-people.ts';
import type { PerUserMfaEdges } from './changes/per-user-mfa-state.ts';
import type { Config } from './config.ts';
import { raiseAlarms } from './coverage/alarm-rows.ts';
import { alarmJob, ALARMS } from './coverage/alarms.ts';
import { coverageJob } from './coverage/keep.ts';
import type { Database } from './db/database.ts';
import type { Endings } from './endings.ts';
import type { Graph } from './entra/graph.ts';
import type { Roles } from './inventory/roles.ts';
import type { JobKind, Jobs } from './jobs/jobs.ts';
import { beginWayBack } from './standing-way-back.ts';

interface CoverageWorkParts {
  config: Config;
  database: Database;
  graph: Graph;
  jobs: Pick<Jobs, 'wake'>;
  roles: Pick<Roles, 'approvers'>;
  tell: Endings['tell'];
  mfa: Pick<PerUserMfaEdges, 'messageFor'>;
}

/** What keeps everybody's coverage, watches whoever was moved, and raises the alarm. Joins coverage with those who are told. */
export function coverageWork({
  config,
  database,
  graph,
  jobs,
  roles,
  tell,
  mfa: { messageFor },
}: CoverageWorkParts): JobKind[] {
  const { rows } = database;
  const { approversChannelId: channelId, hasStandingWayBack: isOn, timeZone } = config;
  const wakeAlarms = () => database.transaction((trx) => jobs.wake(trx, ALARMS, 'all'));
  return [
    coverageJob({
      database,
      graph,
      movedIds: async () => (await movedPeople(rows)).map(({ personId }) => personId),
      watch: async () => {
        if (await raiseAlarms(database)) await wakeAlarms();
      },
    }),
    alarmJob({
      ...{ database, graph, timeZone, tell },
      recipientIds: async () => (channelId === undefined ? (await roles.approvers()).map(({ id }) => id) : [channelId]),
      beginWayBack: (trx, alarms) => beginWayBack(trx, { jobs, isOn, messageFor }, alarms),
    }),
  ];
}
