import type { ReadinessFacts } from './facts.ts';
import { allOf, amber, given, green, type Verdict } from './gate.ts';

/** Per-user MFA goes only where Conditional Access requires MFA: who is not covered is not moved yet. */
export const coverage = ({ coverage: facts, counts }: ReadinessFacts): Verdict =>
  given(facts, ({ people, covered, blocked, reportOnly }) =>
    given(counts, ({ notCovered, unprotected }) => {
      const blockedWords = blocked > 0 ? ` ${blocked} of them are blocked altogether.` : '';
      if (people === 0) return amber('There is nobody in it who could move.', { number: 0 });
      if (covered === people)
        return green(
          `${allOf(people, 'Covered by enabled policies.', 'are covered by enabled policies.')}${blockedWords}`,
          { number: people },
        );
      const notes = [
        reportOnly > 0 && `${reportOnly} only by report-only policies`,
        unprotected > 0 && `${unprotected} have no per-user MFA either`,
      ].filter(Boolean);
      return amber(
        `${notCovered} of ${people} are not covered${notes.length > 0 ? `: ${notes.join(', ')}` : ''}.${blockedWords}`,
        {
          number: notCovered,
          listFilter: 'notCovered',
          remedy: 'Put them into the group of an enabled policy that requires MFA. Nobody moves before.',
        },
      );
    }),
  );

/** *Enforced* closes legacy authentication, so Conditional Access must. */
export const legacyClosed = ({ coverage: facts, counts }: ReadinessFacts): Verdict =>
  given(facts, ({ people }) =>
    given(counts, ({ legacyOpen }) => {
      if (legacyOpen === 0)
        return green(allOf(people, 'Policies close it.', 'have it closed by policies.'), { number: people });
      return amber(`Policies leave it open to ${legacyOpen} of ${people}. Nobody moves while it is.`, {
        number: legacyOpen,
        listFilter: 'legacyOpen',
        remedy: 'Block legacy authentication by a policy, or cover them by one for all client apps.',
      });
    }),
  );
