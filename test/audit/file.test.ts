import assert from 'node:assert/strict';
import { putOnRecord, hashOf, type Entry } from '../../src/audit/record.ts';
import { proofLines } from './proof-lines.ts';
import { textsOfRow } from '../../src/lib/csv.ts';
import { sql } from 'kysely';
import { onEachDatabase } from '../db/each-database.ts';
import { ExportFolder } from './exported.ts';
import { emptyRecord, tamper } from './tamper.ts';

const ACTOR = '5e0c1f00-0001-4000-8000-000000000001';
const TARGET = '5e0c1f00-0001-4000-8000-000000000004';
const [FIRST, SECOND] = ['0197c0de-0000-7000-8000-000000000001', '0197c0de-0000-7000-8000-000000000002'];

/** Texts as nobody wants them in a spreadsheet. */
const NASTY = [
  "=cmd|'/c calc'!A1",
  '+1',
  '-1',
  '@sum',
  "'=1",
  "''=1",
  '\t=1',
  'line\r\nbreak\nand "quotes", commas',
  '\u202eright to left\u202c',
  '","records":[{}]}',
  '',
  '}\r\n1,2',
  '😀 é\u0301 \ufeff',
];

const ENTRIES: readonly Entry[] = [
  { kind: 'asked', actorId: ACTOR, facts: { verb: 'mfa.state.set' }, texts: { words: 'turn off MFA for Alice' } },
  { kind: 'proposed', actorId: ACTOR, proposalId: FIRST, texts: { words: 'turn off MFA for Alice' } },
  { kind: 'asked', actorId: ACTOR },
  { kind: 'approved', actorId: TARGET, proposalId: FIRST, texts: { reason: NASTY.join(' ') } },
  { kind: 'writing', proposalId: FIRST, targetId: TARGET, facts: { before: { state: 'enforced' } } },
  { kind: 'proposed', actorId: ACTOR, proposalId: SECOND },
  ...NASTY.map((words): Entry => ({ kind: 'denied', proposalId: SECOND, texts: { reason: words, words } })),
];
const COUNT = ENTRIES.length;

onEachDatabase('The record as a file', (database) => {
  let folder: ExportFolder;
  before(() => {
    folder = new ExportFolder();
  });
  after(() => {
    folder.remove();
  });
  beforeEach(async () => {
    await emptyRecord(database());
    for (const entry of ENTRIES) await database().transaction((trx) => putOnRecord(trx, entry));
  });
  const write = (as: 'json' | 'csv', scope = {}) => folder.write(database().rows, { as, scope });
  const head = () => database().rows.selectFrom('audit_head').selectAll().executeTakeFirstOrThrow();
  /** Where a check finds the fault, and what it says. */
  const faultOf = async (text: string | Buffer): Promise<string> => {
    const { fault } = await folder.verify(text);
    return fault ? `${fault.badSeq ?? 'file'}: ${fault.why}` : 'none';
  };

  for (const as of ['json', 'csv'] as const) {
    describe(`in ${as}`, () => {
      it('proves a whole chain from the first record, with every text', async () => {
        const report = await folder.verify(await write(as));
        assert.equal(report.fault, undefined);
        const { seq, hash } = await head();
        assert.deepEqual(report.proven.last, { seq, hash });
        assert.deepEqual(
          [report.proven.records, report.proven.spans, report.proven.firstSeq, report.proven.texts],
          [COUNT, 1, 1, 3 + 2 * NASTY.length],
        );
        assert.equal(report.head?.covers, 'everything');
        assert.match(proofLines(report).join('\n'), /whole chain from the first record to record 19/);
      });

      it('is in order without the texts that were erased, and counts them', async () => {
        await database().rows.deleteFrom('audit_text').where('field', '=', 'words').execute();
        const { fault, proven } = await folder.verify(await write(as));
        assert.equal(fault, undefined);
        assert.deepEqual([proven.texts, proven.erasedTexts], [1 + NASTY.length, 2 + NASTY.length]);
      });

      it('of one proposal proves single records, and says that it is no whole chain', async () => {
        const report = await folder.verify(await write(as, { proposal: FIRST }));
        assert.equal(report.fault, undefined);
        assert.deepEqual([report.proven.records, report.proven.spans], [3, 2]);
        const said = proofLines(report).join('\n');
        assert.match(said, /selection of single records in 2 unbroken spans, from record 2 to record 5/);
        assert.match(said, /does not prove that nothing was left out/);
        assert.doesNotMatch(said, /whole chain/);
      });

      it('of a person holds what concerns them, their own questions too', async () => {
        const other: Entry = { kind: 'readBack', proposalId: FIRST, targetId: '5e0c1f00-0001-4000-8000-000000000009' };
        await database().transaction((trx) => putOnRecord(trx, other));
        const { fault, proven } = await folder.verify(await write(as, { person: { id: TARGET } }));
        assert.equal(fault, undefined);
        assert.equal(proven.records, 3);
        const own = await folder.verify(await write(as, { person: { id: ACTOR } }));
        assert.equal(own.proven.records, 4);
      });

      it('of a time is one unbroken span, and says what it does not prove', async () => {
        const { at } = await database()
          .rows.selectFrom('audit_record')
          .select('at')
          .where('seq', '=', 4)
          .executeTakeFirstOrThrow();
        const report = await folder.verify(await write(as, { from: at.toISOString() }));
        assert.equal(report.fault, undefined);
        assert.equal(report.head?.covers, 'span');
        assert.ok((report.proven.firstSeq ?? 0) > 1 && report.proven.last.seq === COUNT);
        assert.match(proofLines(report).join('\n'), /what was before and after is not in it/);
      });

      it('gives every text back exactly as it was written', async () => {
        const text = await write(as);
        const { proven } = await folder.verify(text);
        assert.equal(proven.texts, 3 + 2 * NASTY.length);
      });

      it('names the first record of a changed database, since a forged record leaves as it is', async () => {
        await tamper(database(), `update audit_record set body = replace(body, 'approved', 'denied') where seq = 4`);
        assert.equal(await faultOf(await write(as)), '4: its content was changed after it was written');
      });

      it('names what is missing in the database', async () => {
        await tamper(database(), 'delete from audit_record where seq = 3');
        assert.equal(await faultOf(await write(as)), '3: record 3 is missing');
        await tamper(database(), 'delete from audit_record where seq > 10');
        assert.match(await faultOf(await write(as)), /^3: record 3 is missing/);
      });

      it('cut anywhere is found, wherever that is', async () => {
        const whole = Buffer.from(await write(as));
        for (let bytes = whole.length - 3; bytes > 0; bytes -= 37)
          assert.notEqual(await faultOf(whole.subarray(0, bytes)), 'none', `cut to ${bytes} of ${whole.length}`);
      });

      it('is not believed where one letter of it was changed, wherever that is', async () => {
        const whole = Buffer.from(await write(as));
        const believed: string[] = [];
        for (let at = 600; at < whole.length - 10; at += 41) {
          const forged = Buffer.from(whole);
          forged[at] = (forged[at] ?? 0) === 0x35 ? 0x36 : 0x35;
          if ((await faultOf(forged)) === 'none') believed.push(whole.toString('utf8', at - 20, at + 20));
        }
        assert.deepEqual(believed, []);
      });
    });
  }

  const lines = async (): Promise<string[]> => (await write('json')).trimEnd().split('\n');
  const changedLine = async (no: number, change: (line: string) => string): Promise<string> =>
    (await lines()).map((line, at) => (at === no ? change(line) : line)).join('\n');

  it('finds a changed body', async () => {
    const forged = await changedLine(4, (line) => line.replace('approved', 'denied'));
    assert.equal(await faultOf(forged), '4: its content was changed after it was written');
  });

  it('finds a changed body whose own hash was made anew', async () => {
    const forged = await changedLine(4, (line) => {
      const link = JSON.parse(line.replace(/,$/, '')) as { body: string; previousHash: string };
      const body = link.body.replace('approved', 'denied');
      return `${JSON.stringify({ ...link, body, hash: hashOf(link.previousHash, body) })},`;
    });
    assert.equal(await faultOf(forged), '5: it does not follow the record before it');
  });

  it('finds that a record of a selection was taken out', async () => {
    const all = (await write('json', { proposal: FIRST })).trimEnd().split('\n');
    assert.equal(await faultOf(all.toSpliced(2, 1).join('\n')), 'file: it holds 2 records, and says that it holds 3');
    const rows = (await write('csv', { proposal: FIRST })).split('\r\n');
    assert.equal(
      await faultOf(rows.toSpliced(2, 1).join('\r\n')),
      'file: it holds 2 records, and says that it holds 3',
    );
  });

  it('finds a changed text', async () => {
    const forged = await changedLine(1, (line) => line.replace('for Alice', 'for Bob'));
    assert.equal(await faultOf(forged), '1: what was written beside it was changed');
  });

  it('finds a text that nobody wrote', async () => {
    const forged = await changedLine(3, (line) =>
      line.replace('"texts":{}', '"texts":{"reason":{"salt":"1","text":"x"}}'),
    );
    assert.equal(await faultOf(forged), '3: what was written beside it was changed');
  });

  it('finds a removed record, first, in between and last', async () => {
    for (const no of [1, 5, COUNT]) {
      const rest = (await lines())
        .filter((_, at) => at !== no)
        .join('\n')
        .replace('},\n]}', '}\n]}');
      assert.match(await faultOf(rest), new RegExp(`^(${no}|${no + 1}): `), `record ${no}`);
    }
  });

  it('finds two records that changed places', async () => {
    const all = await lines();
    [all[4], all[5]] = [all[5] ?? '', all[4] ?? ''];
    assert.match(await faultOf(all.join('\n')), /^(5: record 4 is missing|4: it stands in the wrong place)/);
  });

  it('finds a record that is there twice', async () => {
    const all = await lines();
    assert.equal(await faultOf(all.toSpliced(4, 0, all[4] ?? '').join('\n')), '4: it stands in the wrong place');
  });

  it('finds a head that names another hash, or more records', async () => {
    const another = await changedLine(0, (line) =>
      line.replace(/"headHash":"[0-9a-f]{64}"/, `"headHash":"${'a'.repeat(64)}"`),
    );
    assert.equal(await faultOf(another), `${COUNT}: it is not the head that the file names`);
    const more = await changedLine(0, (line) => line.replaceAll(`:${COUNT},`, `:${COUNT + 1},`));
    assert.equal(await faultOf(more), `${COUNT + 1}: record ${COUNT + 1} is missing`);
  });

  it('finds words between the records', async () => {
    const forged = await changedLine(4, (line) => `${line} "more",`);
    assert.equal(await faultOf(forged), '5: it is not written as a record is');
  });

  it('is read in any layout of JSON', async () => {
    const pretty = JSON.stringify(JSON.parse(await write('json')), null, 4);
    assert.equal(await faultOf(pretty), 'none');
    const { records, ...rest } = JSON.parse(await write('json')) as { records: unknown[] };
    assert.equal(await faultOf(JSON.stringify({ records, ...rest })), 'none');
  });

  it('that holds no record of ours is none', async () => {
    for (const text of [
      '',
      '{}',
      '{"records":[]}',
      'a,b\r\n1,2\r\n',
      '[1]',
      'PK\u0003\u0004',
      '{"format":"crossover-record"',
    ])
      assert.match(await faultOf(text), /^file: (this is no exported record|the file is cut off)$/, text);
  });

  it('in csv has no cell that a spreadsheet takes for a formula, and gives the texts back', async () => {
    const text = await write('csv');
    const rows = splitRows(text);
    assert.equal(rows.length, COUNT + 2);
    for (const row of rows) assert.doesNotMatch(row, /(^|,)"?[=+\-@\t\r]/u);
    const words = rows.slice(-NASTY.length).map((row) => textsOfRow(row)?.[6]);
    assert.deepEqual(
      words,
      NASTY.map((one) => `${one}\n${one}`),
    );
  });

  it('in csv is not believed where a column for reading says something else', async () => {
    const text = await write('csv');
    const forged = text.replace(/(\r\n6,[^,]+,)proposed/, '$1denied');
    assert.notEqual(forged, text);
    assert.equal(await faultOf(forged), '6: its columns do not say what its body says');
    const spoken = text.replace('turn off MFA for Alice', 'turn off MFA for Bobby');
    assert.equal(await faultOf(spoken), '1: its columns do not say what its body says');
  });

  describe('compared with anchors', () => {
    const anchorAt = async (seq: number, hash?: string) => {
      const found = await database()
        .rows.selectFrom('audit_record')
        .select('hash')
        .where('seq', '=', seq)
        .executeTakeFirstOrThrow();
      return { at: '2026-11-27T04:00:00.000Z', seq, hash: hash ?? found.hash };
    };

    it('agrees with those that were noted', async () => {
      const report = await folder.verify(await write('json'), [await anchorAt(3), await anchorAt(COUNT)]);
      assert.equal(report.fault, undefined);
      assert.deepEqual([report.proven.anchors, report.anchorsElsewhere], [2, 0]);
    });

    it('is found where somebody made the whole record anew', async () => {
      const noted = [await anchorAt(2)];
      await remake();
      const text = await write('json');
      assert.equal(await faultOf(text), 'none');
      const { fault } = await folder.verify(text, noted);
      assert.match(`${fault?.badSeq ?? ''}: ${fault?.why ?? ''}`, /^2: it is not the one that was anchored at 2026/);
    });

    it('says how many are about records that it does not hold', async () => {
      const report = await folder.verify(await write('csv', { proposal: FIRST }), [
        await anchorAt(1),
        await anchorAt(4),
      ]);
      assert.deepEqual([report.proven.anchors, report.anchorsElsewhere], [1, 1]);
    });

    /** Somebody with all rights changes what was asked, and makes every hash anew. */
    async function remake(): Promise<void> {
      const { rows } = database();
      const all = await rows.selectFrom('audit_record').selectAll().orderBy('seq').execute();
      let previous = '0'.repeat(64);
      for (const record of all) {
        const body = record.body.replace('mfa.state.set', 'mfa.state.get');
        const hash = hashOf(previous, body);
        await tamper(
          database(),
          `update audit_record set body = '${body.replaceAll("'", "''")}', previous_hash = '${previous}', hash = '${hash}' where seq = ${record.seq}`,
        );
        previous = hash;
      }
      await sql`update audit_head set hash = ${previous}`.execute(rows);
    }
  });
});

/** Rows of CSV: what stands in quotes may hold line breaks. */
const splitRows = (text: string): string[] =>
  [...text.replace('\u{feff}', '').matchAll(/((?:"(?:[^"]|"")*"|[^"\n])*)\r\n/g)].map((one) => one[1] ?? '');
