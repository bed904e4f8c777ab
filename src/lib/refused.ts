import { CrossoverError } from './errors.ts';

/** Every reason for which we refuse what a person asked. A new one must be given words where it is raised. */
export type RefusalReason =
  | 'notAllowed'
  | 'unknownRequest'
  | 'invalidInput'
  | 'nobodyFound'
  | 'ambiguous'
  | 'notReady'
  | 'alreadySo'
  | 'protectedAccount'
  | 'noEmergencyAccounts'
  | 'coveredByConditionalAccess'
  | 'notCovered'
  | 'legacyAuthenticationOpen'
  | 'notMfaCapable'
  | 'wouldLockOut'
  | 'wouldStopSynchronization'
  | 'microsoftManaged'
  | 'notLicensed'
  | 'securityDefaultsOn'
  | 'policiesEnabled'
  | 'notOurs'
  | 'inUse'
  | 'tooFewApprovers'
  | 'ownProposal'
  | 'aboutOneself'
  | 'alreadyProposed'
  | 'alreadyDecided'
  | 'expired'
  | 'notStoppable'
  | 'perUserMfaInUse'
  | 'planMismatch'
  | 'drifted'
  | 'unknownProposal';

/**
 * We refuse what was asked. `message` is a sentence the person reads; `remedy` says what would make it possible.
 * Nothing was changed when this is thrown.
 */
export class RefusedError extends CrossoverError {
  override readonly name = 'RefusedError';
  readonly reason: RefusalReason;
  readonly remedy: string;

  constructor(reason: RefusalReason, message: string, remedy: string) {
    super(message);
    this.reason = reason;
    this.remedy = remedy;
  }
}
