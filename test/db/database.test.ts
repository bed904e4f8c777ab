import assert from 'node:assert/strict';
import { sql } from 'kysely';
import { databaseNow, now, nowPlus, openDatabase, type Database } from '../../src/db/database.ts';
import { onEachDatabase } from './each-database.ts';

const HOUR = 3_600_000;

onEachDatabase('The database', (database) => {
  const names = async () =>
    (await database().rows.selectFrom('lease').select('name').orderBy('name').execute()).map((row) => row.name);
  const insert = (rows: Database['rows'], name: string) =>
    rows.insertInto('lease').values({ name, until: now }).execute();

  afterEach(() => database().rows.deleteFrom('lease').execute());

  it('has every table of the schema', async () => {
    const { rows } = await sql<{ name: string }>`
      select table_name as name from information_schema.tables
      where table_schema = 'public' and table_name not like 'kysely%' order by 1`.execute(database().rows);
    assert.deepEqual(
      rows.map((row) => row.name),
      [
        ...[
          'asked_before',
          'audit_anchor',
          'audit_head',
          'audit_record',
          'audit_text',
          'card_copy',
          'conversation',
          'coverage_alarm',
          'coverage_sighting',
          'coverage_state',
          'decision',
        ],
        ...[
          'delivery',
          'file_visit',
          'group_member',
          'group_probe',
          'group_reading',
          'inbound_activity',
          'lease',
          'list_export',
          'movable_clock',
          'notice',
        ],
        ...['person', 'person_facet', 'person_finding', 'proposal', 'proposal_item', 'proposal_target'],
        ...['quota', 'quota_share', 'ring', 'ring_member', 'ring_step', 'rollout', 'rollout_exclusion'],
        ...['snapshot_pass', 'tenant_reading'],
      ],
    );
  });

  it('tells the time to the millisecond, so that a time that was read finds its own row again', async () => {
    const finer = await sql`select at from (select app_now() as at from generate_series(1, 1000)) as times
      where extract(microseconds from at)::int % 1000 <> 0`.execute(database().rows);
    assert.deepEqual(finer.rows, []);
  });

  it('does a transaction whole', async () => {
    const answer = await database().transaction(async (trx) => {
      await insert(trx, 'one');
      await insert(trx, 'two');
      return 'both';
    });
    assert.deepEqual([answer, await names()], ['both', ['one', 'two']]);
  });

  it('rolls a transaction back whole when its work throws, and hands on what was thrown', async () => {
    const thrown = new RangeError('half way');
    const work = database().transaction(async (trx) => {
      await insert(trx, 'one');
      throw thrown;
    });
    await assert.rejects(work, (cause) => cause === thrown);
    assert.deepEqual(await names(), []);
  });

  it('rolls a transaction back whole when a statement fails', async () => {
    const work = database().transaction(async (trx) => {
      await insert(trx, 'one');
      await insert(trx, 'one');
    });
    await assert.rejects(work, (cause) => {
      assert.ok(cause instanceof Error);
      assert.match(cause.message, /duplicate key/);
      assert.equal('code' in cause && cause.code, '23505');
      return true;
    });
    assert.deepEqual(await names(), []);
  });

  it('goes on working after a failed transaction', async () => {
    await assert.rejects(database().transaction((trx) => sql`select 1 / 0`.execute(trx)));
    await database().transaction((trx) => insert(trx, 'later'));
    assert.deepEqual(await names(), ['later']);
  });

  it('runs what is to follow a transaction once its rows can be seen, in order', async () => {
    const seen: string[] = [];
    let visible: Promise<string[]> | undefined;
    await database().transaction(async (trx) => {
      database().afterCommit(trx, () => seen.push('first'));
      database().afterCommit(trx, () => {
        seen.push('second');
        visible = names();
      });
      await insert(trx, 'row');
      seen.push('work');
    });
    assert.deepEqual([seen, await visible], [['work', 'first', 'second'], ['row']]);
  });

  it('runs nothing of what was to follow a transaction that was rolled back', async () => {
    const seen: string[] = [];
    const work = database().transaction((trx) => {
      database().afterCommit(trx, () => seen.push('ran'));
      return Promise.reject(new RangeError('no'));
    });
    await assert.rejects(work, RangeError);
    assert.deepEqual(seen, []);
  });

  it('reads 64-bit numbers as numbers and times as instants', async () => {
    const { rows } = await sql<{ big: number; at: Date }>`
      select 9007199254740991::bigint as big, '2026-03-29T01:30:00Z'::timestamptz as at`.execute(database().rows);
    assert.deepEqual(rows, [{ big: Number.MAX_SAFE_INTEGER, at: new Date('2026-03-29T01:30:00Z') }]);
  });

  it('gives plain SQL its answers, of several statements too', async () => {
    const one = await database().executeSql('select $1::int + 1 as sum', [41]);
    const several = await database().executeSql('select 1 as no; select 2 as no');
    assert.deepEqual([one.rows, several.rows], [[{ sum: 42 }], [{ no: 1 }, { no: 2 }]]);
  });

  describe('Its clock', () => {
    const skewHours = async () => Math.round(((await databaseNow(database().rows)).getTime() - Date.now()) / HOUR) + 0; // never -0
    afterEach(() => database().moveClock(0));

    it('follows the move, ahead and back, to the real time', async () => {
      const hours: number[] = [];
      for (const move of [5, -3, 0]) {
        await database().moveClock(move * HOUR);
        hours.push(await skewHours());
      }
      assert.deepEqual(hours, [5, -3, 0]);
    });

    it('is what due dates are reckoned by', async () => {
      await database()
        .rows.insertInto('lease')
        .values({ name: 'due', until: nowPlus(HOUR) })
        .execute();
      const due = () => database().rows.selectFrom('lease').select('name').where('until', '<=', now).execute();
      assert.deepEqual(await due(), []);
      await database().moveClock(HOUR + 1000);
      assert.deepEqual(await due(), [{ name: 'due' }]);
    });
  });
});

describe('The clock of a database that was not opened for moving', () => {
  let database: Database;
  before(async () => {
    database = await openDatabase({ kind: 'embedded' });
  });
  after(() => database.close());

  it('stays the real time, whatever is asked', async () => {
    await database.moveClock(5 * HOUR);
    const skew = (await databaseNow(database.rows)).getTime() - Date.now();
    assert.ok(Math.abs(skew) < 60_000, `it is off by ${skew} ms`);
  });

  it('lets timers fire while it answers heavy queries', async () => {
    let ticks = 0;
    const timer = setInterval(() => (ticks += 1), 5);
    const startedAt = performance.now();
    await sql`select count(*) from generate_series(1, 2000000)`.execute(database.rows);
    for (let no = 0; no < 300; no += 1) await sql`select ${no}::int`.execute(database.rows);
    clearInterval(timer);
    const millis = performance.now() - startedAt;
    // On a crowded machine a timer comes late; on the main thread it would not come at all.
    assert.ok(ticks >= millis / 100, `${ticks} ticks in ${Math.round(millis)} ms`);
  });
});
