import assert from 'node:assert/strict';
import fc from 'fast-check';
import type { PersonRow } from '../../src/db/tables.ts';
import { csvHead, csvLine } from '../../src/inventory/csv.ts';

const person = (displayName: string): PersonRow => ({
  id: 'id',
  display_name: displayName,
  name_key: displayName,
  user_principal_name: 'a@b',
  mail: null,
  user_type: 'member',
  account_type: 'member',
  is_enabled: true,
  is_synchronized: false,
  department: null,
  department_key: '',
  preferred_language: null,
  manager_id: null,
  licence: 'p1',
  created_at: null,
  read_at: new Date(0),
  per_user_mfa_state: 'enforced',
  state_read_at: null,
  enforced_seen_at: null,
  last_sign_in_at: null,
  sign_in_read_at: null,
  is_admin: null,
  is_mfa_registered: null,
  is_mfa_capable: null,
  methods: ['email', 'mobilePhone'],
  coverage: 'conditional',
  narrowed_by: ['locations'],
  covered_by: ['p'],
  legacy_auth: 'open',
  coverage_at: null,
  registration_read_at: null,
  exception_rank: 3,
  was_enforced: false,
  is_sign_in_known: false,
});

/** The cells of a line as RFC 4180 reads them. */
function cellsOf(line: string): string[] {
  const cells = [...line.replace(/\r\n$/, '').matchAll(/(?:^|,)(?:"((?:[^"]|"")*)"|([^",]*))/g)];
  return cells.map(([, quoted, plain]) => quoted?.replaceAll('""', '"') ?? plain ?? '');
}

describe('A list as CSV', () => {
  it('begins with the mark by which spreadsheets know UTF-8, then the names of the columns', () => {
    assert.ok(csvHead().startsWith('\u{feff}displayName,userPrincipalName,'));
    assert.equal(cellsOf(csvHead()).length, cellsOf(csvLine(person('Ann'))).length);
  });

  for (const start of ['=', '+', '-', '@', '\t', '\r']) {
    it(`never has a cell that begins with ${JSON.stringify(start)}`, () => {
      assert.equal(cellsOf(csvLine(person(`${start}cmd|x`)))[0], `'${start}cmd|x`);
    });
  }

  it('gives back any name as it was, formulas but for their apostrophe', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme' }), (name) => {
        const [read] = cellsOf(csvLine(person(name)));
        assert.equal(read, /^[=+\-@\t\r]/u.test(name) ? `'${name}` : name);
      }),
      { seed: 3 },
    );
  });

  it('says unknown where nothing is known, not no', () => {
    assert.match(csvLine(person('Ann')), /,unknown,unknown,unknown,email mobilePhone,/);
  });
});
