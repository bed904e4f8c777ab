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

const ABOUT = `# Benchmarks

Written by \`npm run bench -- --write\`, or for some suites by \`npm run bench SUITE … -- --write\`. Do not edit it by hand.

The product, the practice tenant and a throw-away PostgreSQL (its \`fsync\` off) shared one machine. A cold start is one
with nothing compiled; everything else is warm. A reference was measured in the same run. Where the load average before
a run is above the number of cores, its times say little.
`;

/**
 * The figures as a page of the documentation, a section for each suite.
 *
 * @param previous The page as it is: what was not measured this time stays.
 */
export function pageOf(figures: readonly Figure[], previous: string, order: readonly string[]): string {
  const sections = sectionsIn(previous);
  for (const suite of new Set(figures.map((one) => one.suite)))
    sections.set(suite, sectionOf(figures.filter((one) => one.suite === suite)));
  return [ABOUT, ...order.flatMap((suite) => sections.get(suite) ?? [])].join('\n');
}

function sectionsIn(page: string): Map<string, string> {
  const [, ...sections] = page.split(/^(?=## )/m);
  return new Map(sections.map((text) => [/^## (\S+)/.exec(text)?.[1] ?? '', `${text.trimEnd()}\n`]));
}

function sectionOf(figures: readonly Figure[]): string {
  const [first] = figures;
  if (!first) return '';
  const { date, cpu, cores, memoryGiB, node, loadAverage } = first.machine;
  return `## ${first.suite}

Measured on ${date}: ${cpu}, ${cores} cores, ${memoryGiB} GiB of memory, Node ${node}; load average before ${loadAverage}.

| Figure | Value | Target | Holds | Reference |
| --- | --- | --- | --- | --- |
${figures.map((one) => `| ${rowOf(one)} |`).join('\n')}
`;
}

const rowOf = ({ name, value, unit, target, holds, reference }: Figure): string =>
  [
    name,
    `${value} ${unit}`,
    target === null ? '' : `at most ${target} ${unit}`,
    verdicts[`${holds}`],
    reference ? `${reference.name}: ${reference.value} ${unit}` : '',
  ].join(' | ');
