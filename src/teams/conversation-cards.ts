import type { Card } from '../cards/card.ts';
import { composeCard } from '../cards/compose.ts';
import type { Choice, ForbiddenReason } from '../chat/understanding.ts';
import type { Asked } from '../chat/understood.ts';

/** What can be clicked where words left something open. */
const buttonsOf = (choices: readonly Choice[], button: string) =>
  choices.map(({ understoodAs, request }) => ({ ...inTwoLines(understoodAs), button, request }));

/** What would be done, and below it with what: "propose to start a ring (ring: 2)". */
function inTwoLines(understoodAs: string): { primary: string; secondary?: string } {
  const at = understoodAs.endsWith(')') ? understoodAs.indexOf(' (') : -1;
  const does = at < 0 ? understoodAs : understoodAs.slice(0, at);
  const primary = `${does.charAt(0).toUpperCase()}${does.slice(1)}`;
  return at < 0 ? { primary } : { primary, secondary: understoodAs.slice(at + 2, -1) };
}

/** One question, with what is likely to click; any words answer it too. */
export const questionCard = ({ question, understoodAs, choices }: Asked): Card =>
  composeCard({
    title: 'One question first',
    status: { text: question, tone: 'accent' },
    subject: `I understood: ${understoodAs}`,
    choices: buttonsOf(choices, 'Choose'),
    footer: 'Nothing was changed. Answer in words, or ask something else.',
  });

/** Two or three readings of one sentence. */
export const unsureCard = (choices: readonly Choice[]): Card =>
  composeCard({ title: 'I am not sure: did you mean …', choices: buttonsOf(choices, 'Yes') });

/** Several orders in one message: each is confirmed by a button of its own. */
export const severalCard = (choices: readonly Choice[]): Card =>
  composeCard({
    title: 'Several things at once',
    status: { text: 'One by one, so that nothing happens by mistake', tone: 'accent' },
    choices: buttonsOf(choices, 'This one'),
    footer: 'Nothing was done yet.',
  });

/** What somebody reads who has just installed the app: who this is, and what to click first. */
export const firstUseCard = (): Card =>
  composeCard({
    title: 'Hello, I am Crossover',
    paragraphs: [
      'I move people from per-user MFA to Conditional Access MFA, step by step. You may ask me about yourself; administrators ask about others and propose changes, which a second person approves.',
      'Type as you would to a colleague, or begin with a click.',
    ],
    choices: [
      {
        primary: '“what is my MFA state?”',
        button: 'Ask',
        request: { verb: 'mfa.state.get', arguments: { person: { me: true } } },
      },
      { primary: '“what can I ask you?”', button: 'Ask', request: { verb: 'help', arguments: {} } },
    ],
  });

/** A kind word that asks for nothing. */
export const smallTalkCard = (about: 'thanks' | 'bye' | 'mood'): Card =>
  composeCard({ title: smallTalk[about], footer: 'Type “help” to see what I understand.' });

const smallTalk = {
  thanks: 'You are welcome',
  bye: 'Until next time',
  mood: 'Good to hear from you',
};

/** What no role may order in words, and what there is instead. */
export const forbiddenCard = (why: ForbiddenReason): Card =>
  composeCard({
    title: 'I will not do that',
    status: { text: forbidden[why].status, tone: 'attention' },
    paragraphs: [forbidden[why].instead, 'Nothing was changed. What you wrote is on record.'],
  });

const forbidden: Record<ForbiddenReason, { status: string; instead: string }> = {
  approval: {
    status: 'Nobody gets round an approval',
    instead: 'Say what is to be done: I draft it, and a second person decides on it.',
  },
  decision: {
    status: 'Deciding is done by a button',
    instead: 'Approve and Deny are on the card of the proposal. “Who still has to sign?” shows what waits.',
  },
  impersonation: {
    status: 'Everybody acts as themselves',
    instead: 'I know who you are from your sign-in. Ask the person to write to me.',
  },
  secret: { status: 'I tell no secrets', instead: 'Passwords, keys and codes are not mine to show.' },
  instructions: {
    status: 'My rules are not changed by words',
    instead: 'Say what you would like to know, or what is to be proposed.',
  },
  personalData: {
    status: 'That is nobody’s business here',
    instead: 'I can tell what concerns somebody’s MFA: their state, their methods by kind, and when they move.',
  },
  record: {
    status: 'The record stays as it is',
    instead: 'It is chained by hash, and nothing in it can be changed. I can show it, or export it.',
  },
  emergencyAccount: {
    status: 'Emergency access accounts are never touched',
    instead: 'They are left out of every plan and every policy of ours.',
  },
  lockOut: {
    status: 'That would lock people out',
    instead: 'I create no policy that blocks everybody, and none without its exclusions.',
  },
};
