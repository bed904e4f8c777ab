import { hasEmergencyAccounts } from '../../changes/protection.ts';
import type { Config, ConfigFault } from '../../config.ts';
import { counted } from '../../lib/text.ts';
import { fine, toKnow, toMend, type Line } from '../lines.ts';

/** Every fault of the configuration, each with its remedy. */
export const faultLines = (faults: readonly ConfigFault[]): Line[] =>
  faults.map(({ name, problem, remedy }) => toMend(`${name} ${problem}.`, remedy));

/** What the configuration allows, though it is complete. */
export function configurationLines(config: Config): Line[] {
  const accounts = config.emergencyAccountIds.length;
  return [
    fine(`The configuration is complete. Times are shown in ${config.timeZone}.`),
    hasEmergencyAccounts({ emergencyAccountIds: new Set(config.emergencyAccountIds) })
      ? fine(`${accounts} emergency access accounts are configured.`)
      : toMend(
          `${counted(accounts, 'emergency access account is', 'emergency access accounts are')} configured: nothing is ever changed.`,
          'Set CROSSOVER_EMERGENCY_ACCOUNTS to the object ids of at least two break-glass accounts.',
        ),
    config.helpContact === undefined
      ? toMend(
          'No help contact is set: no notice can be sent.',
          'Set CROSSOVER_HELP_CONTACT to a mail address, telephone number or https address where people get help.',
        )
      : fine(`People are told to get help at: ${config.helpContact}`),
    ...(config.settleMillis === 0
      ? [
          toKnow(
            'The settle time is 0: a change may be made before an edit of a policy or group has taken effect.',
            'Set CROSSOVER_SETTLE_MINUTES to 15, or leave it out.',
          ),
        ]
      : []),
  ];
}
