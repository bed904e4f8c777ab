import { z } from 'zod/v4';
import type { Answer, Graph } from './graph.ts';

const initiator = z
  .object({
    user: z.looseObject({ displayName: z.string().nullish(), userPrincipalName: z.string().nullish() }).nullish(),
    app: z.looseObject({ displayName: z.string().nullish() }).nullish(),
  })
  .nullish();
const edit = z
  .object({
    activityDateTime: z.iso.datetime({ offset: true }),
    activityDisplayName: z.string().nullish(),
    initiatedBy: initiator,
    targetResources: z.array(z.looseObject({ id: z.string().nullish() })).nullish(),
  })
  .transform(({ activityDateTime, activityDisplayName, initiatedBy: by, targetResources }): DirectoryEdit => ({
    at: new Date(activityDateTime),
    activity: activityDisplayName ?? 'an edit',
    by: by?.user?.displayName ?? by?.user?.userPrincipalName ?? by?.app?.displayName ?? null,
    targetIds: (targetResources ?? []).flatMap(({ id }) => (id ? [id.toLowerCase()] : [])),
  }));
const page = z.object({ value: z.array(edit) });

/** Somebody changed something in the directory. Names are the directory's own: show them as text. */
export interface DirectoryEdit {
  at: Date;
  activity: string;
  /** Who did it, by name; null where the log does not tell. */
  by: string | null;
  targetIds: readonly string[];
}

const MOST_EDITS = 200;

/**
 * What was edited in the directory since, the newest first; at most 200 edits.
 *
 * The log lags behind, by minutes at times (how long is UNVERIFIED): that an edit is not in it proves nothing.
 *
 * @permission AuditLog.Read.All (application)
 * @throws {GraphError} `notLicensed` without Microsoft Entra ID P1.
 * @see https://learn.microsoft.com/graph/api/directoryaudit-list
 */
export async function listDirectoryEdits(graph: Graph, since: Date): Promise<Answer<DirectoryEdit[]>> {
  const { body, requestId } = await graph.get('/auditLogs/directoryAudits', {
    query: { $filter: `activityDateTime ge ${since.toISOString()}`, $top: MOST_EDITS },
    schema: page,
  });
  return { body: body.value, requestId };
}
