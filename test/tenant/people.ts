import { TENANT_DOMAIN } from './cast.ts';
import { OFFICE_PLAN_IDS } from './cast-people.ts';
import type { PerUserMfaState, TenantUser } from './contract.ts';
import { SERVICE_PLAN_IDS } from './entra-ids.ts';
import { NAME_STOCKS, STOCK_WEIGHTS } from './names.ts';
import type { NameStock } from './names.ts';
import type { SeededRandom } from './seeded-random.ts';

/** The departments that people work in; each has a group of its own. */
export const DEPARTMENTS = ['Sales', 'Engineering', 'Finance', 'HR', 'Operations', 'Legal'] as const;

const JOB_TITLES = ['Specialist', 'Senior Specialist', 'Analyst', 'Team Lead', 'Assistant', 'Consultant'] as const;
const PARTNER_DOMAINS = ['contoso.example', 'northwind.example', 'tailspin.example'] as const;
const METHOD_SETS: readonly (readonly string[])[] = [
  ['microsoftAuthenticatorAuthenticationMethod', 'phoneAuthenticationMethod'],
  ['microsoftAuthenticatorAuthenticationMethod'],
  ['phoneAuthenticationMethod'],
  ['softwareOathAuthenticationMethod', 'phoneAuthenticationMethod'],
  ['fido2AuthenticationMethod', 'microsoftAuthenticatorAuthenticationMethod'],
  ['windowsHelloForBusinessAuthenticationMethod', 'microsoftAuthenticatorAuthenticationMethod'],
];
const OLDEST_ACCOUNT_AT = Date.UTC(2016, 0, 4);
const NEWEST_ACCOUNT_AT = Date.UTC(2026, 8, 30);

/** Draws so many people: about 35 % enforced, 10 % enabled, 4 % guests, some disabled, synchronised, unlicensed. */
export function generatePeople(count: number, random: SeededRandom): TenantUser[] {
  const stocks = NAME_STOCKS.flatMap((stock, index) => Array<NameStock>(STOCK_WEIGHTS[index] ?? 1).fill(stock));
  return Array.from({ length: count }, (_, index) => generatePerson(index, random.pick(stocks), random));
}

interface PersonName {
  displayName: string;
  givenName: string;
  surname: string;
  /** The part of the address before the @. */
  local: string;
}

function generatePerson(index: number, stock: NameStock, random: SeededRandom): TenantUser {
  const name = nameFrom(stock, index, random);
  const isGuest = random.isLuckyPercent(4);
  const perUserMfaState = drawState(random);
  const isUnlicensed = isGuest || random.isLuckyPercent(5);
  return {
    id: random.guid(),
    displayName: name.displayName,
    givenName: name.givenName,
    surname: name.surname,
    ...addressesOf(name.local, isGuest, random),
    jobTitle: isGuest ? null : random.pick(JOB_TITLES),
    department: isGuest ? null : random.pick(DEPARTMENTS),
    preferredLanguage: random.isLuckyPercent(85) ? stock.language : null,
    userType: isGuest ? 'Guest' : 'Member',
    accountEnabled: !random.isLuckyPercent(4),
    onPremisesSyncEnabled: !isGuest && random.isLuckyPercent(30) ? true : null,
    createdDateTime: drawInstant(random),
    lastSignInDateTime: null,
    managerId: null,
    perUserMfaState,
    methods: drawMethods(perUserMfaState, random),
    servicePlanIds: servicePlansOf(isGuest, isUnlicensed),
    roleTemplateIds: [],
    teams: { isLicensed: !isUnlicensed, isInstalled: false, isBlockedByPolicy: false, hasBlockedBot: false },
  };
}

function nameFrom(stock: NameStock, index: number, random: SeededRandom): PersonName {
  const givenIndex = random.below(stock.given.length);
  const surnameIndex = random.below(stock.surnames.length);
  const givenName = stock.given[givenIndex] ?? '';
  const surname = stock.surnames[surnameIndex] ?? '';
  const latinGiven = stock.latin?.given[givenIndex] ?? latin(givenName);
  const latinSurname = stock.latin?.surnames[surnameIndex] ?? latin(surname);
  return {
    displayName: stock.isSurnameFirst === true ? `${surname}${givenName}` : `${givenName} ${surname}`,
    givenName,
    surname,
    local: `${latinGiven}.${latinSurname}${index + 1}`, // numbered: names repeat, addresses may not
  };
}

/** Letters that do not decompose into a plain letter and a mark. */
const PLAIN_LETTERS: Record<string, string> = { ß: 'ss', ł: 'l', ı: 'i', ø: 'o', "'": '' };

/** Few names are borne by many. */
const knownLatin = new Map<string, string>();

function latin(name: string): string {
  const known = knownLatin.get(name) ?? withoutMarks(name);
  knownLatin.set(name, known);
  return known;
}

function withoutMarks(name: string): string {
  const unmarked = name.normalize('NFD').replaceAll(/\p{M}/gu, '').toLowerCase();
  const plain = Array.from(unmarked.normalize('NFD').replaceAll(/\p{M}/gu, ''));
  return plain.map((letter) => PLAIN_LETTERS[letter] ?? letter).join('');
}

function addressesOf(
  local: string,
  isGuest: boolean,
  random: SeededRandom,
): Pick<TenantUser, 'userPrincipalName' | 'mail'> {
  const address = `${local}@${TENANT_DOMAIN}`;
  if (!isGuest) return { userPrincipalName: address, mail: address };
  const domain = random.pick(PARTNER_DOMAINS);
  return { userPrincipalName: `${local}_${domain}#EXT#@${TENANT_DOMAIN}`, mail: `${local}@${domain}` };
}

function drawState(random: SeededRandom): PerUserMfaState {
  const percent = random.next() * 100;
  if (percent < 35) return 'enforced';
  return percent < 45 ? 'enabled' : 'disabled';
}

/** Who is enabled has not registered, or Entra would have made it enforced; enforced by hand may lack methods too. */
function drawMethods(state: PerUserMfaState, random: SeededRandom): string[] {
  const registeredPercent = { enforced: 94, enabled: 0, disabled: 45 }[state];
  return random.isLuckyPercent(registeredPercent) ? [...random.pick(METHOD_SETS)] : [];
}

function servicePlansOf(isGuest: boolean, isUnlicensed: boolean): string[] {
  if (isGuest) return [];
  return OFFICE_PLAN_IDS.filter((plan) => !isUnlicensed || plan !== SERVICE_PLAN_IDS.TEAMS1);
}

function drawInstant(random: SeededRandom): string {
  const millis = OLDEST_ACCOUNT_AT + random.next() * (NEWEST_ACCOUNT_AT - OLDEST_ACCOUNT_AT);
  return `${new Date(millis).toISOString().slice(0, 19)}Z`;
}
