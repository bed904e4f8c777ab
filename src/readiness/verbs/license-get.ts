import { z } from 'zod/v4';
import type { Card } from '../../cards/card.ts';
import { composeCard, type Fact } from '../../cards/compose.ts';
import type { Rows } from '../../db/database.ts';
import type { Graph } from '../../entra/graph.ts';
import { hasP1, hasP2, listSubscribedSkus, type SubscribedSku } from '../../entra/subscribed-skus.ts';
import { lastComplete } from '../../inventory/pass-rows.ts';
import { visibleText } from '../../lib/text.ts';
import { ageOf } from '../../lib/time-words.ts';
import { defineVerb, type AnyVerb, type CallContext } from '../../verbs/verb.ts';
import { lists, type Counts } from '../gates/lists.ts';
import { countLists } from '../people-counts.ts';
import { listRequest } from '../report-card.ts';

export interface LicenseEdges {
  graph: Graph;
  rows: Rows;
}

const LICENCES = '(licence|licences|license|licenses)';

/** `license.get`: which subscriptions bring Conditional Access, and who has none of them. */
export const licenseGet = (edges: LicenseEdges): AnyVerb =>
  defineVerb({
    name: 'license.get',
    kind: 'read',
    role: 'reader',
    help: 'which licences do we have?',
    phrases: [
      { says: `(what|which) ${LICENCES} (do we have|does the tenant have|are there)` },
      { says: '(do we|does the tenant) have [a] [entra] [entra id] (p1|p2|premium)' },
      { says: `(do we|does the tenant) have [enough] [entra] [entra id] (p1|p2|premium) ${LICENCES}` },
      { says: `do we have [enough] ${LICENCES}` },
      { says: `(show|show me|get|check) [the|our] ${LICENCES}` },
    ],
    arguments: z.strictObject({}),
    run: async (_, context) => ({ kind: 'answer', card: await answer(edges, context), isPersonal: false }),
  });

async function answer({ graph, rows }: LicenseEdges, { signal, now }: CallContext): Promise<Card> {
  const [{ body: skus }, counts, pass] = await Promise.all([
    listSubscribedSkus(graph.with({ signal, isUserInitiated: true })),
    countLists(rows, { kind: 'tenant' }),
    lastComplete(rows, 'full'),
  ]);
  return composeCard({
    title: 'Licences',
    status: hasP1(skus)
      ? { text: hasP2(skus) ? 'The tenant has P1 and P2' : 'The tenant has P1', tone: 'good' }
      : { text: 'The tenant has no P1', tone: 'attention' },
    paragraphs: [meaningOf(skus)],
    facts: [...seatsOf(skus), ...(pass ? peopleOf(counts) : [])],
    actions: pass
      ? [
          ...(counts.unlicensed > 0 ? [{ title: 'Who has none', list: lists.unlicensed }] : []),
          ...(counts.licensed > 0 ? [{ title: 'Who has one', list: lists.licensed }] : []),
        ].map(({ title, list }) => ({ kind: 'ask' as const, title, request: listRequest(list) }))
      : [],
    footer: `Subscriptions read just now. ${pass ? `People read ${ageOf(pass.started_at, now)}.` : 'The directory is still being read.'}`,
  });
}

function meaningOf(skus: readonly SubscribedSku[]): string {
  if (hasP2(skus)) return 'Conditional Access works, with sign-in and user risk.';
  if (hasP1(skus)) return 'Conditional Access works; policies on sign-in and user risk need P2.';
  return 'Conditional Access needs P1 for everybody who is to move. Without it there are per-user MFA and security defaults.';
}

/** The subscriptions that bring P1 or P2, with their seats. */
const seatsOf = (skus: readonly SubscribedSku[]): Fact[] =>
  skus
    .filter((sku) => hasP1([sku]))
    .map((sku) => [
      visibleText(sku.skuPartNumber),
      `${sku.consumedUnits ?? 'not known how many'} of ${sku.prepaidUnits?.enabled ?? 'not known how many'} in use`,
    ]);

/** Enabled accounts, guests aside: those are billed otherwise. */
const peopleOf = ({ licensable, licensed, unlicensed }: Counts): Fact[] => [
  ['Accounts with P1 or P2', `${licensed} of ${licensable}`],
  ['Accounts without', String(unlicensed)],
  ...(licensable > licensed + unlicensed ? [['Not known', String(licensable - licensed - unlicensed)] as const] : []),
];
