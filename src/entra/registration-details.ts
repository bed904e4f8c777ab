import { z } from 'zod/v4';
import type { Answer, Graph } from './graph.ts';
import { optionalBoolean } from './graph-shapes.ts';
import { readPage, type ResumablePage } from './resumable-page.ts';

const registrationDetails = z.object({
  id: z.string(),
  isAdmin: optionalBoolean,
  isMfaRegistered: optionalBoolean,
  isMfaCapable: optionalBoolean,
  methodsRegistered: z.array(z.string()).catch([]),
});

/** What somebody has registered, as the report says. */
export type RegistrationDetails = z.infer<typeof registrationDetails>;

const PAGE = 999;

/**
 * A page of everybody's registered methods.
 *
 * A report, not a live read: a row was true at its `lastUpdatedDateTime` (UTC), so it never confirms a change made a
 * moment ago. `isMfaCapable` is a method that the tenant's policy allows, `isMfaRegistered` any strong one.
 *
 * @permission AuditLog.Read.All (application)
 * @throws {GraphError} `notLicensed` without Microsoft Entra ID P1; `forbidden` without that permission.
 * @see https://learn.microsoft.com/graph/api/authenticationmethodsroot-list-userregistrationdetails
 */
export const readRegistrationDetailsPage = (
  graph: Graph,
  from: string | null,
): Promise<Answer<ResumablePage<RegistrationDetails>>> =>
  readPage(graph, '/reports/authenticationMethods/userRegistrationDetails', {
    query: { $top: PAGE },
    from,
    schema: registrationDetails,
  });
