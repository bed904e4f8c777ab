import assert from 'node:assert/strict';
import { startProduct, type Product } from '../support/product.ts';
import { PEOPLE } from '../tenant/cast.ts';
import { readingOf, talkWith } from './support/talk.ts';

const { nora, bruno, chiara } = PEOPLE;
const UPDATING = /^\/v3\/conversations\/[^/]+\/activities\//;

describe('a card that has to be updated', () => {
  let product: Product;
  const { lastOf, click } = talkWith(() => product);

  before(async () => {
    product = await startProduct();
    await product.running.sweep();
  });
  beforeEach(async () => {
    const { teams } = product.tenant;
    const { activityId = '0' } = await teams.say(nora, 'turn off per-user MFA for Alice Adams');
    await Promise.all([bruno, chiara].map((id) => teams.waitForMessage(id, () => true, { after: activityId })));
  });
  afterEach(() => {
    product.tenant.faults.clear();
  });
  after(() => product.stop());

  const deny = () =>
    click(bruno, lastOf(bruno).activityId, { verb: 'proposal.deny', inputs: { reason: 'Not this week' } });
  const isDenied = (text: string) => /Not this week/.test(text);

  for (const status of [412, 429, 503]) {
    it(`is updated a little later where Teams answers ${status}`, async () => {
      const { activityId } = lastOf(chiara);
      product.tenant.faults.add({ method: 'PUT', path: UPDATING, times: 3, status });
      await deny();
      await product.running.sweep();
      assert.ok(!isDenied(readingOf(lastOf(chiara))));
      await product.moveClock(30_000);
      await product.tenant.teams.waitForMessage(
        chiara,
        (message) => message.activityId === activityId && isDenied(readingOf(message)),
      );
    });
  }

  it('is sent anew, once, where it was deleted (404)', async () => {
    const before = product.tenant.teams.messagesOf(chiara).length;
    product.tenant.faults.add({ method: 'PUT', path: UPDATING, times: 3, status: 404 });
    await deny();
    await product.running.sweep();
    await product.tenant.teams.waitForMessage(chiara, (message) => isDenied(readingOf(message)), {
      after: String(Number(product.tenant.teams.messagesOf(chiara)[before - 1]?.activityId)),
    });
    await product.moveClock(60_000);
    assert.equal(product.tenant.teams.messagesOf(chiara).length, before + 1);
  });
});
