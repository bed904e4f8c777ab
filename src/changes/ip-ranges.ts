import { RefusedError } from '../lib/refused.ts';
import { counted, visibleText } from '../lib/text.ts';

/** A range of addresses in the spelling that Graph takes. */
export interface IpRange {
  version: 4 | 6;
  cidrAddress: string;
}

interface Parsed extends IpRange {
  address: bigint;
  prefix: number;
}

/** Nothing on the internet comes from these, so that no sign-in ever does. */
const NOT_PUBLIC: readonly (readonly [cidr: string, what: string])[] = [
  ['0.0.0.0/8', 'no address of anybody'],
  ['10.0.0.0/8', 'a private range'],
  ['100.64.0.0/10', 'shared by many networks behind a provider'],
  ['127.0.0.0/8', 'a loopback range'],
  ['169.254.0.0/16', 'a link-local range'],
  ['172.16.0.0/12', 'a private range'],
  ['192.168.0.0/16', 'a private range'],
  ['224.0.0.0/3', 'for multicast, or reserved'],
  ['::/8', 'no public range'],
  ['fc00::/7', 'a private range'],
  ['fe80::/10', 'a link-local range'],
  ['ff00::/8', 'for multicast'],
];

/** Wider ranges hold more strangers than any company has people. */
const WIDEST = { 4: 16, 6: 32 } as const;
const BITS = { 4: 32, 6: 128 } as const;
/** Entra's own limit for one location is higher; a card could not show more. */
const MOST_RANGES = 50;

/**
 * Reads ranges as people write them, each once.
 *
 * @throws {RefusedError} `invalidInput` for what is no range, for private, loopback and too wide ones, with what to say instead.
 */
export function readIpRanges(words: readonly string[]): IpRange[] {
  if (words.length === 0 || words.length > MOST_RANGES)
    throw refusal(`A location takes 1 to ${MOST_RANGES} ranges.`, 'Name the public addresses of your network.');
  const ranges = words.map(readIpRange);
  return [...new Map(ranges.map((range) => [range.cidrAddress, range])).values()];
}

function readIpRange(words: string): IpRange {
  const said = visibleText(words);
  const parsed = parse(words);
  if (!parsed) throw refusal(`“${said}” is no range of addresses.`, 'Write it as 203.0.113.0/24 or 2001:db8::/48.');
  const { version, address, prefix, cidrAddress } = parsed;
  const reserved = NOT_PUBLIC.find(([cidr]) => isInside(parsed, cidr));
  if (reserved) {
    const remedy = 'Name the public addresses that your network has on the internet; your provider knows them.';
    throw refusal(`${said} is ${reserved[1]}: Entra never sees a sign-in from there.`, remedy);
  }
  if (prefix < WIDEST[version]) {
    const least = `at least /${WIDEST[version]}`;
    throw refusal(
      `${said} is too wide: it holds addresses of strangers.`,
      `Name the ranges of your own network, ${least} each.`,
    );
  }
  const hostBits = (1n << BigInt(BITS[version] - prefix)) - 1n;
  if ((address & hostBits) !== 0n) {
    const start = spelled(version, address & ~hostBits);
    throw refusal(
      `${said} does not begin at the start of its range.`,
      `Write ${start}/${prefix}, or ${spelled(version, address)}/${BITS[version]} for the one address.`,
    );
  }
  return { version, cidrAddress };
}

const refusal = (why: string, remedy: string): RefusedError => new RefusedError('invalidInput', why, remedy);

/** "3 ranges: …", for a card. */
export const rangeWords = (ranges: readonly string[]): string =>
  `${counted(ranges.length, 'range', 'ranges')}: ${ranges.join(', ')}`;

/** Whether an address is in one of the ranges; null where the text is no address. */
export function holdsAddress(ranges: readonly IpRange[], address: string): boolean | null {
  const parsed = parse(address);
  if (parsed?.prefix !== BITS[parsed?.version ?? 4]) return null;
  return ranges.some(({ cidrAddress }) => isInside(parsed, cidrAddress));
}

function isInside(range: Parsed, cidr: string): boolean {
  const outer = parse(cidr);
  if (outer?.version !== range.version || range.prefix < outer.prefix) return false;
  const shift = BigInt(BITS[range.version] - outer.prefix);
  return range.address >> shift === outer.address >> shift;
}

/** An address without a prefix is that one address. */
function parse(words: string): Parsed | undefined {
  const [text = '', prefixText, ...more] = words.trim().toLowerCase().split('/');
  const version = text.includes(':') ? 6 : 4;
  const address = version === 6 ? valueOfIpv6(text) : valueOfIpv4(text);
  const prefix = prefixText === undefined ? BITS[version] : /^\d{1,3}$/.test(prefixText) ? Number(prefixText) : -1;
  if (address === undefined || more.length > 0 || prefix < 0 || prefix > BITS[version]) return undefined;
  return { version, address, prefix, cidrAddress: `${spelled(version, address)}/${prefix}` };
}

function valueOfIpv4(text: string): bigint | undefined {
  const parts = text.split('.');
  const isFine = parts.length === 4 && parts.every((part) => /^(0|[1-9]\d{0,2})$/.test(part) && Number(part) <= 255);
  return isFine ? parts.reduce((value, part) => value * 256n + BigInt(part), 0n) : undefined;
}

function valueOfIpv6(text: string): bigint | undefined {
  const [left = '', right, ...more] = text.split('::');
  if (more.length > 0) return undefined;
  const groupsOf = (half: string): string[] => (half === '' ? [] : half.split(':'));
  const [head, tail] = [groupsOf(left), groupsOf(right ?? '')];
  const missing = 8 - head.length - tail.length;
  if (right === undefined ? missing !== 0 : missing < 1) return undefined;
  const groups = [...head, ...Array.from({ length: missing }, () => '0'), ...tail];
  if (!groups.every((group) => /^[\da-f]{1,4}$/.test(group))) return undefined;
  return groups.reduce((value, group) => (value << 16n) + BigInt(`0x${group}`), 0n);
}

function spelled(version: 4 | 6, address: bigint): string {
  if (version === 4) return [24n, 16n, 8n, 0n].map((shift) => String((address >> shift) & 255n)).join('.');
  return spelledIpv6(Array.from({ length: 8 }, (_, at) => (address >> BigInt(112 - 16 * at)) & 0xffffn));
}

/** As short as it goes: the longest run of zeros as "::". */
function spelledIpv6(groups: readonly bigint[]): string {
  const runAt = (start: number): number => {
    const end = groups.findIndex((group, at) => at >= start && group !== 0n);
    return (end < 0 ? groups.length : end) - start;
  };
  const starts = groups.map((_, at) => at);
  const start = starts.reduce((best, at) => (runAt(at) > runAt(best) ? at : best), 0);
  const words = groups.map((group) => group.toString(16));
  if (runAt(start) < 2) return words.join(':');
  return `${words.slice(0, start).join(':')}::${words.slice(start + runAt(start)).join(':')}`;
}
