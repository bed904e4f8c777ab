import type { AccountType, Coverage, Finding } from '../db/tables.ts';
import { counted, listed } from '../lib/text.ts';
import type { PeopleFilter, PeoplePlace } from './people-filter.ts';

const typeNames: Record<AccountType, string> = {
  member: 'members',
  guest: 'guests',
  directorySynchronization: 'directory synchronisation accounts',
  emergencyAccess: 'emergency access accounts',
  shared: 'shared accounts',
  service: 'service accounts',
  unknown: 'accounts of unknown type',
};

/** What kinds of accounts there are. */
export const ACCOUNT_TYPES = Object.keys(typeNames) as AccountType[];

/** A filter in words, as a person reads it back: "enforced · guests · not registered for MFA · in Sales". */
export function filterWords(filter: PeopleFilter): string {
  const yesNo = (is: boolean | undefined, yes: string, no: string) => (is === undefined ? undefined : is ? yes : no);
  const parts = [
    filter.isNeverEnforced && 'enabled but never enforced',
    filter.states && listed(filter.states, 'or'),
    filter.types && typesWords(filter.types),
    yesNo(filter.isAdmin, 'administrators', 'no administrators'),
    yesNo(filter.isRegistered, 'registered for MFA', 'not registered for MFA'),
    yesNo(filter.isCapable, 'MFA-capable', 'not MFA-capable'),
    filter.coverages &&
      `Conditional Access ${listed(
        filter.coverages.map((one) => coverageWords[one]),
        'or',
      )}`,
    filter.reliesOn && `nothing but “${filter.reliesOn.name}” asks for MFA`,
    filter.legacyAuth && `legacy authentication ${filter.legacyAuth}`,
    filter.licence && licenceWords[filter.licence],
    yesNo(filter.isSynchronized, 'synchronised', 'cloud-only'),
    yesNo(filter.isEnabled, 'account enabled', 'account disabled'),
    filter.staleDays && `no sign-in for ${counted(filter.staleDays, 'day', 'days')}`,
    filter.hasNeverSignedIn && 'never signed in',
    filter.finding && findingWords[filter.finding],
    filter.place && placeWords(filter.place),
  ];
  return parts.filter(Boolean).join(' · ') || 'everybody';
}

/** Of most types it is shorter to say which are left out. */
function typesWords(types: readonly AccountType[]): string {
  const others = ACCOUNT_TYPES.filter((type) => !types.includes(type));
  const isMost = others.length > 0 && others.length < types.length - 1;
  return isMost
    ? `no ${listed(
        others.map((type) => typeNames[type]),
        'or',
      )}`
    : listed(
        types.map((type) => typeNames[type]),
        'or',
      );
}

/** What Conditional Access does, behind its name. */
export const coverageWords: Record<Coverage, string> = {
  blocked: 'blocks every sign-in',
  required: 'requires MFA',
  conditional: 'requires MFA only in some cases',
  reportOnly: 'would require MFA, but is report-only',
  none: 'does not require MFA',
};

const findingWords: Record<Finding, string> = {
  legacySignIn: 'signed in with legacy authentication',
  smtpSignIn: 'signed in over SMTP',
  mfaServerSignIn: 'signed in through AD FS or NPS',
  intuneEnrolment: 'asked by per-user MFA while enrolling in Intune',
  hybridJoin: 'asked by per-user MFA on a hybrid-joined device',
  recommended: 'named in Microsoft’s recommendation',
  notCovered: 'not covered by Conditional Access',
  legacyOpen: 'legacy authentication open',
};

const licenceWords = { p1: 'with P1', p2: 'with P2', any: 'with P1 or P2', none: 'without P1 or P2' };

function placeWords(at: PeoplePlace): string {
  switch (at.kind) {
    case 'named':
      return `in ${at.words}`;
    case 'departmentNamed':
      return `in the department ${at.words}`;
    case 'groupNamed':
      return `in the group ${at.words}`;
    case 'department':
      return `in the department ${at.name}`;
    case 'reportsNamed':
      return `who reports to ${at.words}`;
    case 'reports':
      return `who reports to ${at.name}`;
    case 'group':
      return `in the group ${at.name}`;
  }
}
