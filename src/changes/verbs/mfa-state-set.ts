import { z } from 'zod/v4';
import type { Rows } from '../../db/database.ts';
import type { Json } from '../../lib/canonical-json.ts';
import { RefusedError } from '../../lib/refused.ts';
import { defineVerb, type AnyVerb, type PersonRef } from '../../verbs/verb.ts';
import { draftOf, type Change } from '../change.ts';
import { PER_USER_MFA_STATE, stateIn, type SettableState } from '../per-user-mfa-rules.ts';
import { refuseWithoutEmergencyAccounts, type ProtectedAccounts } from '../protection.ts';

const off = { state: 'disabled' };
const argumentsSchema = z.object({
  person: z.object({ id: z.guid(), displayName: z.string() }),
  state: z.enum(['disabled', 'enabled', 'enforced', 'previous']),
  /** With `previous`: the proposal whose change is taken back (Default: the last one). */
  proposalId: z.guid().optional(),
});

export interface StateSetEdges {
  rows: Rows;
  accounts: ProtectedAccounts;
  change: Pick<Change, 'preview'>;
}

/** `mfa.state.set`: proposes another per-user MFA state for one person. */
export const mfaStateSet = (edges: StateSetEdges): AnyVerb =>
  defineVerb({
    name: 'mfa.state.set',
    kind: 'propose',
    role: 'operator',
    help: 'turn off per-user MFA for Alice',
    phrases: [
      { says: '(turn|switch) off [the] [per-user|per user] mfa (for|of) {person}', with: off },
      { says: '(turn|switch) [the] [per-user|per user] mfa off (for|of) {person}', with: off },
      { says: '(turn|switch) [the] [per-user|per user] mfa (for|of) {person} off', with: off },
      { says: '(turn|switch) off {person} [per-user|per user] mfa', with: off },
      { says: '(disable|remove) [the] [per-user|per user] mfa (for|of|from) {person}', with: off },
      { says: 'disable {person} [per-user|per user] mfa', with: off },
      {
        says: '(enable|turn on|switch on) [the] [per-user|per user] mfa (for|of) {person}',
        with: { state: 'enabled' },
      },
      { says: '(turn|switch) [the] [per-user|per user] mfa on (for|of) {person}', with: { state: 'enabled' } },
      { says: 'enforce [the] [per-user|per user] mfa (for|of|on) {person}', with: { state: 'enforced' } },
      {
        says: '(set|change|switch|move) [the] [per-user|per user] [mfa] [state] [of|for] {person} [per-user|per user] [mfa] [state] to {state}',
      },
      { says: '(put|move|set) {person} back [to the previous state]', with: { state: 'previous' } },
      { says: '(take back|undo|revert) [the] [last] [mfa] [change] (for|of) {person}', with: { state: 'previous' } },
    ],
    arguments: argumentsSchema,
    people: ['person'],
    run: async ({ person, state, proposalId }, { signal, actor }) => {
      refuseWithoutEmergencyAccounts(edges.accounts);
      const isTakingBack = state === 'previous';
      const wanted = isTakingBack ? await previousStateOf(edges.rows, person, proposalId) : state;
      const after = { perUserMfaState: wanted, ...(isTakingBack ? { isTakingBack } : {}) };
      const wish = { targetId: person.id, targetName: person.displayName, after };
      return { kind: 'draft', draft: draftOf(await edges.change.preview(wish, { actor, signal })) };
    },
  });

/** The state that somebody had before a change of ours, the last one unless told otherwise. */
async function previousStateOf(rows: Rows, person: PersonRef, proposalId: string | undefined): Promise<SettableState> {
  const last = await rows
    .selectFrom('proposal_item')
    .select(['before', 'proposal_id'])
    .where('target_id', '=', person.id)
    .where('kind', '=', PER_USER_MFA_STATE)
    .where('state', 'in', ['done', 'promoted'])
    .orderBy('updated_at', 'desc')
    .executeTakeFirst();
  if (last && proposalId !== undefined && last.proposal_id !== proposalId) {
    throw new RefusedError(
      'drifted',
      `${person.displayName} has been changed again since.`,
      'Take back the later change first, or name the state that you want.',
    );
  }
  const before = last && stateIn(JSON.parse(last.before) as Record<string, Json>);
  if (before === 'disabled' || before === 'enabled' || before === 'enforced') return before;
  throw new RefusedError(
    'nobodyFound',
    `I have not changed ${person.displayName} before.`,
    'Name the state that you want: disabled, enabled or enforced.',
  );
}
