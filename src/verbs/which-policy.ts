import { composeCard } from '../cards/compose.ts';
import type { JsonObject } from '../lib/canonical-json.ts';
import { idIn, nameIn, stateWords } from '../lib/policy-names.ts';
import { RefusedError } from '../lib/refused.ts';
import { visibleText } from '../lib/text.ts';
import type { Outcome, VerbRequest } from './verb.ts';

const MOST_CHOICES = 8;

/**
 * Asks which of several policies was meant.
 *
 * @throws {RefusedError} `nobodyFound` where there is none.
 */
export function whichPolicy(
  found: readonly JsonObject[],
  words: string,
  choose: (policyId: string) => VerbRequest,
): Outcome {
  const said = visibleText(words);
  if (found.length === 0) {
    throw new RefusedError(
      'nobodyFound',
      `I found no policy “${said}”.`,
      'Say its name, or a part of it, as it stands in Entra, or its number in “list the policies”.',
    );
  }
  const choices = found.slice(0, MOST_CHOICES).map((policy) => ({
    primary: nameIn(policy),
    secondary: stateWords(policy['state']),
    button: 'Choose',
    request: choose(idIn(policy)),
  }));
  const status = { text: `${found.length} policies match “${said}”`, tone: 'accent' as const };
  return {
    kind: 'answer',
    isPersonal: true,
    card: composeCard({ title: 'Which policy do you mean?', status, choices }),
  };
}
