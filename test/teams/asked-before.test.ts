import assert from 'node:assert/strict';
import { textRetention } from '../../src/audit/retention.ts';
import { askedBefore, clickedBefore, keepAsked } from '../../src/teams/asked-before.ts';
import { onEachDatabase } from '../db/each-database.ts';

const MINUTE = 60_000;
const nora = { personId: 'nora', chatId: 'personal' };
const asked = (name: string) => ({ request: { verb: 'mfa.state.get', arguments: { person: { words: name } } } });

onEachDatabase('what somebody asked before', (database) => {
  it('is known in the same chat, the last of it only', async () => {
    await keepAsked(database().rows, nora, asked('Alice'));
    await keepAsked(database().rows, nora, asked('Bob'));
    assert.deepEqual(await askedBefore(database().rows, nora), asked('Bob'));
  });

  it('is known to nobody else, and in no other chat', async () => {
    await keepAsked(database().rows, nora, asked('Alice'));
    assert.equal(await askedBefore(database().rows, { ...nora, personId: 'bruno' }), undefined);
    assert.equal(await askedBefore(database().rows, { ...nora, chatId: 'room' }), undefined);
  });

  it('is what was clicked as well, without the page that was shown', () => {
    const request = { verb: 'mfa.state.list', arguments: { whom: { filter: {} }, cursor: 'x' } };
    assert.deepEqual(clickedBefore(request).request.arguments, { whom: { filter: {} } });
  });

  it('counts for half an hour, and is gone then', async () => {
    await keepAsked(database().rows, nora, asked('Alice'));
    await database().moveClock(29 * MINUTE);
    assert.deepEqual(await askedBefore(database().rows, nora), asked('Alice'));
    await database().moveClock(31 * MINUTE);
    assert.equal(await askedBefore(database().rows, nora), undefined);
    await keepAsked(database().rows, { ...nora, personId: 'bruno' }, asked('Carol'));
    const retention = textRetention({ database: database(), keepMillis: { chat: 0, other: 0 } });
    assert.deepEqual(await retention.due(), ['all']);
    await retention.run();
    const left = await database().rows.selectFrom('asked_before').select('person_id').execute();
    assert.deepEqual(left, [{ person_id: 'bruno' }]);
    assert.deepEqual(await retention.due(), []);
  });
});
