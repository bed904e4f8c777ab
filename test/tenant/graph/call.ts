import type { Answer, JsonObject } from '../answer.ts';
import { isJsonObject } from '../answer.ts';
import type { Directory, TeamsInstallations, TenantClock, TenantGroup, TenantUser } from '../contract.ts';
import type { Gate } from '../gate.ts';
import type { ContractWatch } from '../graph-contract/contract-watch.ts';
import type { Quotas } from '../quotas/quotas.ts';
import type { SeededRandom } from '../seeded-random.ts';
import type { TenantRecords } from './records.ts';
import type { Replication, ReplicationLag } from './replication.ts';
import { resourceNotFound, unreadableBody } from './refusal.ts';

export type GraphVersion = 'v1.0' | 'beta';

/** What of the tenant's Graph can be set, also while it runs. */
export interface GraphSettings {
  /** Application permissions of the bot; a token carries those that were granted when it was issued. */
  grantedPermissions: Set<string>;
  /** How the undocumented `user.perUserMfaState` behaves when it is selected. */
  perUserMfaStateProperty: 'supported' | 'missing' | 'badRequest';
  /** How `$filter` on `user.perUserMfaState` behaves, which some tenants refuse. */
  perUserMfaStateFilter: 'supported' | 'refused';
  /** The share of people, in percent, whose `perUserMfaState` is absent although others have theirs. */
  perUserMfaStateMissingPercent: number;
  isSecurityDefaultsEnabled: boolean;
  /** Whether the tenant has Entra ID P1. */
  hasP1: boolean;
  /** Whether the tenant has Entra ID P2 besides. */
  hasP2: boolean;
  /** How long writes stay unseen. */
  replicationLag: ReplicationLag;
  /** How long every answer takes. */
  latencyMillis: number;
  /** After how long a change stands in the audit log. */
  auditDelayMillis: number;
}

/** The app in the organisation's Teams catalogue. */
export interface CatalogApp {
  id: string;
  /** The id in the app's manifest. */
  externalId: string;
  displayName: string;
}

/** What Graph is built from. */
export interface GraphParts {
  /** Where this Graph is reached; stands in links to next pages. */
  origin: string;
  directory: Directory;
  clock: TenantClock;
  settings: GraphSettings;
  gate: Gate;
  quotas: Quotas;
  replication: Replication;
  records: TenantRecords;
  /** Told of every request, items of a batch one by one. */
  contract: ContractWatch;
  random: SeededRandom;
  installations: TeamsInstallations;
  teamsApp: CatalogApp;
  bot: { appId: string };
}

/** One request to Graph, single or an item of a `$batch`. */
export interface GraphCall {
  version: GraphVersion;
  method: string;
  /** Without the version, still encoded. */
  path: string;
  /** What stood in the path where its template has `{name}`, decoded. */
  params: Record<string, string>;
  query: URLSearchParams;
  headers: Record<string, string | string[] | undefined>;
  body: unknown;
  isBodyUnreadable: boolean;
  /** The app that asks. */
  appId: string;
  /** The permissions that the token carries. */
  permissions: ReadonlySet<string>;
}

/** What a route asks for: one of these sets of permissions, whole. */
export type Needs = readonly (readonly string[])[];

/** One path of Graph and what happens there. */
export interface Route {
  method: 'GET' | 'POST' | 'PATCH' | 'DELETE';
  /** For example `/users/{id}/authentication/methods`. */
  path: string;
  /** (Default: both.) */
  version?: GraphVersion;
  needs: Needs;
  serve(call: GraphCall, parts: GraphParts): Answer | Promise<Answer>;
}

export const anyOf = (...permissions: string[]): Needs => permissions.map((permission) => [permission]);
export const allOf = (...permissions: string[]): Needs => [permissions];

export const NO_CONTENT: Answer = { status: 204 };
export const ok = (body: unknown): Answer => ({ status: 200, body });

/** The value that stood in the path for `{name}`. */
export function param(call: GraphCall, name: string): string {
  const value = call.params[name];
  if (value === undefined) throw new TypeError(`the route has no {${name}}`);
  return value;
}

/** The body as an object, or Graph's refusal of anything else. */
export function bodyOf(call: GraphCall): JsonObject {
  if (call.isBodyUnreadable || !isJsonObject(call.body)) throw unreadableBody();
  return call.body;
}

/** Graph's `@odata.context` for a result, for example `users(id,displayName)`. */
export function contextOf(call: GraphCall, parts: GraphParts, what: string): string {
  return `${parts.origin}/${call.version}/$metadata#${what}`;
}

/** The person by object id or user principal name, as Graph takes either, or undefined. */
export function findUser(directory: Directory, idOrUpn: string): TenantUser | undefined {
  return idOrUpn.includes('@') ? directory.users.named(idOrUpn) : directory.users.get(idOrUpn.toLowerCase());
}

/** The person whom `{id}` in the path names, by object id or user principal name. */
export function userIn(call: GraphCall, parts: GraphParts): TenantUser {
  const id = param(call, 'id');
  const user = findUser(parts.directory, id);
  if (user === undefined) throw resourceNotFound(id);
  return user;
}

/** The group that `{id}` in the path names. */
export function groupIn(call: GraphCall, parts: GraphParts): TenantGroup {
  const id = param(call, 'id');
  const group = parts.directory.groups.get(id.toLowerCase());
  if (group === undefined) throw resourceNotFound(id);
  return group;
}
