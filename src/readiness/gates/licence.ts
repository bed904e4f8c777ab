import type { ReadinessFacts } from './facts.ts';
import { allOf, amber, given, green, red, type Verdict } from './gate.ts';

/** Conditional Access needs Microsoft Entra ID P1 for everybody whom a policy applies to. */
export const licence = ({ licences, counts }: ReadinessFacts): Verdict =>
  given(licences, ({ hasP1 }) => {
    if (!hasP1)
      return red('The tenant has no Microsoft Entra ID P1, and Conditional Access needs it.', {
        remedy: 'Buy P1 for everybody who is to move. Until then per-user MFA, or security defaults, is what there is.',
      });
    return given(counts, ({ licensable, licensed, unlicensed }) => {
      const unknown = licensable - licensed - unlicensed;
      if (unlicensed > 0)
        return red(`${unlicensed} of ${licensable} accounts have no P1 or P2.`, {
          number: unlicensed,
          listFilter: 'unlicensed',
          remedy: 'Assign P1 to them, or leave them out.',
        });
      if (unknown > 0) return amber(`The licences of ${unknown} of ${licensable} are not known.`, { number: unknown });
      return green(allOf(licensable, 'P1 or P2 is assigned.', 'have P1 or P2.'), { number: licensable });
    });
  });
