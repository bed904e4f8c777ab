import { z } from 'zod/v4';
import { filterText, objectId } from './graph-path.ts';
import type { Graph } from './graph.ts';
import { optionalText } from './graph-shapes.ts';

const signIns = z.object({ value: z.array(z.object({ ipAddress: optionalText })) });

/**
 * The address of a person's newest interactive sign-in that is told; null where there is none.
 *
 * @permission AuditLog.Read.All (application)
 * @throws {GraphError} `notLicensed` without Microsoft Entra ID P1; `forbidden`; `badRequest` for anything but an object id.
 * @see https://learn.microsoft.com/graph/api/signin-list
 */
export async function readLastSignInAddress(graph: Graph, userId: string): Promise<string | null> {
  const { body } = await graph.get('/auditLogs/signIns', {
    query: { $filter: `userId eq ${filterText(objectId(userId))}`, $top: 1 },
    schema: signIns,
  });
  return body.value[0]?.ipAddress ?? null;
}
