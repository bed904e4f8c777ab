import { sha256Hex } from '../lib/canonical-json.ts';
import type { Anchor } from './anchors.ts';
import { hashOf } from './record.ts';

/** What somebody wrote, beside its record: the chain holds the digest of salt and text. */
export interface SaltedText {
  field: string;
  salt: string;
  text: string;
}

/** A record as it is checked, wherever it was read. */
export interface ChainLink {
  seq: number;
  body: string;
  previousHash: string;
  hash: string;
  /** Those that were not erased. */
  texts: readonly SaltedText[];
  /** What stands beside the body and must say the same, by the body's own names; null where it must say nothing. */
  columns?: Readonly<Record<string, string | number | null>>;
}

/** The hash that the first record names as the one before it. */
export const FIRST_PREVIOUS_HASH = '0'.repeat(64);

/** What a walk along the chain has proven so far. */
export interface Proven {
  records: number;
  /** Unbroken runs: one where nothing is missing between. */
  spans: number;
  /** The first record of the first span. */
  firstSeq: number | null;
  last: { seq: number; hash: string };
  texts: number;
  erasedTexts: number;
  /** The first record that is missing between two others. */
  firstMissing: number | null;
  /** Anchors that name a record which was there, and is the one that they name. */
  anchors: number;
}

/** A walk along records, in their order, from the first of them or from any. */
export interface ChainWalk {
  /** Takes the next record; says what is wrong with it, or undefined. */
  take(link: ChainLink): string | undefined;
  readonly proven: Readonly<Proven>;
}

/** Begins a walk. Anchors are checked against the records that come by. */
export function walkChain(anchors: readonly Anchor[] = []): ChainWalk {
  const anchored = Map.groupBy(anchors, ({ seq }) => seq);
  const proven: Proven = {
    ...{ records: 0, spans: 0, firstSeq: null, texts: 0, erasedTexts: 0, firstMissing: null, anchors: 0 },
    last: { seq: 0, hash: FIRST_PREVIOUS_HASH },
  };
  return {
    proven,
    take: (link) => {
      const here = anchored.get(link.seq) ?? [];
      const why = placeFaultOf(link, proven) ?? linkFaultOf(link) ?? anchorFaultOf(link, here);
      if (why === undefined) step(proven, link, here.length);
      return why;
    },
  };
}

function placeFaultOf({ seq, previousHash }: ChainLink, { last }: Proven): string | undefined {
  if (!Number.isSafeInteger(seq) || seq <= last.seq) return 'it stands in the wrong place';
  const isNext = seq === last.seq + 1;
  return isNext && previousHash !== last.hash ? 'it does not follow the record before it' : undefined;
}

/** What is wrong with a record by itself: its hash, what stands beside its body, and what people wrote. */
function linkFaultOf(link: ChainLink): string | undefined {
  if (link.hash !== hashOf(link.previousHash, link.body)) return 'its content was changed after it was written';
  const body = bodyOf(link.body);
  const beside = Object.entries({ seq: link.seq, ...link.columns });
  if (beside.some(([name, told]) => (body[name] ?? null) !== told)) return 'its columns do not say what its body says';
  const digests = digestsOf(body);
  const isTrue = ({ field, salt, text }: SaltedText) => digests[field] === sha256Hex(salt + text);
  return link.texts.every(isTrue) ? undefined : 'what was written beside it was changed';
}

function anchorFaultOf({ hash }: ChainLink, anchors: readonly Anchor[]): string | undefined {
  const other = anchors.find((one) => one.hash !== hash);
  return other && `it is not the one that was anchored at ${other.at}: the record was made anew since`;
}

function step(proven: Proven, link: ChainLink, anchors: number): void {
  const isNext = link.seq === proven.last.seq + 1;
  if (!isNext || proven.records === 0) proven.spans += 1;
  if (!isNext && proven.records > 0) proven.firstMissing ??= proven.last.seq + 1;
  proven.firstSeq ??= link.seq;
  proven.records += 1;
  proven.texts += link.texts.length;
  proven.erasedTexts += Object.keys(digestsOf(bodyOf(link.body))).length - link.texts.length;
  proven.anchors += anchors;
  proven.last = { seq: link.seq, hash: link.hash };
}

const digestsOf = (body: Record<string, unknown>) => (body['textDigests'] ?? {}) as Record<string, unknown>;

function bodyOf(body: string): Record<string, unknown> {
  try {
    const read: unknown = JSON.parse(body);
    return typeof read === 'object' && read !== null ? (read as Record<string, unknown>) : {};
  } catch {
    return {}; // then what stands beside it says something else
  }
}
