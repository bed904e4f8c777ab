import assert from 'node:assert/strict';
import { outlookOf, ruleBeforeMoving, type MemberFacts } from '../../src/rollouts/meanwhile.ts';
import { isBlockingTooMany, lastObserved, observedWords, WOULD_BE_BLOCKED } from '../../src/rollouts/observed.ts';

const START = Date.parse('2026-11-27T09:00:00Z');
const later = (millis: number): Date => new Date(START + millis);

const unchanged: MemberFacts = {
  ...{ isThere: true, isEnabled: true, isMfaCapable: true, state: 'enforced', wasAdministrator: false },
  ...{ isAdministrator: false, protection: null, isLicensed: true, isExcluded: false },
};

describe('Somebody who has changed meanwhile', () => {
  it('moves as long as nothing has changed that matters, and stays for each thing that has', () => {
    assert.deepEqual(ruleBeforeMoving(unchanged), { verdict: 'moves' });
    const changes: Partial<MemberFacts>[] = [
      { isThere: false },
      { isEnabled: false },
      { isMfaCapable: false },
      { isMfaCapable: undefined },
      { isAdministrator: true },
      { protection: 'an emergency access account' },
      { isLicensed: false },
      { isExcluded: true },
      { state: 'unknown' },
    ];
    for (const change of changes)
      assert.equal(ruleBeforeMoving({ ...unchanged, ...change }).verdict, 'stays', JSON.stringify(change));
  });

  it('has to register first only where nothing but a method is missing', () => {
    assert.equal(outlookOf(unchanged), 'moves');
    assert.equal(outlookOf({ ...unchanged, isMfaCapable: false }), 'mustRegister');
    assert.equal(outlookOf({ ...unchanged, isMfaCapable: false, isExcluded: true }), 'stays');
    assert.equal(outlookOf(undefined), 'stays');
  });

  it('moves all the same where somebody has switched per-user MFA off by hand: only the policy asks for MFA then', () => {
    assert.deepEqual(ruleBeforeMoving({ ...unchanged, state: 'disabled' }), { verdict: 'moves' });
  });
});

describe('What report-only has said', () => {
  const signIn = (personId: string, result: string, minutes: number) => ({
    personId,
    result,
    at: later(minutes * 60_000),
  });

  it('is the last word of each person that was about the policy, in whatever order it is read', () => {
    const signIns = [
      signIn('a', 'reportOnlyFailure', 1),
      signIn('a', 'reportOnlyInterrupted', 2),
      signIn('a', 'reportOnlyNotApplied', 3),
      signIn('b', 'reportOnlySuccess', 1),
      signIn('b', 'reportOnlyFailure', 2),
      signIn('c', 'success', 1),
    ];
    for (const read of [signIns, signIns.toReversed()]) {
      const words = [...lastObserved(read)].map(([id, { outcome }]) => `${id} ${outcome}`).sort();
      assert.deepEqual(words, ['a asked', 'b blocked']);
    }
  });

  it('keeps whoever would be blocked as they are, and the policy off where they are as many as brake a ring', () => {
    assert.deepEqual(ruleBeforeMoving({ ...unchanged, isBlockedInReportOnly: true }), {
      verdict: 'stays',
      why: WOULD_BE_BLOCKED,
    });
    const of = (blocked: number, asked: number) => [
      ...Array.from({ length: blocked }, () => ({ observed: 'blocked' as const })),
      ...Array.from({ length: asked }, () => ({ observed: 'asked' as const })),
    ];
    const rule = { percent: 5, people: 3 };
    assert.deepEqual(
      [of(2, 10), of(3, 10), of(4, 96), of(5, 95)].map((some) => isBlockingTooMany(some, rule)),
      [false, true, false, true],
    );
    assert.equal(
      observedWords([...of(1, 2), { observed: null }]),
      '0 would get in as before, 2 would be asked for MFA, 1 would be blocked; 1 person has not signed in meanwhile',
    );
  });
});
