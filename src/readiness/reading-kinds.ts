import type { Finding } from '../db/tables.ts';
import type { Graph } from '../entra/graph.ts';
import { readImpactedResourcesPage } from '../entra/recommendations.ts';
import { readSignInsPage, type SignIn, type SignInQuestion } from '../entra/sign-ins.ts';
import { visibleText } from '../lib/text.ts';

/** Something that a page told of somebody. */
export interface Found {
  finding: Finding;
  personId: string;
  detail: string;
  times: number;
  lastAt: Date | null;
}

export interface ReadingPage {
  found: readonly Found[];
  rows: number;
  nextQuery: string | null;
}

/** A part of a log or report that is read page by page, by a job. */
export interface ReadingKind {
  /** The most pages that are read: these calls are few for the whole tenant. */
  mostPages: number;
  readPage(graph: Graph, of: { since: Date; about: string | null }, from: string | null): Promise<ReadingPage>;
}

export type ReadingName = keyof typeof readingKinds;

/** `clientAppUsed` of protocols that know no MFA; that this list is complete is UNVERIFIED. */
const SMTP_CLIENTS = ['Authenticated SMTP', 'SMTP'];
const LEGACY_CLIENTS = [
  ...SMTP_CLIENTS,
  ...['Exchange ActiveSync', 'Other clients', 'IMAP4', 'IMAP', 'POP3', 'POP', 'Exchange Web Services', 'Autodiscover'],
  ...['MAPI Over HTTP', 'Outlook Anywhere (RPC over HTTP)', 'Offline Address Book', 'Exchange Online PowerShell'],
  'Reporting Web Services',
];

/** The applications through which AD FS and the NPS extension ask the cloud for MFA; that both show as these is UNVERIFIED. */
const MFA_SERVER_APPS = ['981f26a1-7f43-403b-a875-f8b09b8cd720', '1f5530b3-261a-47a9-b357-ded261e17918'];
/** Microsoft Intune Enrollment. */
const INTUNE_ENROLMENT_APP = 'd4ebce55-015a-49b5-a083-c84d1797ae8c';
/** `requirementProvider` of per-user MFA: a strong inference from Graph's own comment. */
const PER_USER_MFA = 'user';

/** What is read for a report, and on its own for the recommendation. */
export const readingKinds = {
  legacySignIns: signIns({ clientApps: LEGACY_CLIENTS }, legacyIn, 10),
  legacySignInsUnattended: signIns({ clientApps: LEGACY_CLIENTS, eventType: 'nonInteractiveUser' }, legacyIn, 10),
  mfaServerSignIns: signIns({ appIds: MFA_SERVER_APPS }, mfaServerIn, 5),
  // Sign-ins with MFA are many, and who asked for it cannot be filtered by: the newest ones are a sample.
  askedSignIns: signIns({ isMfaRequired: true }, askedIn, 2),
  recommended: { mostPages: 500, readPage: readRecommended },
} as const satisfies Record<string, ReadingKind>;

function signIns(
  question: Omit<SignInQuestion, 'since'>,
  findingsIn: (signIn: SignIn) => readonly Finding[],
  mostPages: number,
): ReadingKind {
  return {
    mostPages,
    readPage: async (graph, { since }, from) => {
      const { body } = await readSignInsPage(graph, { ...question, since }, from);
      const found = body.items.flatMap((one) => findingsIn(one).flatMap((finding) => foundIn(one, finding)));
      return { found, rows: body.items.length, nextQuery: body.nextQuery };
    },
  };
}

function foundIn(signIn: SignIn, finding: Finding): Found[] {
  const { userId, createdDateTime: lastAt, clientAppUsed, appDisplayName } = signIn;
  const isLegacy = finding === 'legacySignIn' || finding === 'smtpSignIn';
  const detail = visibleText((isLegacy ? clientAppUsed : appDisplayName) ?? '').slice(0, 120);
  return userId === null ? [] : [{ finding, personId: userId, detail, times: 1, lastAt }];
}

function legacyIn({ clientAppUsed }: SignIn): Finding[] {
  return SMTP_CLIENTS.includes(clientAppUsed ?? '') ? ['legacySignIn', 'smtpSignIn'] : ['legacySignIn'];
}

function mfaServerIn(): Finding[] {
  return ['mfaServerSignIn'];
}

function askedIn({ authenticationRequirementPolicies: asked, appId, deviceDetail }: SignIn): Finding[] {
  if (!asked.some(({ requirementProvider }) => requirementProvider === PER_USER_MFA)) return [];
  if (appId === INTUNE_ENROLMENT_APP) return ['intuneEnrolment'];
  return /hybrid/i.test(deviceDetail.trustType ?? '') ? ['hybridJoin'] : [];
}

async function readRecommended(graph: Graph, { about }: { about: string | null }, from: string | null) {
  if (about === null) return { found: [], rows: 0, nextQuery: null };
  const { body } = await readImpactedResourcesPage(graph, about, from);
  const found = body.items.map(({ subjectId, status, addedDateTime }): Found => ({
    ...{ finding: 'recommended', personId: subjectId, detail: visibleText(status), times: 1, lastAt: addedDateTime },
  }));
  return { found, rows: body.items.length, nextQuery: body.nextQuery };
}
