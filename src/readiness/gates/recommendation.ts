import type { ReadinessFacts } from './facts.ts';
import { amber, given, green, type Verdict } from './gate.ts';

/** Microsoft shows it from these shares on. */
const PER_USER_PERCENT = 5;

/** Microsoft's own recommendation: why it is shown or not, and that it completes by itself. */
export const recommendation = ({
  recommendation: status,
  tenant,
}: Pick<ReadinessFacts, 'recommendation' | 'tenant'>): Verdict =>
  given(status, (is) =>
    given(tenant, ({ people, withMfa }) => {
      const list = { number: withMfa, listFilter: withMfa > 0 ? ('withMfa' as const) : null };
      if (is === null) return notShown(people, withMfa);
      if (is.startsWith('completed') && withMfa === 0) return green(`${statusWords(is)}.`, { number: 0 });
      const remedy =
        withMfa > 0
          ? 'It completes by itself within a day after the last person has left per-user MFA.'
          : 'Nobody has per-user MFA any more: it completes by itself at the next daily run.';
      return amber(`${statusWords(is)}; ${withMfa} of ${people} still have per-user MFA.`, { ...list, remedy });
    }),
  );

function notShown(people: number, withMfa: number): Verdict {
  if (withMfa === 0) return green('Not shown: nobody has per-user MFA.', { number: 0 });
  const isFew = 100 * withMfa < PER_USER_PERCENT * people;
  const why = isFew
    ? `fewer than ${PER_USER_PERCENT} % of people have per-user MFA`
    : 'policies are active for 1 % of people or fewer, or the daily run is still to come';
  return amber(`Not shown: ${why}. ${withMfa} of ${people} still have it.`, {
    number: withMfa,
    listFilter: 'withMfa',
    remedy: `That it is not shown proves nothing: it takes ${PER_USER_PERCENT} % with per-user MFA, and policies active for more than 1 %.`,
  });
}

/** Graph's status in words; a status of tomorrow keeps Graph's own word. */
export const statusWords = (status: string): string => STATUSES[status] ?? `Graph says “${status}”`;

const STATUSES: Readonly<Record<string, string>> = {
  active: 'Active',
  completedBySystem: 'Completed by itself',
  completedByUser: 'Marked as completed by somebody',
  dismissed: 'Dismissed by somebody',
  postponed: 'Postponed by somebody',
  planned: 'Marked as planned',
  riskAccepted: 'Marked as an accepted risk',
  thirdParty: 'Marked as solved by a third party',
  alternateMitigation: 'Marked as solved in another way',
};
