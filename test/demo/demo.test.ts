import assert from 'node:assert/strict';
import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';

describe('npm run demo', function () {
  this.timeout(60_000);
  let demo: ChildProcess;
  let said = '';

  before(async () => {
    const main = fileURLToPath(new URL('main.ts', import.meta.url));
    demo = spawn(process.execPath, [...process.execArgv, main], { stdio: ['ignore', 'pipe', 'inherit'] });
    await new Promise<void>((ready, broken) => {
      demo.once('exit', () => {
        broken(new assert.AssertionError({ message: `the demo ended by itself:\n${said}` }));
      });
      demo.stdout?.on('data', (chunk: Buffer) => {
        said += chunk.toString();
        if (said.includes('Ctrl+C')) ready();
      });
    });
  });
  after(() => {
    demo.kill('SIGKILL');
  });

  it('says which address to open, and the page is there', async () => {
    const address = /http:\/\/localhost:\d+/.exec(said)?.[0];
    assert.ok(address, said);
    const page = await fetch(address);
    assert.match(await page.text(), /<title>Practice Teams<\/title>/);
  });

  it('tells the story in words that the bot understands', () => {
    for (const words of ["what is Alice's MFA state?", 'turn off per-user MFA for Alice Adams', '+15 min']) {
      assert.ok(said.includes(words), words);
    }
  });

  it('tells people that they move before it moves them, and not for a later day', () => {
    const steps = ['tell SG-MFA-Pilot', 'tomorrow', '+1 day', 'turn off per-user MFA'].map((part) =>
      said.indexOf(part),
    );
    assert.deepEqual(
      steps,
      steps.toSorted((one, other) => one - other),
    );
    assert.ok(steps.every((place) => place > 0));
  });

  // Windows has no signals: there it is Ctrl+C in a console, which a test cannot press.
  if (process.platform !== 'win32') {
    it('stops by Ctrl+C, with everything closed', async () => {
      demo.kill('SIGINT');
      const [code] = (await once(demo, 'exit')) as [number | null];
      assert.equal(code, 0);
    });
  }
});
