/** A call of a verb as a button carries it and as words give it: a name, and arguments that nobody has checked yet. */
export interface VerbRequest {
  verb: string;
  arguments: Record<string, unknown>;
}
