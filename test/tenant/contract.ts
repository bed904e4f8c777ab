import type { IncomingMessage, ServerResponse } from 'node:http';

import type { TenantPeople } from './people-map.ts';
import type { Quotas } from './quotas/quotas.ts';

/**
 * What the parts of the practice tenant know of each other. It imports nothing of `src/`, and nothing of `src/`
 * imports it: they meet over HTTP only.
 */

/** The tenant's own clock, which tests and the demo can move. */
export interface TenantClock {
  now(): Date;
  /** Moves the clock forward by so many milliseconds. */
  advance(millis: number): void;
}

/** One HTTP request as the practice tenant saw it; the observer's own book, never cleared by the product. */
export interface LoggedRequest {
  at: Date;
  surface: 'issuer' | 'graph' | 'connector';
  method: string;
  /** Path with its query, for example `/beta/users/{id}/authentication/requirements`. Items of a `$batch` are logged one by one. */
  path: string;
  headers: Record<string, string | string[] | undefined>;
  body: unknown;
  /** The status that was answered; 0 where the connection was cut. */
  status: number;
}

/** A rudeness: what to do to requests that match. The first matching rule with `times` left wins. */
export interface Fault {
  method?: string;
  /** Tested against the path with its query. */
  path: RegExp;
  /** Strikes so many of a hundred requests that match, drawn from the tenant's seed (Default: all of them). */
  sharePercent?: number;
  /** How often it strikes (Default: for ever). */
  times?: number;
  /** Answer this instead of doing what was asked. */
  status?: number;
  headers?: Record<string, string>;
  body?: unknown;
  /** Wait before doing what was asked. */
  delayMillis?: number;
  /** Cut the connection: before anything is done, or after the write was done and before its answer. */
  reset?: 'before' | 'after';
  /** Never answer. */
  isHanging?: boolean;
}

/** A request caught and kept waiting: `reached` resolves when it came, `release` lets it go on. */
export interface Hold {
  reached: Promise<LoggedRequest>;
  release(): void;
}

export interface Faults {
  add(fault: Fault): void;
  /** Catches the next request that matches, before it does anything or (`when: 'after'`) after it was done and before its answer; `skip` so many of them go by first. */
  hold(match: { method?: string; path: RegExp; when?: 'before' | 'after'; skip?: number }): Hold;
  clear(): void;
}

export type PerUserMfaState = 'disabled' | 'enabled' | 'enforced';

/** A person of the practice tenant, with Graph's names for Graph's things. */
export interface TenantUser {
  id: string;
  displayName: string;
  givenName: string | null;
  surname: string | null;
  userPrincipalName: string;
  mail: string | null;
  jobTitle: string | null;
  department: string | null;
  preferredLanguage: string | null;
  userType: 'Member' | 'Guest';
  accountEnabled: boolean;
  onPremisesSyncEnabled: boolean | null;
  createdDateTime: string;
  /** Of the last interactive sign-in; null for whoever never signed in. */
  lastSignInDateTime: string | null;
  /** Object id of the person's manager. */
  managerId: string | null;
  perUserMfaState: PerUserMfaState;
  /** Graph's `@odata.type` names without the prefix, e.g. `microsoftAuthenticatorAuthenticationMethod`; the password is implied. */
  methods: string[];
  /** Service plan ids of `assignedPlans` with capabilityStatus Enabled. */
  servicePlanIds: string[];
  /** Directory roles held directly: role template ids. */
  roleTemplateIds: string[];
  /** Whether Teams reaches this person at all (licence), and whether the app is installed for them from the start. */
  teams: { isLicensed: boolean; isInstalled: boolean; isBlockedByPolicy: boolean; hasBlockedBot: boolean };
}

export interface TenantGroup {
  id: string;
  displayName: string;
  isAssignableToRole: boolean;
  /** (Default: null.) */
  description?: string | null;
  /** (Default: the display name.) */
  mailNickname?: string;
  /** A key that its maker chose (Default: null.) */
  uniqueName?: string | null;
  /** (Default: some day in the past.) */
  createdDateTime?: string;
  /** What decides who is in a dynamic group (Default: null, people are put in by hand.) */
  membershipRule?: string | null;
  /** Whether it comes from on-premises (Default: false.) */
  isSynchronised?: boolean;
  /** Whether it is a Microsoft 365 group (Default: false.) */
  isUnified?: boolean;
  /** Directory roles that the group carries: role template ids. */
  roleTemplateIds: string[];
  memberUserIds: Set<string>;
  memberGroupIds: Set<string>;
}

/** A mail that Graph accepted. */
export interface SentMail {
  at: Date;
  fromUserId: string;
  to: string[];
  subject: string;
  contentType: string;
  content: string;
}

/** The directory itself: what Graph reads and writes, and what the observer looks at. */
export interface Directory {
  tenantId: string;
  domain: string;
  users: TenantPeople;
  groups: Map<string, TenantGroup>;
  /** Conditional Access policies in Graph's v1.0 shape. */
  policies: Map<string, Record<string, unknown> & { id: string; state: string }>;
  sentMails: SentMail[];
}

/** Signs and issues tokens as Entra would; the Bot Connector half uses it for the calls that Teams makes to the bot. */
export interface Issuer {
  /** A token as Teams presents it to a bot: RS256, iss `https://api.botframework.com`, aud = the bot's app id. */
  tokenForBot(claims: { serviceUrl: string }): Promise<string>;
  /** Checks a bearer token that the bot got from this issuer for an audience; null where it is not good. */
  verify(authorization: string | undefined, audience: string | string[]): Promise<Record<string, unknown> | null>;
}

/** Teams' side of proactive installation, which Graph's installedApps calls. */
export interface TeamsInstallations {
  /** The installation of the app for a person, if there is one. */
  find(userId: string): { installationId: string; chatId: string } | undefined;
  /** Installs the app for a person: creates the personal chat and tells the bot (conversationUpdate, installationUpdate). */
  install(userId: string): { installationId: string; chatId: string };
  uninstall(userId: string): void;
}

/** One surface of the tenant: answers the request and says true, or false where the path is not its own. */
export type Surface = (request: IncomingMessage, response: ServerResponse, context: RequestContext) => Promise<boolean>;

/** What the front door hands to a surface: the body read and parsed, and a place to note what was answered. */
export interface RequestContext {
  /** With its query, as in `LoggedRequest.path`. */
  path: string;
  method: string;
  body: unknown;
  rawBody: string;
  /** The same, as it came. */
  bytes: Buffer;
}

/** What the Bot Connector and the practice Teams page are built from. */
export interface TeamsParts {
  directory: Directory;
  clock: TenantClock;
  issuer: Issuer;
  bot: { appId: string };
  /** The https origin that the bot reaches the Connector at; activities carry it as `serviceUrl` with a trailing slash. */
  connectorOrigin: string;
  /** The bot's messaging endpoint, settable later since the bot starts after the tenant. */
  botEndpoint(): string | undefined;
  /** (Default: nothing is counted.) */
  quotas?: Quotas;
  /** Graph writes, oldest first, for the page's drawer (Default: none are shown). */
  recentWrites?(): LoggedRequest[];
}
