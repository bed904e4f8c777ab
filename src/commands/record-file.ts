import { readFile } from 'node:fs/promises';
import { anchorsIn, type Anchor } from '../audit/anchors.ts';
import { verifyFile, type FileReport } from '../audit/verify-file.ts';
import { counted } from '../lib/text.ts';
import { fine, toKnow, toMend, wordsOf, type Line, type Lines } from './lines.ts';

/** Anchors as a command was given them, and what must be said about their file. */
export interface GivenAnchors {
  anchors: readonly Anchor[];
  lines: readonly Line[];
}

/** Reads the file of anchors that somebody named; no anchors where nobody named one. */
export async function readAnchors(path: string | undefined): Promise<GivenAnchors> {
  if (path === undefined) return { anchors: [], lines: [] };
  let text: string;
  try {
    text = await readFile(path, 'utf8');
  } catch (cause) {
    const remedy =
      'Name the file of CROSSOVER_ANCHOR_FILE, or one with the lines that “show the head of the record” gave.';
    return { anchors: [], lines: [toMend(`The anchors cannot be read: ${wordsOf(cause)}.`, remedy)] };
  }
  const { anchors, unreadable, cut } = anchorsIn(text);
  return {
    anchors,
    lines: [
      ...unreadable.map((line) =>
        toMend(`Line ${line} of the anchors is none.`, 'A line is a time, the number of a record, and its hash.'),
      ),
      ...(anchors.length === 0 ? [toMend('The file holds no anchor.', 'Name the right one.')] : []),
      ...(cut > 0 ? [toKnow(`${counted(cut, 'anchor was', 'anchors were')} cut off while it was written.`)] : []),
    ],
  };
}

/** Checks a file of the record, and says what it proves and what it does not. */
export async function* verifyRecordFile(path: string, { anchors, lines }: GivenAnchors): Lines {
  yield* lines;
  let report: FileReport;
  try {
    report = await verifyFile(path, anchors);
  } catch (cause) {
    yield toMend(`The file cannot be read: ${wordsOf(cause)}.`, 'Check its name.');
    return;
  }
  yield* reportLines(report, anchors);
}

/** What was found, as lines: the fault, or what the file proves and what it does not. */
export const reportLines = (report: FileReport, anchors: readonly Anchor[]): Line[] =>
  report.fault ? [faultLine(report)] : proofLines(report, anchors);

function faultLine({ fault, proven }: FileReport): Line {
  const at = fault?.badSeq == null ? '' : ` at record ${fault.badSeq}`;
  const before = `${counted(proven.records, 'record', 'records')} before it can be trusted.`;
  return toMend(
    `The file is broken${at}: ${fault?.why ?? ''}.`,
    proven.records > 0 ? `${before} ${fault?.remedy ?? ''}` : (fault?.remedy ?? ''),
  );
}

function proofLines(report: FileReport, anchors: readonly Anchor[]): Line[] {
  const { proven, head } = report;
  if (proven.records === 0) return [toMend('The file holds no record: it proves nothing.', 'Export it again.')];
  return [
    fine(`Every record agrees with its hash: ${counted(proven.records, 'record', 'records')}.`),
    ...(head ? [toKnow(`The file says that it is: ${head.about}, made at ${head.madeAt}.`)] : []),
    extentLine(report),
    textLine(report),
    ...anchorLines(report, anchors),
  ];
}

/** Whether it is a whole chain. A part proves nothing about what it leaves out, and that is said. */
function extentLine({ proven: { firstSeq, spans, last } }: FileReport): Line {
  if (firstSeq === 1 && spans === 1)
    return fine(
      `It is a whole chain from the first record to record ${last.seq}, none missing. Its head is ${last.hash}.`,
    );
  if (spans === 1)
    return toKnow(
      `It is one unbroken span, from record ${firstSeq ?? 0} to record ${last.seq}: what was before and after is not in it.`,
      'It does not prove the whole record. For that, export the whole record.',
    );
  return toKnow(
    `It is a selection of single records in ${spans} unbroken spans, from record ${firstSeq ?? 0} to record ${last.seq}.`,
    'It does not prove that nothing was left out between the spans. For that, export the whole record.',
  );
}

function textLine({ proven: { texts, erasedTexts } }: FileReport): Line {
  const erased = erasedTexts === 0 ? '' : ` ${erasedTexts} more had been erased, as the retention wants it.`;
  return fine(`What people wrote agrees with its digests: ${counted(texts, 'text', 'texts')}.${erased}`);
}

function anchorLines({ proven, anchorsElsewhere }: FileReport, anchors: readonly Anchor[]): Line[] {
  if (anchors.length === 0)
    return [
      toKnow(
        'It was not compared with an anchor: somebody who made the whole record anew would not be found.',
        'Give --anchor FILE, or compare its hashes with what was noted from “show the head of the record”.',
      ),
    ];
  return [
    ...(proven.anchors > 0 ? [fine(agreeing(proven.anchors))] : []),
    ...(anchorsElsewhere > 0
      ? [toKnow(`${counted(anchorsElsewhere, 'anchor is', 'anchors are')} about records that the file does not hold.`)]
      : []),
    ...(proven.anchors === 0
      ? [
          toMend(
            'No anchor is about a record of this file: nothing was compared.',
            'Name other anchors, or another file.',
          ),
        ]
      : []),
  ];
}

/** That so many anchors are in the chain. */
export const agreeing = (count: number): string =>
  `${counted(count, 'anchor agrees', 'anchors agree')} with it: up to the last of them, nobody made the record anew since.`;
