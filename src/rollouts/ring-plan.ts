import { nextOpening, type MoveCalendar } from './calendar.ts';

/** Administrators and guests move in rings of their own, and never with anybody else. */
export type RingKind = 'people' | 'guests' | 'administrators';

/** Somebody who could be moved. */
export interface Candidate {
  id: string;
  name: string;
  kind: RingKind;
  department: string | null;
}

/** A ring as it is planned: who moves together, and when. */
export interface PlannedRing {
  no: number;
  name: string;
  kind: RingKind;
  movesAt: Date;
  /** Whether it may move while the ring before it is still watched. */
  isDaily: boolean;
  people: readonly Candidate[];
}

/** How rings are cut. */
export interface RingCut {
  /** `day`: so many people a day, each ring while those before it are still watched; administrators wait for their end. */
  by: 'size' | 'department' | 'day';
  /** The most people of a ring. */
  size: number;
  calendar: MoveCalendar;
  /** No ring moves before. */
  from: Date;
  /** From one ring's move to the next one's at the least: moving, and the time to watch. */
  spacingMillis: number;
  /** The number of the first ring. */
  firstNo: number;
}

/** Mistakes with ordinary people hurt least: they go first, administrators last. */
const order: readonly RingKind[] = ['people', 'guests', 'administrators'];
const kindWords: Readonly<Record<RingKind, string>> = {
  people: 'People',
  guests: 'Guests',
  administrators: 'Administrators',
};
const NO_DEPARTMENT = 'No department';

/**
 * Cuts people into rings: everybody once, never more than the size, never kinds mixed, never on a quiet day.
 *
 * @returns Undefined where the calendar has no day for one of them.
 */
export function ringsOf(candidates: readonly Candidate[], cut: RingCut): PlannedRing[] | undefined {
  const once = [...new Map(candidates.map((one) => [one.id, one])).values()];
  const bands = order.flatMap((kind) =>
    bandsOf(
      once.filter((one) => one.kind === kind),
      { kind, cut },
    ),
  );
  const rings: PlannedRing[] = [];
  for (const [at, band] of bands.entries()) {
    const isDaily = cut.by === 'day' && band.kind !== 'administrators';
    const last = rings.at(-1)?.movesAt.getTime();
    const notBefore = last === undefined ? cut.from : new Date(last + (isDaily ? 1 : cut.spacingMillis));
    const movesAt = nextOpening(cut.calendar, notBefore);
    if (movesAt === undefined) return undefined;
    rings.push({ no: cut.firstNo + at, ...band, movesAt, isDaily });
  }
  return rings;
}

type Band = Pick<PlannedRing, 'name' | 'kind' | 'people'>;

function bandsOf(people: readonly Candidate[], { kind, cut }: { kind: RingKind; cut: RingCut }): Band[] {
  const isByDepartment = kind === 'people' && cut.by === 'department';
  const groups = Map.groupBy(people, (one) => (isByDepartment ? (one.department ?? NO_DEPARTMENT) : kindWords[kind]));
  return [...groups]
    .sort(([one], [other]) => (one < other ? -1 : 1))
    .flatMap(([name, some]) => pieces(some, cut.size).map((part): Band => ({ name, kind, people: part })));
}

/** Pieces of nearly the same size: a last ring of two people proves nothing. */
function pieces(people: readonly Candidate[], size: number): Candidate[][] {
  const count = Math.ceil(people.length / size);
  return Array.from({ length: count }, (_, at) =>
    people.slice(Math.floor((at * people.length) / count), Math.floor(((at + 1) * people.length) / count)),
  );
}
