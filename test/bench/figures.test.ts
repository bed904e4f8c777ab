import assert from 'node:assert/strict';
import { figureOf, machineAt, median, pageOf, percentile, type Machine } from './figures.ts';

const machine: Machine = {
  cpu: 'Abacus',
  cores: 2,
  memoryGiB: 4,
  node: '24.0.0',
  loadAverage: 0.5,
  date: '2026-01-02',
};

describe('figures of a benchmark', () => {
  it('take the nearest value that was measured for a percentile, whatever their order', () => {
    const values = Array.from({ length: 20 }, (_, index) => 20 - index);
    assert.equal(percentile(values, 95), 19);
    assert.equal(percentile(values, 50), 10);
    assert.equal(percentile(values, 100), 20);
    assert.equal(percentile([7], 95), 7);
  });

  it('leave the measured values as they were', () => {
    const values = [3, 1, 2];
    assert.equal(median(values), 2);
    assert.deepEqual(values, [3, 1, 2]);
  });

  it('are no number where nothing was measured', () => {
    assert.ok(Number.isNaN(percentile([], 95)));
    assert.equal(figureOf('start', { name: 'n', value: NaN, unit: 'ms', target: 5 }, machine).holds, false);
  });

  it('hold on the target and not above it, and are judged before they are rounded', () => {
    const at = (value: number) => figureOf('start', { name: 'n', value, unit: 'ms', target: 300 }, machine);
    assert.equal(at(300).holds, true);
    assert.equal(at(300.01).holds, false);
    assert.equal(at(300.01).value, 300);
  });

  it('have neither target nor verdict where they are only reported', () => {
    const figure = figureOf('memory', { name: 'at rest', value: 1.25, unit: 'MiB' }, machine);
    assert.deepEqual(JSON.parse(JSON.stringify(figure)), {
      suite: 'memory',
      name: 'at rest',
      value: 1.3,
      unit: 'MiB',
      target: null,
      holds: null,
      machine,
    });
  });

  it('carry the reference of the same run', () => {
    const reference = { name: 'bare fetch', value: 12.34 };
    const figure = figureOf('question', { name: 'n', value: 1, unit: 'ms', reference }, machine);
    assert.deepEqual(figure.reference, { name: 'bare fetch', value: 12.3 });
  });

  it('name the day in UTC, and the machine', () => {
    const { cpu, cores, date, loadAverage, memoryGiB, node } = machineAt(new Date('2026-01-02T23:59:59Z'));
    assert.equal(date, '2026-01-02');
    assert.equal(node, process.versions.node);
    assert.ok(loadAverage >= 0);
    assert.ok(cpu !== '' && cores >= 1 && memoryGiB >= 1);
  });

  it('stand in the page one a row, a missed target in bold', () => {
    const late = { name: 'p95', value: 400, unit: 'ms', target: 300, reference: { name: 'bare', value: 90 } };
    const page = pageOf([figureOf('question', late, machine)], '', ['question']);
    assert.match(page, /^\| p95 \| 400 ms \| at most 300 ms \| \*\*no\*\* \| bare: 90 ms \|$/m);
    assert.match(page, /^## question\n\nMeasured on 2026-01-02: Abacus, 2 cores, 4 GiB of memory, Node 24\.0\.0; /m);
  });

  it('replace those of the same suite in the page, and leave all others as they were', () => {
    const at = (suite: string, value: number) => figureOf(suite, { name: 'n', value, unit: 'ms' }, machine);
    const order = ['start', 'question'];
    const before = pageOf([at('question', 1), at('start', 2)], '', order);
    assert.equal(pageOf([at('question', 3)], before, order), before.replace('| n | 1 ms |', '| n | 3 ms |'));
    assert.equal(pageOf([], before, order), before);
  });
});
