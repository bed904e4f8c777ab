import { fieldsOf, isBlank, namesOf, statedFieldsOf } from './policy-shape.ts';

/**
 * What the grant of a policy asks for: `mfa` where no way leads around MFA, `mfaOrOther` where MFA is one way
 * of several, `block` where no way leads in.
 */
export type Requirement = 'mfa' | 'mfaOrOther' | 'block' | 'nothing';

type Control = 'mfa' | 'block' | 'other';

/** Reads the `grantControls` of a policy. */
export function requirementOf(grantControls: unknown): Requirement {
  const controls = controlsOf(grantControls);
  if (controls.length === 0) return 'nothing';
  if (fieldsOf(grantControls)['operator'] === 'AND') {
    if (controls.includes('block')) return 'block';
    return controls.includes('mfa') ? 'mfa' : 'nothing';
  }
  // `OR`; an operator that we do not know is read as the weaker one. A block is no way in, so no alternative.
  const waysIn = controls.filter((control) => control !== 'block');
  if (waysIn.length === 0) return 'block';
  if (!waysIn.includes('mfa')) return 'nothing';
  return waysIn.includes('other') ? 'mfaOrOther' : 'mfa';
}

function controlsOf(grantControls: unknown): Control[] {
  const { builtInControls, authenticationStrength, ...rest } = fieldsOf(grantControls);
  // Terms of use, custom factors, and kinds of control that we do not know: none of them is MFA.
  const others = statedFieldsOf(rest).filter(([name]) => name !== 'operator');
  return [
    ...builtInsOf(builtInControls),
    ...strengthsOf(authenticationStrength),
    ...others.map((): Control => 'other'),
  ];
}

function builtInsOf(builtInControls: unknown): Control[] {
  const names = namesOf(builtInControls);
  if (!names.isReadable) return ['other'];
  return names.values.map((name) => (name === 'mfa' || name === 'block' ? name : 'other'));
}

/** A strength that does not say that it satisfies MFA is taken as one that does not. */
function strengthsOf(authenticationStrength: unknown): Control[] {
  if (isBlank(authenticationStrength)) return [];
  return [fieldsOf(authenticationStrength)['requirementsSatisfied'] === 'mfa' ? 'mfa' : 'other'];
}
