import { execFileSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';

const KERNEL_TICK_MILLIS = 10; // what Linux counts processor time in, on every architecture that Node runs on

/** What a process of this machine holds in memory now. */
export function residentMiB(pid: number): number {
  const status = `/proc/${pid}/status`;
  const kibibytes = existsSync(status)
    ? /VmRSS:\s+(\d+)/.exec(readFileSync(status, 'utf8'))?.[1]
    : execFileSync('ps', ['-o', 'rss=', '-p', String(pid)], { encoding: 'utf8' });
  return Number(kibibytes) / 1024;
}

/** The most that a process has held in memory; not a number where the system does not tell it like Linux. */
export function peakResidentMiB(pid: number): number {
  const status = `/proc/${pid}/status`;
  if (!existsSync(status)) return NaN;
  return Number(/VmHWM:\s+(\d+)/.exec(readFileSync(status, 'utf8'))?.[1]) / 1024;
}

/** The processor time that a process has used since it began; undefined where the system does not tell it like Linux. */
export function processorMillis(pid: number): number | undefined {
  const stat = `/proc/${pid}/stat`;
  if (!existsSync(stat)) return undefined;
  const [, afterName = ''] = readFileSync(stat, 'utf8').split(') ');
  const fields = afterName.split(' ');
  return (Number(fields[11]) + Number(fields[12])) * KERNEL_TICK_MILLIS; // utime and stime
}
