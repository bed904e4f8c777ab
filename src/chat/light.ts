import type { PersonWords } from '../verbs/call.ts';
import type { Before } from './before.ts';
import { inNoLight, inTheLightOf, saidOf } from './follow-up.ts';
import { withPersonMeant } from './pronouns.ts';
import type { Read, Reader } from './reader.ts';
import type { Understood } from './understood.ts';

/** A sentence in the light of the one before it: in the same message, else of what was asked before in this chat. */
export function lightOn(
  reader: Reader,
  read: Read,
  { asked, earlier }: { asked: Before | undefined; earlier: readonly Read[] },
): Understood {
  const last = earlier.findLast(({ understood }) => understood.kind === 'call');
  const before: Before | undefined = last?.understood.kind === 'call' ? { request: last.understood.request } : asked;
  const named = namedIn(earlier);
  const context = before ?? (Object.keys(named).length > 0 ? { request: { verb: '', arguments: named } } : undefined);
  if (!context) return inNoLight(read);
  return ofSamePerson(reader, read, context) ?? inTheLightOf(context, read, reader.wordsOf);
}

/** "is he an admin?": read again with whoever was spoken of in the place of the pronoun. */
function ofSamePerson(reader: Reader, { scene }: Read, { request }: Before): Understood | undefined {
  const value = request.arguments['person'] as PersonWords | undefined;
  const tokens = value && withPersonMeant(scene, { value, said: saidOf(value) });
  if (!tokens) return undefined;
  const { now, timeZone, isPolite: isWish, isQuestion: endsAsking } = scene;
  const read = reader.read(tokens, { now, timeZone, isPolite: isWish, endsAsking });
  return read.understood.kind === 'call' ? read.understood : undefined;
}

/** Who and what was named in the sentences before, in the same message. */
function namedIn(earlier: readonly Read[]): Record<string, unknown> {
  const { people, rings, policy } = earlier.findLast(
    ({ scene }) => scene.facts.people.length > 0 || scene.facts.rings.length > 0,
  )?.scene.facts ?? { people: [], rings: [] };
  return {
    ...(people.length === 1 ? { person: people[0]?.value } : {}),
    ...(rings.length === 1 ? { ring: rings[0] } : {}),
    ...(policy === undefined ? {} : { policy }),
  };
}
