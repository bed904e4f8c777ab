import { z } from 'zod/v4';
import type { KnownFacts } from '../../changes/per-user-mfa-many.ts';
import type { Database, Rows } from '../../db/database.ts';
import type { RingRow } from '../../db/rollout-tables.ts';
import { RefusedError } from '../../lib/refused.ts';
import { listedBriefly } from '../../lib/text.ts';
import { listedLines, MOST_NAMED } from '../../verbs/call.ts';
import { defineVerb, type AnyVerb, type PersonRef } from '../../verbs/verb.ts';
import { insertMembers, pendingProposalOf, removeFromPlans, ringNumbered } from '../plan-rows.ts';
import { ringCard } from '../status.ts';

interface AddEdges {
  database: Database;
  timeZone: string;
  /** The people whom a list names; refused where one of its lines names nobody. */
  listed(lines: readonly string[]): Promise<readonly PersonRef[]>;
  known(ids: readonly string[], signal: AbortSignal): Promise<{ facts: ReadonlyMap<string, KnownFacts> }>;
}

const person = z.object({ id: z.guid(), displayName: z.string() });

/** `rollout.addUsers`: puts people into a ring that is not approved yet, out of any other such ring. */
export const rolloutAddUsers = (edges: AddEdges): AnyVerb =>
  defineVerb({
    name: 'rollout.addUsers',
    kind: 'propose',
    role: 'operator',
    help: 'add Alice Adams to ring 2',
    phrases: [{ says: '(add|move|put) {who} (to|into) ring {count}' }],
    arguments: z
      .object({
        who: z.array(person).max(MOST_NAMED).default([]),
        list: listedLines.optional(),
        count: z.int().min(1),
        /** The ring that they are said to be in. */
        from: z.int().min(1).optional(),
      })
      .refine(({ who, list }) => who.length > 0 || list !== undefined),
    peopleLists: ['who'],
    run: async ({ who: named, list, count, from }, { signal }) => {
      const { database, timeZone } = edges;
      const who = list ? await edges.listed(list) : named;
      const ring = await ringNumbered(database.rows, count);
      if (ring.state !== 'planned' || (await pendingProposalOf(database.rows, ring.id)))
        throw new RefusedError(
          'inUse',
          `Ring ${count} is frozen: somebody has been asked to approve it as it is.`,
          'Name a later ring.',
        );
      if (from !== undefined) await refuseUnlessIn(database.rows, from, who);
      await putInto(edges, ring, { who, signal });
      return { kind: 'answer', card: await ringCard(database.rows, ring, timeZone), isPersonal: true };
    },
  });

/** Into this ring, and out of every other one that is not approved yet. */
async function putInto(
  { database, known: knownOf }: AddEdges,
  ring: RingRow,
  { who, signal }: { who: readonly PersonRef[]; signal: AbortSignal },
): Promise<void> {
  const ids = who.map(({ id }) => id);
  const { facts } = await knownOf(ids, signal);
  const known = who.map(({ id, displayName }) => ({ id, name: displayName, facts: facts.get(id) }));
  refuseUnlessMovable(known, ring.kind);
  await database.transaction(async (trx) => {
    await removeFromPlans(trx, ring.rollout_id, ids);
    await insertMembers(trx, ring.id, known);
  });
}

/** Whoever is not where they were said to be may be somebody else than was meant. */
async function refuseUnlessIn(rows: Rows, no: number, who: readonly PersonRef[]): Promise<void> {
  const { id } = await ringNumbered(rows, no);
  const members = await rows.selectFrom('ring_member').select('person_id').where('ring_id', '=', id).execute();
  const inside = new Set(members.map((one) => one.person_id));
  const outside = who.filter((one) => !inside.has(one.id));
  if (outside.length === 0) return;
  throw new RefusedError(
    'nobodyFound',
    `Not in ring ${no}: ${listedBriefly(
      outside.map(({ displayName }) => displayName),
      NAMED,
    )}.`,
    `“Show ring ${no}” shows who is.`,
  );
}

const NAMED = 5;

function refuseUnlessMovable(known: readonly { name: string; facts: KnownFacts | undefined }[], kind: string): void {
  const refused = (some: readonly { name: string }[], why: string): RefusedError =>
    new RefusedError(
      'invalidInput',
      `${listedBriefly(
        some.map(({ name }) => name),
        NAMED,
      )} ${why}`,
      'Name other people, or another ring.',
    );
  const isProtected = known.filter(({ facts }) => !facts || facts.protection !== null);
  if (isProtected.length > 0) throw refused(isProtected, 'is never changed by me.');
  const isOff = known.filter(({ facts }) => facts?.live !== 'enabled' && facts?.live !== 'enforced');
  if (isOff.length > 0) throw refused(isOff, 'has no per-user MFA to be moved from.');
  const isOther = known.filter(({ facts }) => facts && facts.isAdministrator !== (kind === 'administrators'));
  if (isOther.length > 0) throw refused(isOther, 'does not fit: administrators move in rings of their own.');
}
