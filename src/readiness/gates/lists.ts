import type { PeopleFilter } from '../../inventory/people-filter.ts';

/** Accounts that people sit at; an account without a type counts, so that nobody is forgotten. */
const PEOPLE = { isEnabled: true, types: ['member', 'guest', 'unknown'] } satisfies PeopleFilter;
/** Accounts that need a licence for Conditional Access; guests are billed otherwise. */
const LICENSABLE = { isEnabled: true, types: ['member', 'unknown', 'shared', 'service'] } satisfies PeopleFilter;

/** The lists behind the lines: what a line counts and what its button shows are the same filter. */
export const lists = {
  people: PEOPLE,
  capable: { ...PEOPLE, isCapable: true },
  notCapable: { ...PEOPLE, isCapable: false },
  neverAsked: { ...PEOPLE, isRegistered: false, states: ['disabled'], finding: 'notCovered' },
  licensable: LICENSABLE,
  licensed: { ...LICENSABLE, licence: 'any' },
  unlicensed: { ...LICENSABLE, licence: 'none' },
  administrators: { ...PEOPLE, isAdmin: true },
  noAdministrators: { ...PEOPLE, isAdmin: false },
  administratorsNotCapable: { ...PEOPLE, isAdmin: true, isCapable: false },
  guests: { isEnabled: true, types: ['guest'] },
  guestsWithMfa: { isEnabled: true, types: ['guest'], states: ['enabled', 'enforced'] },
  shared: { isEnabled: true, types: ['shared'] },
  service: { isEnabled: true, types: ['service'] },
  synchronization: { isEnabled: true, types: ['directorySynchronization'] },
  withMfa: { states: ['enabled', 'enforced'] },
  stateUnknown: { ...PEOPLE, states: ['unknown'] },
  notCovered: { ...PEOPLE, finding: 'notCovered' },
  unprotected: { ...PEOPLE, finding: 'notCovered', states: ['disabled'] },
  legacyOpen: { ...PEOPLE, finding: 'legacyOpen' },
  legacySignIns: { finding: 'legacySignIn' },
  smtpSignIns: { finding: 'smtpSignIn' },
  mfaServerSignIns: { finding: 'mfaServerSignIn' },
  intuneEnrolments: { finding: 'intuneEnrolment' },
  hybridJoins: { finding: 'hybridJoin' },
} as const satisfies Record<string, PeopleFilter>;

export type ListName = keyof typeof lists;
export type Counts = Readonly<Record<ListName, number>>;
