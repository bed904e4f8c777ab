import type { z } from 'zod/v4';
import type { Card } from '../cards/card.ts';
import type { VerbRequest } from '../cards/verb-request.ts';
import type { Actor, Role } from './actor.ts';
import type { Draft } from './draft.ts';

/**
 * The safety of a verb in one word: `read` changes nothing, `stop` brakes at once, `propose` only drafts.
 * There is no kind that acts: approving and denying have no words, only buttons.
 */
export type VerbKind = 'read' | 'stop' | 'propose';

/** A sentence that says a verb: a pattern of `chat/`, and the arguments that it fixes by itself. */
export interface Phrase {
  says: string;
  with?: Record<string, string>;
}

/** A person as an argument, once the words were found in the directory. */
export interface PersonRef {
  id: string;
  displayName: string;
}

/** The circumstances of a call. */
export interface CallContext {
  actor: Actor;
  /** The person's own words, for the record. */
  words: string;
  /** Now, by the database's clock. */
  now: Date;
  /** Ends the work when the answer would come too late. */
  signal: AbortSignal;
}

export type Outcome =
  | { kind: 'answer'; card: Card; isPersonal: boolean }
  /** `apart` are plans of their own that are proposed with it: whoever could decide on the first is an item of one of them. */
  | { kind: 'draft'; draft: Draft; apart?: readonly Draft[] }
  /** A line and no card: one that shows it is updated where it stands. */
  | { kind: 'line'; text: string }
  /** Another verb answers it, and checks for itself who may ask. */
  | { kind: 'instead'; request: VerbRequest }
  /** A file that is made once the asker has said yes in their personal chat. */
  | { kind: 'file'; file: FileOffer };

/** A file as it is offered. The name is our own words; the description may hold names from the directory. */
export interface FileOffer {
  id: string;
  name: string;
  description: string;
  /** About. */
  sizeInBytes: number;
}

/**
 * One thing a person may ask, declared once. Four readers use the declaration: the grammar, the optional model,
 * the card buttons, the help.
 */
export interface Verb<Arguments = never> {
  name: string;
  kind: VerbKind;
  role: Role;
  /** Another role that may ask it as well. */
  orRole?: Role;
  /** Whether somebody without the role may ask it about themselves. */
  isOpenToSelf?: boolean;
  /** One line of help, an example sentence. */
  help: string;
  phrases: readonly Phrase[];
  /** Validates what the grammar, a button or a model gives. */
  arguments: z.ZodType<Arguments>;
  /** Names of the arguments that are words for a person, to be found in the directory before `run`. */
  people?: readonly (keyof Arguments & string)[];
  /** The same for arguments that are lists of people. */
  peopleLists?: readonly (keyof Arguments & string)[];
  run(args: Arguments, context: CallContext): Promise<Outcome>;
}

/** Whether somebody holds a role that a verb asks for. */
export const holdsRoleOf = ({ role, orRole }: Pick<Verb, 'role' | 'orRole'>, { roles }: Actor): boolean =>
  roles.has(role) || (orRole !== undefined && roles.has(orRole));

/** A verb whose argument type is of no interest: what lists of verbs hold. */
export type AnyVerb = Omit<Verb, 'arguments' | 'people' | 'peopleLists' | 'run'> & {
  arguments: z.ZodType;
  people?: readonly string[];
  peopleLists?: readonly string[];
  run(args: never, context: CallContext): Promise<Outcome>;
};

/** Declares a verb, keeping the type of its arguments between the schema and `run`. */
export const defineVerb = <Arguments>(verb: Verb<Arguments>): AnyVerb => verb;

export type { VerbRequest };
