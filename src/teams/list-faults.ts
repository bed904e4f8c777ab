import type { ListFault } from '../chat/pasted-list.ts';
import { RefusedError } from '../lib/refused.ts';
import { shortened, visibleText } from '../lib/text.ts';

export const refused = (message: string, remedy: string): RefusedError =>
  new RefusedError('invalidInput', message, remedy);

const LONGEST_SHOWN = 80;
const AS_CSV = 'In Excel, choose “Save as” and “CSV UTF-8”, and send that file.';

/** How files begin that are no text, and what they are. */
const SIGNATURES: readonly (readonly [readonly number[], string])[] = [
  [[0x50, 0x4b, 0x03, 0x04], 'a workbook, another Office file or an archive'], // .xlsx is a ZIP
  [[0xd0, 0xcf, 0x11, 0xe0], 'an old Office file'],
  [[0x25, 0x50, 0x44, 0x46], 'a PDF'],
];

/**
 * The text of a file as Excel saves it: UTF-8 with or without a mark, or UTF-16 with one.
 *
 * @throws {RefusedError} where it is no text, or a line of it is not UTF-8.
 */
export function textOf(bytes: Uint8Array, name: string): string {
  const known = SIGNATURES.find(([signature]) => signature.every((byte, at) => bytes[at] === byte));
  if (known) throw refused(`“${name}” is ${known[1]}, and no text.`, AS_CSV);
  if (bytes[0] === 0xff && bytes[1] === 0xfe) return new TextDecoder('utf-16le').decode(bytes);
  if (bytes.includes(0)) throw refused(`“${name}” is no text.`, AS_CSV);
  const line = lineThatIsNotUtf8(bytes);
  if (line === undefined) return new TextDecoder().decode(bytes);
  throw refused(`Line ${line} of “${name}” is not UTF-8: I cannot tell its letters.`, AS_CSV);
}

const LINE_FEED = 0x0a;

/** No character of UTF-8 but the line feed itself holds its byte: lines can be read one by one. */
function lineThatIsNotUtf8(bytes: Uint8Array): number | undefined {
  if (isUtf8(bytes)) return undefined;
  let line = 1;
  for (let from = 0; from < bytes.length; line += 1) {
    const end = bytes.indexOf(LINE_FEED, from);
    const to = end < 0 ? bytes.length : end;
    if (!isUtf8(bytes.subarray(from, to))) break;
    from = to + 1;
  }
  return line;
}

function isUtf8(bytes: Uint8Array): boolean {
  try {
    new TextDecoder('utf-8', { fatal: true }).decode(bytes);
    return true;
  } catch {
    return false;
  }
}

const KINDS = 'a userPrincipalName, a mail address or an object id';

/** What is wrong with a list, where, and what mends it. */
export function refusedList(fault: ListFault, name: string): RefusedError {
  switch (fault.kind) {
    case 'empty':
      return refused(`“${name}” is empty.`, `Put one person in every line: ${KINDS}.`);
    case 'headingsOnly':
      return refused(
        `“${name}” has one line, which names nobody.`,
        `Below headings, put one person in every line: ${KINDS}.`,
      );
    case 'nobody':
      return refused(
        `Line ${fault.line} of “${name}” names nobody${fault.heading === undefined ? '' : ` under “${shown(fault.heading)}”`}: ${shown(fault.text)}`,
        `Give it ${KINDS}, or leave the line out.`,
      );
    case 'several':
      return refused(
        `Line ${fault.line} of “${name}” names several people: ${shown(fault.text)}`,
        'Put a heading such as userPrincipalName above the column that is meant, or leave one person in each line.',
      );
  }
}

const shown = (text: string): string => shortened(visibleText(text), LONGEST_SHOWN);
