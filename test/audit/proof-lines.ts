import type { Anchor } from '../../src/audit/anchors.ts';
import type { FileReport } from '../../src/audit/verify-file.ts';
import { reportLines } from '../../src/commands/record-file.ts';

/** What the command says of a check, as text. */
export const proofLines = (report: FileReport, anchors: readonly Anchor[] = []): string[] =>
  reportLines(report, anchors).map(({ text, remedy }) => [text, remedy].filter(Boolean).join(' '));
