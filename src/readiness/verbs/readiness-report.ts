import { z } from 'zod/v4';
import { peoplePlace, type PeoplePlace } from '../../inventory/people-filter.ts';
import { askPlace, placePeople } from '../../inventory/place-people.ts';
import { visibleText } from '../../lib/text.ts';
import { defineVerb, type AnyVerb, type CallContext, type Outcome } from '../../verbs/verb.ts';
import { readinessOf, type ReadinessEdges, type Scope } from '../readiness.ts';
import { reportCard } from '../report-card.ts';

const words = z.string().max(120).transform(visibleText).pipe(z.string().min(1));
const argumentsSchema = z.strictObject({
  /** Words for a group or a department. */
  group: words.optional(),
  department: words.optional(),
  /** One that was chosen. */
  place: peoplePlace.optional(),
  person: z.object({ id: z.guid(), displayName: z.string().max(300) }).optional(),
});
type ReportArguments = z.infer<typeof argumentsSchema>;

const ALL = '(everyone|everybody|all users|all people|the tenant|the whole tenant)';
const MOVE = '[to move|to be moved|for the move|for the migration|for conditional access]';
const SHOW = '(show|show me|get|give me|check)';

/** `readiness.report`: what stands in the way of moving everybody, a group, a department or one person. */
export const readinessReport = (edges: ReadinessEdges): AnyVerb =>
  defineVerb({
    name: 'readiness.report',
    kind: 'read',
    role: 'reader',
    help: 'are we ready for SG-MFA-Pilot?',
    phrases: [
      { says: `(are we|is the tenant|is everything|is everybody|is everyone) ready [now|yet] ${MOVE}` },
      { says: `are we ready for ${ALL}` },
      { says: `are we ready (for|to move) [the] [group] {group}` },
      { says: `are we ready (for|to move) the department {department}` },
      { says: `is the group {group} ready ${MOVE}` },
      { says: `is the department {department} ready ${MOVE}` },
      { says: `is {person} ready ${MOVE}` },
      { says: 'how ready are we' },
      { says: 'how ready are we for [the] [group] {group}' },
      { says: '(what stands|what is) in the way [of the move|of moving|of the migration]' },
      { says: `[${SHOW}] [the|our] readiness [report]` },
      { says: `[${SHOW}] [the|our] readiness [report] (of|for) ${ALL}` },
      { says: `[${SHOW}] [the] readiness [report] (of|for) [the] [group] {group}` },
      { says: `[${SHOW}] [the] readiness [report] (of|for) the department {department}` },
    ],
    arguments: argumentsSchema,
    people: ['person'],
    run: (args, context) => answer(edges, args, context),
  });

async function answer(edges: ReadinessEdges, args: ReportArguments, context: CallContext): Promise<Outcome> {
  const found = await scopeOf(edges, args, context.signal);
  if (found.kind === 'answer') return found;
  const { scope } = found;
  const readiness = await readinessOf(edges, { scope, now: context.now }, context.signal);
  const again = { verb: 'readiness.report', arguments: scope.kind === 'place' ? { place: scope.place } : { ...args } };
  return { kind: 'answer', card: reportCard(readiness, { now: context.now, again }), isPersonal: true };
}

/** Whom the words mean; a card where several groups have the name, or the members are still being read. */
async function scopeOf(
  edges: ReadinessEdges,
  args: ReportArguments,
  signal: AbortSignal,
): Promise<{ kind: 'scope'; scope: Scope } | Extract<Outcome, { kind: 'answer' }>> {
  const { person } = args;
  if (person) return { kind: 'scope', scope: { kind: 'person', id: person.id, name: person.displayName } };
  const place = placeIn(args);
  if (!place) return { kind: 'scope', scope: { kind: 'tenant' } };
  const placed = await placePeople(edges, { filter: { place }, order: 'name' }, signal);
  const chosen = placed.whom.filter.place ?? place;
  if (placed.kind === 'placed') return { kind: 'scope', scope: { kind: 'place', place: chosen } };
  const card = askPlace(placed, (whom) => ({ verb: 'readiness.report', arguments: { place: whom.filter.place } }));
  return { kind: 'answer', card, isPersonal: true };
}

function placeIn({ place, group, department }: ReportArguments): PeoplePlace | undefined {
  if (place) return place;
  if (department !== undefined) return { kind: 'departmentNamed', words: department };
  return group === undefined ? undefined : { kind: 'named', words: group };
}
