import { fieldsOf, isBlank } from './policy-shape.ts';

/**
 * Whether the policy is, as far as Graph lets us see, one that Microsoft made and may change by itself.
 *
 * A best effort, not a documented mark: managed policies were seen to carry a `templateId` and a name that begins
 * with "Microsoft-managed:". An admin's policy made from a template may carry a `templateId` too and is then taken
 * for managed, which errs on the side of not counting it.
 */
export function isMicrosoftManaged(policy: unknown): boolean {
  const { templateId, displayName } = fieldsOf(policy);
  return !isBlank(templateId) || (typeof displayName === 'string' && displayName.startsWith('Microsoft-managed:'));
}
