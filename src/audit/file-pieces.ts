import { CrossoverError } from '../lib/errors.ts';

/** Why a file of the record cannot be read on. */
export type RecordFileReason = 'notARecord' | 'cut' | 'malformed' | 'tooLarge';

/** A file is no record, or not a whole one. What came before the fault was read. */
export class RecordFileError extends CrossoverError {
  override readonly name = 'RecordFileError';
  readonly reason: RecordFileReason;

  constructor(reason: RecordFileReason) {
    super(words[reason]);
    this.reason = reason;
  }

  get remedy(): string {
    return this.reason === 'notARecord'
      ? 'Name a file that “export the record” has made, as it was made.'
      : 'Export it again, and compare: a file that was only damaged on its way is whole where it came from.';
  }
}

const words: Record<RecordFileReason, string> = {
  notARecord: 'this is no exported record',
  cut: 'the file is cut off',
  malformed: 'it is not written as a record is',
  tooLarge: 'it is larger than any record',
};

/** Larger than any record that we write: what never ends must not fill the memory. */
const MOST_BYTES = 64 * 2 ** 20;

/** A part of a file, as its bytes tell it; `frame` is what stands around the records. */
export interface Piece {
  kind: 'frame' | 'record';
  text: string;
}

/** Finds where pieces end. Bytes of UTF-8 text beyond ASCII are never taken for one of the marks. */
export interface Splitter {
  /** The place behind the next end of a piece, at or after `from`; -1 where it is not in these bytes. */
  next(bytes: Buffer, from: number): number;
  /** What has just ended. */
  kindOf(): Piece['kind'];
}

/** Cuts a file into its pieces as it comes, holding one piece and one chunk at a time. */
export async function* piecesOf(chunks: AsyncIterable<Buffer>, splitter: Splitter): AsyncGenerator<Piece> {
  let held: Buffer[] = [];
  let heldBytes = 0;
  for await (const chunk of chunks) {
    let from = 0;
    for (;;) {
      const end = splitter.next(chunk, from);
      if (end < 0) break;
      yield { kind: splitter.kindOf(), text: Buffer.concat([...held, chunk.subarray(from, end)]).toString('utf8') };
      held = [];
      heldBytes = 0;
      from = end;
    }
    if (from < chunk.length) held.push(chunk.subarray(from));
    heldBytes += chunk.length - from;
    if (heldBytes > MOST_BYTES) throw new RecordFileError('tooLarge');
  }
  if (heldBytes > 0) yield { kind: 'frame', text: Buffer.concat(held).toString('utf8') };
}

const QUOTE = 0x22;
const BACKSLASH = 0x5c;
const LINE_FEED = 0x0a;
const [OPEN_LIST, CLOSE_LIST, OPEN_OBJECT, CLOSE_OBJECT] = [0x5b, 0x5d, 0x7b, 0x7d];

/** Rows of CSV: a line feed ends one, unless it stands in quotes. */
export function csvSplitter(): Splitter {
  let isQuoted = false;
  return {
    kindOf: () => 'record',
    next: (bytes, from) => {
      for (let at = from; at < bytes.length; at += 1) {
        const byte = bytes[at];
        if (byte === QUOTE) isQuoted = !isQuoted;
        else if (byte === LINE_FEED && !isQuoted) return at + 1;
      }
      return -1;
    },
  };
}

/** Where the records of a JSON document stand: in the list that is a member of the outermost object. */
const RECORDS_DEPTH = 2;

/** Members of the list of records in a JSON document of any layout, and what stands before, between and behind them. */
export function jsonSplitter(): Splitter {
  let depth = 0;
  let isQuoted = false;
  let isEscaped = false;
  let ended: Piece['kind'] = 'frame';
  const opens = (byte: number): boolean => {
    depth += 1;
    ended = 'frame';
    // The piece before a record ends where the record begins, so this byte is looked at once more: see `next`.
    return byte === OPEN_OBJECT && depth === RECORDS_DEPTH + 1;
  };
  const closes = (byte: number): boolean => {
    depth -= 1;
    if (byte !== CLOSE_OBJECT || depth !== RECORDS_DEPTH) return false;
    ended = 'record';
    return true;
  };
  let isOpened = false;
  return {
    kindOf: () => ended,
    next: (bytes, from) => {
      for (let at = from; at < bytes.length; at += 1) {
        const byte = bytes[at] ?? 0;
        if (isEscaped) isEscaped = false;
        else if (isQuoted) {
          if (byte === BACKSLASH) isEscaped = true;
          else if (byte === QUOTE) isQuoted = false;
        } else if (byte === QUOTE) isQuoted = true;
        else if (byte === OPEN_LIST || byte === OPEN_OBJECT) {
          if (isOpened) isOpened = false;
          else if (opens(byte)) {
            isOpened = true;
            return at;
          }
        } else if ((byte === CLOSE_LIST || byte === CLOSE_OBJECT) && closes(byte)) return at + 1;
      }
      return -1;
    },
  };
}
