import type { Card } from '../../cards/card.ts';
import { composeCard } from '../../cards/compose.ts';
import type { Graph } from '../../entra/graph.ts';
import type { JsonObject } from '../../lib/canonical-json.ts';
import { idIn, nameIn, stateWords } from '../../lib/policy-names.ts';
import { shortened } from '../../lib/text.ts';
import { describePolicy } from '../describe-policy.ts';
import { namesFor } from './names-in-policy.ts';

/** What is said of a policy beside its own words. */
export interface PolicyCardFacts {
  /** Its number in the list. */
  number: number;
  accounts: number;
  /** Emergency access accounts that it does not exclude. */
  unexcluded: number;
}

const LONGEST_FACT = 600;

/** One policy in plain words, with the names of what it names. */
export async function policyCard(graph: Graph, policy: JsonObject, facts: PolicyCardFacts): Promise<Card> {
  const words = describePolicy(policy, await namesFor(graph, policy));
  const { accounts, unexcluded } = facts;
  const state = stateWords(policy['state']);
  return composeCard({
    title: 'Conditional Access policy',
    status: { text: `${facts.number}: ${state}`, tone: state === 'enabled' ? 'good' : 'default' },
    subject: nameIn(policy),
    warnings: [
      ...(unexcluded === 0 ? [] : [`It reaches ${unexcluded} of the ${accounts} emergency access accounts.`]),
      ...(words.unknown.length === 0
        ? []
        : [`There is more in it than I know: ${shortened(words.unknown.join(', '), 200)}. I keep it as it is.`]),
    ],
    facts: (
      [
        ['Who', words.who],
        ['But not', words.butNot || 'nobody is left out'],
        ['What', words.what],
        ['When', words.when],
        ['How', words.how],
        ['Emergency access accounts', emergencyWords(facts)],
        ['Made by', words.isMicrosoftManaged ? 'Microsoft, which may change it by itself' : 'your tenant'],
      ] as const
    ).map(([label, text]) => [label, shortened(text, LONGEST_FACT)] as const),
    details: { title: 'Details', facts: detailsIn(policy) },
    actions: [
      {
        kind: 'ask',
        title: 'All policies',
        request: { verb: 'policy.list', arguments: {} },
      },
    ],
  });
}

const emergencyWords = ({ accounts, unexcluded }: PolicyCardFacts): string => {
  if (accounts === 0) return 'none is configured';
  return unexcluded === 0 ? 'excluded' : `${unexcluded} of ${accounts} not excluded`;
};

const detailsIn = (policy: JsonObject): (readonly [string, string])[] =>
  [
    ['Policy', idIn(policy)],
    ['Made', policy['createdDateTime']],
    ['Last changed', policy['modifiedDateTime']],
  ].flatMap(([label, value]) =>
    typeof label === 'string' && typeof value === 'string' ? [[label, value] as const] : [],
  );
