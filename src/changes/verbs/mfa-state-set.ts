import { z } from 'zod/v4';
import type { Rows } from '../../db/database.ts';
import type { Json, JsonObject } from '../../lib/canonical-json.ts';
import { RefusedError } from '../../lib/refused.ts';
import type { Draft } from '../../verbs/draft.ts';
import { defineVerb, type AnyVerb, type PersonRef } from '../../verbs/verb.ts';
import {
  approvalsNeededFor,
  evidenceOf,
  facesOf,
  irreversibleOf,
  refusalOf,
  stateIn,
  warningsOf,
  type SettableState,
} from '../per-user-mfa-rules.ts';
import { PER_USER_MFA_STATE, readMfaFacts, type PerUserMfaEdges } from '../per-user-mfa-state.ts';
import { refuseWithoutEmergencyAccounts } from '../protection.ts';

const off = { state: 'disabled' };
const argumentsSchema = z.object({
  person: z.object({ id: z.guid(), displayName: z.string() }),
  state: z.enum(['disabled', 'enabled', 'enforced', 'previous']),
  /** With `previous`: the proposal whose change is taken back (Default: the last one). */
  proposalId: z.guid().optional(),
});

export interface StateSetEdges extends PerUserMfaEdges {
  rows: Rows;
  /** What somebody is told when it was switched on for them; being switched off asks nothing of anybody. */
  messageFor(facts: { isRegistered: boolean; senderName: string }): JsonObject;
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
      const live = { ...edges, graph: edges.graph.with({ signal, isUserInitiated: true }) };
      const wanted = state === 'previous' ? await previousStateOf(edges.rows, person, proposalId) : state;
      const wish = { person, wanted, isTakingBack: state === 'previous', senderName: actor.displayName };
      const draft = await draftOf(live, wish);
      return { kind: 'draft', draft };
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

interface Wish {
  person: PersonRef;
  wanted: SettableState;
  isTakingBack: boolean;
  senderName: string;
}

async function draftOf(edges: StateSetEdges, { person, wanted, isTakingBack, senderName }: Wish): Promise<Draft> {
  const facts = await readMfaFacts(edges, person.id);
  if (!facts.protection && facesOf(wanted).includes(facts.live)) {
    throw new RefusedError('alreadySo', `${facts.name} is ${facts.live} already.`, 'Nothing to do.');
  }
  const refusal = refusalOf(facts, { wanted, isTakingBack });
  if (refusal) throw refusal;
  const before: JsonObject = { perUserMfaState: facts.live, isAdministrator: facts.isAdministrator };
  const after: JsonObject = { perUserMfaState: wanted, ...(isTakingBack ? { isTakingBack } : {}) };
  const content = edges.messageFor({ isRegistered: facts.isMfaCapable, senderName });
  const message = { personId: person.id, name: facts.name, address: facts.address, content };
  return {
    work: 'changes',
    title: `Per-user MFA of ${facts.name}: ${stateIn(before)} → ${wanted}`,
    items: [{ kind: PER_USER_MFA_STATE, targetId: person.id, targetName: facts.name, before, after }],
    messages: wanted === 'disabled' ? [] : [message],
    evidence: evidenceOf(facts),
    warnings: warningsOf(facts, wanted),
    irreversible: irreversibleOf(facts, wanted),
    approvalsNeeded: approvalsNeededFor(facts),
  };
}
