import type { VerbKind } from '../verbs/verb.ts';
import type { ForbiddenReason } from './forbidden.ts';
import type { Choice, Understanding } from './grammar.ts';
import type { ListFault } from './pasted-list.ts';

/** A call that cannot be made yet, and what is asked for. */
export interface Asked {
  kind: 'ask';
  verb: string;
  verbKind: VerbKind;
  /** What is known already. */
  arguments: Record<string, unknown>;
  /** The arguments of which one is missing. */
  missing: readonly string[];
  question: string;
  /** What can be clicked: each is the whole call. */
  choices: readonly Choice[];
  understoodAs: string;
}

/** What somebody's words mean, in the conversation that they stand in. */
export type Understood =
  | Understanding
  | Asked
  /** Several calls in one message: confirmed one by one. */
  | { kind: 'several'; choices: readonly Choice[] }
  | { kind: 'smalltalk'; about: 'greeting' | 'thanks' | 'bye' | 'mood' | 'self' }
  /** A pasted list with a line that names nobody, or several: nobody is left out in silence. */
  | { kind: 'badList'; fault: ListFault }
  /** What no role may order in words; the proposal that it names, if it names one. */
  | { kind: 'forbidden'; why: ForbiddenReason; proposalId?: string };
