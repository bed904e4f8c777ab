import { counted } from '../../lib/text.ts';

/** "2 plans paused, 1 plan cannot be paused": what was held, and what goes on all the same. */
export function haltedWords(
  how: 'paused' | 'stopped',
  { halted, goingOn }: { halted: number; goingOn: number },
  [one, many]: readonly [one: string, many: string],
): string {
  const parts = [
    ...(halted > 0 || goingOn === 0 ? [`${counted(halted, one, many)} ${how}`] : []),
    ...(goingOn > 0 ? [`${counted(goingOn, one, many)} cannot be ${how}`] : []),
  ];
  return parts.join(', ');
}
