import assert from 'node:assert/strict';
import { fine, printed, toMend } from '../../src/commands/lines.ts';
import { faultLines } from '../../src/commands/checks/configuration.ts';
import { readConfig } from '../../src/config.ts';
import { toMendIn } from './support/findings.ts';
import { runCommand } from './support/command-process.ts';

describe('what the commands print', () => {
  it('has the mark in front and the remedy indented below', () => {
    assert.equal(printed(fine('All is well.')), 'ok  All is well.');
    assert.equal(printed(toMend('It is broken.', 'Mend it.')), '!!  It is broken.\n      Mend it.');
  });

  it('folds long lines under their own beginning and loses no word', () => {
    const words = Array.from({ length: 60 }, (_, no) => `word${no}`).join(' ');
    const lines = printed(toMend(words, words)).split('\n');
    assert.ok(lines.every((line) => line.length <= 114));
    assert.ok(lines.slice(1).every((line) => line.startsWith('    ')));
    const told = lines.map((line) => line.slice(4).trim()).join(' ');
    assert.equal(told, `${words} ${words}`);
  });

  it('names every fault of a configuration that is empty', () => {
    const read = readConfig({});
    assert.ok('faults' in read);
    assert.deepEqual(toMendIn(faultLines(read.faults)).length, read.faults.length);
    assert.ok(toMendIn(faultLines(read.faults)).includes('CROSSOVER_APPROVERS is missing.'));
  });

  it('ends npm run check with exit code 1 and the count of what must be mended', async () => {
    const { status, output } = await runCommand('check', {});
    const count = output.split('\n').filter((line) => line.startsWith('!!')).length;
    assert.equal(status, 1);
    assert.ok(count >= 7);
    assert.match(output, new RegExp(`\\n${count} findings to mend, marked !!\\n$`));
  });
});
