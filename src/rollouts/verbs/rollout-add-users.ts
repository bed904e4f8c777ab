import { z } from 'zod/v4';
import type { KnownFacts } from '../../changes/per-user-mfa-many.ts';
import type { Database } from '../../db/database.ts';
import { RefusedError } from '../../lib/refused.ts';
import { listed } from '../../lib/text.ts';
import { MOST_NAMED } from '../../verbs/call.ts';
import { defineVerb, type AnyVerb } from '../../verbs/verb.ts';
import { insertMembers, pendingProposalOf, removeFromPlans, ringNumbered } from '../plan-rows.ts';
import { ringCard } from '../status.ts';

interface AddEdges {
  database: Database;
  timeZone: string;
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
    arguments: z.object({ who: z.array(person).min(1).max(MOST_NAMED), count: z.int().min(1) }),
    peopleLists: ['who'],
    run: async ({ who, count }, { signal }) => {
      const { database, timeZone } = edges;
      const ring = await ringNumbered(database.rows, count);
      if (ring.state !== 'planned' || (await pendingProposalOf(database.rows, ring.id)))
        throw new RefusedError(
          'inUse',
          `Ring ${count} is frozen: somebody has been asked to approve it as it is.`,
          'Name a later ring.',
        );
      const { facts } = await edges.known(
        who.map(({ id }) => id),
        signal,
      );
      const known = who.map(({ id, displayName }) => ({ id, name: displayName, facts: facts.get(id) }));
      refuseUnlessMovable(known, ring.kind);
      await database.transaction(async (trx) => {
        await removeFromPlans(
          trx,
          ring.rollout_id,
          who.map(({ id }) => id),
        );
        await insertMembers(trx, ring.id, known);
      });
      return { kind: 'answer', card: await ringCard(database.rows, ring, timeZone), isPersonal: true };
    },
  });

function refuseUnlessMovable(known: readonly { name: string; facts: KnownFacts | undefined }[], kind: string): void {
  const refused = (some: readonly { name: string }[], why: string): RefusedError =>
    new RefusedError(
      'invalidInput',
      `${listed(some.map(({ name }) => name))} ${why}`,
      'Name other people, or another ring.',
    );
  const isProtected = known.filter(({ facts }) => !facts || facts.protection !== null);
  if (isProtected.length > 0) throw refused(isProtected, 'is never changed by me.');
  const isOff = known.filter(({ facts }) => facts?.live !== 'enabled' && facts?.live !== 'enforced');
  if (isOff.length > 0) throw refused(isOff, 'has no per-user MFA to be moved from.');
  const isOther = known.filter(({ facts }) => facts && facts.isAdministrator !== (kind === 'administrators'));
  if (isOther.length > 0) throw refused(isOther, 'does not fit: administrators move in rings of their own.');
}
