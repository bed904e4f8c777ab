import assert from 'node:assert/strict';
import fc from 'fast-check';
import { csvRow, textsOfRow } from '../../src/lib/csv.ts';

describe('A row of CSV', () => {
  const cell = fc.oneof(
    fc.string({ unit: 'grapheme' }),
    fc
      .array(fc.constantFrom("'", '=', '+', '-', '@', '\t', '\r', '\n', '"', ',', 'a', '\u202e'))
      .map((all) => all.join('')),
  );

  it('gives every text back exactly, whatever it is', () => {
    fc.assert(
      fc.property(fc.array(cell, { minLength: 1, maxLength: 5 }), (texts) => {
        assert.deepEqual(textsOfRow(csvRow(texts).slice(0, -2)), texts);
      }),
      { seed: 6, numRuns: 1000 },
    );
  });

  it('never has a cell that a spreadsheet takes for a formula', () => {
    fc.assert(
      fc.property(cell, (text) => {
        assert.doesNotMatch(csvRow([text]), /^"?[=+\-@\t\r](?!\n$)/u);
      }),
      { seed: 6, numRuns: 1000 },
    );
  });

  for (const row of ['"a', '"a"b', 'a,"b', '"a""'])
    it(`is none where quotes do not close: ${row}`, () => {
      assert.equal(textsOfRow(row), undefined);
    });
});
