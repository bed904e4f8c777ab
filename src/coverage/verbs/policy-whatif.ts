import { isIP } from 'node:net';
import { z } from 'zod/v4';
import type { Card } from '../../cards/card.ts';
import { composeCard } from '../../cards/compose.ts';
import { evaluateSignIn, type ThoughtSignIn } from '../../entra/evaluate.ts';
import type { Graph } from '../../entra/graph.ts';
import { countryCodeOf } from '../../lib/countries.ts';
import { isGuid } from '../../lib/ids.ts';
import { RefusedError } from '../../lib/refused.ts';
import { listedBriefly, visibleText } from '../../lib/text.ts';
import { instantIn } from '../../lib/time-words.ts';
import { whatIfResultOf, type WhatIfResult } from '../../policies/what-if-words.ts';
import { defineVerb, type AnyVerb, type CallContext, type PersonRef } from '../../verbs/verb.ts';

export interface WhatIfEdges {
  graph: Graph;
  timeZone: string;
}

const FROM = '[from {place}]';
const TO = '[(on|in|to|at|for) {app}]';
const ASKED = '(would|will) {person} (be asked|be prompted|get asked|get prompted) for mfa';

/** `policy.whatif`: whether one person would be asked for MFA at a sign-in, by Graph's own What-If. */
export const policyWhatif = (edges: WhatIfEdges): AnyVerb =>
  defineVerb({
    name: 'policy.whatif',
    kind: 'read',
    role: 'reader',
    help: 'would Alice be asked for MFA from Germany on Exchange?',
    phrases: [
      { says: `${ASKED} [when signing in] ${FROM} ${TO}` },
      { says: `${ASKED} [when signing in] (on|in|to|at|for) {app} from {place}` },
      { says: `(what if|what would happen if) {person} (signs|signed|sign) in ${FROM} ${TO}` },
    ],
    arguments: z.object({
      person: z.object({ id: z.guid(), displayName: z.string() }),
      place: z.string().max(100).optional(),
      app: z.string().max(100).optional(),
    }),
    people: ['person'],
    run: async (asked, context) => ({ kind: 'answer', card: await answer(edges, asked, context), isPersonal: true }),
  });

/** First-party apps by the names that people use; their ids are the same in every tenant. */
const apps: Readonly<Record<string, { name: string; id: string }>> = Object.fromEntries(
  (
    [
      ['Exchange Online', '00000002-0000-0ff1-ce00-000000000000', ['exchange', 'exchange online', 'outlook', 'mail']],
      ['SharePoint Online', '00000003-0000-0ff1-ce00-000000000000', ['sharepoint', 'sharepoint online', 'onedrive']],
      ['Microsoft Teams', 'cc15fd57-2c6c-4117-a88c-83b1d56b4bbe', ['teams', 'microsoft teams']],
      ['Azure management', '797f4846-ba00-4fd7-ba43-dac1f8f63013', ['azure', 'azure management', 'the azure portal']],
      ['Microsoft Graph', '00000003-0000-0000-c000-000000000000', ['graph', 'microsoft graph']],
    ] as const
  ).flatMap(([name, id, words]) => words.map((word) => [word, { name, id }])),
);
const USUAL_APP = 'exchange online';

interface Asked {
  person: PersonRef;
  place?: string | undefined;
  app?: string | undefined;
}

async function answer(edges: WhatIfEdges, { person, place, app }: Asked, context: CallContext): Promise<Card> {
  const target = appOf(app ?? USUAL_APP);
  const conditions = { ...ORDINARY, ...(place === undefined ? {} : placeOf(place)) };
  const signIn: ThoughtSignIn = { userId: person.id, applications: [target.id], conditions };
  const graph = edges.graph.with({ signal: context.signal, isUserInitiated: true });
  const { body } = await evaluateSignIn(graph, signIn);
  const result = whatIfResultOf(body.map((policy) => ({ ...policy, policy })));
  return composeCard({
    title: 'What if',
    status: statusOf(result),
    subject: person.displayName,
    paragraphs: paragraphsOf(result, place !== undefined),
    facts: [
      ['Signs in to', target.name],
      ['From', place === undefined ? 'not told' : visibleText(place)],
      ['With', 'a browser on Windows, no risk'],
    ],
    footer: `Microsoft’s own What-If, asked ${instantIn(context.now, edges.timeZone)}. It knows nothing of per-user MFA.`,
  });
}

/** What a sign-in is like where nobody says: without it Graph leaves policies with conditions unjudged. */
const ORDINARY = {
  devicePlatform: 'windows',
  clientAppType: 'browser',
  signInRiskLevel: 'none',
  userRiskLevel: 'none',
};

function appOf(words: string): { name: string; id: string } {
  const plain = words.trim().toLowerCase();
  const known = apps[plain];
  if (known) return known;
  if (isGuid(plain)) return { name: plain, id: plain };
  throw new RefusedError(
    'invalidInput',
    `I do not know the app “${visibleText(words)}”.`,
    'Say Exchange, SharePoint, Teams, Azure or Graph, or the app id.',
  );
}

function placeOf(words: string): { country?: string; ipAddress?: string } {
  const plain = words.trim();
  if (isIP(plain) !== 0) return { ipAddress: plain };
  const country = countryCodeOf(plain);
  if (country !== undefined) return { country };
  throw new RefusedError(
    'invalidInput',
    `I do not know the place “${visibleText(words)}”.`,
    'Say a country, or an IP address.',
  );
}

function statusOf({ verdict }: WhatIfResult) {
  switch (verdict) {
    case 'blocked':
      return { text: 'The sign-in would be blocked', tone: 'attention' as const };
    case 'mfa':
      return { text: 'MFA would be asked for', tone: 'good' as const };
    case 'mfaOrOther':
      return { text: 'MFA, or something in its place, would be asked for', tone: 'attention' as const };
    case 'open':
      return { text: 'It cannot be told: it depends on more', tone: 'attention' as const };
    case 'nothing':
      return { text: 'No policy would ask for MFA', tone: 'attention' as const };
  }
}

const MOST_NAMES = 3;

function paragraphsOf({ byPolicies, reportOnly, unjudged }: WhatIfResult, isPlaceTold: boolean): string[] {
  const names = (list: readonly string[]) =>
    listedBriefly(
      list.map((name) => `“${visibleText(name)}”`),
      MOST_NAMES,
    );
  return [
    ...(byPolicies.length > 0 ? [`By ${names(byPolicies)}.`] : []),
    ...(reportOnly.length > 0 ? [`Only report-only, so without effect: ${names(reportOnly)}.`] : []),
    ...(unjudged.length > 0
      ? [
          `Not judged, since it depends on more: ${names(unjudged)}.${isPlaceTold ? '' : ' Say from which country or IP address.'}`,
        ]
      : []),
  ];
}
