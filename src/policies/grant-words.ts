import { counted, listed } from '../lib/text.ts';
import { shownWord, valueWords } from './name-words.ts';
import { fieldsOf, isBlank, namesOf, statedFieldsOf } from './policy-shape.ts';

const controlWords = {
  mfa: 'MFA',
  compliantDevice: 'a compliant device',
  domainJoinedDevice: 'a hybrid-joined device',
  approvedApplication: 'an approved app',
  compliantApplication: 'an app with a protection policy',
  passwordChange: 'a new password',
  riskRemediation: 'that the risk is remedied',
  block: 'a block',
};

/** The built-in strengths, where only their ids are told. */
const strengthWords: Readonly<Record<string, string>> = {
  '00000000-0000-0000-0000-000000000002': 'Multifactor authentication',
  '00000000-0000-0000-0000-000000000003': 'Passwordless MFA',
  '00000000-0000-0000-0000-000000000004': 'Phishing-resistant MFA',
};

/** What a policy asks for at a sign-in, in words. */
export function demandIn(grantControls: unknown): string {
  const { operator, builtInControls, authenticationStrength, ...rest } = fieldsOf(grantControls);
  const built = namesOf(builtInControls);
  const isStrict = operator === 'AND';
  if (built.values.includes('block') && (isStrict || built.values.length === 1)) return 'blocks the sign-in';
  const controls = [
    ...valueWords(built, controlWords),
    ...(isBlank(authenticationStrength) ? [] : [`the strength ${strengthName(authenticationStrength)}`]),
    ...statedFieldsOf(rest).map(([name, value]) => otherWords(name, value)),
  ];
  if (controls.length === 0) return 'asks for nothing';
  return `requires ${listed(controls, isStrict ? 'and' : 'or')}`;
}

function strengthName(strength: unknown): string {
  const { id, displayName } = fieldsOf(strength);
  const name = typeof displayName === 'string' ? displayName : typeof id === 'string' ? strengthWords[id] : undefined;
  return name === undefined || name === '' ? 'that I do not know' : `“${shownWord(name)}”`;
}

function otherWords(name: string, value: unknown): string {
  const { length } = namesOf(value).values;
  if (name === 'termsOfUse') return `${counted(length, 'acceptance', 'acceptances')} of terms of use`;
  if (name === 'customAuthenticationFactors') return counted(length, 'custom factor', 'custom factors');
  return `“${shownWord(name)}”, which I do not know`;
}

const unset = (value: unknown): boolean => isBlank(value) || fieldsOf(value)['isEnabled'] === false;

const sessionReaders: Readonly<Record<string, (value: unknown) => string>> = {
  signInFrequency: frequencyWords,
  persistentBrowser: (value) =>
    fieldsOf(value)['mode'] === 'never' ? 'nobody stays signed in in a browser' : 'browsers may stay signed in',
  cloudAppSecurity: () => 'Defender for Cloud Apps watches the session',
  applicationEnforcedRestrictions: () => 'apps limit the session',
  secureSignInSession: () => 'the session is bound to its device',
  disableResilienceDefaults: () => 'no access while Entra is down',
  continuousAccessEvaluation: () => 'access is evaluated continuously, or not, by this policy',
};

/** What a policy does to a session, in words. */
export function sessionWords(sessionControls: unknown): string[] {
  return statedFieldsOf(sessionControls).flatMap(([name, value]) => {
    if (unset(value) || value === false) return [];
    return Object.hasOwn(sessionReaders, name)
      ? (sessionReaders[name]?.(value) ?? [])
      : `“${shownWord(name)}”, which I do not know`;
  });
}

/** How often a policy asks again, in words. */
export function frequencyWords(signInFrequency: unknown): string {
  const { value, type, frequencyInterval } = fieldsOf(signInFrequency);
  if (unset(signInFrequency)) return 'no sign-in frequency';
  if (frequencyInterval === 'everyTime') return 'asks again every time';
  const isKnown = typeof value === 'number' && (type === 'days' || type === 'hours');
  return isKnown
    ? `asks again after ${counted(value, type.slice(0, -1), type)}`
    : 'asks again after a time that I do not know';
}
