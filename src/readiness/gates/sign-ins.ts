import { counted } from '../../lib/text.ts';
import type { ReadinessFacts, SignInFacts } from './facts.ts';
import { amber, given, green, red, type Verdict } from './gate.ts';

const people = (count: number): string => counted(count, 'account', 'accounts');
const atLeast = ({ isCapped }: SignInFacts): string => (isCapped ? 'At least ' : '');

/** Printers, relays and old mail apps know no MFA: with the move they fail without a word. */
export const legacySignIns = ({ legacySignIns: facts, counts }: ReadinessFacts): Verdict =>
  given(facts, (read) =>
    given(counts, ({ legacySignIns: number, smtpSignIns }) => {
      if (number === 0 && !read.isCapped) return green('Nobody in 30 days.', { number });
      if (number === 0) return amber(`Nobody in the newest ${read.signIns} such sign-ins; there are more.`, { number });
      const smtp = smtpSignIns > 0 ? `, ${smtpSignIns} of them over SMTP (printers, relays)` : '';
      return red(`${atLeast(read)}${people(number)} in 30 days${smtp}.`, {
        number,
        listFilter: 'legacySignIns',
        remedy: 'Give them a modern client, a connector or a relay; or leave them out of the move.',
      });
    }),
  );

/** Per-user MFA asks where Conditional Access could make an exception: enrolment in Intune, hybrid-joined devices. */
export const disturbed = ({ askedSignIns: facts, counts }: ReadinessFacts): Verdict =>
  given(facts, ({ signIns, isCapped }) =>
    given(counts, ({ intuneEnrolments, hybridJoins }) => {
      const number = intuneEnrolments + hybridJoins;
      const sample = isCapped ? ` in the newest ${signIns} sign-ins with MFA` : ' in 30 days';
      if (number === 0)
        return isCapped ? amber(`Nobody${sample}; there are more.`, { number }) : green(`Nobody${sample}.`, { number });
      const listFilter = intuneEnrolments > 0 ? 'intuneEnrolments' : 'hybridJoins';
      const said = `Per-user MFA asked ${people(intuneEnrolments)} at Intune enrolment and ${people(hybridJoins)} on hybrid-joined devices${sample}.`;
      return amber(said, {
        number,
        listFilter,
        remedy: 'The move mends it: say in the policy what is to hold for these devices.',
      });
    }),
  );

/** AD FS, NPS and VPN that use the cloud's MFA service keep asking whatever Conditional Access says. */
export const mfaServer = ({ mfaServerSignIns: facts, counts }: ReadinessFacts): Verdict =>
  given(facts, (read) =>
    given(counts, ({ mfaServerSignIns: number }) => {
      if (number === 0 && !read.isCapped) return green('No sign-ins through it in 30 days.', { number });
      return amber(`${atLeast(read)}${people(number)} in 30 days, through AD FS, NPS or a VPN.`, {
        number,
        listFilter: number > 0 ? 'mfaServerSignIns' : null,
        remedy: 'Try it with one of them before the rest: these servers ask by themselves.',
      });
    }),
  );
