import { listedBriefly } from '../../lib/text.ts';
import type { ReadinessFacts } from './facts.ts';
import { amber, given, green, red, type Verdict } from './gate.ts';

const policies = (count: number): string => `${count} ${count === 1 ? 'policy' : 'policies'}`;

/** Without an enabled policy that requires MFA for all resources nobody can move. */
export const mfaPolicy = ({ policies: facts }: ReadinessFacts): Verdict =>
  given(facts, ({ requiring, reportOnly }) => {
    if (requiring > 0)
      return green(
        `${policies(requiring)} of yours ${requiring === 1 ? 'requires' : 'require'} MFA for all resources.`,
        {
          number: requiring,
        },
      );
    if (reportOnly > 0)
      return red('What would require MFA for all resources is in report-only, which protects nobody.', {
        number: reportOnly,
        remedy: 'Look at its effect in the sign-in logs, then say “turn on the policy …”.',
      });
    return red('No policy of yours requires MFA for all resources.', {
      number: 0,
      remedy: 'Say “create a policy that requires MFA for …”; it begins in report-only.',
    });
  });

/** Other policies may ask as well, and Microsoft may switch its own on. */
export const overlaps = ({ policies: facts }: ReadinessFacts): Verdict =>
  given(facts, ({ managed, narrowed }) => {
    const waiting = managed.filter(({ isEnforced }) => !isEnforced);
    const names = listedBriefly(
      managed.map(({ name }) => `“${name}”`),
      3,
    );
    if (waiting.length > 0)
      return amber(`Microsoft manages ${names}, and may switch what is in report-only on by itself.`, {
        number: managed.length,
        remedy: 'Decide on each: leave people out, or switch it off, before Microsoft switches it on.',
      });
    if (managed.length > 0)
      return amber(`Microsoft manages ${names}. These never count as protection here.`, { number: managed.length });
    if (narrowed > 0)
      return amber(`${policies(narrowed)} more ${narrowed === 1 ? 'asks' : 'ask'} for MFA in some cases only.`, {
        number: narrowed,
        remedy: 'See whether they are still needed once MFA is required for all resources.',
      });
    return green('No other policy asks for MFA.');
  });
