import assert from 'node:assert/strict';
import {
  facesOf,
  irreversibleOf,
  refusalOf,
  risksOf,
  stateIn,
  warningsOf,
  type MfaFacts,
  type SettableState,
} from '../../src/changes/per-user-mfa-rules.ts';
import { approvalsFor, defaultApprovals } from '../../src/lib/risk.ts';
import type { RefusalReason } from '../../src/lib/refused.ts';

type Proof = MfaFacts['proof'];
type Changes = Partial<Omit<MfaFacts, 'proof'>> & { proof?: Partial<Proof> };

/** Alice: enforced, registered, covered. */
const factsOf = ({ proof, ...changes }: Changes = {}): MfaFacts => ({
  name: 'Alice Adams',
  live: 'enforced',
  isMfaCapable: true,
  isGuest: false,
  isAdministrator: false,
  protection: null,
  ...changes,
  proof: {
    coverage: 'required',
    isLegacyAuthClosed: true,
    words: 'Conditional Access says so.',
    ...proof,
  },
});
const refusal = (changes: Changes, wanted: SettableState, isTakingBack = false) =>
  refusalOf(factsOf(changes), { wanted, isTakingBack });

describe('Turning per-user MFA off', () => {
  it('is allowed where an enabled policy requires MFA of the person, or blocks them altogether', () => {
    assert.equal(refusal({}, 'disabled'), null);
    assert.equal(refusal({ proof: { coverage: 'blocked' } }, 'disabled'), null);
  });

  const refused: [fact: string, changes: Changes, reason: RefusalReason][] = [
    ['nothing covers the person', { proof: { coverage: 'none' } }, 'notCovered'],
    ['only a report-only policy covers them', { proof: { coverage: 'reportOnly' } }, 'notCovered'],
    ['a policy covers them under conditions', { proof: { coverage: 'conditional' } }, 'notCovered'],
    ['no policy closes legacy authentication', { proof: { isLegacyAuthClosed: false } }, 'legacyAuthenticationOpen'],
    ['nothing is registered that counts', { isMfaCapable: false }, 'notMfaCapable'],
    ['the account is protected', { protection: 'an emergency access account' }, 'protectedAccount'],
    ['Entra does not tell the present state', { live: 'unknown' }, 'invalidInput'],
  ];
  for (const [fact, changes, reason] of refused) {
    it(`is refused where ${fact}, taking back or not, with the name and a remedy`, () => {
      for (const isTakingBack of [false, true]) {
        const said = refusal(changes, 'disabled', isTakingBack);
        assert.equal(said?.reason, reason);
        assert.match(said.message, /Alice Adams/);
        assert.notEqual(said.remedy, '');
      }
    });
  }

  it('says what Conditional Access does instead, in its own words', () => {
    assert.match(refusal({ proof: { coverage: 'none' } }, 'disabled')?.message ?? '', /Conditional Access says so\./);
  });

  it('names protection first: what protects an account is nobody’s bargain', () => {
    const said = refusal({ protection: 'my own identity', live: 'unknown', proof: { coverage: 'none' } }, 'disabled');
    assert.equal(said?.reason, 'protectedAccount');
  });
});

describe('Turning per-user MFA on', () => {
  for (const wanted of ['enabled', 'enforced'] as const) {
    it(`to ${wanted} is refused where Conditional Access asks already, and allowed for taking back`, () => {
      for (const coverage of ['required', 'blocked'] as const) {
        assert.equal(refusal({ proof: { coverage } }, wanted)?.reason, 'coveredByConditionalAccess');
        assert.equal(refusal({ proof: { coverage } }, wanted, true), null);
      }
    });

    it(`to ${wanted} is allowed where no enabled, un-narrowed policy asks for MFA`, () => {
      for (const coverage of ['none', 'reportOnly', 'conditional'] as const) {
        assert.equal(refusal({ live: 'disabled', proof: { coverage } }, wanted), null);
      }
    });

    it(`to ${wanted} needs neither a method nor closed legacy authentication, but an account that may be changed`, () => {
      const open: Changes = { isMfaCapable: false, proof: { coverage: 'none', isLegacyAuthClosed: false } };
      assert.equal(refusal(open, wanted), null);
      assert.equal(refusal({ ...open, protection: 'my own identity' }, wanted, true)?.reason, 'protectedAccount');
      assert.equal(refusal({ ...open, live: 'unknown' }, wanted, true)?.reason, 'invalidInput');
    });
  }
});

describe('What whoever decides must know', () => {
  const open: Changes = { live: 'disabled', proof: { coverage: 'none' } };

  it('enforced by hand cuts off the legacy apps of somebody who has not registered', () => {
    assert.match(
      warningsOf(factsOf({ ...open, isMfaCapable: false }), 'enforced').join(),
      /has not registered: enforced/,
    );
    assert.deepEqual(warningsOf(factsOf(open), 'enforced'), []);
  });

  it('enabled becomes enforced at once for somebody who has registered', () => {
    assert.match(warningsOf(factsOf(open), 'enabled').join(), /turns enabled into enforced at once/);
    assert.deepEqual(warningsOf(factsOf({ ...open, isMfaCapable: false }), 'enabled'), []);
  });

  it('a policy that asks under conditions may make people confirm twice: its words are shown', () => {
    const partly: Changes = { ...open, isMfaCapable: false, proof: { coverage: 'conditional' } };
    assert.deepEqual(warningsOf(factsOf(partly), 'enabled'), ['Conditional Access says so.']);
  });

  it('administrators and guests are named as such, whatever is proposed', () => {
    for (const wanted of ['disabled', 'enabled', 'enforced'] as const) {
      const warnings = warningsOf(factsOf({ isAdministrator: true, isGuest: true }), wanted).join('\n');
      assert.match(warnings, /holds a directory role\.\nAlice Adams is a guest/);
    }
  });

  it('an administrator needs two approvals, everybody else one', () => {
    const table = { approvals: defaultApprovals, fewPeople: 50, mostPeople: 1000 };
    assert.equal(approvalsFor(table, risksOf(factsOf({ isAdministrator: true }))), 2);
    assert.equal(approvalsFor(table, risksOf(factsOf())), 1);
  });

  it('app passwords do not come back once enforced was turned off; nothing else is lost', () => {
    assert.match(irreversibleOf(factsOf(), 'disabled').join(), /app passwords stop working and do not come back/);
    assert.deepEqual(irreversibleOf(factsOf({ live: 'enabled' }), 'disabled'), []);
    assert.deepEqual(irreversibleOf(factsOf({ live: 'disabled' }), 'enforced'), []);
  });

  it('on, where no policy covers the person, cannot be taken back: off again would leave a gap', () => {
    const uncovered = factsOf({ live: 'disabled', proof: { coverage: 'none' } });
    for (const wanted of ['enabled', 'enforced'] as const)
      assert.match(irreversibleOf(uncovered, wanted).join(), /until an enabled policy requires MFA of Alice Adams/);
    assert.deepEqual(irreversibleOf({ ...uncovered, live: 'enabled' }, 'enforced'), []);
  });
});

describe('A recorded state', () => {
  it('is unknown where it is missing or no text', () => {
    assert.equal(stateIn({ perUserMfaState: 'enabled' }), 'enabled');
    assert.equal(stateIn({}), 'unknown');
    assert.equal(stateIn({ perUserMfaState: null }), 'unknown');
  });

  it('enabled is reached by enforced too; no other state stands for another', () => {
    assert.deepEqual(facesOf('enabled'), ['enabled', 'enforced']);
    assert.deepEqual(facesOf('enforced'), ['enforced']);
    assert.deepEqual(facesOf('disabled'), ['disabled']);
  });
});
