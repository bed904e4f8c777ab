import type { Answer, JsonObject } from '../answer.ts';
import { PEOPLE } from '../cast.ts';
import { guidOf } from '../seeded-random.ts';
import { anyOf, contextOf, ok, param } from './call.ts';
import type { GraphCall, GraphParts, Route } from './call.ts';
import { answerPage } from './collection.ts';
import { LOG_PAGES } from './directory-audits.ts';
import { rowFilter } from './filter.ts';
import type { SignInRecord } from './records.ts';
import { nonPremiumTenant, resourceNotFound } from './refusal.ts';
import { signInFacts } from './sign-in-facts.ts';

const PATH = '/auditLogs/signIns';
const READ = anyOf('AuditLog.Read.All');
const READ_POLICIES = ['Policy.Read.All', 'Policy.Read.ConditionalAccess', 'Policy.ReadWrite.ConditionalAccess'];
const KEPT_MILLIS = 30 * 24 * 60 * 60 * 1000;
const MOST_DRAWN = 50_000; // of a crowd that is enough to page through
const BETA_ONLY = ['authenticationRequirement', 'authenticationRequirementPolicies'];
const FILTERABLE = [
  'createdDateTime',
  'userId',
  'userPrincipalName',
  'appId',
  'appDisplayName',
  'ipAddress',
  'conditionalAccessStatus',
  'status/errorCode',
  'clientAppUsed',
  'correlationId',
  'authenticationRequirement',
  'signInEventTypes',
];

/** Who signed in within the last thirty days, the newest first. */
export const signInRoutes: Route[] = [
  { method: 'GET', path: PATH, needs: READ, serve: listSignIns },
  {
    method: 'GET',
    path: `${PATH}/{id}`,
    needs: READ,
    serve: (call, parts) => {
      checkPremium(parts);
      const record = signInsOf(parts).find(({ id }) => id === param(call, 'id').toLowerCase());
      if (record === undefined) throw resourceNotFound(param(call, 'id'));
      return ok({
        '@odata.context': contextOf(call, parts, `${PATH.slice(1)}/$entity`),
        ...rowOf(record, call, parts),
      });
    },
  },
];

/** Lets a person sign in now: the row keeps what held at this moment, and what is said of this sign-in besides. */
export function signIn(
  parts: Pick<GraphParts, 'directory' | 'records' | 'clock'>,
  userId: string,
  differing: JsonObject = {},
): void {
  const user = parts.directory.users.get(userId);
  if (user === undefined) throw new TypeError(`nobody has the id ${userId}`);
  const at = parts.clock.now();
  user.lastSignInDateTime = at.toISOString();
  const id = guidOf('signIn', userId, at.toISOString(), JSON.stringify(differing));
  signInsOf(parts).unshift({
    id,
    userId,
    atMillis: at.getTime(),
    facts: { ...signInFacts(user, parts), ...differing },
  });
}

function listSignIns(call: GraphCall, parts: GraphParts): Answer {
  checkPremium(parts);
  const oldestMillis = parts.clock.now().getTime() - KEPT_MILLIS;
  const isMatch = rowFilter(call, FILTERABLE);
  const filter = call.query.get('$filter');
  const isWanted = filter?.includes('signInEventTypes') ? () => true : isInteractive;
  return answerPage(call, parts, {
    set: PATH.slice(1),
    items: signInsOf(parts),
    isMatch: (record) =>
      record.atMillis >= oldestMillis && isWanted(record) && (filter === null || isMatch(rowOf(record, call, parts))),
    shape: (record) => rowOf(record, call, parts),
    pages: LOG_PAGES,
  });
}

/** Without a word about kinds, Graph tells those at which somebody sat. */
const isInteractive = ({ facts }: SignInRecord): boolean => facts?.['isInteractive'] !== false;

/** What a device that sends mail leaves in the log: nobody sits there, and the protocol knows no MFA. */
export const SMTP_SIGN_IN: JsonObject = {
  clientAppUsed: 'Authenticated SMTP',
  isInteractive: false,
  appId: '00000002-0000-0ff1-ce00-000000000000',
  appDisplayName: 'Office 365 Exchange Online',
  conditionalAccessStatus: 'notApplied',
  appliedConditionalAccessPolicies: [],
  authenticationRequirement: 'singleFactorAuthentication',
  authenticationRequirementPolicies: [],
  status: { errorCode: 0, failureReason: 'Other.', additionalDetails: null },
};

/** The printer of the story has sent mail a while ago. */
const printerSignIn = (nowMillis: number): SignInRecord => ({
  id: guidOf('signIn', PEOPLE.printer, 'smtp'),
  userId: PEOPLE.printer,
  atMillis: nowMillis - PRINTED_MILLIS_AGO,
  facts: { ipAddress: '192.0.2.40', ...SMTP_SIGN_IN },
});
const PRINTED_MILLIS_AGO = 2 * 24 * 60 * 60 * 1000;

/** One sign-in for each person's last one, and the printer's mail, drawn when somebody first asks. */
function signInsOf({ directory, records, clock }: Pick<GraphParts, 'directory' | 'records' | 'clock'>): SignInRecord[] {
  const oldestMillis = clock.now().getTime() - KEPT_MILLIS;
  records.signIns ??= [
    ...[...directory.users.values()]
      .map(({ id, lastSignInDateTime }) => ({ id, atMillis: Date.parse(lastSignInDateTime ?? '') }))
      .filter(({ atMillis }) => atMillis >= oldestMillis)
      .sort((left, right) => right.atMillis - left.atMillis)
      .slice(0, MOST_DRAWN)
      .map(({ id, atMillis }): SignInRecord => ({ id: guidOf('signIn', id), userId: id, atMillis })),
    printerSignIn(clock.now().getTime()),
  ].sort((left, right) => right.atMillis - left.atMillis);
  return records.signIns;
}

function rowOf(record: SignInRecord, call: GraphCall, parts: GraphParts): JsonObject {
  const user = parts.directory.users.get(record.userId);
  record.facts ??= user === undefined ? {} : signInFacts(user, parts);
  const mayReadPolicies = READ_POLICIES.some((permission) => call.permissions.has(permission));
  const row: JsonObject = {
    id: record.id,
    createdDateTime: new Date(record.atMillis).toISOString(),
    userId: record.userId,
    userDisplayName: user?.displayName ?? null,
    userPrincipalName: user?.userPrincipalName.toLowerCase() ?? null,
    clientAppUsed: 'Browser',
    correlationId: record.id,
    isInteractive: true,
    ...SURROUNDINGS,
    ...record.facts,
    ...(!mayReadPolicies && { appliedConditionalAccessPolicies: [] }),
    ...(call.version === 'beta' && {
      signInEventTypes: [isInteractive(record) ? 'interactiveUser' : 'nonInteractiveUser'],
    }),
  };
  if (call.version === 'beta') return row;
  return Object.fromEntries(Object.entries(row).filter(([name]) => !BETA_ONLY.includes(name)));
}

const SURROUNDINGS: JsonObject = {
  resourceDisplayName: 'Microsoft Graph',
  resourceId: '00000003-0000-0000-c000-000000000000',
  riskDetail: 'none',
  riskLevelAggregated: 'none',
  riskLevelDuringSignIn: 'none',
  riskState: 'none',
  riskEventTypes_v2: [],
  deviceDetail: {
    deviceId: '',
    displayName: '',
    operatingSystem: 'Windows10',
    browser: 'Edge 142.0.0',
    isCompliant: false,
    isManaged: false,
    trustType: '',
  },
  location: { city: 'Berlin', state: 'Berlin', countryOrRegion: 'DE', geoCoordinates: null },
};

function checkPremium(parts: GraphParts): void {
  if (!parts.settings.hasP1) throw nonPremiumTenant();
}
