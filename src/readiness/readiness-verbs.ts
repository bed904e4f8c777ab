import type { Jobs } from '../jobs/jobs.ts';
import type { AnyVerb } from '../verbs/verb.ts';
import type { ReadinessEdges } from './readiness.ts';
import { READINGS } from './readings.ts';
import { licenseGet } from './verbs/license-get.ts';
import { readinessReport } from './verbs/readiness-report.ts';
import { recommendationGet } from './verbs/recommendation-get.ts';

/** What the product is told of readiness. */
export interface ReadinessParts extends Omit<ReadinessEdges, 'wakeReading'> {
  jobs: Pick<Jobs, 'wake'>;
  timeZone: string;
}

/** The verbs of readiness. */
export function readinessVerbs({ jobs, timeZone, ...parts }: ReadinessParts): AnyVerb[] {
  const edges: ReadinessEdges = { ...parts, wakeReading: (trx, name) => jobs.wake(trx, READINGS, name) };
  const { graph, database, wakeReading } = edges;
  return [
    readinessReport(edges),
    recommendationGet({ graph, database, wakeReading, timeZone }),
    licenseGet({ graph, rows: database.rows }),
  ];
}
