import assert from 'node:assert/strict';
import { openDatabase, type Database } from '../../src/db/database.ts';
import type { DeliveryRow } from '../../src/db/tables.ts';
import {
  claimDelivery,
  insertNotice,
  moveDelivery,
  noteIntent,
  readBooks,
  settleLostIntents,
} from '../../src/notices/store.ts';

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
  const claim = async (): Promise<DeliveryRow> =>
    (await claimDelivery(database, noticeId)) ?? assert.fail('nothing is due');
  const books = () => readBooks(database.rows, noticeId);

  it('are taken by one process at a time', async () => {
    const names = [await claim(), await claim()].map(({ name }) => name);
    assert.deepEqual(names, ['ann', 'bob']);
    assert.equal(await claimDelivery(database, noticeId), undefined);
  });

  it('are not sent by a process that slept until another one had taken over', async () => {
    const slow = await claim();
    await pass(2 * MINUTE);
    const quick = await claim();
    assert.equal(quick.person_id, slow.person_id);
    assert.equal(await noteIntent(database, slow, 'teams'), false);
    assert.equal(await noteIntent(database, quick, 'teams'), true);
  });

  it('are not planned again by that process either, while the other one is sending', async () => {
    const slow = await claim();
    await pass(2 * MINUTE);
    const quick = await claim();
    await noteIntent(database, quick, 'teams');
    await moveDelivery(database.rows, slow, { state: 'planned' });
    await claim();
    assert.equal(await claimDelivery(database, noticeId), undefined);
    await moveDelivery(database.rows, quick, { state: 'delivered' });
    assert.equal((await books()).delivered, 1);
  });

  it('are unconfirmed when the intent is there and its process is not', async () => {
    const sending = await claim();
    await noteIntent(database, sending, 'teams');
    await settleLostIntents(database.rows, { noticeId, isAlone: false });
    assert.equal((await books()).unconfirmed, 0);
    await pass(2 * MINUTE);
    await settleLostIntents(database.rows, { noticeId, isAlone: false });
    assert.deepEqual(await books(), { planned: 2, delivered: 0, mailed: 0, failed: 0, unconfirmed: 1, underWay: 1 });
  });

  it('are unconfirmed at once after a crash, where no other process can be at work', async () => {
    await noteIntent(database, await claim(), 'mail');
    await settleLostIntents(database.rows, { isAlone: true });
    assert.equal((await books()).unconfirmed, 1);
  });
});
