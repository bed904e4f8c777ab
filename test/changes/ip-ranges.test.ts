import assert from 'node:assert/strict';
import { readIpRanges } from '../../src/changes/ip-ranges.ts';
import { RefusedError } from '../../src/lib/refused.ts';

/** The ranges as Graph takes them, or what is said instead. */
function read(...words: string[]): string[] {
  try {
    return readIpRanges(words).map(({ version, cidrAddress }) => `${version} ${cidrAddress}`);
  } catch (cause) {
    if (cause instanceof RefusedError) return [cause.message, cause.remedy];
    throw cause;
  }
}

describe('Ranges of addresses', () => {
  const good: [words: string, range: string][] = [
    ['203.0.113.0/24', '4 203.0.113.0/24'],
    ['198.51.0.0/16', '4 198.51.0.0/16'],
    ['203.0.113.7', '4 203.0.113.7/32'],
    ['2001:db8::/48', '6 2001:db8::/48'],
    ['2001:DB8:0:0:0:0:0:0/48', '6 2001:db8::/48'],
    ['2001:db8:0:1::5', '6 2001:db8:0:1::5/128'],
    ['2001:0:0:1:0:0:0:1', '6 2001:0:0:1::1/128'],
    ['2606:4700::/32', '6 2606:4700::/32'],
  ];
  for (const [words, range] of good) {
    it(`${words} is taken`, () => {
      assert.deepEqual(read(words), [range]);
    });
  }

  const bad: [words: string, why: RegExp][] = [
    ...[
      '10.0.0.0/8',
      '10.1.2.3',
      '172.16.0.0/16',
      '172.31.255.255',
      '192.168.1.0/24',
      'fc00::/32',
      'fd12:3456::/48',
    ].map((words): [string, RegExp] => [words, /private range/]),
    ...['127.0.0.1', '127.0.0.0/8'].map((words): [string, RegExp] => [words, /loopback/]),
    ['169.254.10.0/24', /link-local/],
    ['fe80::1', /link-local/],
    ['::1', /no public range/],
    ['100.64.0.0/16', /shared by many networks/],
    ['0.0.0.0/8', /no address of anybody/],
    ['239.1.0.0/16', /multicast/],
    ['ff02::1', /multicast/],
    ...['0.0.0.0/0', '::/0', '8.0.0.0/15', '2001:db8::/31', '128.0.0.0/1'].map((words): [string, RegExp] => [
      words,
      /too wide/,
    ]),
    ...[
      'abc',
      '1.2.3',
      '1.2.3.4/33',
      '1.2.3.4/-1',
      '1.2.3.4/24/24',
      '256.1.1.1',
      '01.2.3.4',
      '2001::1::2',
      'g::1',
      '1:2:3',
      '',
    ].map((words): [string, RegExp] => [words, /is no range of addresses/]),
  ];
  for (const [words, why] of bad) {
    it(`${JSON.stringify(words)} is refused, with a remedy`, () => {
      const [message = '', remedy = ''] = read(words);
      assert.match(message, why);
      assert.match(remedy, /^(Name|Write) .+\.$/);
    });
  }

  it('that do not begin at their start are refused with what was probably meant', () => {
    assert.match(
      read('203.0.113.5/24')[1] ?? '',
      /^Write 203\.0\.113\.0\/24, or 203\.0\.113\.5\/32 for the one address\.$/,
    );
    assert.match(read('2001:db8::5/64')[1] ?? '', /^Write 2001:db8::\/64, or 2001:db8::5\/128 for the one address\.$/);
  });

  it('are each taken once, fifty at most, and one at least', () => {
    assert.deepEqual(read('203.0.113.0/24', '203.0.113.0/24'), ['4 203.0.113.0/24']);
    assert.match(read()[0] ?? '', /1 to 50 ranges/);
    assert.match(read(...Array.from({ length: 51 }, (_, at) => `203.0.113.${at}`))[0] ?? '', /1 to 50 ranges/);
  });
});
