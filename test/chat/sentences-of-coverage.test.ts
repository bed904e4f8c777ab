import assert from 'node:assert/strict';
import { understood } from './verbs.ts';

const on = { states: ['enabled', 'enforced'] };
const uncovered = { coverages: ['conditional', 'reportOnly', 'none'] };

/** Sentence, whom it is about. */
const lists: readonly (readonly [string, object])[] = [
  ['who is on both?', { ...on, coverages: ['required'] }],
  ['who is on both at once?', { ...on, coverages: ['required'] }],
  ['list everybody on per-user MFA and Conditional Access', { ...on, coverages: ['required'] }],
  ['who would lose MFA if we turned per-user off now?', { ...on, ...uncovered }],
  ['who would lose MFA if we turn off per-user MFA today?', { ...on, ...uncovered }],
  ['how many people would lose MFA if we turned off per-user MFA?', { ...on, ...uncovered }],
  ['who is covered only in report-only?', { coverages: ['reportOnly'] }],
  ['who is only covered by report-only policies?', { coverages: ['reportOnly'] }],
  ['who is not covered?', uncovered],
  ['who is not covered by Conditional Access?', uncovered],
  ['who is covered by Conditional Access?', { coverages: ['blocked', 'required'] }],
  ['list guests who are not covered by a policy', { types: ['guest'], ...uncovered }],
  ['who is blocked by Conditional Access?', { coverages: ['blocked'] }],
  ['who is blocked?', { isEnabled: false }],
];

describe('Sentences about coverage', () => {
  for (const [words, filter] of lists)
    it(words, () => {
      const meant = understood(words);
      assert.equal(meant.kind, 'call', JSON.stringify(meant));
      const { request } = meant as unknown as { request: { verb: string; arguments: { whom: { filter: object } } } };
      assert.deepEqual([request.verb, request.arguments.whom.filter], ['mfa.state.list', filter]);
    });

  for (const [words, verb] of [
    ['show the policies that cover Alice, and why', 'coverage.get'],
    ['which policies apply to Alice Adams?', 'coverage.get'],
    ['why is Alice not covered?', 'coverage.get'],
    ["what is Alice's coverage?", 'coverage.get'],
    ['would Alice be asked for MFA from Germany on Exchange?', 'policy.whatif'],
    ['would Alice be asked for MFA on Exchange from Germany?', 'policy.whatif'],
    ['what if Alice signs in from France?', 'policy.whatif'],
  ] as const)
    it(words, () => {
      const meant = understood(words);
      assert.equal(meant.kind === 'call' && meant.request.verb, verb, JSON.stringify(meant));
    });
});
