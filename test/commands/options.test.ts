import assert from 'node:assert/strict';
import { runCommand } from './support/command-process.ts';

describe('A command', () => {
  for (const [name, usage] of [
    ['check', 'npm run check -- [--to <person>] [--test-account <object id>]'],
    ['grant', 'npm run grant -- [--dry-run] [--with-mail]'],
    ['audit-verify', 'npm run audit:verify -- [FILE] [--anchor FILE]'],
  ] as const) {
    it(`${name} says how it is used where an option is not known, and does nothing`, async () => {
      const { status, output } = await runCommand(name, {}, ['--bogus']);
      assert.match(output, /^!! {2}Unknown option '--bogus'\./);
      assert.ok(output.includes(`\nUsage: ${usage}`), output);
      assert.doesNotMatch(output, /\n\s+at |CROSSOVER_/);
      assert.equal(status, 1);
    });
  }

  it('says so where a value is missing', async () => {
    const { output } = await runCommand('check', {}, ['--to']);
    assert.match(output, /^!! {2}Option '--to <value>' argument missing\.\n\nUsage: npm run check/);
  });

  it('says how it is used on --help', async () => {
    const { status, output } = await runCommand('grant', {}, ['--help']);
    assert.match(output, /^Usage: npm run grant/);
    assert.equal(status, 0);
  });

  it('grant, on a machine without az, says that nobody is signed in', async () => {
    const env = {
      BOT_ID: '00000000-1111-4222-8333-444444444444',
      BOT_TENANT_ID: '00000000-1111-4222-8333-555555555555',
    };
    const { output } = await runCommand('grant', env, ['--dry-run']);
    assert.match(output, /^!! {2}Nobody is signed in as an administrator: /);
    assert.match(output, /az login/);
    assert.doesNotMatch(output, /oauth2|noToken/);
  });
});
