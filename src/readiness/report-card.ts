import type { CardAction } from '../cards/actions.ts';
import type { Card, Tone } from '../cards/card.ts';
import { composeCard, type Fact, type ListLine, type Status } from '../cards/compose.ts';
import type { PeopleFilter } from '../inventory/people-filter.ts';
import { counted } from '../lib/text.ts';
import { ageOf } from '../lib/time-words.ts';
import type { VerbRequest } from '../verbs/verb.ts';
import type { Colour } from './gates/gate.ts';
import { lists } from './gates/lists.ts';
import { worstOf, type ReportLine } from './gates/report.ts';
import type { Readiness } from './readiness.ts';
import type { Scope } from './scope.ts';

const marks: Record<Colour, Status> = {
  red: { text: 'Red', tone: 'attention' },
  amber: { text: 'Amber', tone: 'warning' },
  green: { text: 'Green', tone: 'good' },
};

/** A report: what stands in the way first, each line with its list; how to mend it, and what is in order, on a click. */
export function reportCard(readiness: Readiness, { now, again }: { now: Date; again: VerbRequest }): Card {
  const { lines, scope } = readiness;
  const open = lines.filter(({ colour }) => colour !== 'green');
  const fine = lines.filter(({ colour }) => colour === 'green');
  const remedies = open.flatMap(({ title, remedy }): Fact[] => (remedy ? [[title, remedy]] : []));
  return composeCard({
    title: 'Readiness',
    status: statusOf(lines),
    subject: scopeWords(scope),
    list: open.map((line) => lineOf(line, scope)),
    details: {
      title: 'Details',
      paragraphs: [remedies.length > 0 ? 'What to do, and what is in order.' : 'What is in order.'],
      facts: remedies,
      list: fine.map(({ title, reason }) => ({ mark: marks.green, primary: title, secondary: reason })),
    },
    actions: actionsOf(scope, again),
    footer: footerOf(readiness, now),
  });
}

function statusOf(lines: readonly ReportLine[]): Status {
  const count = (colour: Colour): number => lines.filter((line) => line.colour === colour).length;
  const look = `${count('amber')} to look at`;
  const words: Record<Colour, [string, Tone]> = {
    red: [`Not ready: ${count('red')} in the way, ${look}`, 'attention'],
    amber: [`Nothing in the way, ${look}`, 'warning'],
    green: ['Ready', 'good'],
  };
  const [text, tone] = words[worstOf(lines)];
  return { text, tone };
}

/** As it stands in the directory: shown as text only. */
export function scopeWords(scope: Scope): string {
  if (scope.kind === 'tenant') return 'Everybody in the tenant';
  if (scope.kind === 'person') return scope.name;
  if (scope.kind === 'people') return counted(scope.ids.length, 'person', 'people');
  const { place } = scope;
  if (place.kind === 'group') return `The group ${place.name}`;
  if (place.kind === 'reports') return `Whoever reports to ${place.name}`;
  return `The department ${place.kind === 'department' ? place.name : place.words}`;
}

function lineOf({ id, colour, title, reason, listFilter }: ReportLine, scope: Scope): ListLine {
  const line = { mark: marks[colour], primary: title, secondary: reason };
  if (listFilter === null || scope.kind === 'person') return line;
  // The recommendation is about the tenant, whatever the report is about: so are its number and its list.
  const whom = id === 'recommendation' ? undefined : scope;
  return { ...line, button: { title: 'Show', request: listRequest(lists[listFilter], whom) } };
}

/** The list behind a line, as the list verb takes it. */
export function listRequest(filter: PeopleFilter, scope: Scope = { kind: 'tenant' }): VerbRequest {
  const place = scope.kind === 'place' ? { place: scope.place } : {};
  return { verb: 'mfa.state.list', arguments: { whom: { filter: { ...filter, ...place }, order: 'exceptions' } } };
}

function actionsOf(scope: Scope, again: VerbRequest): CardAction[] {
  const asking: CardAction = { kind: 'ask', title: 'Ask again', request: again };
  if (scope.kind !== 'person') return [asking];
  const person = { id: scope.id, displayName: scope.name };
  return [{ kind: 'ask', title: 'MFA state', request: { verb: 'mfa.state.get', arguments: { person } } }, asking];
}

function footerOf({ peopleReadAt, signInsReadAt, isReading }: Readiness, now: Date): string {
  return [
    'Settings and policies read just now.',
    peopleReadAt ? `People read ${ageOf(peopleReadAt, now)}.` : 'The directory is being read for the first time.',
    signInsReadAt && `Sign-in log read ${ageOf(signInsReadAt, now)}.`,
    isReading && 'The sign-in log is being read: ask again in half a minute.',
  ]
    .filter(Boolean)
    .join(' ');
}
