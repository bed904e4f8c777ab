import type { Before } from './before.ts';
import type { Choice } from './grammar.ts';
import { lightOn } from './light.ts';
import type { Read, Reader } from './reader.ts';
import { means, textOf } from './scene.ts';
import type { Understood } from './understood.ts';

/** What several sentences mean together: asides fall away, several orders are a list. */
export function together(reader: Reader, reads: readonly Read[], asked: Before | undefined): Understood {
  const lit = reads.map((read, at) => lightOn(reader, read, { asked, earlier: reads.slice(0, at) }));
  const asides = asidesIn(reader, reads, lit);
  const calls = lit
    .filter((one) => !asides.has(one))
    .filter(({ kind }) => kind === 'call' || kind === 'ask' || kind === 'unsure' || kind === 'pastTime');
  const guarded = lit.find(({ kind }) => kind === 'refused');
  if (guarded) return calls.every(isRead(reader)) && calls.length > 0 ? (calls[0] ?? guarded) : guarded;
  const only = clearest(calls);
  if (only && (calls.length === 1 || calls.every((one) => same(one, only)))) return withNegation(reader, only, reads);
  if (calls.length > 1) return severalOf(reader, calls, reads);
  return lit.find(({ kind }) => kind === 'smalltalk') ?? lit[0] ?? { kind: 'unknown' };
}

/** Beside an order, a statement such as "she is covered already" asks for nothing. */
function asidesIn(reader: Reader, reads: readonly Read[], lit: readonly Understood[]): ReadonlySet<Understood> {
  const hasOrder = lit.some(
    (one) => (one.kind === 'call' || one.kind === 'ask' || one.kind === 'unsure') && !isRead(reader)(one),
  );
  const isAside = ({ scene }: Read): boolean =>
    !scene.isQuestion &&
    !scene.words.some((word) => means(word, 'show') || means(word, 'list') || means(word, 'export'));
  return new Set(
    hasOrder ? lit.filter((one, at) => isRead(reader)(one) && reads[at] !== undefined && isAside(reads[at])) : [],
  );
}

/** A call says more than a question back, which an aside may have given rise to. */
const clearest = (calls: readonly Understood[]): Understood | undefined =>
  calls.find(({ kind }) => kind === 'call') ?? calls[0];
const same = (one: Understood, other: Understood): boolean =>
  verbOf(one) === verbOf(other) && JSON.stringify(one) === JSON.stringify(other);

const verbOf = (one: Understood): string | undefined => {
  if (one.kind === 'call') return one.request.verb;
  if (one.kind === 'ask' || one.kind === 'pastTime' || one.kind === 'noTime') return one.verb;
  return one.kind === 'unsure' ? one.choices[0]?.request.verb : undefined;
};

/** Whether nothing could begin by it. */
export const isRead =
  (reader: Reader) =>
  (one: Understood): boolean =>
    reader.wordsOf(verbOf(one) ?? '')?.kind === 'read';

const BARE = /^(?:don't|dont|do not|no|not|never|stop|nein|nicht|non|pas)(?: \S+){0,2}$/u;

/** A "no" in a sentence of its own takes the order of another one back. */
function withNegation(reader: Reader, only: Understood, reads: readonly Read[]): Understood {
  const isBareNo = reads.some(
    ({ scene, understood }) => understood.kind !== 'call' && understood.kind !== 'ask' && BARE.test(textOf(scene)),
  );
  return isBareNo && reads.length > 1 && !isRead(reader)(only) ? { kind: 'refused', why: 'negated' } : only;
}

/** Several orders, one by one. Orders that are not complete are asked for first. */
function severalOf(reader: Reader, calls: readonly Understood[], reads: readonly Read[]): Understood {
  const whole = calls.filter((one) => one.kind === 'call');
  const unique = [...new Map(whole.map((one) => [JSON.stringify(one.request), one])).values()];
  if (unique.length === 1 && unique[0]) return withNegation(reader, unique[0], reads);
  const choices: Choice[] = unique.map(({ request, understoodAs }) => ({ request, understoodAs }));
  return choices.length === 0 ? (calls[0] ?? { kind: 'unknown' }) : { kind: 'several', choices };
}
