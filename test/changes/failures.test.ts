import assert from 'node:assert/strict';
import { HOUR_MILLIS, Story } from '../support/story.ts';
import type { Fault } from '../tenant/contract.ts';
import { PEOPLE } from '../tenant/cast.ts';

const ofAlice = new RegExp(`${PEOPLE.aliceAdams}/authentication/requirements`);
const offAlice = 'turn off per-user MFA for Alice Adams';

describe('A write that goes wrong', () => {
  let story: Story;
  before(async () => {
    story = await Story.start();
  });
  after(() => story.stop());
  beforeEach(() => {
    story.tenant.faults.clear();
    story.person(PEOPLE.aliceAdams).perUserMfaState = 'enforced';
  });

  const state = () => story.person(PEOPLE.aliceAdams).perUserMfaState;
  const fail = (fault: Omit<Fault, 'path'>) => {
    story.tenant.faults.add({ method: 'PATCH', path: ofAlice, times: 1, ...fault });
  };
  /** Lets due times pass until the work has ended. */
  const finish = async (id: string): Promise<string> => {
    while (!story.textsOf(PEOPLE.nora).some((text) => text.includes(id) && /^(Done|Finished)/.test(text)))
      await story.product.moveClock(70_000);
    return story.ended(id);
  };
  /** Carries it out; resolves with the last card and the statuses that the writes were answered with. */
  const carryOut = async () => {
    const before = story.writes().length;
    const id = await story.proposeAndApprove(offAlice);
    const card = await finish(id);
    return {
      card,
      answers: story
        .writes()
        .slice(before)
        .map(({ status }) => status),
    };
  };

  it('403: it failed, is not tried again, and the card says what would help', async () => {
    fail({ status: 403, body: { error: { code: 'Authorization_RequestDenied', message: 'no' } } });
    const { card, answers } = await carryOut();
    assert.match(
      card,
      /^Finished, please look\n[^]*Graph said no \(Authorization_RequestDenied\)\. Have an administrator/,
    );
    assert.deepEqual([answers, state()], [[403], 'enforced']);
  });

  it('429: it is tried again when Graph allows it, and not a second before', async () => {
    fail({ status: 429, headers: { 'retry-after': '120' } });
    const refused = story.tenant.faults.hold({ method: 'PATCH', path: ofAlice, when: 'after' });
    const id = await story.proposeAndApprove(offAlice);
    await refused.reached;
    refused.release();
    await story.product.running.sweep(); // the refusal has been taken note of
    const early = await story.writesDuring(async () => {
      await story.product.moveClock(110_000);
    });
    assert.deepEqual([early, state()], [0, 'enforced']);
    await story.product.moveClock(11_000);
    assert.match(await story.ended(id), /^Done\n/);
    assert.equal(state(), 'disabled');
  });

  it('503: it is tried again and done', async () => {
    fail({ status: 503 });
    const { card, answers } = await carryOut();
    assert.match(card, /^Done\n/);
    assert.deepEqual([answers, state()], [[503, 204], 'disabled']);
  });

  it('a connection that broke before the write: a look shows that nothing was written, so it is written', async () => {
    fail({ reset: 'before' });
    const { card, answers } = await carryOut();
    assert.match(card, /^Done\n/);
    assert.deepEqual([answers, state()], [[0, 204], 'disabled']);
  });

  it('a connection that broke after the write: a look shows that it was written, so it is not written twice', async () => {
    fail({ reset: 'after' });
    const { card, answers } = await carryOut();
    assert.match(card, /^Done\n/);
    assert.deepEqual([answers, state()], [[0], 'disabled']);
  });

  it('Graph said yes and kept nothing: no false success, it failed and the card says what reads back', async () => {
    fail({ status: 204, body: undefined });
    const { card, answers } = await carryOut();
    assert.match(card, /^Finished, please look\n[^]*Graph took the change, but reads back enforced\./);
    assert.deepEqual([answers, state()], [[204], 'enforced']);
  });

  it('replicas lag behind a write that took many tries: it is read again until it shows, and not written again', async () => {
    fail({ status: 503, times: 5 });
    const before = story.writes().length;
    const id = await story.proposeAndApprove(offAlice);
    while (story.writes().length - before < 5) await story.product.moveClock(70_000);
    const written = story.tenant.faults.hold({ method: 'PATCH', path: ofAlice, when: 'after' });
    void story.product.moveClock(70_000);
    await written.reached;
    const stale = { status: 200, body: { perUserMfaState: 'enforced' } };
    story.tenant.faults.add({ method: 'GET', path: ofAlice, times: 3, ...stale });
    written.release();
    assert.match(await finish(id), /^Done\n/);
    assert.equal(story.writes().length - before, 6);
  });

  it('Graph took it and does not let it be read back: it is not called done', async () => {
    const written = story.tenant.faults.hold({ method: 'PATCH', path: ofAlice, when: 'after' });
    const id = await story.proposeAndApprove(offAlice);
    await written.reached;
    story.tenant.faults.add({ method: 'GET', path: ofAlice, status: 403 });
    written.release();
    assert.match(
      await finish(id),
      /^Finished, please look\n[^]*Graph took the change, but does not let me read it back/,
    );
  });

  it('the account was deleted between approval and write: it failed, and nothing else was touched', async () => {
    await story.product.moveClock(HOUR_MILLIS); // what was seen before is forgotten: it has to wait
    const id = await story.propose(offAlice);
    await story.approve(PEOPLE.bruno, id);
    await story.cardOf(PEOPLE.nora, id, /^Approved\nWaits until/);
    const alice = story.person(PEOPLE.aliceAdams);
    story.tenant.directory.users.delete(PEOPLE.aliceAdams);
    const card = await finish(id);
    story.tenant.directory.users.set(PEOPLE.aliceAdams, alice);
    assert.match(card, /^Finished, please look\n[^]*Graph said no \(Request_ResourceNotFound\)/);
  });
});
