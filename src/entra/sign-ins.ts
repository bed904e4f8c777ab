import { z } from 'zod/v4';
import type { Answer, Graph } from './graph.ts';
import { filterText } from './graph-path.ts';
import { optionalText } from './graph-shapes.ts';
import { optionalInstant } from './instants.ts';
import { readPage, type ResumablePage } from './resumable-page.ts';

const signIn = z.object({
  userId: optionalText,
  createdDateTime: optionalInstant,
  clientAppUsed: optionalText,
  appId: optionalText,
  appDisplayName: optionalText,
  deviceDetail: z
    .object({ trustType: optionalText })
    .nullish()
    .transform((device) => device ?? { trustType: null }),
  authenticationRequirementPolicies: z
    .array(z.object({ requirementProvider: z.string() }))
    .nullish()
    .transform((policies) => policies ?? []),
});

/** A sign-in as the log tells it, as far as we look at it. */
export type SignIn = z.infer<typeof signIn>;

/** Which sign-ins are asked for; what is left out does not matter. */
export interface SignInQuestion {
  since: Date;
  /** Interactive ones only, unless it says otherwise (Default: interactiveUser). */
  eventType?: 'interactiveUser' | 'nonInteractiveUser';
  /** One of these client apps. */
  clientApps?: readonly string[];
  /** One of these applications. */
  appIds?: readonly string[];
  /** Those at which MFA was asked for, by whatever. */
  isMfaRequired?: true;
}

const PAGE = 1000;

/**
 * A page of successful sign-ins, the newest first, at most 1,000. Microsoft allows five such calls in ten seconds.
 *
 * How long after a sign-in the log tells it, and how old the oldest one is (30 days with P1), is UNVERIFIED.
 *
 * @permission AuditLog.Read.All (application)
 * @permission Policy.Read.All (application)
 * @throws {GraphError} `notLicensed` without Microsoft Entra ID P1; `forbidden` without that permission.
 * @see https://learn.microsoft.com/graph/api/signin-list
 */
export const readSignInsPage = (
  graph: Graph,
  question: SignInQuestion,
  from: string | null,
): Promise<Answer<ResumablePage<SignIn>>> =>
  readPage(graph, '/auditLogs/signIns', {
    version: 'beta', // v1.0 knows neither who asked for MFA nor sign-ins that nobody sat at
    query: { $filter: filterOf(question), $top: PAGE },
    from,
    schema: signIn,
  });

function filterOf({ since, eventType = 'interactiveUser', clientApps, appIds, isMfaRequired }: SignInQuestion): string {
  return [
    `createdDateTime ge ${since.toISOString()}`,
    'status/errorCode eq 0',
    `signInEventTypes/any(t: t eq ${filterText(eventType)})`,
    ...(clientApps ? [oneOf('clientAppUsed', clientApps)] : []),
    ...(appIds ? [oneOf('appId', appIds)] : []),
    ...(isMfaRequired ? [`authenticationRequirement eq 'multiFactorAuthentication'`] : []),
  ].join(' and ');
}

const oneOf = (property: string, texts: readonly string[]): string =>
  `(${texts.map((text) => `${property} eq ${filterText(text)}`).join(' or ')})`;
