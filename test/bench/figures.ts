import { availableParallelism, cpus, loadavg, totalmem } from 'node:os';

/** Where a figure was measured: without it a number says nothing. */
export interface Machine {
  cpu: string;
  cores: number;
  memoryGiB: number;
  node: string;
  /** How many processes wanted the processor in the minute before: above the number of cores, times say little (0 on Windows). */
  loadAverage: number;
  /** The day, in UTC. */
  date: string;
}

/** Something known that was measured in the same run, to compare with. */
export interface Reference {
  name: string;
  value: number;
}

/** What a suite found; `target` is the most that it may be, and is left out where it is only reported. */
export interface Measured {
  name: string;
  value: number;
  unit: string;
  target?: number;
  reference?: Reference;
}

/** A figure as it is printed, one JSON line each. */
export interface Figure {
  suite: string;
  name: string;
  value: number;
  unit: string;
  target: number | null;
  /** Whether the target is met; null where there is none. */
  holds: boolean | null;
  machine: Machine;
  reference?: Reference;
}

/** The value that so many percent of all are not above (nearest rank); NaN of nothing. */
export function percentile(values: readonly number[], percent: number): number {
  const sorted = values.toSorted((a, b) => a - b);
  return sorted[Math.max(0, Math.ceil((percent / 100) * sorted.length) - 1)] ?? NaN;
}

export const median = (values: readonly number[]): number => percentile(values, 50);

const rounded = (value: number): number => Math.round(value * 10) / 10;

/** A measurement as a figure. It is judged as measured and rounded afterwards, so that no rounding makes it good. */
export function figureOf(suite: string, measured: Measured, machine: Machine): Figure {
  const { name, value, unit, target, reference } = measured;
  return {
    suite,
    name,
    value: rounded(value),
    unit,
    target: target ?? null,
    holds: target === undefined ? null : value <= target,
    machine,
    ...(reference && { reference: { ...reference, value: rounded(reference.value) } }),
  };
}

/** The machine that this runs on. */
export const machineAt = (at: Date): Machine => ({
  cpu: cpus()[0]?.model ?? 'unknown',
  cores: availableParallelism(),
  memoryGiB: Math.round(totalmem() / 2 ** 30),
  node: process.versions.node,
  loadAverage: rounded(loadavg()[0] ?? 0),
  date: at.toISOString().slice(0, 10),
});

const verdicts = { true: 'yes', false: '**no**', null: '' } as const;

/** The figures as a page of the documentation. */
export function pageOf(figures: readonly Figure[], machine: Machine): string {
  const rows = figures.map(({ suite, name, value, unit, target, holds, reference }) =>
    [
      suite,
      name,
      `${value} ${unit}`,
      target === null ? '' : `at most ${target} ${unit}`,
      verdicts[`${holds}`],
      reference ? `${reference.name}: ${reference.value} ${unit}` : '',
    ].join(' | '),
  );
  return `# Benchmarks

Written by \`npm run bench -- --write\`. Do not edit it by hand.

Measured on ${machine.date}: ${machine.cpu}, ${machine.cores} cores, ${machine.memoryGiB} GiB of memory, Node ${machine.node}.
The load average before was ${machine.loadAverage}; above the number of cores, times say little.

The product, the practice tenant and a throw-away PostgreSQL (its \`fsync\` off) shared this machine. A cold start is one
with nothing compiled; everything else is warm. A reference was measured in the same run.

| Suite | Figure | Value | Target | Holds | Reference |
| --- | --- | --- | --- | --- | --- |
${rows.map((row) => `| ${row} |`).join('\n')}
`;
}
