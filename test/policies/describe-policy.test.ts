import assert from 'node:assert/strict';
import fc from 'fast-check';
import { describePolicy } from '../../src/policies/describe-policy.ts';
import type { NameOf } from '../../src/policies/name-words.ts';
import { applications, grant, guests, policy, strength, users, type PolicyChanges } from './samples.ts';

const names: Record<string, string> = { ops: 'Operations', office: 'Berlin office', ana: 'Ana' };
const nameOf: NameOf = (_, id) => names[id];
const described = (changes: PolicyChanges) => describePolicy(policy(changes), nameOf);

describe('a policy in plain words', () => {
  it('says for whom, for what, when and how', () => {
    const who = users({ includeUsers: ['All'], excludeUsers: ['ana'], excludeGroups: ['ops'] });
    assert.deepEqual(described({ users: who }), {
      isMicrosoftManaged: false,
      who: 'everybody',
      butNot: 'Ana and members of Operations',
      what: 'all resources',
      when: 'always',
      how: 'requires MFA',
      unknown: [],
    });
  });

  it('says a deleted group, and everything else that is not found, with its id', () => {
    const { who, butNot } = described({ users: users({ includeGroups: ['5e0c'], excludeUsers: ['77'] }) });
    assert.equal(who, 'members of a group that I do not find (5e0c)');
    assert.equal(butNot, 'an account that I do not find (77)');
  });

  it('names five of 2,000 excluded ids and counts the rest', () => {
    const excludeUsers = Array.from({ length: 2000 }, (_, at) => `id-${at}`);
    assert.match(
      described({ users: users({ includeUsers: ['All'], excludeUsers }) }).butNot,
      /\(id-4\) and 1995 more$/,
    );
  });

  it('names guests by kind and tenants', () => {
    const who = (kinds: string, tenants?: string[]) =>
      described({ users: users({ includeGuestsOrExternalUsers: guests(kinds, tenants) }) }).who;
    assert.equal(who('internalGuest,b2bCollaborationGuest'), 'internal guests and guests');
    assert.equal(who('serviceProvider', ['t1', 't2']), 'service providers of 2 tenants');
    assert.equal(who('martian'), '“martian”');
  });

  it('says user actions, contexts, well-known and excluded resources', () => {
    const what = (named: Record<string, unknown>) => described({ applications: applications(named) }).what;
    assert.equal(
      what({ includeApplications: ['Office365', 'MicrosoftAdminPortals'] }),
      'Office 365 and the Microsoft admin portals',
    );
    assert.equal(what({ includeApplications: ['797f4846-ba00-4fd7-ba43-dac1f8f63013'] }), 'Azure management');
    assert.equal(
      what({ includeApplications: ['All'], excludeApplications: ['app-1'] }),
      'all resources, but not the application (app-1)',
    );
    assert.equal(what({ includeUserActions: ['urn:user:registersecurityinfo'] }), 'registering security information');
    assert.equal(what({ includeUserActions: ['urn:user:dance'] }), '“urn:user:dance”');
    assert.equal(what({}), 'no resource');
  });

  it('says every condition that narrows it, known or not', () => {
    const when = (conditions: Record<string, unknown>) => described({ conditions }).when;
    assert.equal(
      when({ clientAppTypes: ['exchangeActiveSync', 'other'] }),
      'only from Exchange ActiveSync and other legacy clients',
    );
    assert.equal(
      when({ locations: { includeLocations: ['All'], excludeLocations: ['office', 'AllTrusted'] } }),
      'only from any location, but not Berlin office and all trusted locations',
    );
    assert.equal(when({ signInRiskLevels: ['high', 'medium'] }), 'only at high or medium sign-in risk');
    assert.equal(when({ userRiskLevels: ['extreme'] }), 'only at “extreme” user risk');
    assert.equal(
      when({ platforms: { includePlatforms: ['all'], excludePlatforms: ['iOS'] } }),
      'only on any platform, but not iOS',
    );
    assert.equal(when({ times: ['nights'] }), 'only under “times”, which I do not know');
    assert.equal(
      when({ locations: { includeLocations: ['All'] }, platforms: { includePlatforms: ['all'] } }),
      'always',
    );
  });

  it('says what is asked for, with "and" and "or" as they are', () => {
    const how = (asked: unknown, session?: unknown) =>
      described({ grant: asked, fields: { sessionControls: session } }).how;
    assert.equal(how(grant('OR', ['mfa', 'compliantDevice'])), 'requires MFA or a compliant device');
    assert.equal(how(grant('AND', ['mfa', 'passwordChange'])), 'requires MFA and a new password');
    assert.equal(how(grant('OR', ['block'])), 'blocks the sign-in');
    assert.equal(how(grant('OR', ['telepathy'])), 'requires “telepathy”');
    assert.equal(
      how(grant('OR', [], { authenticationStrength: strength('mfa') })),
      'requires the strength “Multifactor authentication”',
    );
    assert.equal(
      how(grant('OR', [], { authenticationStrength: { id: '00000000-0000-0000-0000-000000000004' } })),
      'requires the strength “Phishing-resistant MFA”',
    );
    const frequency = { signInFrequency: { isEnabled: true, value: 14, type: 'days', frequencyInterval: 'timeBased' } };
    assert.equal(how(null, frequency), 'asks for nothing; asks again after 14 days');
    assert.equal(
      how(null, { signInFrequency: { isEnabled: true, frequencyInterval: 'everyTime' } }),
      'asks for nothing; asks again every time',
    );
    assert.equal(
      how(null, { mindReading: { isEnabled: true } }),
      'asks for nothing; “mindReading”, which I do not know',
    );
  });

  it('marks what Microsoft manages, and names members that it does not know', () => {
    const { isMicrosoftManaged, unknown } = described({ fields: { templateId: 't', moonPhase: 'full' } });
    assert.deepEqual([isMicrosoftManaged, unknown], [true, ['moonPhase']]);
  });

  it('keeps names of any script on one line, with nothing hidden in them', () => {
    names['odd'] = 'سياسة\u202e evil\nпраздник 政策';
    assert.equal(described({ users: users({ includeGroups: ['odd'] }) }).who, 'members of سياسة evil праздник 政策');
  });

  it('answers whatever JSON a policy is', () => {
    const odd = fc.oneof(fc.jsonValue(), fc.constantFrom('__proto__', 'toString', ['constructor'], [null]));
    const any = fc.record({
      conditions: fc.record({
        users: odd,
        applications: odd,
        locations: odd,
        platforms: odd,
        authenticationFlows: odd,
      }),
      grantControls: fc.record({ operator: odd, builtInControls: odd, authenticationStrength: odd, termsOfUse: odd }),
      sessionControls: fc.record({ signInFrequency: odd, persistentBrowser: odd, constructor: odd }),
    });
    fc.assert(
      fc.property(fc.oneof(any, fc.jsonValue()), (policyOfTomorrow) => {
        const { who, what, when, how } = describePolicy(policyOfTomorrow, nameOf);
        return [who, what, when, how].every((words) => typeof words === 'string' && words !== '');
      }),
      { seed: 5, numRuns: 2000 },
    );
  });
});
