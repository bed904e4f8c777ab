import { z } from 'zod/v4';
import type { Card } from '../cards/card.ts';
import { composeCard } from '../cards/compose.ts';
import { listed, visibleText } from '../lib/text.ts';
import type { Actor, Role } from './actor.ts';
import { defineVerb, holdsRoleOf, type AnyVerb, type VerbRequest } from './verb.ts';

/** What the tenant itself calls a group and a department, for examples; left out where nothing is known. */
export interface OwnNames {
  group?: string | undefined;
  department?: string | undefined;
}

const noNames = (): Promise<OwnNames> => Promise.resolve({});

/** `help`: what the asker may do, by their roles, and what nobody can. */
export const help = (verbs: () => readonly AnyVerb[], ownNames: () => Promise<OwnNames> = noNames): AnyVerb =>
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
      {
        says: "what (can you not|can't you|can't you|cannot you|can i not|can't i) (do|ask)",
        with: { about: 'limits' },
      },
    ],
    arguments: z.object({ about: z.enum(['all', 'limits']).default('all') }),
    people: [],
    run: async ({ about }, { actor }) => {
      const known = { verbs: verbs(), names: await ownNames() };
      return {
        kind: 'answer',
        card: about === 'limits' ? limitsCard(known, actor) : helpCard(known, actor),
        isPersonal: false,
      };
    },
  });

interface Known {
  verbs: readonly AnyVerb[];
  names: OwnNames;
}

const mayAsk = (verbs: readonly AnyVerb[], actor: Actor): AnyVerb[] =>
  verbs.filter((verb) => verb.name !== 'help' && holdsRoleOf(verb, actor));

/** A sentence that says a verb, about groups that the tenant has. */
const exampleOf = ({ help: says }: AnyVerb, { group, department }: OwnNames): string =>
  says
    .replace('SG-MFA-Pilot', () => (group === undefined ? 'SG-MFA-Pilot' : visibleText(group)))
    .replace(/\bSales\b/u, () => (department === undefined ? 'Sales' : visibleText(department)));

/** What somebody may ask, as a card: what is asked most at a click, all sentences on another. */
export function helpCard({ verbs, names }: Known, actor: Actor): Card {
  const mine = mayAsk(verbs, actor);
  return composeCard({
    title: 'What you can ask me',
    status: { text: rolesOf(actor), tone: 'default' },
    paragraphs: [
      'I move people from per-user MFA to Conditional Access MFA, safely: nothing changes before a second person says yes.',
    ],
    choices: suggestionsFor(mine),
    ...(mine.length === 0
      ? {}
      : { details: { title: 'All sentences', list: mine.map((verb) => lineOf(verb, names)) } }),
    actions: [{ kind: 'ask', title: 'What I cannot do', request: LIMITS }],
    footer:
      mine.length === 0
        ? 'Administrators can ask about others.'
        : 'Say it in your own words, with people by name, sign-in name or @mention.',
  });
}

const LIMITS: VerbRequest = { verb: 'help', arguments: { about: 'limits' } };

const KINDS = { read: {}, stop: { secondary: 'at once' }, propose: { secondary: 'needs an approval' } } as const;

const lineOf = (verb: AnyVerb, names: OwnNames) => ({ primary: `“${exampleOf(verb, names)}”`, ...KINDS[verb.kind] });

const ROLE_NAMES: Record<Role, string> = {
  reader: 'ask about everybody',
  operator: 'propose and stop changes',
  approver: 'decide on changes',
};

const rolesOf = ({ roles }: Actor): string =>
  roles.size === 0
    ? 'You may ask about yourself'
    : `You may ${listed((['reader', 'operator', 'approver'] as const).filter((role) => roles.has(role)).map((role) => ROLE_NAMES[role]))}`;

/** What is asked most, without a word to type. Those whose verb the asker may not ask are left out. */
const SUGGESTED: readonly { says: string; request: VerbRequest }[] = [
  { says: 'are we ready to move?', request: { verb: 'readiness.report', arguments: {} } },
  {
    says: 'who is still enforced?',
    request: { verb: 'mfa.state.list', arguments: { whom: { filter: { states: ['enforced'] }, order: 'exceptions' } } },
  },
  { says: 'who still has to sign?', request: { verb: 'approval.list', arguments: {} } },
];

/** Open to everybody. */
const ABOUT_ONESELF = {
  says: 'what is my MFA state?',
  request: { verb: 'mfa.state.get', arguments: { person: { me: true } } },
};

const suggestionsFor = (mine: readonly AnyVerb[]) =>
  [ABOUT_ONESELF, ...SUGGESTED.filter(({ request }) => mine.some(({ name }) => name === request.verb))].map(
    ({ says, request }) => ({ primary: `“${says}”`, button: 'Ask', request }),
  );

/** What no role may order, and what this asker's roles leave out. */
function limitsCard({ verbs, names }: Known, actor: Actor): Card {
  const others = verbs.filter((verb) => verb.name !== 'help' && !holdsRoleOf(verb, actor));
  return composeCard({
    title: 'What I cannot do',
    paragraphs: ['However it is asked, and whoever asks:'],
    list: NEVER.map((primary) => ({ primary })),
    ...(others.length === 0
      ? {}
      : {
          details: {
            title: 'What others may ask',
            paragraphs: ['Your roles do not allow these:'],
            list: others.map((verb) => lineOf(verb, names)),
          },
        }),
    actions: [{ kind: 'ask', title: 'What you can ask me', request: { verb: 'help', arguments: {} } }],
    footer: 'A change that is dangerous but legitimate is not refused: it meets the checks, and a second person.',
  });
}

const NEVER = [
  'Change anything without the yes of a second person',
  'Approve or deny by words: that is done by buttons, and never by the one who asked',
  'Act in somebody else’s name',
  'Touch emergency access accounts, or take them into a policy',
  'Change or erase the record',
  'Tell passwords, keys, phone numbers or anything else that is no MFA state',
  'Reset passwords, assign licences, or manage devices and mailboxes',
];
