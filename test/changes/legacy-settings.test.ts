import assert from 'node:assert/strict';
import { holdsAddress, readIpRanges } from '../../src/changes/ip-ranges.ts';
import { sortRanges } from '../../src/changes/legacy-settings.ts';
import { mayLower } from '../../src/changes/policy-content.ts';
import { cardText, Story } from '../support/story.ts';
import { PEOPLE, POLICIES } from '../tenant/cast.ts';

const { nora, bruno, chiara } = PEOPLE;

describe('The legacy MFA settings, carried over', () => {
  let story: Story;
  before(async () => (story = await Story.start()));
  after(() => story.stop());

  const settings = (fields: Record<string, unknown>) =>
    Object.assign(story.tenant.records.mfaServicePolicy, {
      trustedIps: { skipMfaForFederatedUsers: false },
      ...fields,
    });
  const carryOut = async (words: string): Promise<string> => {
    const id = await story.propose(words);
    const offered = cardText(await story.cardOf(bruno, id));
    await story.approve(bruno, id);
    await story.approve(chiara, id);
    assert.match(await story.ended(id), /^Done\n/);
    return offered;
  };

  it('are told, with what is of no use to a location', async () => {
    settings({
      trustedIps: { skipMfaForFederatedUsers: true, ipAddresses: ['203.0.113.0/24', '10.0.0.0/8', 'office'] },
    });
    const text = await story.answerTo(nora, 'show the legacy MFA settings');
    assert.match(text, /Trusted IPs: 203\.0\.113\.0\/24\nNo use to a location: 10\.0\.0\.0\/8\n/);
    assert.match(
      text,
      /Federated users skip MFA inside: yes\nRemember MFA: on, for 90 days\nApp passwords: not allowed/,
    );
  });

  it('trusted IPs become a trusted location, with the warnings; private ones are left out with the reason', async () => {
    settings({ trustedIps: { list: ['203.0.113.0/24', '198.51.100.7', '192.168.0.0/16'] } });
    const offered = await carryOut('carry over the trusted IPs');
    assert.match(offered, /Trusted IPs of per-user MFA: 3 ranges/);
    assert.match(offered, /! Where a policy leaves it out, people inside are never asked to register/);
    assert.match(offered, /192\.168\.0\.0\/16/);
    assert.match(offered, /The proposer’s own address: /);
    const made = [...story.tenant.records.namedLocations.values()].find(({ displayName }) =>
      String(displayName).startsWith('Crossover: '),
    );
    const cidrs = (made?.['ipRanges'] as { cidrAddress: string }[]).map(({ cidrAddress }) => cidrAddress);
    assert.deepEqual([made?.['isTrusted'], cidrs], [true, ['203.0.113.0/24', '198.51.100.7/32']]);
  });

  for (const [range, why] of [
    ['0.0.0.0/0', 'no address of anybody|too wide'],
    ['10.1.0.0/16', 'a private range'],
    ['203.0.113.0/33', 'is no range of addresses'],
    ['::/0', 'too wide|no public range'],
  ] as const) {
    it(`${range} is refused with the reason`, async () => {
      settings({ trustedIps: { list: [range] } });
      const text = cardText(await story.ask(nora, 'carry over the trusted IPs', /^I did not do that/));
      assert.match(text, new RegExp(why));
    });
  }

  it('where Graph does not tell them, they can be pasted', async () => {
    story.tenant.faults.add({ method: 'GET', path: /mfaServicePolicy/, status: 404, times: 1 });
    assert.match(
      await story.answerTo(nora, 'show the legacy MFA settings'),
      /^Legacy MFA settings\nMicrosoft Graph does not tell them here/,
    );
    settings({});
    const refused = cardText(await story.ask(nora, 'carry over the trusted IPs', /^I did not do that/));
    assert.match(refused, /tells me no trusted IPs[^]*“create a trusted location Office with 203\.0\.113\.0\/24”/);
  });

  it('remembered days become a sign-in frequency of a policy, and everything else in it stays', async () => {
    const before = structuredClone(story.tenant.directory.policies.get(POLICIES.requireMfaForEveryone));
    const offered = await carryOut('carry over remember MFA to the policy Require MFA for everyone');
    assert.match(offered, /Remember MFA of per-user MFA: on, for 90 days/);
    assert.match(
      offered,
      /Sign-in frequency, before: no sign-in frequency\nSign-in frequency, after: asks again after 90 days/,
    );
    assert.match(offered, /! Remember MFA is on in the service settings[^]*turn it off there/);
    const after = story.tenant.directory.policies.get(POLICIES.requireMfaForEveryone);
    const { signInFrequency } = after?.['sessionControls'] as { signInFrequency: Record<string, unknown> };
    assert.deepEqual(
      [signInFrequency['value'], signInFrequency['type'], signInFrequency['isEnabled']],
      [90, 'days', true],
    );
    assert.deepEqual(
      [after?.['conditions'], after?.['grantControls'], after?.state],
      [before?.['conditions'], before?.['grantControls'], before?.state],
    );
  });

  it('days and hours outside of what Entra takes are refused', async () => {
    for (const words of ['to 0 days', 'to 366 days', 'to 24 hours']) {
      const text = cardText(
        await story.ask(nora, `set the sign-in frequency of policy 3 ${words}`, /^I did not do that/),
      );
      assert.match(text, /Entra takes 1 to (365|23)/);
    }
    settings({ rememberMfaOnTrustedDevice: { isEnabled: false } });
    assert.match(
      await story.answerTo(nora, 'carry over remember MFA to the policy outside the office'),
      /does not tell me for how long/,
    );
  });
});

describe('Trusted IPs whose spelling nobody documents', () => {
  it('are found among other texts, each once, and sorted', () => {
    const { ranges, refused } = sortRanges([
      'enabled',
      '203.0.113.0/24, 203.0.113.0/24',
      '2001:db8::/48;127.0.0.1',
      '',
    ]);
    assert.deepEqual(
      ranges.map(({ cidrAddress }) => cidrAddress),
      ['203.0.113.0/24', '2001:db8::/48'],
    );
    assert.deepEqual(
      refused.map(({ text }) => text),
      ['127.0.0.1'],
    );
  });

  it('hold an address or do not, of either version', () => {
    const ranges = readIpRanges(['203.0.113.0/24', '2001:db8::/48']);
    const held = ['203.0.113.255', '203.0.114.0', '2001:db8:0:1::9', '2001:db9::1', 'nowhere', '203.0.113.0/24'];
    assert.deepEqual(
      held.map((address) => holdsAddress(ranges, address)),
      [true, false, true, false, null, null],
    );
  });
});

describe('A sign-in frequency', () => {
  const frequency = (value: number, type = 'days') => ({
    sessionControls: { signInFrequency: { isEnabled: true, value, type, frequencyInterval: 'timeBased' } },
  });
  it('lowers protection where people are asked less often, not where they are asked more', () => {
    const none = { sessionControls: null };
    assert.deepEqual(
      [
        mayLower(none, frequency(14)),
        mayLower(frequency(14), frequency(30)),
        mayLower(frequency(14), frequency(12, 'hours')),
        mayLower(frequency(14), none),
      ],
      [false, true, false, true],
    );
  });
});
