import { z } from 'zod/v4';
import { composeCard } from '../../cards/compose.ts';
import { RefusedError } from '../../lib/refused.ts';
import { listed } from '../../lib/text.ts';
import { defineVerb, type AnyVerb, type CallContext, type Phrase } from '../../verbs/verb.ts';
import { helpContactOf, type DraftEdges } from '../draft-notice.ts';
import { TEST_COPY, withAnswers } from '../notice-card.ts';
import { renderNotice } from '../render.ts';
import { noticeNames, type Language, type NoticeName, type Texts } from '../texts.ts';

export type PreviewEdges = Pick<DraftEdges, 'texts' | 'timeZone' | 'helpContact'>;

const argumentsSchema = z.object({
  notice: z.enum(noticeNames).default('movingSoon'),
  /** Its name or its tag. */
  language: z.string().trim().min(2).max(40).default('English'),
  when: z.iso.datetime().optional(),
  /** Exactly as people get it, instead of with its translation's state. */
  as: z.literal('testCopy').optional(),
});
type PreviewArguments = z.infer<typeof argumentsSchema>;

/** What people say for each notice. */
const NOTICES: readonly (readonly [NoticeName, string])[] = [
  ['movingSoon', '(moving soon|move|announcement)'],
  ['registerNow', '(register now|registration|register)'],
  ['today', '(today|day)'],
  ['registerFirst', '(register first|not ready)'],
  ['done', '(done|finished)'],
  ['postponed', '(postponed|postponement)'],
  ['takenBack', '(taken back|rollback)'],
];

const phrases: readonly Phrase[] = NOTICES.flatMap(([notice, words]) => [
  { says: `(preview|show|show me) the ${words} notice [in {language}]`, with: { notice } },
  { says: `(preview|show|show me) the ${words} notice in {language} for {when}`, with: { notice } },
  {
    says: `[can|could|may] [I|we|you] (see|show me|let me see|look at) the ${words} notice [in {language}]`,
    with: { notice },
  },
  { says: `what (does|will|would) the ${words} notice (look like|say|read like) [in {language}]`, with: { notice } },
  { says: `preview [notice] ${words} [in {language}]`, with: { notice } },
  { says: `send me a (test copy|test) of the ${words} notice [in {language}]`, with: { notice, as: 'testCopy' } },
]);

/** A day to show where none was said. */
const IN_A_WEEK_MILLIS = 7 * 86_400_000;

/** `notice.preview`: a notice in any language, as its readers will see it, or a test copy of it to oneself. */
export const noticePreview = (edges: PreviewEdges): AnyVerb =>
  defineVerb({
    name: 'notice.preview',
    kind: 'read',
    role: 'operator',
    help: 'preview the moving soon notice in German',
    phrases,
    arguments: argumentsSchema,
    run: (args, context) =>
      Promise.resolve({ kind: 'answer', isPersonal: true, card: previewCard(edges, args, context) }),
  });

function previewCard(edges: PreviewEdges, args: PreviewArguments, { actor, now }: CallContext) {
  const language = languageMeant(edges.texts, args.language);
  const movesAt = args.when === undefined ? new Date(now.getTime() + IN_A_WEEK_MILLIS) : new Date(args.when);
  const facts = { name: args.notice, movesAt, senderName: actor.displayName, helpContact: helpContactOf(edges) };
  const reader = { language: language.language, isAdministrator: false };
  const rendered = renderNotice(edges.texts, { ...facts, timeZone: edges.timeZone }, reader);
  if (args.as === 'testCopy') return composeCard(withAnswers(rendered, { noticeId: TEST_COPY, answer: null }));
  return composeCard({
    title: 'A notice, as it will be read',
    status: {
      text: reviewWords(language, args.notice),
      tone: language.review === 'unreviewed' ? 'attention' : 'default',
    },
    quotes: [{ label: `${args.notice}, in ${language.name}:`, content: rendered.content }],
    actions: [
      {
        kind: 'ask',
        title: 'Send me a test copy',
        request: { verb: 'notice.preview', arguments: { ...args, as: 'testCopy' } },
      },
    ],
  });
}

function reviewWords({ notices, review }: Language, name: NoticeName): string {
  if (notices[name] === undefined) return 'No translation: they read English';
  const words = { source: 'The original', native: 'Read by a native speaker', unreviewed: 'Translation not reviewed' };
  return words[review];
}

/** A language by its tag, its own name, or its English one. */
function languageMeant(texts: Texts, words: string): Language {
  const said = words.toLowerCase();
  const english = new Intl.DisplayNames(['en'], { type: 'language' });
  const found = [...texts.values()].find(({ language, name }) =>
    [language, name, english.of(language) ?? ''].some((one) => one.toLowerCase() === said),
  );
  if (found) return found;
  const names = [...texts.keys()].map((tag) => english.of(tag) ?? tag);
  throw new RefusedError('invalidInput', `I have no notices in “${words}”.`, `I have ${listed(names)}.`);
}
