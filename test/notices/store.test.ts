import assert from 'node:assert/strict';
import { openDatabase, type Database } from '../../src/db/database.ts';
import type { DeliveryRow } from '../../src/db/tables.ts';
import { claimDeliveries, freeDeliveries, moveDeliveries, noteIntents } from '../../src/notices/claims.ts';
import { insertNotice, readBooks, settleLostIntents, stopNotice } from '../../src/notices/store.ts';

const MINUTE = 60_000;

describe('The deliveries of a notice', () => {
  let database: Database;
  let skewMillis = 0;
  let noticeId: string;
  before(async () => {
    database = await openDatabase({ kind: 'embedded' }, { isClockMovable: true });
  });
  after(() => database.close());
  beforeEach(async () => {
    const recipients = ['ann', 'bob'].map((name) => ({ personId: name, name, address: null }));
    const notice = {
      kind: 'announcement',
      proposalId: null,
      content: { title: 'T' },
      recipients,
      mayReachOut: true,
    } as const;
    noticeId = await database.transaction((trx) => insertNotice(trx, notice));
  });

  const pass = async (millis: number): Promise<void> => {
    skewMillis += millis;
    await database.moveClock(skewMillis);
  };
  const claimed = (limit: number) => claimDeliveries(database.rows, { noticeId, limit });
  const claim = async (): Promise<DeliveryRow> => (await claimed(1))[0] ?? assert.fail('nothing is due');
  const intend = async (delivery: DeliveryRow, channel: 'teams' | 'mail' = 'teams') =>
    (await noteIntents(database.rows, [{ delivery, channel }]))[0];
  const move = (delivery: DeliveryRow, state: DeliveryRow['state']) =>
    moveDeliveries(database.rows, [{ delivery, to: { state } }]);
  const books = () => readBooks(database.rows, noticeId);

  it('are taken by one process at a time', async () => {
    const names = [await claim(), await claim()].map(({ name }) => name);
    assert.deepEqual(names, ['ann', 'bob']);
    assert.deepEqual(await claimed(1), []);
  });

  it('are not sent by a process that slept until another one had taken over', async () => {
    const slow = await claim();
    await pass(2 * MINUTE);
    const quick = await claim();
    assert.equal(quick.person_id, slow.person_id);
    assert.equal(await intend(slow), false);
    assert.equal(await intend(quick), true);
  });

  it('are not planned again by that process either, while the other one is sending', async () => {
    const slow = await claim();
    await pass(2 * MINUTE);
    const quick = await claim();
    await intend(quick);
    await move(slow, 'planned');
    await claim();
    assert.deepEqual(await claimed(1), []);
    await move(quick, 'delivered');
    assert.equal((await books()).delivered, 1);
  });

  it('are unconfirmed when the intent is there and its process is not', async () => {
    const sending = await claim();
    await intend(sending);
    await settleLostIntents(database.rows, { noticeId, isAlone: false });
    assert.equal((await books()).unconfirmed, 0);
    await pass(2 * MINUTE);
    await settleLostIntents(database.rows, { noticeId, isAlone: false });
    assert.deepEqual(await books(), {
      planned: 2,
      delivered: 0,
      mailed: 0,
      failed: 0,
      unconfirmed: 1,
      cancelled: 0,
      underWay: 1,
    });
  });

  it('are unconfirmed at once after a crash, where no other process can be at work', async () => {
    await intend(await claim(), 'mail');
    await settleLostIntents(database.rows, { isAlone: true });
    assert.equal((await books()).unconfirmed, 1);
  });

  it('are taken many at once, by their order, and given back by a process that stops', async () => {
    const both = await claimed(100);
    assert.deepEqual(both.map(({ name, attempts }) => [name, attempts]).sort(), [
      ['ann', 1],
      ['bob', 1],
    ]);
    assert.deepEqual(await claimed(100), []);
    await freeDeliveries(database.rows, both);
    assert.equal((await claimed(100)).length, 2);
  });

  it('are noted and settled in batches, each by itself: one that another process has taken stays', async () => {
    const [ann, bob] = await claimed(2);
    assert.ok(ann && bob);
    await pass(2 * MINUTE);
    const [again] = await claimed(1);
    assert.ok(again);
    const slow = again.person_id === ann.person_id ? ann : bob;
    const free = slow === ann ? bob : ann;
    const noted = await noteIntents(database.rows, [
      { delivery: slow, channel: 'teams' },
      { delivery: free, channel: 'teams' },
    ]);
    assert.deepEqual(noted, [false, true]);
  });

  it('are cancelled, not failed, when a stop comes before they are sent', async () => {
    await move(await claim(), 'delivered');
    const stopped = await database.transaction((trx) => stopNotice(trx, noticeId, 'Nora'));
    const { delivered, cancelled, failed, planned } = await books();
    assert.deepEqual(
      { stopped, delivered, cancelled, failed, planned },
      {
        stopped: 1,
        delivered: 1,
        cancelled: 1,
        failed: 0,
        planned: 2,
      },
    );
  });
});
