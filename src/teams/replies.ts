import type { Card } from '../cards/card.ts';
import { composeCard } from '../cards/compose.ts';
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
  alreadySo: 'Already so',
  protectedAccount: 'Protected account',
  noEmergencyAccounts: 'Not set up yet',
  coveredByConditionalAccess: 'Already covered',
  notCovered: 'It would leave a gap',
  legacyAuthenticationOpen: 'It would leave a gap',
  notMfaCapable: 'Not registered yet',
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
export const notUnderstoodCard = (why: 'unknown' | 'negated' | 'hypothetical'): Card =>
  composeCard({
    title: 'I did not understand that',
    status: { text: whys[why], tone: 'attention' },
    paragraphs: ['Nothing was changed. Type “help” to see what I understand.'],
  });

const whys = {
  unknown: 'I know no such sentence',
  negated: 'That sounds like something not to do',
  hypothetical: 'That sounds like a “what if”',
};
