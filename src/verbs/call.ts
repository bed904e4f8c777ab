import { z } from 'zod/v4';
import { RefusedError } from '../lib/refused.ts';
import type { Actor } from './actor.ts';
import { holdsRoleOf, type AnyVerb, type CallContext, type Outcome, type PersonRef, type VerbRequest } from './verb.ts';

/** How words for a person come in: the asker themselves, an object id (a mention, a button), or words to look up. */
export const personWords = z.union([
  z.object({ me: z.literal(true) }),
  // Graph takes an id in capitals too: spelled alike, no rule that compares ids can be walked around.
  z.object({ id: z.guid().toLowerCase(), displayName: z.string().max(300).optional() }),
  z.object({ words: z.string().trim().min(1).max(120) }),
]);
export type PersonWords = z.infer<typeof personWords>;

/** What a lookup of a person's words gave. */
export type PersonSearch =
  | { kind: 'found'; person: PersonRef }
  | { kind: 'several'; people: readonly PersonChoice[]; isComplete: boolean }
  | { kind: 'none'; near: readonly PersonChoice[] };

/** A person to choose from, with what tells them apart. */
export interface PersonChoice extends PersonRef {
  userPrincipalName: string;
  department: string | null;
}

export interface CallEdges {
  findPerson(words: PersonWords, context: CallContext): Promise<PersonSearch>;
  /** Asks the person whom they meant; `choose` makes the request for one choice. */
  askWhom(
    search: Exclude<PersonSearch, { kind: 'found' }>,
    words: string,
    choose: (choice: PersonChoice) => VerbRequest,
  ): Outcome;
  /** The id of the proposal of this number; rejects where there is none. */
  proposalNumbered(no: number): Promise<string>;
}

/**
 * Checks the role, finds the people and the proposal, validates the arguments and runs the verb.
 *
 * @throws {RefusedError} `notAllowed` before anything is looked up, so that nobody learns from a refusal who exists.
 */
export async function callVerb(
  verb: AnyVerb,
  request: VerbRequest,
  context: CallContext & { edges: CallEdges },
): Promise<Outcome> {
  refuseWithoutRole(verb, request, context.actor);
  const args: Record<string, unknown> = { ...request.arguments };
  const { people: alone = [], peopleLists = [] } = verb;
  for (const name of [...alone, ...peopleLists]) {
    const isList = peopleLists.includes(name);
    if (args[name] === undefined) continue; // whether they may be left out, the verb's schema says
    const said = isList ? parsed(peopleWords, args[name]) : [parsed(personWords, args[name])];
    const searches = await Promise.all(said.map((words) => found(verb, words, context)));
    const people = searches.map((search, at) => (search.kind === 'found' ? search.person : said[at]));
    for (const [at, search] of searches.entries()) {
      const words = said[at];
      if (search.kind === 'found' || !words) continue;
      return context.edges.askWhom(search, 'words' in words ? words.words : '', (choice) => ({
        verb: verb.name,
        arguments: { ...args, [name]: isList ? people.with(at, refOf(choice)) : refOf(choice) },
      }));
    }
    args[name] = isList ? people : people[0];
  }
  for (const name of PROPOSALS) {
    const no = numberIn(args[name]);
    if (no !== undefined) args[name] = await context.edges.proposalNumbered(no);
  }
  return verb.run(parsed(verb.arguments, args) as never, context);
}

/** Whoever words name; where nothing is changed by it, "alices" is Alice's if nobody is called so. */
async function found(
  { kind }: AnyVerb,
  words: PersonWords,
  context: CallContext & { edges: CallEdges },
): Promise<PersonSearch> {
  const search = await context.edges.findPerson(words, context);
  if (search.kind !== 'none' || kind !== 'read' || !('words' in words)) return search;
  const owner = /^(.*\p{L}{2})s$/iu.exec(words.words)?.[1];
  const other = owner === undefined ? search : await context.edges.findPerson({ words: owner }, context);
  return other.kind === 'none' ? search : other;
}

/** What verbs call a proposal. */
const PROPOSALS = ['proposalId', 'proposal'] as const;

/** "12", "P-12": the number of a proposal, and no id. */
const numberIn = (value: unknown): number | undefined => {
  const [, digits] = typeof value === 'string' ? (/^(?:[a-z]{1,8}-?)?(\d{1,9})$/iu.exec(value) ?? []) : [];
  return digits === undefined ? undefined : Number(digits);
};

/** More names than this are not typed into a chat. */
export const MOST_NAMED = 50;

/** The lines of a list, pasted or attached: userPrincipalNames, mail addresses, object ids. */
export const listedLines = z.array(z.string().max(256)).min(1).max(20_000);

const peopleWords = z.array(personWords).max(MOST_NAMED);

const refOf = ({ id, displayName }: PersonChoice): PersonRef => ({ id, displayName });

/**
 * @throws {RefusedError} `notAllowed` where the actor may not ask that.
 */
export function refuseWithoutRole(verb: AnyVerb, request: VerbRequest, actor: Actor): void {
  if (holdsRoleOf(verb, actor)) return;
  const isAboutSelf = (verb.people ?? []).every((name) => isSelf(request.arguments[name], actor));
  if (verb.isOpenToSelf && verb.people && isAboutSelf) return;
  if (verb.isOpenToSelf) {
    throw new RefusedError(
      'notAllowed',
      'You may ask me about yourself only.',
      'Ask “what is my MFA state?”, or ask an administrator.',
    );
  }
  throw new RefusedError(
    'notAllowed',
    `That needs the role ${verb.role}, which you do not hold.`,
    'Ask an administrator to do it, or to give you the role.',
  );
}

function isSelf(words: unknown, actor: Actor): boolean {
  const parsedWords = personWords.safeParse(words);
  if (!parsedWords.success) return false;
  return 'me' in parsedWords.data || ('id' in parsedWords.data && parsedWords.data.id === actor.id);
}

function parsed<T>(schema: z.ZodType<T>, value: unknown): T {
  const result = schema.safeParse(value);
  if (result.success) return result.data;
  throw new RefusedError(
    'invalidInput',
    'I could not make sense of what was asked.',
    'Say it again in other words, or type “help”.',
  );
}
