import assert from 'node:assert/strict';
import { once } from 'node:events';
import { now } from '../../src/db/database.ts';
import { onEachDatabase } from '../db/each-database.ts';
import { startTrial, type Trial } from './trial.ts';

onEachDatabase('Durable work', (database) => {
  let trial: Trial;
  const start = async (work?: Trial['work']): Promise<Trial> => {
    trial = await startTrial(database(), work);
    return trial;
  };
  afterEach(() => trial.jobs.stop());

  it('that a committed transaction woke runs by itself', async () => {
    const { wake, ran } = await start();
    await wake('one');
    assert.deepEqual(await ran(1), ['one']);
  });

  it('sees the rows of the transaction that woke it', async () => {
    const seen = Promise.withResolvers<{ name: string }[]>();
    const { jobs } = await start(async () => {
      seen.resolve(await database().rows.selectFrom('lease').select('name').execute());
    });
    await database().transaction(async (trx) => {
      await jobs.wake(trx, 'trial', 'one');
      await trx.insertInto('lease').values({ name: 'a row', until: now }).execute();
    });
    assert.deepEqual(await seen.promise, [{ name: 'a row' }]);
  });

  it('begins when it is woken and not at the next poll, which comes every 2 s', async () => {
    const { wake, ran } = await start();
    const startedAt = performance.now();
    for (const no of [1, 2, 3, 4, 5]) {
      await wake(`run ${no}`);
      await ran(no);
    }
    const millis = performance.now() - startedAt;
    assert.ok(millis < 6000, `five runs, one after the other, took ${Math.round(millis)} ms`);
  });

  it('that was woken inside a transaction that was rolled back does not run', async () => {
    const { jobs, wake, ran } = await start();
    const undone = database().transaction(async (trx) => {
      await jobs.wake(trx, 'trial', 'undone');
      throw new RangeError('no');
    });
    await assert.rejects(undone, RangeError);
    await wake('later'); // the one before it would have come first
    assert.deepEqual(await ran(1), ['later']);
  });

  it('runs for each key that was woken', async () => {
    const { wake, ran } = await start();
    await Promise.all(['a', 'b', 'c', 'd'].map(wake));
    assert.deepEqual((await ran(4)).toSorted(), ['a', 'b', 'c', 'd']);
  });

  it('that is due is found without having been woken', async () => {
    const { jobs, due, runs } = await start();
    due.add('forgotten');
    await jobs.sweep();
    assert.deepEqual(runs, ['forgotten']);
  });

  it('that was woken while nobody worked runs after the next start', async () => {
    const { jobs, wake } = await start();
    await jobs.stop();
    await wake('meanwhile');
    const { ran } = await start();
    assert.deepEqual(await ran(1), ['meanwhile']);
  });

  it('that throws is logged by kind and key, and its row is found again by the next look', async () => {
    const thrown = new RangeError('broken');
    let isBroken = true;
    const { jobs, due, runs, faults } = await start((key) => {
      if (isBroken) throw thrown;
      due.delete(key);
    });
    due.add('row');
    await jobs.sweep();
    assert.deepEqual(faults, [{ event: 'jobs.run', cause: thrown, facts: { job: 'trial', key: 'row' } }]);
    isBroken = false;
    await jobs.sweep();
    await jobs.sweep();
    assert.deepEqual([runs, faults.length], [['row', 'row'], 1]);
  });

  it('that throws keeps no other from running', async () => {
    const { jobs, due, runs } = await start((key) => {
      if (key === 'bad') throw new RangeError('broken');
    });
    for (const key of ['bad', 'good']) due.add(key);
    await jobs.sweep();
    assert.deepEqual(runs, ['bad', 'good']);
  });

  it('that runs already is not begun again by a look', async () => {
    const gate = new EventTarget();
    const { jobs, due, runs, ran } = await start(async () => {
      await once(gate, 'open');
    });
    due.add('long');
    const looks = [jobs.sweep(), jobs.sweep()];
    await ran(1);
    gate.dispatchEvent(new Event('open'));
    await Promise.all(looks);
    assert.deepEqual(runs, ['long']);
  });

  it('that runs is let finish by a stop, and nothing new begins', async () => {
    const gate = new EventTarget();
    const happened: string[] = [];
    const { jobs, wake, ran, runs } = await start(async () => {
      await once(gate, 'open');
      happened.push('finished');
    });
    await wake('long');
    await ran(1);
    const stopped = jobs.stop().then(() => happened.push('stopped'));
    await wake('too late');
    gate.dispatchEvent(new Event('open'));
    await stopped;
    assert.deepEqual([happened, runs], [['finished', 'stopped'], ['long']]);
  });
});
