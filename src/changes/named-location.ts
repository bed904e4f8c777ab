import { listConditionalAccessPolicies } from '../entra/conditional-access-policies.ts';
import { createNamedLocation, deleteNamedLocation, listNamedLocations } from '../entra/named-locations.ts';
import type { Graph } from '../entra/graph.ts';
import { GraphError } from '../entra/graph-error.ts';
import type { Json, JsonObject } from '../lib/canonical-json.ts';
import { RefusedError } from '../lib/refused.ts';
import { listedBriefly } from '../lib/text.ts';
import type { DraftItem } from '../verbs/draft.ts';
import type { Asker, Change, Inspection, Preview, ReadBack, Wish, Written } from './change.ts';
import { holdsAddress, rangeWords, readIpRanges, type IpRange } from './ip-ranges.ts';
import { digestOf, idIn, idOfName, membersOf, nameIn, says } from './policy-content.ts';
import type { PolicyEdges } from './policy-safety.ts';
import { hasEmergencyAccounts, refuseWithoutEmergencyAccounts } from './protection.ts';

export const NAMED_LOCATION = 'namedLocation';
export const NAMED_LOCATION_DELETE = 'namedLocationDelete';

export interface NamedLocationEdges extends PolicyEdges {
  /** Whether a change of ours made the location. */
  isMadeByUs(locationId: string): Promise<boolean>;
  /** From where somebody last signed in; null where that is not told. */
  addressOf(graph: Graph, personId: string): Promise<string | null>;
}

const NO_ACCOUNTS = 'Two emergency access accounts are no longer configured.';

/** Makes a named location of address ranges; what is trusted may be left out of policies. Taking it back deletes it. */
export function namedLocationChange(edges: NamedLocationEdges): Change {
  const namesakes = async ({ targetName }: Pick<DraftItem, 'targetName'>, graph: Graph = edges.graph) =>
    (await listNamedLocations(graph)).filter(({ displayName }) => displayName === targetName);
  return {
    kind: NAMED_LOCATION,
    isOnce: true,
    preview: async (wish, asker) => {
      if (wish.after['isDeleted'] === true) return previewDeletion(edges, wish, asker);
      refuseWithoutEmergencyAccounts(edges.accounts);
      const graph = edges.graph.with({ signal: asker.signal, isUserInitiated: true });
      const [found, address] = await Promise.all([namesakes(wish, graph), edges.addressOf(graph, asker.actor.id)]);
      return previewMaking(wish, { isThere: found.length > 0, address });
    },
    inspect: async (item) => {
      if (!hasEmergencyAccounts(edges.accounts)) return { verdict: 'skip', why: NO_ACCOUNTS };
      if ((await namesakes(item)).length > 0) return { verdict: 'skip', why: existsWords(item.targetName) };
      const why = whyNotAsPlanned(item);
      return why === null ? { verdict: 'go', before: item.before } : { verdict: 'skip', why };
    },
    driftOf: async (item) => ((await namesakes(item)).length > 0 ? existsWords(item.targetName) : null),
    apply: async (item) => {
      const { requestId, body } = await createNamedLocation(edges.graph, bodyOf(item));
      return { requestId, madeId: idIn(body) };
    },
    verify: async (item) => readBackOf(item, await namesakes(item)),
    words: () => 'made',
    undo: ({ madeId, targetId, targetName }) => deletionOf(madeId ?? targetId, targetName),
  };
}

/** Deletes a named location that we made and that no policy uses: the way back from making it. */
export function namedLocationDeleteChange(edges: NamedLocationEdges): Change {
  const find = async (id: string) => (await listNamedLocations(edges.graph)).find((one) => idIn(one) === id);
  return {
    kind: NAMED_LOCATION_DELETE,
    preview: (wish, asker) =>
      wish.after['isDeleted'] === true
        ? previewDeletion(edges, wish, asker)
        : namedLocationChange(edges).preview(wish, asker),
    inspect: (item) => inspectDeletion(edges, item),
    driftOf: async (item) => driftIn(item, await find(item.targetId)),
    apply: ({ targetId }) => remove(edges.graph, targetId),
    verify: async ({ targetId }) =>
      (await find(targetId)) ? { verdict: 'before', live: 'still there' } : { verdict: 'equal', live: 'gone' },
    words: () => 'deleted',
    undo: ({ targetName, before }) => ({
      targetId: idOfName(NAMED_LOCATION, targetName),
      targetName,
      after: objectOf(before['location']),
    }),
  };
}

const IP_LOCATION = '#microsoft.graph.ipNamedLocation';
const rangeTypes = { 4: '#microsoft.graph.iPv4CidrRange', 6: '#microsoft.graph.iPv6CidrRange' } as const;

/** The wish for a location of these ranges. */
export const wishOfLocation = (
  displayName: string,
  { ranges, isTrusted }: { ranges: readonly IpRange[]; isTrusted: boolean },
): Wish => ({
  targetId: idOfName(NAMED_LOCATION, displayName),
  targetName: displayName,
  after: {
    '@odata.type': IP_LOCATION,
    isTrusted,
    ipRanges: ranges.map(({ version, cidrAddress }) => ({ '@odata.type': rangeTypes[version], cidrAddress })),
  },
});

const deletionOf = (targetId: string, targetName: string): Wish => ({
  targetId,
  targetName,
  after: { isDeleted: true },
});
const bodyOf = ({ targetName, after }: DraftItem): JsonObject => ({ ...after, displayName: targetName });
const objectOf = (value: Json | undefined): JsonObject =>
  typeof value === 'object' && value !== null && !Array.isArray(value) ? value : {};
const existsWords = (name: string): string => `There is a location “${name}” already.`;

function cidrsIn({ ipRanges }: JsonObject): string[] {
  if (!Array.isArray(ipRanges)) return [];
  return ipRanges.map((range) => objectOf(range)['cidrAddress']).filter((cidr) => typeof cidr === 'string');
}

/** A stored plan is checked like a new one. */
function whyNotAsPlanned({ targetId, targetName, after }: DraftItem): string | null {
  if (targetId !== idOfName(NAMED_LOCATION, targetName)) return 'It was planned under another name.';
  try {
    readIpRanges(cidrsIn(after));
    return null;
  } catch (cause) {
    if (cause instanceof RefusedError) return cause.message;
    throw cause;
  }
}

function previewMaking(
  { targetId, targetName, after }: Wish,
  { isThere, address }: { isThere: boolean; address: string | null },
): Preview {
  if (isThere)
    throw new RefusedError('alreadySo', existsWords(targetName), 'Take another name, or edit that one in Entra.');
  const found = readIpRanges(cidrsIn(after));
  const ranges = found.map(({ cidrAddress }) => cidrAddress);
  const isTrusted = after['isTrusted'] === true;
  return {
    title: `New ${isTrusted ? 'trusted ' : ''}location “${targetName}”`,
    item: { kind: NAMED_LOCATION, targetId, targetName, before: { isThere: false }, after },
    messages: [],
    evidence: [
      ['Addresses', rangeWords(ranges)],
      ['The proposer’s own address', addressWords(found, address)],
    ],
    warnings: isTrusted ? TRUSTED_WARNINGS : [],
    irreversible: [],
    risks: ['policy'],
  };
}

const TRUSTED_WARNINGS = [
  'Policies that leave out trusted locations no longer ask for MFA from these addresses, within minutes.',
  'Where a policy leaves it out, people inside are never asked to register: outside they stand without a method.',
  'Per-user MFA leaves its trusted IPs out by itself; a policy only where it names a location. A policy that does so does not cover anybody at every sign-in: nobody is moved on it.',
];

/** Whether it is in the ranges, not which it is: approvers need not know from where somebody signs in. */
function addressWords(ranges: readonly IpRange[], address: string | null): string {
  const isHeld = address === null ? null : holdsAddress(ranges, address);
  if (isHeld === null) return 'not known';
  return isHeld ? 'in these ranges, as of the last sign-in' : 'in none of these ranges, as of the last sign-in';
}

function readBackOf(item: DraftItem, found: readonly JsonObject[]): ReadBack {
  const [only, ...others] = found;
  if (!only) return { verdict: 'before', live: 'no such location' };
  if (others.length > 0) return { verdict: 'different', live: `${found.length} locations of that name` };
  if (!isAsWritten(only, item)) return { verdict: 'different', live: 'another location than was written' };
  return { verdict: 'equal', live: `“${nameIn(only)}”`, madeId: idIn(only) };
}

/** Ranges may come back in another order. */
function isAsWritten(live: JsonObject, { after }: DraftItem): boolean {
  const isSameRanges = cidrsIn(live).sort().join() === cidrsIn(after).sort().join();
  return isSameRanges && says(live, { '@odata.type': IP_LOCATION, isTrusted: after['isTrusted'] ?? false });
}

async function previewDeletion(edges: NamedLocationEdges, { targetId }: Wish, { signal }: Asker): Promise<Preview> {
  refuseWithoutEmergencyAccounts(edges.accounts);
  const live = { ...edges, graph: edges.graph.with({ signal, isUserInitiated: true }) };
  const location = (await listNamedLocations(live.graph)).find((one) => idIn(one) === targetId);
  if (!location) throw new RefusedError('alreadySo', 'That location is gone already.', 'Nothing to do.');
  const refusal = await refusalToDelete(live, location);
  if (refusal) throw refusal;
  const name = nameIn(location);
  return {
    title: `Delete location “${name}”`,
    item: {
      kind: NAMED_LOCATION_DELETE,
      targetId,
      targetName: name,
      before: { location: membersOf(location, ['displayName']), digest: digestOf(location) },
      after: { isDeleted: true },
    },
    messages: [],
    evidence: [['Addresses', rangeWords(cidrsIn(location))]],
    warnings:
      location['isTrusted'] === true ? ['Policies then ask for MFA from these addresses like from any other.'] : [],
    irreversible: ['its id: made again, the location gets another one'],
    risks: ['policy'],
  };
}

/** Why it may not be deleted; null where it may. Asked again right before the write. */
async function refusalToDelete(edges: NamedLocationEdges, location: JsonObject): Promise<RefusedError | null> {
  const name = nameIn(location);
  if (!(await edges.isMadeByUs(idIn(location)))) {
    const remedy = 'Delete it in the Entra admin center.';
    return new RefusedError('notOurs', `I did not make the location “${name}”: I delete none but my own.`, remedy);
  }
  const { policies } = await listConditionalAccessPolicies(edges.graph);
  const users = policies.filter((policy) => edges.factsOf(policy).locationIds.includes(idIn(location).toLowerCase()));
  if (users.length === 0) return null;
  return new RefusedError(
    'inUse',
    `The location “${name}” is used by ${listedBriefly(users.map(nameIn), 3)}.`,
    'Take it out of these policies first.',
  );
}

async function inspectDeletion(edges: NamedLocationEdges, item: DraftItem): Promise<Inspection> {
  if (!hasEmergencyAccounts(edges.accounts)) return { verdict: 'skip', why: NO_ACCOUNTS };
  const location = (await listNamedLocations(edges.graph)).find((one) => idIn(one) === item.targetId);
  if (!location) return { verdict: 'alreadySo' };
  const why = driftIn(item, location) ?? (await refusalToDelete(edges, location))?.message;
  return why === undefined ? { verdict: 'go', before: item.before } : { verdict: 'skip', why };
}

function driftIn({ targetName, before }: DraftItem, location: JsonObject | undefined): string | null {
  if (!location) return `The location “${targetName}” is gone already.`;
  return digestOf(location) === before['digest'] ? null : `The location “${targetName}” was edited since.`;
}

/** Gone already is as good. */
async function remove(graph: Graph, id: string): Promise<Written> {
  try {
    const { requestId } = await deleteNamedLocation(graph, id);
    return { requestId };
  } catch (cause) {
    if (cause instanceof GraphError && cause.reason === 'notFound') return { requestId: cause.facts.requestId };
    throw cause;
  }
}
