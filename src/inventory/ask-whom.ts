import { composeCard } from '../cards/compose.ts';
import { visibleText } from '../lib/text.ts';
import type { CallEdges, PersonChoice } from '../verbs/call.ts';

/** The card that asks whom somebody meant: a list to choose from, or near names where nobody was found. */
export const askWhom: CallEdges['askWhom'] = (search, words, choose) => {
  const isFound = search.kind === 'several';
  const people = isFound ? search.people : search.near;
  const hint = isFound && !search.isComplete ? 'There are more: say the full name or the sign-in name.' : undefined;
  return {
    kind: 'answer',
    isPersonal: true,
    card: composeCard({
      title: people.length > 0 ? 'Whom do you mean?' : 'I found nobody',
      status: isFound
        ? {
            text: `${people.length}${search.isComplete ? '' : ' or more'} people match “${visibleText(words)}”`,
            tone: 'accent',
          }
        : { text: `Nobody is called “${visibleText(words)}”`, tone: people.length > 0 ? 'accent' : 'attention' },
      paragraphs: isFound
        ? []
        : [
            people.length > 0
              ? 'Did you mean one of these?'
              : 'Try the full name or the sign-in name (userPrincipalName).',
          ],
      choices: people.map((person) => ({
        primary: person.displayName,
        secondary: toldApart(person),
        button: 'Choose',
        request: choose(person),
      })),
      ...(hint ? { footer: hint } : {}),
    }),
  };
};

const toldApart = (person: PersonChoice): string =>
  [person.userPrincipalName, person.department].filter(Boolean).join(' · ');
