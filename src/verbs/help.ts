import { z } from 'zod/v4';
import type { Card } from '../cards/card.ts';
import { composeCard } from '../cards/compose.ts';
import type { Actor } from './actor.ts';
import { defineVerb, holdsRoleOf, type AnyVerb } from './verb.ts';

/** `help`: what the asker may do, by their roles. */
export const help = (verbs: () => readonly AnyVerb[]): AnyVerb =>
  defineVerb({
    name: 'help',
    kind: 'read',
    role: 'reader',
    isOpenToSelf: true,
    help: 'help',
    phrases: [
      { says: 'help [me]' },
      { says: '(hi|hello|hey|start)' },
      { says: 'what can (you|i) (do|ask)' },
      { says: 'what can i ask you' },
    ],
    arguments: z.object({}),
    people: [],
    run: (_, { actor }) => Promise.resolve({ kind: 'answer', card: helpCard(verbs(), actor), isPersonal: false }),
  });

/** What somebody may ask, as a card. */
export function helpCard(verbs: readonly AnyVerb[], actor: Actor): Card {
  const mine = verbs.filter((verb) => verb.name !== 'help' && holdsRoleOf(verb, actor));
  const examples = mine.map((verb) => ({
    primary: `“${verb.help}”`,
    ...(verb.kind === 'propose' ? { secondary: 'needs an approval' } : {}),
  }));
  return composeCard({
    title: 'What you can ask me',
    paragraphs: [
      'I move people from per-user MFA to Conditional Access MFA, safely: nothing changes before a second person says yes.',
    ],
    list: [{ primary: '“what is my MFA state?”', secondary: 'open to everybody' }, ...examples],
    footer:
      mine.length === 0
        ? 'You may ask about yourself. Administrators can ask about others.'
        : 'Say people by name, sign-in name or @mention.',
  });
}
