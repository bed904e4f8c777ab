import { composeCard } from '../cards/compose.ts';
import { RefusedError } from '../lib/refused.ts';
import { shortened, visibleText } from '../lib/text.ts';
import type { Outcome, VerbRequest } from './verb.ts';

const MOST_CHOICES = 8;
const NAME_LENGTH = 80;

/** A group as it is offered. Names are not unique: the id tells two of them apart. */
interface NamedGroup {
  id: string;
  displayName: string | null;
}

/**
 * Asks which of several groups was meant.
 *
 * @throws {RefusedError} `nobodyFound` where there is none.
 */
export function whichGroup(
  groups: readonly NamedGroup[],
  words: string,
  choose: (group: NamedGroup) => VerbRequest,
): Outcome {
  const said = visibleText(words);
  if (groups.length === 0)
    throw new RefusedError('nobodyFound', `I found no group “${said}”.`, 'Say the name as it stands in Entra.');
  const card = composeCard({
    title: 'Which group do you mean?',
    status: { text: `${groups.length} groups match “${said}”`, tone: 'accent' },
    choices: groups.slice(0, MOST_CHOICES).map((group) => ({
      primary: groupNameOf(group),
      secondary: group.id,
      button: 'Choose',
      request: choose(group),
    })),
  });
  return { kind: 'answer', isPersonal: true, card };
}

/** A group's name as it is shown. */
export const groupNameOf = ({ displayName, id }: NamedGroup): string =>
  shortened(visibleText(displayName ?? id), NAME_LENGTH);
