import assert from 'node:assert/strict';
import { TransportError } from '../../src/lib/errors.ts';
import { RefusedError } from '../../src/lib/refused.ts';
import { createLog } from '../../src/telemetry/pino-log.ts';

describe('the log', () => {
  /** What one call writes. */
  function written(write: (log: ReturnType<typeof createLog>) => void): Record<string, unknown> {
    const lines: string[] = [];
    write(createLog({ write: (line) => lines.push(line) }));
    assert.equal(lines.length, 1);
    return JSON.parse(lines[0] ?? '') as Record<string, unknown>;
  }

  it('is one line of JSON, with the event and its facts', () => {
    const line = written((log) => {
      log.warn('approvals.card', { reason: 'busy', attempts: 2 });
    });
    assert.deepEqual(
      [line['event'], line['reason'], line['attempts'], line['level']],
      ['approvals.card', 'busy', 2, 40],
    );
  });

  it('keeps of a foreign error its class and where it came from, never its message', () => {
    const line = written((log) => {
      log.error('jobs.run', new SyntaxError('Unexpected token eyJhbGciOi of Alice Adams'));
    });
    assert.equal(line['fault'], 'SyntaxError');
    assert.match(String(line['stack']), /at .*pino-log\.test\.ts:\d+:\d+/);
    assert.doesNotMatch(JSON.stringify(line), /eyJ|Alice|Unexpected/);
  });

  it('is not fooled by a message that looks like a stack', () => {
    const line = written((log) => {
      log.error('jobs.run', new Error('no\n    at Alice Adams (secret:1:1)\n    at Bob'));
    });
    assert.doesNotMatch(JSON.stringify(line), /Alice|Bob/);
  });

  it('keeps reason and message of our own errors, which hold no names', () => {
    const line = written((log) => {
      log.error('snapshot', new TransportError('timeout', 'Microsoft Graph'));
    });
    assert.deepEqual(
      [line['fault'], line['reason'], line['message']],
      ['TransportError', 'timeout', 'no answer from Microsoft Graph: timeout'],
    );
  });

  it('keeps only the reason of a refusal, whose sentence may name somebody', () => {
    const line = written((log) => {
      log.error('teams.click', new RefusedError('nobodyFound', 'Alice Adams is no longer here.', 'Ask Bob.'));
    });
    assert.equal(line['reason'], 'nobodyFound');
    assert.doesNotMatch(JSON.stringify(line), /Alice|Bob/);
  });

  it('takes something thrown that is no error', () => {
    const line = written((log) => {
      log.error('jobs.run', 'Alice Adams');
    });
    assert.equal(line['fault'], 'string');
    assert.doesNotMatch(JSON.stringify(line), /Alice/);
  });
});
