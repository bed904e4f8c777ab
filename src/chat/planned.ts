import { searchKeyOf } from '../lib/text.ts';
import type { Fact, VerbWords } from '../verbs/verb-words.ts';
import { callOrQuestion, choiceOf } from './calls.ts';
import { ownWords } from './clauses.ts';
import { givenBy, type Given } from './fact-arguments.ts';
import { forbiddenIn } from './forbidden.ts';
import type { Mention } from './grammar.ts';
import { isHypothetical, isNegated } from './moods.ts';
import { normalised } from './normalise.ts';
import { isPolite, readScene } from './read-scene.ts';
import type { Scene } from './scene.ts';
import type { Understood } from './understood.ts';

/** What somebody else than the grammar makes of a sentence: a verb, and arguments in the sentence's own words. */
export interface Plan {
  verb: string;
  arguments: Readonly<Record<string, string | readonly string[]>>;
}

/** The sentence that a plan was made of, and what it is read with. */
export interface Planned {
  text: string;
  mentions: readonly Mention[];
  now: Date;
  timeZone: string;
}

/**
 * A plan as the grammar itself would have understood it, or undefined where it is no good: an unknown verb, a word that
 * was never said, an order that was negated or only considered. What would stop or propose something is offered to be
 * confirmed by a click; only what changes nothing is answered at once.
 */
export function understoodFrom(verbs: readonly VerbWords[], plan: Plan, planned: Planned): Understood | undefined {
  const verb = verbs.find(({ name }) => name === plan.verb);
  const own = ownWords(planned.text);
  if (!verb || forbiddenIn(own) !== undefined) return undefined;
  const scene = sceneOf(own, planned);
  if (verb.kind !== 'read' && (isNegated(scene, verb.kind === 'stop') || isHypothetical(scene))) return undefined;
  const given = new Map<string, Given>();
  for (const [name, value] of Object.entries(plan.arguments)) {
    const fact = verb.takes[name];
    const one = fact && argumentOf(fact, value, { ...planned, own });
    if (!one) return undefined;
    given.set(name, one);
  }
  const understood = callOrQuestion({ verb, given }, scene);
  if (verb.kind === 'read' || understood.kind !== 'call') return understood;
  return { kind: 'unsure', choices: [choiceOf({ verb, given })] };
}

const sceneOf = (text: string, { mentions, now, timeZone }: Planned): Scene =>
  readScene(normalised(text, mentions), { now, timeZone, isPolite: isPolite(text), endsAsking: /\?\s*$/u.test(text) });

type Reading = Planned & { own: string };

/** Names of people, which the directory is asked for. */
const NAMES: ReadonlySet<Fact> = new Set(['person', 'somebody', 'people', 'except']);
/** Words of a closed list, which need not have been said so. */
const CLOSED: ReadonlyMap<Fact, ReadonlySet<string>> = new Map<Fact, ReadonlySet<string>>([
  ['target', new Set(['disabled', 'enabled', 'enforced', 'previous'])],
  ['policyState', new Set(['disabled', 'enabled', 'enabledForReportingButNotEnforced'])],
  ['stateOfPolicy', new Set(['disabled', 'enabled', 'enabledForReportingButNotEnforced'])],
  ['switch', new Set(['everyone', 'off'])],
  ['audience', new Set(['everyone'])],
  ['trust', new Set(['trusted', 'untrusted'])],
  ['scope', new Set(['failed', 'unconfirmed', 'unanswered'])],
]);
/** What is taken as it was said. */
const PLAIN: ReadonlySet<Fact> = new Set(['ring', 'policy', 'location', 'app', 'place', 'reason', 'ticket', 'group']);

function argumentOf(fact: Fact, value: string | readonly string[], reading: Reading): Given | undefined {
  const list = typeof value === 'string' ? [value] : value;
  const closed = CLOSED.get(fact);
  if (closed) return typeof value === 'string' && closed.has(value) ? { value, said: value } : undefined;
  if (list.length === 0 || !list.every((one) => isSaid(one, reading.own))) return undefined;
  if (NAMES.has(fact)) return namesOf(fact, list, reading);
  if (typeof value !== 'string') return undefined;
  return givenBy(fact, sceneOf(value, reading)) ?? (PLAIN.has(fact) ? { value, said: value } : undefined);
}

function namesOf(fact: Fact, names: readonly string[], { mentions }: Reading): Given | undefined {
  const people = names.map((name) => {
    const mentioned = mentions.find(({ person }) => searchKeyOf(person.displayName) === searchKeyOf(name))?.person;
    return mentioned ?? (ONESELF.test(name) ? { me: true } : { words: name });
  });
  const isOne = fact === 'person' || fact === 'somebody';
  if (isOne && people.length !== 1) return undefined;
  return { value: isOne ? people[0] : people, said: names.join(', ') };
}

const ONESELF = /^(?:i|me|my|myself|mine)$/iu;

/** Whether words stand in a text: what was never said is no argument, whoever makes it up. */
const isSaid = (words: string, text: string): boolean => {
  const key = searchKeyOf(words).trim();
  return key !== '' && words.length <= LONGEST && searchKeyOf(text).includes(key);
};

const LONGEST = 200;
