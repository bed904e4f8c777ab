import type { CardContent } from '../cards/compose.ts';

/** Tells one person that per-user MFA was switched on for them, in words that need no knowledge of Entra. */
export const stateChanged = (facts: {
  /** Whether the person has a method already: then there is nothing to register. */
  isRegistered: boolean;
  senderName: string;
  helpContact: string;
}): CardContent => ({
  title: 'Multifactor authentication is on for your account',
  status: { text: 'From your next sign-in on', tone: 'accent' },
  paragraphs: [
    facts.isRegistered
      ? 'When you sign in, you may be asked to confirm that it is you, with a method that you have set up already. You do not need to set up anything again.'
      : 'When you sign in, you may be asked to set up a second way to confirm that it is you. It takes a few minutes, and you can do it now.',
    'Please confirm only sign-ins that you started yourself.',
    'Apps that cannot ask such a question (older mail apps, for example) need an app password.',
  ],
  facts: [
    ['Sent by', facts.senderName],
    ['Help', facts.helpContact],
  ],
  actions: [
    facts.isRegistered
      ? { kind: 'openUrl', title: 'Check my methods', url: 'https://aka.ms/mysecurityinfo' }
      : { kind: 'openUrl', title: 'Set it up now', url: 'https://aka.ms/mfasetup' },
    {
      kind: 'openUrl',
      title: 'How to set up the app',
      url: 'https://support.microsoft.com/account-billing/how-to-use-the-microsoft-authenticator-app-9783c865-0308-42fb-a519-8cf666fe0acc',
    },
    {
      kind: 'openUrl',
      title: 'How signing in works',
      url: 'https://support.microsoft.com/office/2b856342-170a-438e-9a4f-3c092394d3cb',
    },
  ],
});
