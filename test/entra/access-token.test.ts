import assert from 'node:assert/strict';
import { rememberedTokens } from '../../src/entra/access-token.ts';

describe('a remembered token', () => {
  function issuer() {
    let count = 0;
    let millis = 0;
    const credential = {
      getToken: (scope: string | string[]) =>
        Promise.resolve({ token: `${[scope].flat().join()} ${++count}`, expiresOnTimestamp: 3_600_000 }),
    };
    const remembered = rememberedTokens(credential, { now: () => new Date(millis) });
    return {
      ask: async (scope: string) => (await remembered.getToken(scope))?.token,
      pass: (more: number) => (millis += more),
    };
  }

  it('is handed out again for a minute, then asked for anew', async () => {
    const { ask, pass } = issuer();
    assert.equal(await ask('graph'), 'graph 1');
    pass(59_999);
    assert.equal(await ask('graph'), 'graph 1');
    pass(1);
    assert.equal(await ask('graph'), 'graph 2');
  });

  it('is good for its own scope only', async () => {
    const { ask } = issuer();
    await ask('graph');
    assert.equal(await ask('database'), 'database 2');
  });

  it('is not remembered where there was none', async () => {
    let asked = 0;
    const none = {
      getToken: () => {
        asked += 1;
        return Promise.resolve(null);
      },
    };
    const remembered = rememberedTokens(none, { now: () => new Date(0) });
    await remembered.getToken('graph');
    await remembered.getToken('graph');
    assert.equal(asked, 2);
  });
});
