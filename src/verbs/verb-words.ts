import type { Role } from './actor.ts';
import type { VerbKind } from './verb.ts';
import type { Handing, Held } from './words/handing.ts';

/** What a sentence can hold for a verb, by the name of what is looked for. */
export type Fact =
  | 'person'
  /** Somebody who is named beyond doubt: by a capital, a mention, a sign-in name, a possessive. */
  | 'somebody'
  | 'people'
  | 'except'
  | 'whom'
  /** Whom a description names, whatever their state. */
  | 'crowd'
  | 'group'
  | 'ring'
  | 'rings'
  /** "from ring 2 to ring 3": the ring that somebody leaves. */
  | 'fromRing'
  | 'target'
  | 'policyState'
  | 'stateOfPolicy'
  | 'switch'
  | 'policy'
  | 'when'
  | 'since'
  | 'until'
  | 'day'
  | 'count'
  | 'every'
  | 'ranges'
  | 'location'
  | 'trust'
  | 'place'
  | 'app'
  | 'proposal'
  /** "the second proposal": its place in the list of those that wait. */
  | 'nth'
  | 'object'
  | 'language'
  | 'format'
  | 'reason'
  | 'ticket'
  | 'audience'
  | 'scope'
  /** Whether it is only thought of: "if we turned it on". */
  | 'considered'
  /** Whether it is asked for as something that is not there yet: "we need a …". */
  | 'wanted';

/**
 * A set of meanings that say a verb, in any order: `a|b` one of, `?a` counts if it is there, `!a` must not be there,
 * `{fact}` must be found. `with` are arguments that it fixes by itself.
 */
export interface Meant {
  says: string;
  with?: Readonly<Record<string, string>>;
}

/** An argument that must be known before the verb can be called, and how it is asked for. */
export interface Need {
  /** Arguments of which one is enough. */
  oneOf: readonly string[];
  question: string;
  /** What can be clicked, where few answers are likely: what is shown, and what it sets. */
  choices?: readonly { shown: string; sets: Readonly<Record<string, unknown>> }[];
}

/**
 * The words of a verb: how it is said, what it takes, and what is asked where something is missing. They stand without the
 * verb's behaviour, so that sentences can be understood with nothing loaded that could act.
 */
export interface VerbWords {
  name: string;
  kind: VerbKind;
  role: Role;
  /** What it does, after "I understood:"; short. */
  does: string;
  /** A sentence that says it. */
  example: string;
  means: readonly (string | Meant)[];
  /** Where it takes a list of any length in the place of people who are named: our name, and its own for the list. */
  takesLists?: Readonly<Record<string, string>>;
  /** Argument by argument, what fills it. */
  takes: Readonly<Record<string, Fact>>;
  needs?: readonly Need[];
  /** Arguments that are understood and that the verb cannot do: what is asked, and proposed without them after a click. */
  noPlaceFor?: Readonly<Record<string, string>>;
  /** Where the verb itself calls an argument otherwise: our name, and its own. */
  alsoCalled?: Readonly<Record<string, string>>;
  /** Where the verb takes it otherwise, or another verb answers it: what is handed on. */
  handing?: (held: Held) => Handing;
  /** Which verb shows one of what it lists: "the second one". */
  opens?: string;
  /** Verbs that it stands for as well, whose phrases say it too. */
  standsFor?: readonly string[];
  /** The question that is answered where this is only considered: "should we …?", "what if we …?". */
  considered?: string;
}
