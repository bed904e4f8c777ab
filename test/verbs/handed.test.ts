import assert from 'node:assert/strict';
import { RefusedError } from '../../src/lib/refused.ts';
import { spokenVerbs } from '../../src/spoken-verbs.ts';
import { handedTo } from '../../src/verbs/handed.ts';
import { verbWords } from '../../src/verbs/words/all.ts';

const known = { verbs: spokenVerbs, wordsOf: (name: string) => verbWords.find((words) => words.name === name) };
const handed = (verb: string, args: Record<string, unknown>) => handedTo(known, { verb, arguments: args });

describe('what was said, handed to its verb', () => {
  for (const [said, count, unit] of [
    ['12 hours', 12, 'hours'],
    ['1 day', 1, 'days'],
    ['2 weeks', 14, 'days'],
  ] as const)
    it(`takes “every ${said}” as ${count} ${unit} of a sign-in frequency`, () => {
      const request = handed('signInFrequency.set', { policy: 'Baseline', every: said });
      assert.deepEqual(request.arguments, { policy: 'Baseline', count, unit });
    });

  it('refuses minutes as a sign-in frequency, with what Entra takes', () => {
    assert.throws(
      () => handed('signInFrequency.set', { policy: 'Baseline', every: '30 minutes' }),
      (cause: unknown) => cause instanceof RefusedError && cause.remedy.includes('hours or days'),
    );
  });

  it('tells those again whom a notice did not reach', () => {
    assert.deepEqual(handed('notice.send', { scope: 'failed', ring: '2' }).arguments, {
      resend: 'failed',
      group: 'ring 2',
    });
  });

  it('answers “what if” about a policy by a dry run of it', () => {
    assert.deepEqual(handed('policy.whatif', { policy: 'Baseline', ring: 'pilot' }), {
      verb: 'policy.dryRun',
      arguments: { policy: 'Baseline', group: 'pilot' },
    });
  });

  it('answers “what if” about a person by Microsoft’s own What-If', () => {
    const request = handed('policy.whatif', { person: { words: 'Alice' }, from: 'Brazil', app: 'Teams' });
    assert.deepEqual(request, {
      verb: 'policy.whatif',
      arguments: { person: { words: 'Alice' }, place: 'Brazil', app: 'Teams' },
    });
  });

  it('asks for the readiness of the department that was named', () => {
    const place = { kind: 'named', words: 'Sales' };
    assert.deepEqual(handed('readiness.report', { whom: { filter: { place } } }).arguments, { place });
  });

  it('takes everybody as the template of our own', () => {
    assert.deepEqual(handed('policy.create', { audience: 'everyone' }).arguments, { template: 'everyone' });
  });

  it('takes the pilot as the first ring, and the next one as the one that the verb means by itself', () => {
    assert.deepEqual(handed('rollout.pause', { ring: 'pilot' }).arguments, { count: 1 });
    assert.deepEqual(handed('rollout.start', { ring: 'next' }).arguments, {});
    assert.deepEqual(handed('rollout.start', { ring: '3' }).arguments, { count: 3 });
  });

  it('knows no ring by a name, and no two at once', () => {
    for (const ring of ['Finance', ['1', '2']])
      assert.throws(
        () => handed('rollout.rollback', { ring }),
        (cause: unknown) => cause instanceof RefusedError && cause.remedy.includes('ring 2'),
      );
  });

  it('takes back one person of a ring, and no two', () => {
    const [ann, bob] = [{ words: 'Ann' }, { words: 'Bob' }];
    assert.deepEqual(handed('rollout.rollback', { ring: '2', people: [ann] }).arguments, { count: 2, person: ann });
    assert.throws(() => handed('rollout.rollback', { ring: '2', people: [ann, bob] }), RefusedError);
  });

  it('leaves nothing out in silence that a verb has no place for', () => {
    assert.throws(() => handed('securityDefaults.disable', { when: '2026-12-01T00:00:00Z' }), RefusedError);
  });

  it('moves somebody between the rings that were said', () => {
    assert.deepEqual(handed('rollout.addUsers', { people: [{ words: 'Ann' }], ring: '3', from: 'pilot' }).arguments, {
      who: [{ words: 'Ann' }],
      count: 3,
      from: 1,
    });
  });

  it('leaves a reason to the record, which holds it with the words', () => {
    assert.deepEqual(handed('securityDefaults.disable', { reason: 'we have policies' }).arguments, {});
  });

  it('says of what no verb answers that it does not know how', () => {
    assert.throws(
      () => handed('tenant.delete', {}),
      (cause: unknown) => cause instanceof RefusedError && cause.reason === 'unknownRequest',
    );
  });
});
