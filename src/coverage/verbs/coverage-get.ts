import { z } from 'zod/v4';
import type { Card } from '../../cards/card.ts';
import { composeCard } from '../../cards/compose.ts';
import type { Graph } from '../../entra/graph.ts';
import { getGroup } from '../../entra/groups.ts';
import { roleTemplates } from '../../entra/role-templates.ts';
import { orIfRefused } from '../../inventory/refusals.ts';
import { counted, visibleText } from '../../lib/text.ts';
import { instantIn } from '../../lib/time-words.ts';
import { coverageUnder, legacyAuthClosedBy, type Coverage, type Person } from '../../policies/coverage.ts';
import { decidingGroupIds, explainPolicies, type Names, type PolicyExplanation } from '../../policies/explain.ts';
import type { PolicyReader } from '../../policies/policy-reader.ts';
import { rulesThatCount } from '../../policies/proof.ts';
import { defineVerb, type AnyVerb, type PersonRef } from '../../verbs/verb.ts';

export interface CoverageGetEdges {
  graph: Graph;
  reader: PolicyReader;
  subjectOf(personId: string): Promise<Person>;
  timeZone: string;
}

/** `coverage.get`: which policies cover one person, and why each counts or does not, live. */
export const coverageGet = (edges: CoverageGetEdges): AnyVerb =>
  defineVerb({
    name: 'coverage.get',
    kind: 'read',
    role: 'reader',
    help: 'show the policies that cover Alice, and why',
    phrases: [
      {
        says: '(show|show me|list|give me) [the] [conditional access|ca] policies (that|which) (cover|apply to|are for) {person} [and why|with reasons]',
      },
      {
        says: '(which|what) [conditional access|ca] (policy|policies) (cover|covers|apply to|applies to) {person} [and why]',
      },
      { says: 'why is {person} [not] covered [by conditional access]' },
      { says: '(is {person} covered|what covers {person}) [by conditional access] [and why]' },
      { says: '(explain|show|show me|what is|get) [the] coverage of {person}' },
      { says: "(explain|show|show me|what is|what's|get) {person}'s coverage" },
    ],
    arguments: z.object({ person: z.object({ id: z.guid(), displayName: z.string() }) }),
    people: ['person'],
    run: async ({ person }, { now }) => ({ kind: 'answer', card: await answer(edges, person, now), isPersonal: true }),
  });

const POLICY_AGE_MILLIS = 10_000;

async function answer(edges: CoverageGetEdges, person: PersonRef, now: Date): Promise<Card> {
  const [subject, { policies, readAt }] = await Promise.all([
    edges.subjectOf(person.id),
    edges.reader.read(POLICY_AGE_MILLIS),
  ]);
  const rules = rulesThatCount(policies);
  const explained = explainPolicies(subject, policies, await namesOf(edges.graph, subject, policies));
  const isClosed = legacyAuthClosedBy(subject, rules).length > 0;
  const { coverage } = coverageUnder(subject, rules);
  return composeCard({
    title: 'Policies and why',
    status: statusOf(coverage),
    subject: person.displayName,
    paragraphs: [isClosed ? 'Legacy authentication is closed by policy.' : 'Legacy authentication is not closed.'],
    list: linesOf(explained),
    footer: `${restWords(explained)}Read live, ${instantIn(readAt > now ? now : readAt, edges.timeZone)}.`,
  });
}

/** More would not be read, and Teams would not take them. */
const MOST_SHOWN = 12;

const linesOf = (explained: readonly PolicyExplanation[]) =>
  explained
    .slice(0, MOST_SHOWN)
    .map(({ name, verdict, why }) => ({ primary: visibleText(name), secondary: `${verdictWords[verdict]} ${why}` }));

const verdictWords = { covers: 'Counts.', inPart: 'Does not count.', not: 'Does not apply.' };

function restWords(explained: readonly PolicyExplanation[]): string {
  const rest = explained.length - MOST_SHOWN;
  if (explained.length === 0) return 'There is no policy. ';
  return rest > 0 ? `${counted(rest, 'more policy', 'more policies')} of less weight. ` : '';
}

function statusOf(coverage: Coverage) {
  switch (coverage) {
    case 'blocked':
      return { text: 'Conditional Access blocks every sign-in', tone: 'good' as const };
    case 'required':
      return { text: 'Conditional Access requires MFA', tone: 'good' as const };
    case 'conditional':
      return { text: 'Conditional Access requires MFA only in some cases', tone: 'attention' as const };
    case 'reportOnly':
      return { text: 'Not protected: report-only', tone: 'attention' as const };
    case 'none':
      return { text: 'No policy requires MFA', tone: 'attention' as const };
  }
}

const MOST_NAMES = 8;
const spaced = (name: string): string => name.replace(/([A-Z])/g, ' $1').toLowerCase();
const roleNames = Object.entries(roleTemplates).map(([name, id]): [string, string] => [id, spaced(name)]);

/** What the groups are called that decide about this person, and the roles that we know. */
async function namesOf(graph: Graph, subject: Person, policies: readonly unknown[]): Promise<Names> {
  const ids = decidingGroupIds(subject, policies).slice(0, MOST_NAMES);
  const groups = await Promise.all(ids.map((id) => orIfRefused(getGroup(graph, id), undefined)));
  const named = groups.flatMap((group, at): [string, string][] => {
    const name = group?.body.displayName;
    return name ? [[ids[at] ?? '', visibleText(name)]] : [];
  });
  return new Map([...roleNames, ...named]);
}
