import { z } from 'zod/v4';
import type { Card } from '../../cards/card.ts';
import { composeCard, type Fact } from '../../cards/compose.ts';
import type { Database } from '../../db/database.ts';
import type { TenantReadingRow } from '../../db/tables.ts';
import type { Graph } from '../../entra/graph.ts';
import { findPerUserMfaRecommendation, type Recommendation } from '../../entra/recommendations.ts';
import { lastComplete } from '../../inventory/pass-rows.ts';
import { ageOf, instantIn } from '../../lib/time-words.ts';
import { defineVerb, type AnyVerb, type CallContext } from '../../verbs/verb.ts';
import type { ReadinessFacts } from '../gates/facts.ts';
import { lists } from '../gates/lists.ts';
import { recommendation, statusWords } from '../gates/recommendation.ts';
import { countTenant } from '../people-counts.ts';
import { wantReadings, type WakeReading } from '../readings.ts';
import { listRequest } from '../report-card.ts';

export interface RecommendationEdges {
  graph: Graph;
  database: Database;
  wakeReading: WakeReading;
  timeZone: string;
}

const IT = "[the|microsoft's] recommendation";

/** `recommendation.get`: Microsoft's recommendation to leave per-user MFA, why it is shown or not, and whom it is about. */
export const recommendationGet = (edges: RecommendationEdges): AnyVerb =>
  defineVerb({
    name: 'recommendation.get',
    kind: 'read',
    role: 'reader',
    help: 'how does Microsoft’s recommendation stand?',
    phrases: [
      { says: `how does ${IT} stand` },
      { says: `(what is|what's) [the] (status|state) of ${IT}` },
      { says: `(show|show me|get|check) ${IT}` },
      { says: `is ${IT} (active|shown|done|complete|completed|open)` },
      { says: `why is ${IT} [not] [still] (shown|active|open|there)` },
      { says: `who is (impacted|affected|concerned|named) (by|in) ${IT}` },
      { says: 'what does microsoft recommend' },
    ],
    arguments: z.strictObject({}),
    run: async (_, context) => ({ kind: 'answer', card: await answer(edges, context), isPersonal: false }),
  });

async function answer(edges: RecommendationEdges, { signal, now }: CallContext): Promise<Card> {
  const { database, wakeReading: wake } = edges;
  const { rows } = database;
  const found = await findPerUserMfaRecommendation(edges.graph.with({ signal, isUserInitiated: true }));
  const pass = await lastComplete(rows, 'full');
  const tenant: ReadinessFacts['tenant'] = pass
    ? { is: await countTenant(rows) }
    : { why: 'the directory is still being read for the first time.' };
  const readings = found && (await wantReadings({ database, wake }, ['recommended'], found.id));
  const impacted = readings?.get('recommended');
  const { colour, reason, remedy } = recommendation({ recommendation: { is: found?.status ?? null }, tenant });
  const withMfa = 'is' in tenant ? tenant.is.withMfa : 0;
  return composeCard({
    title: 'Microsoft’s recommendation',
    status: {
      text: found ? statusWords(found.status) : 'Not shown',
      tone: colour === 'green' ? 'good' : 'warning',
    },
    subject: 'Switch from per-user MFA to Conditional Access MFA',
    paragraphs: [reason, ...(remedy ? [remedy] : [])],
    facts: found ? factsOf(found, impacted, edges.timeZone) : [],
    actions: [
      ...(impacted?.read_at ? [{ title: 'Whom it names', filter: { finding: 'recommended' as const } }] : []),
      ...(withMfa > 0 ? [{ title: 'Who has per-user MFA', filter: lists.withMfa }] : []),
    ].map(({ title, filter }) => ({ kind: 'ask', title, request: listRequest(filter) })),
    footer: `Read just now. ${pass ? `People read ${ageOf(pass.started_at, now)}.` : ''}`.trim(),
  });
}

function factsOf(
  { lastCheckedDateTime: checkedAt, postponeUntilDateTime: postponedTo }: Recommendation,
  impacted: TenantReadingRow | undefined,
  timeZone: string,
): Fact[] {
  return [
    ['Last looked at', checkedAt ? instantIn(checkedAt, timeZone) : 'not told'],
    ...(postponedTo ? [['Postponed until', instantIn(postponedTo, timeZone)] as const] : []),
    ['People it names', impactedWords(impacted)],
  ];
}

function impactedWords(impacted: TenantReadingRow | undefined): string {
  if (impacted?.read_at) return `${impacted.rows_told}${impacted.is_capped ? ' and more' : ''}`;
  return impacted?.fault ? 'could not be read' : 'being read just now; ask again in a minute';
}
