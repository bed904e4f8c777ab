import type { ReadinessFacts } from './facts.ts';
import { allOf, amber, given, green, red, type Verdict } from './gate.ts';

/** As many must be MFA-capable before a ring may begin, unless told otherwise. */
export const MIN_MFA_CAPABLE_PERCENT = 95;

/** The share of people who are MFA-capable, rounded down so that it is never flattered; null of nobody. */
export const shareOf = (capable: number, people: number): number | null =>
  people === 0 ? null : Math.floor((100 * capable) / people);

/** Whoever is not MFA-capable is never moved; too few of them and the help desk is flooded. */
export const registration = ({ counts }: ReadinessFacts, minPercent = MIN_MFA_CAPABLE_PERCENT): Verdict =>
  given(counts, ({ people, capable, notCapable }) => {
    const percent = shareOf(capable, people);
    if (percent === null) return amber('There is nobody in it who could register.', { number: 0 });
    const unknown = people - capable - notCapable;
    if (unknown === people) return amber('Not known: the tenant does not tell who is MFA-capable.');
    const said = `${percent} % of ${people} are MFA-capable`;
    const unknownWords = unknown > 0 ? `; of ${unknown} it is not known` : '';
    if (notCapable === 0 && unknown === 0)
      return green(allOf(people, 'MFA-capable.', 'are MFA-capable.'), { number: people });
    const rest = {
      number: notCapable,
      listFilter: notCapable > 0 ? ('notCapable' as const) : null,
      remedy: 'Say “turn on the registration campaign for …”, or hand out Temporary Access Passes.',
    };
    return percent < minPercent
      ? red(`${said}, ${minPercent} % are needed${unknownWords}.`, rest)
      : amber(`${said}${unknownWords}.`, rest);
  });

/** Nothing ever asks them to register: the first prompt would come from whoever signs in first. */
export const neverAsked = ({ counts, coverage }: ReadinessFacts): Verdict =>
  given(coverage, () =>
    given(counts, ({ neverAsked: number }) =>
      number === 0
        ? green('Whoever has not registered is asked to.', { number })
        : amber(`${number} have not registered, and neither per-user MFA nor a policy ever asks them.`, {
            number,
            listFilter: 'neverAsked',
            remedy: 'A campaign does not reach them: cover them by a policy, or hand out Temporary Access Passes.',
          }),
    ),
  );
