import { counted } from '../../lib/text.ts';
import type { ReadinessFacts } from './facts.ts';
import { amber, given, green, red, type Verdict } from './gate.ts';

/** While security defaults are on, Entra enables no Conditional Access policy; without P1 they are all there is. */
export const securityDefaults = ({ securityDefaults: isOn, licences }: ReadinessFacts): Verdict =>
  given(isOn, (is) => {
    const isFree = 'is' in licences && !licences.is.hasP1;
    if (isFree && is) return green('On: without P1 they are what protects everybody.');
    if (isFree)
      return amber('Off, and without P1 there is nothing else for everybody.', {
        remedy: 'Say “turn on security defaults” once nobody has per-user MFA.',
      });
    if (!is) return green('Off, as Conditional Access needs it.');
    return red('On: Entra enables no Conditional Access policy meanwhile.', {
      remedy: 'Have the policies ready in report-only, then say “turn off security defaults”.',
    });
  });

/** Remembered devices skip MFA in the old service; with Conditional Access that is a sign-in frequency. */
export const rememberMfa = ({ settings }: ReadinessFacts): Verdict =>
  given(settings, ({ isRememberOn: isEnabled, rememberDays: days }) => {
    if (isEnabled === null) return amber('Not known: the tenant does not tell it.', LOOK_IN_SETTINGS);
    if (!isEnabled) return green('The old service remembers no devices.');
    return amber(`The old service remembers devices${days === null ? '' : ` for ${days} days`}.`, {
      number: days,
      remedy: 'Decide on a sign-in frequency in Conditional Access; the two do not work together.',
    });
  });

/** App passwords stop working when per-user MFA is switched off. */
export const appPasswords = ({ settings }: ReadinessFacts): Verdict =>
  given(settings, ({ allowAppPasswords }) => {
    if (allowAppPasswords === null) return amber('Not known: the tenant does not tell it.', LOOK_IN_SETTINGS);
    if (!allowAppPasswords) return green('App passwords are not allowed.');
    return amber('App passwords are allowed. They stop working with the move; the tenant does not tell who has one.', {
      remedy: 'Ask people who use old mail apps; then disallow app passwords in the MFA service settings.',
    });
  });

const LOOK_IN_SETTINGS = { remedy: 'Look at the MFA service settings in the Entra admin center.' };

/** People in a trusted place that policies leave out are never asked, so they never register there. */
export const trustedLocations = ({ trustedLocations: count, policies, settings }: ReadinessFacts): Verdict =>
  given(policies, ({ excludingPlaces }) =>
    given(count, (trusted) => {
      const isSkipped = 'is' in settings ? settings.is.skipMfaForFederatedUsers : null;
      const said = `${trusted} trusted named ${trusted === 1 ? 'location' : 'locations'}.`;
      if (excludingPlaces > 0)
        return amber(
          `${said} ${counted(excludingPlaces, 'enabled MFA policy leaves', 'enabled MFA policies leave')} places out: nobody there is asked.`,
          {
            number: excludingPlaces,
            remedy: 'See that people register elsewhere, or at least once, before they move.',
          },
        );
      if (isSkipped)
        return amber(`${said} The old service skips MFA for federated people in the company network.`, {
          remedy: 'Make a trusted location of that network if this is to stay.',
        });
      if (isSkipped === null)
        return amber(`${said} What the old service trusts is not known.`, {
          remedy: 'Look at its trusted IP ranges, and say “create a trusted location …” for those that are to stay.',
        });
      // The list of ranges has no documented name, so an empty one cannot be told from one that is not told.
      return amber(`${said} The tenant does not tell which IP ranges the old service trusts.`, LOOK_IN_SETTINGS);
    }),
  );

/** Before the migration is complete, the old service still decides which methods are allowed. */
export const methodsMigration = ({ methodsMigration: state }: ReadinessFacts): Verdict =>
  given(state, (is) => {
    if (is === 'migrationComplete') return green('Methods come from the authentication methods policy alone.');
    const reasons: Readonly<Record<string, string>> = {
      preMigration: 'Not begun: the old MFA and self-service policies still decide which methods are allowed.',
      migrationInProgress: 'In progress: old and new policies both decide which methods are allowed.',
    };
    return amber(reasons[is] ?? 'Not known: the tenant names a state that I do not know.', {
      remedy: 'Finish it under Authentication methods, Manage migration, in the Entra admin center.',
    });
  });
