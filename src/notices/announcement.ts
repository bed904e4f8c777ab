import type { CardContent } from '../cards/compose.ts';
import { instantIn } from '../lib/time-words.ts';

/** What an announcement is made of. */
export interface AnnouncementFacts {
  movesAt: Date;
  senderName: string;
  helpContact: string;
  timeZone: string;
}

/** Tells a pilot group that they move to Conditional Access: what changes, when, what to do, whom to ask. */
export const announcement = (facts: AnnouncementFacts): CardContent => ({
  title: 'How you confirm your sign-in is changing',
  status: { text: `From ${instantIn(facts.movesAt, facts.timeZone)}`, tone: 'accent' },
  paragraphs: [
    'From then on your organisation asks for multifactor authentication (MFA) by Conditional Access, and no longer for each account by itself.',
    'You do not need to register again: your Authenticator app, your phone and your other methods stay as they are.',
    'On that day you may be asked twice. Please confirm only sign-ins that you started yourself.',
    'If you have never registered a method, please do it before then.',
  ],
  facts: [
    ['Sent by', facts.senderName],
    ['Help', facts.helpContact],
  ],
  actions: [
    { kind: 'openUrl', title: 'Check my methods', url: 'https://aka.ms/mysecurityinfo' },
    { kind: 'openUrl', title: 'What is MFA?', url: 'https://go.microsoft.com/fwlink/?linkid=2276930' },
  ],
});

/** Tells one person that per-user MFA was switched on for them, with the pages that help. */
export const stateChanged = (facts: {
  state: string;
  /** Whether the person has a method already: then there is nothing to register. */
  isRegistered: boolean;
  senderName: string;
  helpContact: string;
}): CardContent => ({
  title: 'Multifactor authentication is on for your account',
  status: { text: `Your account is now ${facts.state}`, tone: 'accent' },
  paragraphs: [
    facts.isRegistered
      ? 'You do not need to register again: your methods stay as they are. You may be asked for MFA at your next sign-in.'
      : 'At one of your next sign-ins you may be asked to register a second way to confirm that it is you. It takes a few minutes.',
    'Apps that cannot show such a question (older mail apps, for example) need an app password.',
  ],
  facts: [
    ['Sent by', facts.senderName],
    ['Help', facts.helpContact],
  ],
  actions: [
    { kind: 'openUrl', title: 'Register now', url: 'https://aka.ms/mfasetup' },
    {
      kind: 'openUrl',
      title: 'Set up the app',
      url: 'https://support.microsoft.com/account-billing/how-to-use-the-microsoft-authenticator-app-9783c865-0308-42fb-a519-8cf666fe0acc',
    },
    {
      kind: 'openUrl',
      title: 'Sign in afterwards',
      url: 'https://support.microsoft.com/office/2b856342-170a-438e-9a4f-3c092394d3cb',
    },
  ],
});
