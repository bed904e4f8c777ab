import { counted } from '../../lib/text.ts';
import type { ReadinessFacts } from './facts.ts';
import { amber, given, green, red, type Verdict } from './gate.ts';
import type { ListName } from './lists.ts';

/** A policy that applies to the account of directory synchronisation stops it. */
export const synchronization = ({ counts, coverage }: ReadinessFacts): Verdict =>
  given(coverage, ({ targeted }) =>
    given(counts, ({ synchronization: number }) => {
      if (targeted.directorySynchronization > 0)
        return red(`Policies apply to ${targeted.directorySynchronization} of them: synchronisation would stop.`, {
          number: targeted.directorySynchronization,
          listFilter: 'synchronization',
          remedy: 'Exclude the role Directory Synchronization Accounts from every policy for people.',
        });
      return green(number === 0 ? 'None in it.' : `${number}, and no policy applies to them.`, { number });
    }),
  );

/** Accounts that nobody sits at cannot answer a prompt. */
const unattended = (
  facts: ReadinessFacts,
  { kind, variable, remedy }: { kind: 'service' | 'shared'; variable: string; remedy: string },
): Verdict =>
  given(facts.coverage, ({ targeted }) =>
    given(facts.counts, (counts) => {
      const number = counts[kind];
      const listFilter: ListName = kind;
      if (targeted[kind] > 0)
        return amber(`Policies apply to ${targeted[kind]} of ${counted(number, 'account', 'accounts')}.`, {
          ...{ number, listFilter, remedy },
        });
      if (!facts.isConfigured[kind])
        return amber('Not known: nothing says which accounts these are.', { remedy: `Set ${variable}.` });
      return green(number === 0 ? 'None in it.' : `${number}, and no policy applies to them.`, { number });
    }),
  );

export const serviceAccounts = (facts: ReadinessFacts): Verdict =>
  unattended(facts, {
    kind: 'service',
    variable: 'CROSSOVER_SERVICE_ACCOUNTS',
    remedy: 'Replace them by managed identities, or leave them out of the policies for people.',
  });

/** Meeting rooms, kiosks, printers. */
export const sharedAccounts = (facts: ReadinessFacts): Verdict =>
  unattended(facts, {
    kind: 'shared',
    variable: 'CROSSOVER_SHARED_ACCOUNTS',
    remedy: 'Give them a policy of their own, by device or place; they cannot answer a prompt.',
  });

/** Administrators move last, and one who is not MFA-capable would be out at once. */
export const administrators = ({ counts }: ReadinessFacts): Verdict =>
  given(counts, ({ people, administrators: number, noAdministrators, administratorsNotCapable }) => {
    if (administratorsNotCapable > 0)
      return red(`${administratorsNotCapable} of ${number} are not MFA-capable.`, {
        number: administratorsNotCapable,
        listFilter: 'administratorsNotCapable',
        remedy: 'Have them register before anything else.',
      });
    if (number > 0)
      return amber(`${number} in it.`, {
        number,
        listFilter: 'administrators',
        remedy: 'Move them last, with a policy of their own that asks for a phishing-resistant method.',
      });
    if (noAdministrators < people) return amber('Not known of everybody: the tenant does not tell who has a role.');
    return green('None in it.', { number });
  });

/** A guest's MFA may come from the home tenant; per-user MFA of yours asks again. */
export const guests = ({ counts }: ReadinessFacts): Verdict =>
  given(counts, ({ guests: number, guestsWithMfa }) => {
    if (number === 0) return green('None in it.', { number });
    const words = guestsWithMfa > 0 ? `, ${guestsWithMfa} with per-user MFA here` : '';
    return amber(`${number} in it${words}.`, {
      number,
      listFilter: guestsWithMfa > 0 ? 'guestsWithMfa' : 'guests',
      remedy: 'Give guests a ring and a policy of their own, and see which home tenants you trust.',
    });
  });
