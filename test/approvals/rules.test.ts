import assert from 'node:assert/strict';
import { refuseUnlessDecidable, type Click, type Standing } from '../../src/approvals/rules.ts';
import { RefusedError, type RefusalReason } from '../../src/lib/refused.ts';

const now = new Date('2026-11-23T09:00:00Z');
const click: Click = { actorId: 'bruno', isApprover: true, planHash: 'a'.repeat(64) };
const standing: Standing = {
  state: 'pending',
  storedHash: 'a'.repeat(64),
  isPlanIntact: true,
  proposerId: 'nora',
  targetIds: new Set(['alice']),
  deciderIds: new Set(),
  expiresAt: new Date('2026-11-24T09:00:00Z'),
};

/** What the rules say; null where the decision may be taken. */
function saidTo(changes: { click?: Partial<Click>; standing?: Partial<Standing>; now?: Date }): RefusedError | null {
  try {
    refuseUnlessDecidable({ ...click, ...changes.click }, { ...standing, ...changes.standing }, changes.now ?? now);
    return null;
  } catch (refusal) {
    assert.ok(refusal instanceof RefusedError);
    return refusal;
  }
}

type Case = [fact: string, broken: Parameters<typeof saidTo>[0], reason: RefusalReason, words: RegExp];

/** In the order in which the rules are asked: the first that is broken is the one that is told. */
const cases: Case[] = [
  ['somebody who is no approver', { click: { isApprover: false } }, 'notAllowed', /^You are not an approver/],
  ['the proposer', { standing: { proposerId: 'bruno' } }, 'ownProposal', /^Nobody decides on a proposal of their own/],
  ['whom it is about', { standing: { targetIds: new Set(['bruno']) } }, 'aboutOneself', /^This proposal is about you/],
  ['an approved proposal', { standing: { state: 'approved' } }, 'alreadyDecided', /already approved/],
  [
    'a second decision',
    { standing: { deciderIds: new Set(['bruno']) } },
    'alreadyDecided',
    /^You have already decided/,
  ],
  ['another plan hash', { click: { planHash: 'b'.repeat(64) } }, 'planMismatch', /^This card does not show the plan/],
];

describe('Who may decide on a proposal', () => {
  it('an approver who neither proposed it nor is part of it, once, before it expires', () => {
    assert.equal(saidTo({}), null);
    assert.equal(saidTo({ standing: { deciderIds: new Set(['chiara']) } }), null);
    assert.equal(saidTo({ now: new Date(standing.expiresAt.getTime() - 1) }), null);
  });

  for (const [fact, broken, reason, words] of cases) {
    it(`refuses ${fact} with “${reason}” and a remedy`, () => {
      const refusal = saidTo(broken);
      assert.equal(refusal?.reason, reason);
      assert.match(refusal.message, words);
      assert.match(refusal.remedy, /\w+.*\./);
    });
  }

  for (const state of ['done', 'denied', 'void'] as const) {
    it(`refuses a proposal that is ${state}`, () => {
      assert.equal(saidTo({ standing: { state } })?.reason, 'alreadyDecided');
    });
  }

  it('refuses at the very instant of expiry, and says the same once the state says so', () => {
    assert.equal(saidTo({ now: standing.expiresAt })?.reason, 'expired');
    assert.equal(saidTo({ standing: { state: 'expired' } })?.reason, 'expired');
  });

  it('refuses a stored plan that is not what was hashed, even where the hashes agree', () => {
    assert.equal(saidTo({ standing: { isPlanIntact: false } })?.reason, 'planMismatch');
  });

  it('tells the first broken rule of several, so that nobody without the role learns how things stand', () => {
    for (const [start, [, , reason]] of cases.entries()) {
      const together = cases.slice(start).map(([, broken]) => broken);
      const all = {
        click: Object.assign({}, ...together.map((one) => one.click)) as Partial<Click>,
        standing: Object.assign({}, ...together.map((one) => one.standing).reverse()) as Partial<Standing>,
      };
      assert.equal(saidTo(all)?.reason, reason);
    }
  });
});
