import { z } from 'zod/v4';
import type { Card } from '../../cards/card.ts';
import { composeCard } from '../../cards/compose.ts';
import type { Rows } from '../../db/database.ts';
import { listAuthenticationMethods, strongMethodsOf } from '../../entra/authentication-methods.ts';
import { GraphError } from '../../entra/graph-error.ts';
import type { Answer, Graph } from '../../entra/graph.ts';
import { getRequirements } from '../../entra/requirements.ts';
import type { PerUserMfaState, User } from '../../entra/user-shape.ts';
import { getUser } from '../../entra/users.ts';
import { unlessLate } from '../../lib/deadline.ts';
import { TransportError } from '../../lib/errors.ts';
import { RefusedError } from '../../lib/refused.ts';
import { ageOf, instantIn } from '../../lib/time-words.ts';
import { defineVerb, type AnyVerb, type CallContext, type PersonRef } from '../../verbs/verb.ts';
import { meanings, methodWords } from '../state-words.ts';

export interface StateGetEdges {
  graph: Graph;
  rows: Rows;
  timeZone: string;
  /** What Conditional Access makes of somebody, and whether they hold a directory role; they are being read already. */
  coverageOf(personId: string, user: Promise<Answer<User>>): Promise<CoverageFacts>;
}

interface CoverageFacts {
  coverage: string;
  words: string;
  isAdministrator: boolean;
}

const me = { person: 'me' };

/** `mfa.state.get`: one person's state, live, and what it means. */
export const mfaStateGet = (edges: StateGetEdges): AnyVerb =>
  defineVerb({
    name: 'mfa.state.get',
    kind: 'read',
    role: 'reader',
    isOpenToSelf: true,
    help: 'what is Alice’s MFA state?',
    phrases: [
      { says: "(what is|what's|whats) {person}'s [per-user|per user] mfa (state|status)" },
      {
        says: "(what is|what's|whats|show|show me|get|check|tell me) [the] [per-user|per user] mfa (state|status) (of|for) {person}",
      },
      { says: "(show|show me|get|check|tell me) {person}'s [per-user|per user] mfa (state|status)" },
      { says: '[per-user|per user] mfa (state|status) (of|for) {person}' },
      { says: '(is|has) {person} (enabled|enforced|disabled|registered) [for] [per-user|per user] [mfa]' },
      { says: 'does {person} have [per-user|per user] mfa' },
      { says: "{person}'s [per-user|per user] mfa (state|status)" },
      { says: '{person} mfa (state|status)' },
      { says: "(what is|what's|whats|show|show me|check) my [per-user|per user] mfa (state|status)", with: me },
      { says: '[what is] my (state|status)', with: me },
      { says: 'my [per-user|per user] mfa [state|status]', with: me },
      { says: 'am i (enabled|enforced|disabled|registered) [for] [per-user|per user] [mfa]', with: me },
    ],
    arguments: z.object({ person: z.object({ id: z.guid(), displayName: z.string() }) }),
    people: ['person'],
    run: async ({ person }, context) => ({
      kind: 'answer',
      card: await answer(edges, person, context),
      isPersonal: true,
    }),
  });

async function answer(edges: StateGetEdges, person: PersonRef, context: CallContext): Promise<Card> {
  const { signal, now, actor } = context;
  const graph = edges.graph.with({ signal, isUserInitiated: true });
  try {
    const reading = getUser(graph, person.id);
    const [user, requirements, methods, coverage] = await Promise.all([
      reading,
      getRequirements(graph, person.id),
      orNull(listAuthenticationMethods(graph, person.id)),
      orNull(unlessLate(edges.coverageOf(person.id, reading), signal, 'Microsoft Graph')),
    ]);
    const words = coverage && (actor.roles.has('reader') ? coverage.words : inBrief(coverage.coverage));
    const state = requirements.perUserMfaState;
    const isAdministrator = coverage?.isAdministrator ?? null;
    const facts = { user: user.body, state, methods: methods?.body ?? null, coverage: words, isAdministrator };
    return liveCard(facts, instantIn(now, edges.timeZone));
  } catch (cause) {
    return fromSnapshot(edges, { person, now, cause });
  }
}

/** For people who ask about themselves: neither policies nor their gaps are everybody's business. */
const inBrief = (coverage: string): string =>
  coverage === 'required' || coverage === 'blocked'
    ? 'Your organisation asks you for MFA by Conditional Access.'
    : 'Your organisation does not always ask you for MFA by Conditional Access.';

/** What one call could not tell is said as unknown; it does not cost the whole answer. */
const orNull = <T>(call: Promise<T>): Promise<T | null> =>
  call.catch((cause: unknown) => {
    if (cause instanceof GraphError || cause instanceof TransportError) return null;
    throw cause;
  });

interface LiveFacts {
  user: User;
  state: PerUserMfaState;
  methods: Parameters<typeof strongMethodsOf>[0] | null;
  coverage: string | null;
  /** Null where it could not be read. */
  isAdministrator: boolean | null;
}

function liveCard({ user, state, methods, coverage, isAdministrator }: LiveFacts, readAt: string): Card {
  const meaning = meanings[state];
  const strong = methods && strongMethodsOf(methods).length > 0;
  return composeCard({
    title: 'MFA state',
    status: { text: `Per-user MFA: ${state}`, tone: meaning.tone },
    subject: user.displayName ?? user.userPrincipalName ?? user.id,
    paragraphs: [meaning.inShort, coverage ?? 'What Conditional Access requires could not be read just now.'],
    facts: [
      [
        'MFA-capable',
        strong === null ? 'could not be read just now' : strong ? 'yes' : 'no, nothing registered that counts',
      ],
      [
        'Methods',
        methods === null
          ? 'could not be read just now'
          : methodWords(methods.map((one) => one.type)).join(', ') || 'none registered',
      ],
      ['Account', accountWords(user)],
      ['Administrator', administratorWords(isAdministrator)],
    ],
    details: {
      title: 'What the state means',
      paragraphs: ['Conditional Access never changes this state: it stays as it is until somebody sets it.'],
      facts: [
        ['Legacy apps', meaning.legacy],
        ['Browser', meaning.browser],
        ['Modern apps', meaning.modern],
        ['Signs in as', user.userPrincipalName ?? 'unknown'],
      ],
    },
    footer: `Read live, ${readAt}.`,
  });
}

const administratorWords = (isAdministrator: boolean | null): string =>
  isAdministrator === null ? 'could not be read just now' : isAdministrator ? 'yes' : 'no';

function accountWords(user: User): string {
  const kind = user.userType === 'Guest' ? 'guest' : 'member';
  const origin = user.onPremisesSyncEnabled ? 'synchronised from on-premises' : 'cloud-only';
  const enabled =
    user.accountEnabled === null ? 'not known whether enabled' : user.accountEnabled ? 'enabled' : 'disabled';
  return `${kind}, ${enabled}, ${origin}`;
}

/** Graph is down or slow: what is known, and how old it is. */
async function fromSnapshot(
  edges: StateGetEdges,
  { person, now, cause }: { person: PersonRef; now: Date; cause: unknown },
): Promise<Card> {
  if (cause instanceof GraphError && cause.reason === 'notFound') {
    throw new RefusedError(
      'nobodyFound',
      `${person.displayName} is no longer in the directory.`,
      'Check the name, or ask again in a few minutes.',
    );
  }
  if (!(cause instanceof GraphError || cause instanceof TransportError)) throw cause;
  const known = await edges.rows.selectFrom('person').selectAll().where('id', '=', person.id).executeTakeFirst();
  if (!known) throw cause;
  const meaning = meanings[known.per_user_mfa_state];
  return composeCard({
    title: 'MFA state',
    status: { text: `Per-user MFA was ${known.per_user_mfa_state} ${ageOf(known.read_at, now)}`, tone: 'attention' },
    subject: known.display_name,
    paragraphs: ['Microsoft Graph does not answer just now, so this is what I last knew.', meaning.inShort],
    footer: `Last read ${instantIn(known.read_at, edges.timeZone)}. ${cause.remedy}`,
  });
}
