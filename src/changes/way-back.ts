import { RefusedError } from '../lib/refused.ts';
import type { ChangesDraft, DraftItem } from '../verbs/draft.ts';
import type { Change } from './change.ts';
import { SECURITY_DEFAULTS } from './security-defaults.ts';

/** What puts each item of a chain back, the last one first. */
export const wayBackOf = (items: readonly DraftItem[]): DraftItem[] =>
  items.toReversed().map((item) => {
    const { before, after } = item;
    if (item.kind === SECURITY_DEFAULTS)
      return { ...item, before: { isEnabled: false }, after: { isEnabled: true, isWayBack: true } };
    const digest = before['policyDigest'] ?? null;
    return {
      ...item,
      before: { state: after['state'] ?? null, policyDigest: digest },
      after: { state: before['state'] ?? null },
    };
  });

/**
 * The plan that takes a chain back that was done: its steps in the other order, as a chain again.
 *
 * @throws {RefusedError} `drifted` where something of it is not any more as the chain left it.
 */
export async function takeChainBack(
  changes: readonly Change[],
  { title, items: done }: { title: string; items: readonly DraftItem[] },
): Promise<ChangesDraft> {
  const items = wayBackOf(done);
  for (const item of items) {
    const drift = await changes.find(({ kind }) => kind === item.kind)?.driftOf(item);
    if (drift)
      throw new RefusedError('drifted', drift, 'Look at “list the policies”, and change what is left step by step.');
  }
  return {
    work: 'changes',
    title: `Take back: ${title}`,
    items,
    wayBack: done,
    messages: [],
    leftOut: [],
    evidence: items.map(({ targetName }, at) => [`Step ${at + 1}`, targetName] as const),
    warnings: [
      'This lowers protection: from the first step to the last, for some seconds, less and less is asked of people. It cannot be stopped midway.',
    ],
    irreversible: [],
    risks: ['securityDefaults', 'policy'],
  };
}
