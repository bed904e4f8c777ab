import assert from 'node:assert/strict';
import { coverageOf, type Coverage } from '../../src/policies/coverage.ts';
import { ana, grant, policy, strength } from './samples.ts';

const rows: readonly [name: string, grantControls: unknown, coverage: Coverage][] = [
  ['MFA alone', grant('OR', ['mfa']), 'required'],
  ['MFA alone, without an operator', grant(null, ['mfa']), 'required'],
  ['MFA and a compliant device', grant('AND', ['mfa', 'compliantDevice']), 'required'],
  ['MFA and terms of use', grant('AND', ['mfa'], { termsOfUse: ['terms'] }), 'required'],
  ['MFA and a password change', grant('AND', ['mfa', 'passwordChange']), 'required'],
  ['MFA and a control that is unknown', grant('AND', ['mfa', 'unknownFutureValue'], { next: ['x'] }), 'required'],
  ['MFA or a compliant device', grant('OR', ['mfa', 'compliantDevice']), 'conditional'],
  ['MFA or terms of use', grant('OR', ['mfa'], { termsOfUse: ['terms'] }), 'conditional'],
  ['MFA or a custom factor', grant('OR', ['mfa'], { customAuthenticationFactors: ['factor'] }), 'conditional'],
  ['MFA or a password change', grant('OR', ['mfa', 'passwordChange']), 'conditional'],
  ['MFA or a control that is unknown', grant('OR', ['mfa', 'unknownFutureValue']), 'conditional'],
  ['MFA or an unknown kind of control', grant('OR', ['mfa'], { next: ['x'] }), 'conditional'],
  ['MFA and a device under an unknown operator', grant('XOR', ['mfa', 'compliantDevice']), 'conditional'],
  ['MFA and a device without an operator', grant(undefined, ['mfa', 'compliantDevice']), 'conditional'],
  ['a strength that satisfies MFA', grant('OR', [], { authenticationStrength: strength('mfa') }), 'required'],
  [
    'a strength that satisfies MFA, and a device',
    grant('AND', ['compliantDevice'], { authenticationStrength: strength('mfa') }),
    'required',
  ],
  [
    'a strength that satisfies MFA, or a device',
    grant('OR', ['compliantDevice'], { authenticationStrength: strength('mfa') }),
    'conditional',
  ],
  [
    'MFA or a strength that satisfies it',
    grant('OR', ['mfa'], { authenticationStrength: strength('mfa') }),
    'required',
  ],
  [
    'MFA or a strength that does not',
    grant('OR', ['mfa'], { authenticationStrength: strength('none') }),
    'conditional',
  ],
  ['a strength that does not satisfy MFA', grant('OR', [], { authenticationStrength: strength('none') }), 'none'],
  ['a strength of which only the id is known', grant('OR', [], { authenticationStrength: { id: '2' } }), 'none'],
  ['a compliant device', grant('OR', ['compliantDevice', 'domainJoinedDevice']), 'none'],
  ['a password change', grant('AND', ['passwordChange', 'compliantDevice']), 'none'],
  ['terms of use', grant('OR', [], { termsOfUse: ['terms'] }), 'none'],
  ['MFA in other letters', grant('OR', ['MFA']), 'none'],
  ['controls that are no list', grant('OR', 'mfa'), 'none'],
  ['MFA in a list that cannot be read', grant('AND', ['mfa', 7]), 'none'],
  [
    'a strength that satisfies MFA, or controls that cannot be read',
    grant('OR', 'x', { authenticationStrength: strength('mfa') }),
    'conditional',
  ],
  ['a grant that is no object', ['mfa'], 'none'],
  ['block', grant('OR', ['block']), 'blocked'],
  ['block and MFA', grant('AND', ['block', 'mfa']), 'blocked'],
  ['block or MFA, where MFA is the only way in', grant('OR', ['block', 'mfa']), 'required'],
  ['block or a device', grant('OR', ['block', 'compliantDevice']), 'none'],
];

describe('the grant of a policy', () => {
  for (const [name, grantControls, coverage] of rows) {
    it(`makes coverage ${coverage}: ${name}`, () => {
      const narrowedBy = coverage === 'conditional' ? ['alternativeControls'] : [];
      const byPolicyIds = coverage === 'none' ? [] : ['mfa'];
      const result = coverageOf(ana, [policy({ grant: grantControls })]);
      assert.deepEqual(result, { coverage, narrowedBy, byPolicyIds });
    });
  }

  it('adds alternative controls to what narrows the policy otherwise', () => {
    const narrowed = policy({
      grant: grant('OR', ['mfa', 'compliantDevice']),
      conditions: { userRiskLevels: ['high'] },
    });
    assert.deepEqual(coverageOf(ana, [narrowed]).narrowedBy, ['alternativeControls', 'userRisk']);
  });
});
