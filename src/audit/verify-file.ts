import { CrossoverError } from '../lib/errors.ts';
import type { Anchor } from './anchors.ts';
import { walkChain, type Proven } from './chain.ts';
import type { FileHead } from './file-format.ts';
import { readRecordFile } from './read-file.ts';

/** What is wrong with a file: the record at which it is found, where there is one. */
export interface FileFault {
  badSeq: number | null;
  why: string;
  remedy: string;
}

/** What a file of the record proves by itself. */
export interface FileReport {
  proven: Readonly<Proven>;
  /** Undefined where the file could not be read to its end. */
  head: FileHead | undefined;
  /** Undefined where all of it is true. */
  fault: FileFault | undefined;
  /** Anchors about records that the file does not hold. */
  anchorsElsewhere: number;
}

const DAMAGED = 'Export it again, and compare; if the record itself is sound, the file was changed.';

/**
 * Checks a file of the record: every hash, the order, every text, and whether it holds what it says. Needs neither
 * database nor configuration, and streams a file of any size.
 */
export async function verifyFile(path: string, anchors: readonly Anchor[] = []): Promise<FileReport> {
  const walk = walkChain(anchors);
  const { proven } = walk;
  let head: FileHead | undefined;
  let fault: FileFault | undefined;
  try {
    for await (const part of readRecordFile(path)) {
      if (part.kind === 'head') head = part.head;
      else {
        const why = walk.take(part.link);
        if (why !== undefined) fault = { badSeq: part.link.seq, why, remedy: DAMAGED };
      }
      if (fault) break;
    }
  } catch (cause) {
    if (!(cause instanceof CrossoverError)) throw cause;
    fault = { badSeq: proven.last.seq === 0 ? null : proven.last.seq + 1, why: cause.message, remedy: cause.remedy };
  }
  if (head) fault ??= headFaultOf(head, proven);
  return { proven, head, fault, anchorsElsewhere: anchors.length - proven.anchors };
}

/** Whether the records are those that the file says it holds. */
function headFaultOf(head: FileHead, proven: Proven): FileFault | undefined {
  const missing = missingIn(head, proven);
  if (missing !== undefined) return { badSeq: missing, why: `record ${missing} is missing`, remedy: DAMAGED };
  const isAll = proven.records === head.count && proven.last.seq === head.toSeq;
  if (!isAll) {
    const why = `it holds ${proven.records} records, and says that it holds ${head.count}`;
    return { badSeq: null, why, remedy: DAMAGED };
  }
  const isOther = proven.last.seq === head.headSeq && proven.last.hash !== head.headHash;
  return isOther
    ? { badSeq: proven.last.seq, why: 'it is not the head that the file names', remedy: DAMAGED }
    : undefined;
}

/** The first record that must be there and is not; undefined where there is none. */
function missingIn(head: FileHead, { firstSeq, firstMissing, last, records }: Proven): number | undefined {
  if (head.covers === 'selection') return undefined;
  const expected = head.covers === 'everything' ? 1 : head.fromSeq;
  if (head.count > 0 && firstSeq !== expected) return expected;
  const isGap = firstMissing !== null && firstMissing > expected;
  if (isGap) return firstMissing;
  return records < head.count && last.seq < head.toSeq ? last.seq + 1 : undefined;
}
