import type { Card } from '../cards/card.ts';
import { composeCard } from '../cards/compose.ts';
import type { Hint } from '../chat/grammar.ts';
import { CrossoverError, TransportError } from '../lib/errors.ts';
import { RefusedError, type RefusalReason } from '../lib/refused.ts';

/** What somebody reads where their wish could not be met. Undefined for our own faults: those are not theirs to read. */
export function faultCard(cause: unknown): Card {
  if (cause instanceof RefusedError) {
    return composeCard({
      title: 'I did not do that',
      status: { text: refusals[cause.reason], tone: 'attention' },
      paragraphs: [cause.message, cause.remedy],
    });
  }
  if (cause instanceof TransportError) {
    return composeCard({
      title: 'No answer just now',
      status: { text: `${cause.service} does not answer`, tone: 'attention' },
      paragraphs: ['Nothing was changed.', cause.remedy],
    });
  }
  if (cause instanceof CrossoverError) {
    return composeCard({
      title: 'That did not work',
      status: { text: 'The service behind it said no', tone: 'attention' },
      paragraphs: ['Nothing was changed.', cause.remedy],
      footer: `Reason: ${cause.reason}`,
    });
  }
  return composeCard({
    title: 'Something went wrong on my side',
    status: { text: 'Nothing was changed by this', tone: 'attention' },
    paragraphs: ['Please try again. If it happens twice, tell whoever runs me: it is in my log.'],
  });
}

/** Each reason in two or three words; the error's own sentences follow. */
const refusals: Record<RefusalReason, string> = {
  notAllowed: 'Not allowed',
  unknownRequest: 'Not known',
  invalidInput: 'Not possible as asked',
  nobodyFound: 'Not found',
  ambiguous: 'Not clear',
  notReady: 'Not ready yet',
  alreadySo: 'Already so',
  protectedAccount: 'Protected account',
  noEmergencyAccounts: 'Not set up yet',
  coveredByConditionalAccess: 'Already covered',
  notCovered: 'It would leave a gap',
  legacyAuthenticationOpen: 'It would leave a gap',
  notMfaCapable: 'Not registered yet',
  wouldLockOut: 'It could lock you out',
  wouldStopSynchronization: 'It could stop directory synchronisation',
  microsoftManaged: 'Managed by Microsoft',
  securityDefaultsOn: 'Security defaults are on',
  notLicensed: 'A licence is missing',
  notStoppable: 'Cannot be stopped midway',
  perUserMfaInUse: 'Per-user MFA is in use',
  policiesEnabled: 'Policies are in force',
  notOurs: 'Not mine to change',
  inUse: 'Still in use',
  tooFewApprovers: 'Too few approvers',
  ownProposal: 'Your own proposal',
  aboutOneself: 'About yourself',
  alreadyProposed: 'Proposed already',
  alreadyDecided: 'Already decided',
  expired: 'Expired',
  planMismatch: 'Not the stored plan',
  drifted: 'Changed meanwhile',
  unknownProposal: 'Not known',
};

/** The one line of a fault, for the banner of a clicked card. */
export function faultLine(cause: unknown): string {
  if (cause instanceof RefusedError) return `${cause.message} ${cause.remedy}`;
  if (cause instanceof CrossoverError) return `That did not work just now. ${cause.remedy}`;
  return 'Something went wrong on my side. Nothing was changed by this click.';
}

/** I did not understand: what could be said instead. */
export function notUnderstoodCard(why: 'unknown' | 'negated' | 'hypothetical' | Hint): Card {
  const { title = 'I did not understand that', status, instead } = whys[why];
  return composeCard({
    title,
    status: { text: status, tone: 'attention' },
    paragraphs: [instead, 'Nothing was changed. Type “help” to see what I understand.'],
  });
}

const CANNOT = 'I cannot do that';

/** What each sentence that is no call was probably after, and what to say instead. */
const whys: Record<'unknown' | 'negated' | 'hypothetical' | Hint, { title?: string; status: string; instead: string }> =
  {
    unknown: {
      status: 'Please say it in other words',
      instead:
        'Say what you want to know, or what is to be proposed: “who is enforced in Sales?”, “turn off per-user MFA for Alice Adams”.',
    },
    negated: {
      status: 'That sounds like something not to do',
      instead: 'To order something, say it without a “not”.',
    },
    hypothetical: {
      status: 'That was only considered, so nothing is ordered',
      instead:
        'Ask how things are, or propose it: a proposal shows what it would do, and changes nothing before the approval.',
    },
    question: {
      status: 'I cannot answer that question',
      instead:
        'I can tell one person’s MFA state, list who is disabled, enabled or enforced, and say what happened: to somebody, to a proposal, or since a day.',
    },
    severalPeople: {
      status: 'I am not sure whom you mean',
      instead: 'Name the people, or describe them: “turn off per-user MFA for everyone in Sales except Bob Brown”.',
    },
    schedule: {
      title: CANNOT,
      status: 'I cannot schedule changes yet',
      instead: 'Say it without a time when it is to be done.',
    },
    decision: {
      title: CANNOT,
      status: 'Deciding is done by a button',
      instead:
        'Approve and Deny are on the card of the proposal; no words approve anything. “Who still has to sign?” shows what waits.',
    },
    stop: {
      title: CANNOT,
      status: 'I am not sure what to stop',
      instead: '“Stop everything” stops all work at once; “withdraw my proposal” takes yours back.',
    },
    list: {
      title: 'I have your list',
      status: 'Please say what to do with it',
      instead:
        'Say it in one message with the list: “turn off per-user MFA for these people”, or “plan a rollout for these people”.',
    },
    file: {
      title: 'I see no file',
      status: 'Please send it with the order, in one message',
      instead:
        'Attach a CSV or text file here in our personal chat, with one person in every line, or paste the people below your order.',
    },
    noMore: {
      title: 'That was all',
      status: 'There is no further page',
      instead: 'Ask for another list, or for one person of it.',
    },
    ofWhom: {
      status: 'I am not sure whom you mean by “them”',
      instead: 'Name the list that you mean: “who is enforced in Sales?”, and then “only the guests”.',
    },
    move: {
      status: 'I am not sure how they are to move',
      instead:
        'Once a policy covers somebody, say “turn off per-user MFA for Alice Adams”. To turn a policy on: “turn on the policy Require MFA for everyone”. To announce a move: “tell SG-MFA-Pilot that they move to Conditional Access on Monday 9:00”.',
    },
  };
