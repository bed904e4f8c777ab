import { freeze, thaw } from '../../src/approvals/plan.ts';
import { insertItems } from '../../src/changes/items.ts';
import { openDatabase, type Database } from '../../src/db/database.ts';
import { newId } from '../../src/lib/ids.ts';
import type { Draft, DraftItem } from '../../src/verbs/draft.ts';
import { PEOPLE } from '../tenant/cast.ts';
import type { TenantUser } from '../tenant/contract.ts';

/** Stores an approved plan that turns per-user MFA off for people, as the last approval does; resolves with its id. */
export async function storeApprovedPlan(
  database: Database,
  targets: readonly Pick<TenantUser, 'id' | 'displayName'>[],
): Promise<string> {
  const items = targets.map(({ id, displayName }): DraftItem => ({
    kind: 'perUserMfaState',
    targetId: id,
    targetName: displayName,
    before: { perUserMfaState: 'enforced', isAdministrator: false },
    after: { perUserMfaState: 'disabled', isTakingBack: false },
  }));
  const draft: Draft = {
    work: 'changes',
    title: 'a plan of many',
    items,
    messages: [],
    leftOut: [],
    evidence: [],
    warnings: [],
    irreversible: [],
    risks: ['person'],
  };
  const frozen = freeze(
    { ...draft, approvalsNeeded: 1, tellApart: {} },
    { id: PEOPLE.nora, displayName: 'Nora', roles: new Set(), roleTemplateIds: [] },
    'turn it off',
  );
  if (!thaw(frozen.text, frozen.hash)) throw new Error('the plan does not fit its schema');
  const id = newId();
  await database.transaction(async (trx) => {
    const at = new Date();
    await trx
      .insertInto('proposal')
      .values({
        id,
        work: 'changes',
        title: draft.title,
        plan: frozen.text,
        plan_hash: frozen.hash,
        proposer_id: PEOPLE.nora,
        proposer_name: 'Nora',
        state: 'approved',
        approvals_needed: 1,
        version: 1,
        created_at: at,
        expires_at: at,
        execute_by: new Date(at.getTime() + 86_400_000),
        finished_at: null,
        ending: null,
      })
      .execute();
    await insertItems(trx, { proposalId: id, items });
  });
  return id;
}

/** The same on a server that no product has used yet. */
export async function storeApprovedPlanAt(url: string, targets: readonly TenantUser[]): Promise<string> {
  const database = await openDatabase({ kind: 'server', url });
  try {
    return await storeApprovedPlan(database, targets);
  } finally {
    await database.close();
  }
}
