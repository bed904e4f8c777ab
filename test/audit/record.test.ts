import assert from 'node:assert/strict';
import { sql } from 'kysely';
import { hashOf, putOnRecord, type Entry } from '../../src/audit/record.ts';
import { createRecorder } from '../../src/audit/recorder.ts';
import { textRetention } from '../../src/audit/retention.ts';
import { verifyChain } from '../../src/audit/verify.ts';
import { onEachDatabase } from '../db/each-database.ts';
import { emptyRecord, tamper } from './tamper.ts';

const DAY = 86_400_000;
const ACTOR = '5e0c1f00-0001-4000-8000-000000000001';
const PROPOSAL = '0197c0de-0000-7000-8000-000000000001';
const TARGET = '5e0c1f00-0001-4000-8000-000000000004';

const ENTRIES: readonly Entry[] = [
  { kind: 'asked', actorId: ACTOR, facts: { verb: 'mfa.state.set' }, texts: { words: 'turn off MFA for Alice' } },
  { kind: 'proposed', actorId: ACTOR, proposalId: PROPOSAL, facts: { targets: 1 } },
  { kind: 'writing', proposalId: PROPOSAL, targetId: TARGET, facts: { before: { state: 'enforced' } } },
  { kind: 'written', proposalId: PROPOSAL, targetId: TARGET, facts: { requestId: null } },
  { kind: 'finished', proposalId: PROPOSAL, facts: { items: 1, done: 1 } },
];

onEachDatabase('The record', (database) => {
  const put = (entry: Entry) => database().transaction((trx) => putOnRecord(trx, entry));
  const records = () => database().rows.selectFrom('audit_record').selectAll().orderBy('seq').execute();
  const verify = () => verifyChain(database().rows);

  beforeEach(async () => {
    await emptyRecord(database());
    for (const entry of ENTRIES) await put(entry);
  });

  it('is whole when it is empty', async () => {
    await emptyRecord(database());
    assert.deepEqual(await verify(), { isWhole: true, records: 0 });
  });

  it('is whole after five entries, numbered in their order', async () => {
    assert.deepEqual(await verify(), { isWhole: true, records: 5 });
    assert.deepEqual(
      (await records()).map(({ seq, kind }) => `${seq} ${kind}`),
      ['1 asked', '2 proposed', '3 writing', '4 written', '5 finished'],
    );
  });

  it('binds each record to the one before it, the first to nothing', async () => {
    const all = await records();
    let previous = '0'.repeat(64);
    for (const record of all) {
      assert.deepEqual([record.previous_hash, record.hash], [previous, hashOf(previous, record.body)]);
      previous = record.hash;
    }
    const head = await database().rows.selectFrom('audit_head').selectAll().execute();
    assert.deepEqual(head, [{ is_single: true, seq: 5, hash: previous }]);
  });

  it('keeps what people wrote beside the chain: in it stands a digest that the words alone do not give', async () => {
    const [first] = await records();
    assert.doesNotMatch(first?.body ?? '', /Alice/);
    assert.match(first?.body ?? '', /"textDigests":\{"words":"[0-9a-f]{64}"\}/);
    await put(ENTRIES[0] ?? { kind: 'asked' });
    const digests = (await records()).flatMap(({ body }) => /"words":"([0-9a-f]{64})"/.exec(body)?.[1] ?? []);
    assert.equal(new Set(digests).size, 2, 'the same words twice give two digests');
  });

  it('stays whole when what people wrote is erased', async () => {
    await database().rows.deleteFrom('audit_text').execute();
    assert.deepEqual(await verify(), { isWhole: true, records: 5 });
  });

  it('forgets what people wrote once its time is over: in chat sooner, reasons later, and stays whole', async () => {
    await put({ kind: 'denied', proposalId: PROPOSAL, texts: { reason: 'not before the audit' } });
    const retention = textRetention({ database: database(), keepMillis: { chat: 90 * DAY, other: 365 * DAY } });
    const fieldsAfter = async (days: number) => {
      await database().moveClock(days * DAY);
      if ((await retention.due()).length > 0) await retention.run();
      return (await database().rows.selectFrom('audit_text').select('field').execute()).map(({ field }) => field);
    };
    try {
      assert.deepEqual((await fieldsAfter(89)).sort(), ['reason', 'words']);
      assert.deepEqual(await fieldsAfter(91), ['reason']);
      assert.deepEqual(await fieldsAfter(364), ['reason']);
      assert.deepEqual(await fieldsAfter(366), []);
      assert.deepEqual(await retention.due(), []);
    } finally {
      await database().moveClock(0);
    }
    assert.deepEqual(await verify(), { isWhole: true, records: 6 });
  });

  for (const statement of [
    `update audit_record set kind = 'denied' where seq = 2`,
    'delete from audit_record where seq = 5',
    'truncate audit_record',
  ]) {
    it(`cannot be rewritten: ${statement}`, async () => {
      await assert.rejects(sql.raw(statement).execute(database().rows), /append-only/);
      assert.deepEqual(await verify(), { isWhole: true, records: 5 });
    });
  }

  it('rolls the change back that it tells of, when it cannot be written', async () => {
    const change = database().transaction(async (trx) => {
      await sql`insert into inbound_activity values ('the change', app_now())`.execute(trx);
      await putOnRecord(trx, { kind: 'approved', proposalId: 'no id at all' });
    });
    await assert.rejects(change, /uuid/);
    assert.deepEqual(await database().rows.selectFrom('inbound_activity').selectAll().execute(), []);
    assert.deepEqual(await verify(), { isWhole: true, records: 5 });
  });

  it('has nothing of a change that was rolled back', async () => {
    const change = database().transaction(async (trx) => {
      await putOnRecord(trx, { kind: 'approved', proposalId: PROPOSAL });
      throw new RangeError('the change failed');
    });
    await assert.rejects(change, RangeError);
    assert.deepEqual(await verify(), { isWhole: true, records: 5 });
  });

  it('is one unbroken chain of what 20 wrote at the same time', async () => {
    await Promise.all(Array.from({ length: 20 }, (_, no) => put({ kind: 'asked', facts: { no } })));
    assert.deepEqual(await verify(), { isWhole: true, records: 25 });
    const numbers = (await records())
      .slice(5)
      .map(({ body }) => (JSON.parse(body) as { facts: { no: number } }).facts.no);
    assert.deepEqual(
      numbers.toSorted((a, b) => a - b),
      Array.from({ length: 20 }, (_, no) => no),
    );
  });

  it('takes what comes at the same time from a shared recorder, and refuses alone what cannot be written', async () => {
    const record = createRecorder(database());
    const entries: Entry[] = [{ kind: 'asked' }, { kind: 'asked', proposalId: 'no id at all' }, { kind: 'refused' }];
    const outcomes = await Promise.allSettled(entries.map(record));
    assert.deepEqual(
      outcomes.map(({ status }) => status),
      ['fulfilled', 'rejected', 'fulfilled'],
    );
    assert.deepEqual(await verify(), { isWhole: true, records: 7 });
  });

  describe('Its check', () => {
    const broken: [what: string, statement: string, badSeq: number, why: RegExp][] = [
      [
        'a changed body',
        `update audit_record set body = replace(body, 'proposed', 'approved') where seq = 2`,
        2,
        /content was changed/,
      ],
      [
        'a changed body whose hash was made anew',
        `update audit_record set body = '{}', hash = encode(sha256(convert_to(previous_hash || E'\\n{}', 'UTF8')), 'hex') where seq = 2`,
        2,
        /columns/,
      ],
      ['a changed hash', `update audit_record set hash = repeat('a', 64) where seq = 3`, 3, /content was changed/],
      [
        'a changed hash of the one before',
        `update audit_record set previous_hash = repeat('a', 64) where seq = 3`,
        3,
        /does not follow/,
      ],
      ['a changed column', `update audit_record set target_id = 'somebody else' where seq = 4`, 4, /columns/],
      ['a changed time', `update audit_record set at = at + interval '1 hour' where seq = 4`, 4, /columns/],
      ['a missing record', 'delete from audit_record where seq = 3', 3, /record 3 is missing/],
      ['a missing first record', 'delete from audit_record where seq = 1', 1, /record 1 is missing/],
      ['a missing last record', 'delete from audit_record where seq = 5', 5, /missing/],
      ['all records missing', 'delete from audit_record', 1, /missing/],
      [
        'two records that changed places',
        'update audit_record set seq = case seq when 2 then -3 when 3 then -2 else seq end; update audit_record set seq = -seq where seq < 0',
        2,
        /does not follow/,
      ],
      [
        'a body that cannot be read, whose hash was made anew',
        `update audit_record set body = 'gone', hash = encode(sha256(convert_to(previous_hash || E'\\ngone', 'UTF8')), 'hex') where seq = 2`,
        2,
        /columns/,
      ],
      [
        'changed words of a person',
        `update audit_text set text = 'turn on MFA for Alice' where seq = 1`,
        1,
        /beside it/,
      ],
      [
        'words that nobody wrote',
        `insert into audit_text values (2, 'reason', 'salt', 'everything is fine')`,
        2,
        /beside it/,
      ],
      ['a head that names another hash', `update audit_head set hash = repeat('b', 64)`, 6, /head/],
      ['a head that is missing', 'delete from audit_head', 6, /head/],
    ];
    for (const [what, statement, badSeq, why] of broken) {
      it(`finds ${what} and names record ${badSeq}`, async () => {
        await tamper(database(), statement);
        const report = await verify();
        assert.ok(!report.isWhole);
        assert.deepEqual([report.badSeq, report.records], [badSeq, badSeq - 1]);
        assert.match(report.why, why);
      });
    }
  });
});
