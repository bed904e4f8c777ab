import type { Tone } from '../cards/card.ts';
import type { PerUserMfaState } from '../entra/user-shape.ts';

/** What a per-user MFA state means for each kind of sign-in. */
export interface StateMeaning {
  tone: Tone;
  inShort: string;
  legacy: string;
  browser: string;
  modern: string;
}

/** The meanings, as Microsoft documents them for the three states. */
export const meanings: Record<PerUserMfaState, StateMeaning> = {
  disabled: {
    tone: 'default',
    inShort: 'Per-user MFA asks nothing of this person.',
    legacy: 'Not affected.',
    browser: 'Not affected.',
    modern: 'Not affected.',
  },
  enabled: {
    tone: 'accent',
    inShort: 'The person is asked to register at the next sign-in, and becomes enforced by registering.',
    legacy: 'Works with the password until registration is complete.',
    browser: 'Registration is required once the session expires.',
    modern: 'Registration is required once the access token expires.',
  },
  enforced: {
    tone: 'good',
    inShort: 'Per-user MFA asks for MFA at every sign-in.',
    legacy: 'Needs app passwords.',
    browser: 'MFA is required at sign-in.',
    modern: 'MFA is required at sign-in.',
  },
  unknown: {
    tone: 'attention',
    inShort: 'Entra did not tell the state. It is not the same as disabled.',
    legacy: 'Not known.',
    browser: 'Not known.',
    modern: 'Not known.',
  },
};

const methodNames: Record<string, string> = {
  microsoftAuthenticatorAuthenticationMethod: 'Authenticator app',
  phoneAuthenticationMethod: 'phone',
  fido2AuthenticationMethod: 'passkey (FIDO2)',
  softwareOathAuthenticationMethod: 'code app',
  hardwareOathAuthenticationMethod: 'code token',
  windowsHelloForBusinessAuthenticationMethod: 'Windows Hello for Business',
  platformCredentialAuthenticationMethod: 'platform credential',
  temporaryAccessPassAuthenticationMethod: 'Temporary Access Pass',
  emailAuthenticationMethod: 'e-mail (password reset only)',
  externalAuthenticationMethod: 'external method',
};

/** A registered method as people call it; the password is no method to speak of. */
export const methodWords = (types: readonly string[]): string[] => [
  ...new Set(types.filter((type) => type !== 'passwordAuthenticationMethod').map((type) => methodNames[type] ?? type)),
];
