import type { EmergencyAccount, ReadinessFacts } from './facts.ts';
import { amber, given, green, red, type Colour, type Verdict } from './gate.ts';

const NEEDED = 2;
/** Whoever uses one of these accounts sooner than that deserves a question. */
const LATELY_DAYS = 30;

/** At least two accounts that get in whatever happens: excluded everywhere, phishing-resistant, cloud-only, not in use. */
export const emergency = ({ emergency: accounts }: ReadinessFacts): Verdict =>
  given(accounts, (found) => {
    const all = found.filter(({ isListed }) => isListed);
    if (all.length < NEEDED)
      return red(`${all.length} of at least ${NEEDED} are configured. Nothing is changed before.`, {
        number: all.length,
        remedy: 'Set CROSSOVER_EMERGENCY_ACCOUNTS to the object ids of two break-glass accounts.',
      });
    const faults = found.flatMap(faultsOf);
    const worst = faults.some(([colour]) => colour === 'red') ? red : amber;
    if (faults.length === 0)
      return green(`${all.length} accounts, excluded everywhere, phishing-resistant, not used lately.`, {
        number: all.length,
      });
    return worst(`${faults.map(([, words]) => words).join('; ')}.`, {
      number: faults.length,
      remedy: 'Mend it in the Entra admin center before anybody moves.',
    });
  });

function faultsOf(account: EmergencyAccount): [Colour, string][] {
  const { name, lastSignInDaysAgo: days, hasPhishingResistantMethod: isResistant } = account;
  if (!account.isListed) return [['amber', `${name} looks like one, but is not in CROSSOVER_EMERGENCY_ACCOUNTS`]];
  if (!account.isThere) return [['red', `${name} is not in the directory`]];
  const isLately = days !== null && days < LATELY_DAYS;
  const faults: [boolean, Colour, string][] = [
    [!account.isEnabled, 'red', `${name} is disabled`],
    [account.notExcludedFrom > 0, 'red', `${name} is not excluded from ${account.notExcludedFrom} enabled policies`],
    [!account.isCloudOnly, 'red', `${name} is synchronised from on-premises`],
    [isResistant === false, 'amber', `${name} has no passkey or the like (certificates are not told)`],
    [isResistant === null, 'amber', `the methods of ${name} are not known`],
    [
      account.notExcludedFromReportOnly > 0,
      'amber',
      `${name} is not excluded from ${account.notExcludedFromReportOnly} report-only policies`,
    ],
    [isLately, 'amber', `${name} was used ${days === 0 ? 'within a day' : `${days} days ago`}: find out why`],
  ];
  return faults.flatMap(([is, colour, words]) => (is ? [[colour, words]] : []));
}
