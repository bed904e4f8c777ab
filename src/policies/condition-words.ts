import { listed } from '../lib/text.ts';
import { namedWords, shownWord, valueWords, type NameOf } from './name-words.ts';
import { fieldsOf, isBlank, namesOf, statedFieldsOf } from './policy-shape.ts';

const applicationWords: Readonly<Record<string, string>> = {
  All: 'all resources',
  None: 'no resource',
  Office365: 'Office 365',
  MicrosoftAdminPortals: 'the Microsoft admin portals',
  '797f4846-ba00-4fd7-ba43-dac1f8f63013': 'Azure management',
};
const actionWords = {
  'urn:user:registersecurityinfo': 'registering security information',
  'urn:user:registerdevice': 'registering or joining a device',
};
const clientWords = {
  browser: 'browsers',
  mobileAppsAndDesktopClients: 'mobile and desktop apps',
  exchangeActiveSync: 'Exchange ActiveSync',
  easSupported: 'supported Exchange ActiveSync clients',
  other: 'other legacy clients',
};
const locationWords: Readonly<Record<string, string>> = {
  All: 'any location',
  AllTrusted: 'all trusted locations',
  // Seen in a sample of the documentation; the meaning is UNVERIFIED.
  '00000000-0000-0000-0000-000000000000': 'the trusted IPs of the MFA service settings',
};
const riskWords = {
  low: 'low',
  medium: 'medium',
  high: 'high',
  minor: 'minor',
  moderate: 'moderate',
  elevated: 'elevated',
};
const platformWords = {
  android: 'Android',
  iOS: 'iOS',
  windows: 'Windows',
  macOS: 'macOS',
  linux: 'Linux',
  all: 'any',
};

/** For which resources or actions a policy is, in words. */
export function whatWords(applications: unknown, nameOf: NameOf): string {
  const fields = fieldsOf(applications);
  const parts = [
    applicationsIn(fields['includeApplications'], nameOf),
    listed(valueWords(namesOf(fields['includeUserActions']), actionWords)),
    contextsIn(fields['includeAuthenticationContextClassReferences']),
    isBlank(fields['applicationFilter']) ? '' : 'applications by a filter',
    ...statedFieldsOf(applications).flatMap(([name]) => (KNOWN_TARGETS.includes(name) ? [] : [unknownWords(name)])),
  ].filter(Boolean);
  const excluded = applicationsIn(fields['excludeApplications'], nameOf);
  return `${listed(parts) || 'no resource'}${excluded === '' ? '' : `, but not ${excluded}`}`;
}

const KNOWN_TARGETS = [
  ...['includeApplications', 'excludeApplications', 'includeUserActions', 'applicationFilter'],
  'includeAuthenticationContextClassReferences',
];

function contextsIn(value: unknown): string {
  const contexts = valueWords(namesOf(value), {});
  return contexts.length === 0 ? '' : `the authentication context ${listed(contexts)}`;
}

const applicationsIn = (value: unknown, nameOf: NameOf): string =>
  mixedWords(value, { words: applicationWords, kind: 'application', nameOf });

/** A list of words that we know and of ids. */
function mixedWords(
  value: unknown,
  {
    words,
    kind,
    nameOf,
  }: { words: Readonly<Record<string, string>>; kind: 'application' | 'location'; nameOf: NameOf },
): string {
  const { values, isReadable } = namesOf(value);
  if (!isReadable) return 'something that I cannot read';
  return namedWords(kind, values, (kindOfId, id) => (Object.hasOwn(words, id) ? words[id] : nameOf(kindOfId, id)));
}

type Reader = (value: unknown, nameOf: NameOf) => string | null;

/** What each condition says; null where it narrows nothing. */
const readers: Readonly<Record<string, Reader>> = {
  clientAppTypes: (value) => {
    const types = namesOf(value);
    return types.values.includes('all') ? null : `from ${listed(valueWords(types, clientWords))}`;
  },
  locations: placesIn,
  platforms: platformsIn,
  signInRiskLevels: (value) => `at ${riskIn(value)} sign-in risk`,
  userRiskLevels: (value) => `at ${riskIn(value)} user risk`,
  insiderRiskLevels: (value) => `at ${typeof value === 'string' ? shownWord(value) : riskIn(value)} insider risk`,
  servicePrincipalRiskLevels: (value) => `at ${riskIn(value)} risk of a workload identity`,
  devices: () => 'from certain devices',
  deviceStates: () => 'from devices in certain states',
  authenticationFlows: (value) => {
    const { transferMethods } = fieldsOf(value);
    return `by the authentication flow ${typeof transferMethods === 'string' ? `“${shownWord(transferMethods)}”` : 'that it names'}`;
  },
  clientApplications: () => 'for workload identities',
};

/** When a policy applies, in words; empty where always. */
export function whenWords(conditions: unknown, nameOf: NameOf): string[] {
  return statedFieldsOf(conditions).flatMap(([name, value]) => {
    if (name === 'users' || name === 'applications') return [];
    if (!Object.hasOwn(readers, name)) return [`under ${unknownWords(name)}`];
    return readers[name]?.(value, nameOf) ?? [];
  });
}

const unknownWords = (name: string): string => `“${shownWord(name)}”, which I do not know`;

const riskIn = (value: unknown): string => listed(valueWords(namesOf(value), riskWords), 'or');

function placesIn(value: unknown, nameOf: NameOf): string | null {
  const { includeLocations, excludeLocations } = fieldsOf(value);
  const words = (list: unknown): string => mixedWords(list, { words: locationWords, kind: 'location', nameOf });
  const [included, excluded] = [words(includeLocations) || 'no location', words(excludeLocations)];
  if (included === 'any location' && excluded === '') return null;
  return `from ${included}${excluded === '' ? '' : `, but not ${excluded}`}`;
}

function platformsIn(value: unknown): string | null {
  const { includePlatforms, excludePlatforms } = fieldsOf(value);
  const [included, excluded] = [includePlatforms, excludePlatforms].map((list) =>
    listed(valueWords(namesOf(list), platformWords)),
  );
  if (included === 'any' && excluded === '') return null;
  return `on ${included === '' ? 'no' : (included ?? '')} platform${excluded ? `, but not ${excluded}` : ''}`;
}
