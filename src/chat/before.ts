import type { Choice } from './grammar.ts';
import type { Understood } from './understood.ts';

/** What the same person asked before, in the same chat. */
export interface Before {
  request: { verb: string; arguments: Record<string, unknown> };
  /** What was offered to choose from, if something was. */
  choices?: readonly Choice[];
  /** What was shown goes on there. */
  pages?: { next?: Choice['request'] | undefined; previous?: Choice['request'] | undefined };
}

/** What a sentence leaves for the next one of the same person. */
export function beforeOf(understood: Understood): Before | undefined {
  if (understood.kind === 'call') return { request: understood.request };
  if (understood.kind === 'ask')
    return { request: { verb: understood.verb, arguments: understood.arguments }, choices: understood.choices };
  const isOffering = understood.kind === 'unsure' || understood.kind === 'several';
  const [first] = isOffering ? understood.choices : [];
  return isOffering && first ? { request: first.request, choices: understood.choices } : undefined;
}
