import assert from 'node:assert/strict';
import { startProduct, type Product } from '../support/product.ts';
import { talkWith } from '../teams/support/talk.ts';
import { PEOPLE } from '../tenant/cast.ts';
import { planning, RudeModel } from './support.ts';

const { nora } = PEOPLE;

describe('a bot with a model', () => {
  const stub = new RudeModel();
  let product: Product;
  const { ask } = talkWith(() => product);

  before(async () => {
    const url = await stub.start();
    product = await startProduct({ env: { CROSSOVER_MODEL_URL: `${url}/v1`, CROSSOVER_MODEL_NAME: 'small' } });
    await product.running.sweep();
  });
  after(async () => {
    await product.stop();
    await stub.stop();
  });
  beforeEach(() => {
    stub.asked.length = 0;
  });

  it('answers what the grammar does not know', async () => {
    stub.manners = planning('mfa.state.get', { person: 'NAME1' });
    assert.match(await ask(nora, 'Alice Adams plus the old regime equals joy'), /Alice Adams/);
    assert.equal(stub.asked.length, 1);
  });

  it('asks to confirm what the model would propose, and proposes nothing by itself', async () => {
    stub.manners = planning('mfa.state.set', { person: 'NAME1', state: 'disabled' });
    const answer = await ask(nora, 'Alice Adams plus the old regime equals misery');
    assert.match(answer, /did you mean[^]*Alice Adams/i);
    assert.doesNotMatch(answer, /Waiting for approval/);
  });

  it('does not ask it what the grammar knows, or has refused', async () => {
    stub.manners = planning('help');
    await ask(nora, "what is Alice Adams's MFA state?");
    await ask(nora, 'approve my own proposal');
    await ask(nora, "don't disable Alice Adams");
    assert.equal(stub.asked.length, 0);
  });

  it('answers without it where it fails', async () => {
    stub.manners = (response) => {
      response.statusCode = 500;
      response.end();
    };
    assert.match(await ask(nora, 'the regime of old must vanish'), /did not understand/);
  });
});
