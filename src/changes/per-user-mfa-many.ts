import type { JsonObject } from '../lib/canonical-json.ts';
import { RefusedError, type RefusalReason } from '../lib/refused.ts';
import type { Risk, RiskTable } from '../lib/risk.ts';
import { counted, listed } from '../lib/text.ts';
import type { DraftItem, DraftMessage, LeftOut } from '../verbs/draft.ts';
import type { PreviewOfMany, Wish } from './change.ts';
import {
  facesOf,
  irreversibleOf,
  PER_USER_MFA_STATE,
  refusalOf,
  settable,
  isTakingBack,
  standingWayBack,
  standingWords,
  type MfaFacts,
  type SettableState,
} from './per-user-mfa-rules.ts';

/** What the list of everybody knows of somebody. */
export interface KnownFacts extends MfaFacts {
  department: string | null;
  /** Mail address, where the person has one. */
  address: string | null;
  /** Whether an open proposal is about the person already. */
  isProposed: boolean;
}

/** What a plan about many is made of. */
export interface ManyParts {
  facts: ReadonlyMap<string, KnownFacts>;
  /** In words, for example "the list of 8:55". */
  basis: string;
  risks: RiskTable;
  /** Whether the way back stands for whoever loses coverage later. */
  hasStandingWayBack: boolean;
  messageFor(facts: { isRegistered: boolean }): JsonObject;
}

/** One wish with what is known, once it was found that it may be. */
interface Chosen {
  wish: Wish;
  facts: KnownFacts;
  wanted: SettableState;
}

/**
 * A plan about many people, from what the list of everybody knows: by the rules that each is held to again before the
 * write. Whoever may not be changed is left out and named.
 *
 * @throws {RefusedError} where nobody is left, or where they are too many for one plan.
 */
export function planOfMany(wishes: readonly Wish[], parts: ManyParts): PreviewOfMany {
  const chosen: Chosen[] = [];
  const leftOut: LeftOut[] = [];
  for (const wish of wishes) {
    const facts = parts.facts.get(wish.targetId);
    const wanted = settable(wish);
    const why = facts ? whyLeftOut(facts, { wanted, isTakingBack: isTakingBack(wish) }) : 'not in the directory';
    if (facts && why === null) chosen.push({ wish, facts, wanted });
    else leftOut.push({ targetId: wish.targetId, targetName: facts?.name ?? wish.targetName, why: why ?? '' });
  }
  chosen.sort((one, other) => rankOf(one.facts) - rankOf(other.facts));
  refuseUnlessPlannable(chosen, leftOut, parts.risks);
  return {
    items: chosen.map((one) => itemOf(one, parts)),
    leftOut,
    messages: messagesOf(chosen, parts),
    evidence: evidenceOf(chosen, { leftOut, ...parts }),
    warnings: warningsOf(chosen),
    irreversible: lossesOf(chosen),
    risks: risksOf(chosen, parts.risks),
  };
}

/** The exceptions come first, in whatever order people were named: administrators, guests, whoever has not registered. */
const rankOf = ({ isAdministrator, isGuest, isMfaCapable }: KnownFacts): number =>
  isAdministrator ? 0 : isGuest ? 1 : isMfaCapable ? 3 : 2;

const reasonWords: Partial<Record<RefusalReason, string>> = {
  protectedAccount: 'protected',
  notCovered: 'not covered by Conditional Access',
  legacyAuthenticationOpen: 'legacy authentication open',
  notMfaCapable: 'no method for MFA registered',
  coveredByConditionalAccess: 'covered by Conditional Access already',
  invalidInput: 'state not known',
};

function whyLeftOut(facts: KnownFacts, change: { wanted: SettableState; isTakingBack: boolean }): string | null {
  if (!facts.protection && facesOf(change.wanted).includes(facts.live)) return 'already so';
  const refusal = refusalOf(facts, change);
  if (refusal) return reasonWords[refusal.reason] ?? refusal.message;
  return facts.isProposed ? 'in another open proposal' : null;
}

function refuseUnlessPlannable(
  chosen: readonly Chosen[],
  leftOut: readonly LeftOut[],
  { mostPeople }: RiskTable,
): void {
  if (chosen.length === 0) {
    throw new RefusedError(
      'nobodyFound',
      leftOut.length === 0 ? 'I found nobody like that.' : `Nobody of them can be changed: ${leftOutWords(leftOut)}.`,
      leftOut.length === 0
        ? 'Check the words, or the list of people.'
        : 'Ask about one of them to see what stands in the way.',
    );
  }
  if (chosen.length <= mostPeople) return;
  throw new RefusedError(
    'invalidInput',
    `That would be ${counted(chosen.length, 'person', 'people')}, and one plan may be about ${mostPeople}.`,
    'Name a smaller group, or leave some out with “except”.',
  );
}

const itemOf = ({ wish, facts, wanted }: Chosen, parts: ManyParts): DraftItem => ({
  kind: PER_USER_MFA_STATE,
  targetId: wish.targetId,
  targetName: facts.name,
  before: { perUserMfaState: facts.live, isAdministrator: facts.isAdministrator, isGuest: facts.isGuest },
  after: { ...wish.after, ...standingWayBack(parts.hasStandingWayBack, wanted) },
});

function risksOf(chosen: readonly Chosen[], { fewPeople }: RiskTable): Risk[] {
  return [
    'person',
    ...(chosen.some(({ facts }) => facts.isAdministrator) ? (['administrator'] as const) : []),
    ...(chosen.length > fewPeople ? (['many'] as const) : []),
  ];
}

/** Two texts at most: one for whoever has registered, one for whoever has not. */
function messagesOf(chosen: readonly Chosen[], { messageFor }: ManyParts): DraftMessage[] {
  return [true, false].flatMap((isRegistered) => {
    const told = chosen.filter(({ facts, wanted }) => wanted !== 'disabled' && facts.isMfaCapable === isRegistered);
    if (told.length === 0) return [];
    const recipients = told.map(({ wish, facts }) => ({
      personId: wish.targetId,
      name: facts.name,
      address: facts.address,
    }));
    return [{ content: messageFor({ isRegistered }), recipients }];
  });
}

function evidenceOf(
  chosen: readonly Chosen[],
  {
    leftOut,
    basis,
    hasStandingWayBack,
  }: Pick<ManyParts, 'basis' | 'hasStandingWayBack'> & { leftOut: readonly LeftOut[] },
): (readonly [string, string])[] {
  const administrators = chosen.filter(({ facts }) => facts.isAdministrator).length;
  const guests = chosen.filter(({ facts }) => facts.isGuest).length;
  return [
    ['People', String(chosen.length)],
    ...(administrators > 0 ? [['Administrators', String(administrators)] as const] : []),
    ...(guests > 0 ? [['Guests', String(guests)] as const] : []),
    ['Now', tallied(chosen.map(({ facts }) => facts.live))],
    ['Departments', tallied(chosen.map(({ facts }) => facts.department ?? 'none'))],
    [
      'Conditional Access',
      tallied(
        chosen.map(({ facts }) => facts.proof.coverage),
        coverageTally,
      ),
    ],
    ...(leftOut.length > 0 ? [['Left out', `${leftOut.length}: ${leftOutWords(leftOut)}`] as const] : []),
    ...(chosen.some(({ wanted }) => wanted === 'disabled')
      ? standingWords(standingWayBack(hasStandingWayBack, 'disabled'))
      : []),
    ['Known from', `${basis}; everybody is read again before the write`],
  ];
}

type Coverage = MfaFacts['proof']['coverage'];

/** What it does to so many people: "1 is required to use MFA", "4 are required to use MFA". */
const coverageTally = (count: number, coverage: Coverage): string =>
  `${count} ${count === 1 ? 'is' : 'are'} ${coverageWords[coverage]}`;

const coverageWords: Readonly<Record<Coverage, string>> = {
  required: 'required to use MFA',
  blocked: 'blocked at every sign-in',
  conditional: 'required to use MFA in some cases',
  reportOnly: 'under a report-only policy',
  none: 'not required to use MFA',
};

const leftOutWords = (leftOut: readonly LeftOut[]): string => tallied(leftOut.map(({ why }) => why));

const TALLIED = 4;

/** "400 Sales, 12 Finance and 3 others": the most frequent first; the numbers add up. */
function tallied<Word extends string>(
  words: readonly Word[],
  say = (count: number, word: Word): string => `${count} ${word}`,
): string {
  const counts = new Map<Word, number>();
  for (const word of words) counts.set(word, (counts.get(word) ?? 0) + 1);
  const sorted = [...counts].sort(([, one], [, other]) => other - one);
  const others = sorted.slice(TALLIED).reduce((sum, [, count]) => sum + count, 0);
  const named = sorted.slice(0, TALLIED).map(([word, count]) => say(count, word));
  return listed(others > 0 ? [...named, `${others} others`] : named);
}

function warningsOf(chosen: readonly Chosen[]): string[] {
  const many = (is: (one: Chosen) => boolean, say: (count: string) => string): string[] => {
    const count = chosen.filter(is).length;
    return count === 0 ? [] : [say(counted(count, 'person', 'people'))];
  };
  return [
    ...many(
      ({ wanted, facts }) => wanted === 'enforced' && !facts.isMfaCapable,
      (count) =>
        `${count} not registered: enforced cuts off legacy apps at once, and the next sign-in asks to register.`,
    ),
    ...many(
      ({ wanted, facts }) => wanted === 'enabled' && facts.isMfaCapable,
      (count) => `${count} registered already, so Entra turns enabled into enforced at once.`,
    ),
    ...many(
      ({ wanted, facts }) => wanted !== 'disabled' && facts.proof.coverage === 'conditional',
      (count) => `${count} asked for MFA by Conditional Access as well, in some cases.`,
    ),
    ...many(
      ({ facts }) => facts.isAdministrator,
      (count) => `${count} with a directory role.`,
    ),
    ...many(
      ({ facts }) => facts.isGuest,
      (count) => `${count} from outside: guests of this tenant.`,
    ),
  ];
}

/** Said once, however many it is true of. */
function lossesOf(chosen: readonly Chosen[]): string[] {
  const anybody = chosen.map(({ facts, wanted }) => irreversibleOf({ ...facts, name: 'the person' }, wanted));
  return [...new Set(anybody.flat())];
}
