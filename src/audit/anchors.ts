/** The head of the record as it was at some time, kept where nobody who rewrites the record reaches it. */
export interface Anchor {
  /** When it was noted: ISO 8601 in UTC. */
  at: string;
  seq: number;
  hash: string;
}

/** What a file of anchors holds. */
export interface AnchorFile {
  anchors: readonly Anchor[];
  /** Numbers of lines that are none, from 1. */
  unreadable: readonly number[];
  /** How many lines were cut off while they were written: what they would have proven, the next line does. */
  cut: number;
}

const LINE = /^(\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z) (\d{1,15}) ([0-9a-f]{64})$/;
const BEGINNING = /^\d{0,4}[-\d]{0,6}T?[\d:.]{0,12}Z?( \d{0,15}( [0-9a-f]{0,63})?)?$/;

/** An anchor as a line: time, number of the record, hash. */
export const lineOfAnchor = ({ at, seq, hash }: Anchor): string => `${at} ${seq} ${hash}`;

/** Reads lines as `lineOfAnchor` writes them; empty ones are passed over. */
export function anchorsIn(text: string): AnchorFile {
  const anchors: Anchor[] = [];
  const unreadable: number[] = [];
  let cut = 0;
  for (const [index, line] of text.split(/\r?\n/).entries()) {
    const [, at = '', seq = '', hash = ''] = LINE.exec(line) ?? [];
    if (hash !== '') anchors.push({ at, seq: Number(seq), hash });
    else if (line.trim() !== '' && BEGINNING.test(line)) cut += 1;
    else if (line.trim() !== '') unreadable.push(index + 1);
  }
  return { anchors, unreadable, cut };
}
