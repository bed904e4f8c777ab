import type { CardAction } from '../cards/actions.ts';
import type { Tone } from '../cards/card.ts';
import type { CardContent } from '../cards/compose.ts';
import { RefusedError } from '../lib/refused.ts';
import { say, type MessageValues } from './messages.ts';
import { chooseText, maySayNoDate, type NoticeLabels, type NoticeName, type Texts } from './texts.ts';

/** What a notice is made of, but for whom it is. */
export interface NoticeFacts {
  name: NoticeName;
  /** When the move is; null where that is not known, or over. */
  movesAt: Date | null;
  senderName: string;
  helpContact: string;
  timeZone: string;
}

/** Whoever reads it, as far as the text depends on them. */
export interface Reader {
  /** The preferred language in the directory; null where it says none. */
  language: string | null;
  isAdministrator: boolean;
}

/** The answers that a notice asks for, in its own language; null where it asks for none. */
export interface AnswerWords {
  ready: string | null;
  needHelp: string;
  youAreReady: string;
  helpIsAsked: string;
  helpContact: string;
}

/** A notice as its readers of one language see it. */
export interface RenderedNotice {
  content: CardContent;
  answers: AnswerWords;
}

/** A notice for many people: each text once, and which of them each reads. */
export interface RenderedNotices {
  variants: Record<string, RenderedNotice>;
  /** In the order of the readers. */
  variantOf: readonly string[];
  /** Languages that somebody prefers and that this notice has no text in, with how many people. */
  missing: readonly (readonly [language: string, people: number])[];
  /** Languages that are used, and whether somebody who grew up with it has read the text. */
  used: readonly { name: string; people: number; isUnreviewed: boolean }[];
}

const urls = {
  checkMethods: 'https://aka.ms/mysecurityinfo',
  setUp: 'https://aka.ms/mfasetup',
  howToApp:
    'https://support.microsoft.com/account-billing/how-to-use-the-microsoft-authenticator-app-9783c865-0308-42fb-a519-8cf666fe0acc',
  howSigningIn: 'https://support.microsoft.com/office/2b856342-170a-438e-9a4f-3c092394d3cb',
  whatIsMfa: 'https://go.microsoft.com/fwlink/?linkid=2276930',
} as const satisfies Partial<Record<keyof NoticeLabels, string>>;

/** What each notice links to; Microsoft answers these pages in the reader's own language. */
const links: Record<NoticeName, readonly (keyof typeof urls)[]> = {
  movingSoon: ['checkMethods', 'whatIsMfa'],
  registerNow: ['setUp', 'howToApp', 'howSigningIn'],
  today: ['checkMethods', 'howSigningIn'],
  registerFirst: ['setUp', 'howToApp'],
  done: ['checkMethods'],
  postponed: ['checkMethods'],
  takenBack: ['checkMethods'],
};
const tones: Record<NoticeName, Tone> = {
  movingSoon: 'accent',
  registerNow: 'accent',
  today: 'accent',
  registerFirst: 'default',
  done: 'good',
  postponed: 'default',
  takenBack: 'default',
};
/** Before the move, whoever is ready can say so. */
const asksReady: ReadonlySet<NoticeName> = new Set(['movingSoon', 'registerNow']);

/** Both at once lasts at most so long, and registering about so long. */
const AT_MOST: Pick<MessageValues, 'hours' | 'minutes'> = { hours: 4, minutes: 5 };

/** A notice as one reader sees it, in their language or in English. */
export function renderNotice(texts: Texts, facts: NoticeFacts, reader: Reader): RenderedNotice {
  const { name, movesAt, timeZone } = facts;
  if (movesAt === null && !maySayNoDate(name))
    throw new RefusedError('invalidInput', 'This notice must say when people move.', 'Say the day and the time.');
  const { language, text } = chooseText(texts, name, reader.language);
  const { labels, locale } = language;
  const inWords = (message: string) => say(message, { movesAt, ...AT_MOST }, { locale, timeZone });
  const paragraphs = [...text.paragraphs, ...(reader.isAdministrator ? text.administrators : [])];
  return {
    content: {
      language: language.language,
      title: inWords(text.title),
      status: { text: inWords(text.status), tone: tones[name] },
      paragraphs: paragraphs.map(inWords),
      facts: [
        [labels.sentBy, facts.senderName],
        [labels.help, facts.helpContact],
      ],
      actions: links[name].map((link): CardAction => ({ kind: 'openUrl', title: labels[link], url: urls[link] })),
    },
    answers: { ...answerWords(labels), ready: asksReady.has(name) ? labels.ready : null },
  };
}

const answerWords = ({ needHelp, youAreReady, helpIsAsked, helpContact }: NoticeLabels) => ({
  needHelp,
  youAreReady,
  helpIsAsked,
  helpContact,
});

/** A notice for many: one text for each language and for administrators, whatever the number of people. */
export function renderNotices(texts: Texts, facts: NoticeFacts, readers: readonly Reader[]): RenderedNotices {
  const variants: Record<string, RenderedNotice> = {};
  const missing = new Map<string, number>();
  const used = new Map<string, { name: string; people: number; isUnreviewed: boolean }>();
  const variantOf = readers.map((reader) => {
    const { language, isFallback } = chooseText(texts, facts.name, reader.language);
    const variant = reader.isAdministrator ? `${language.language}+administrators` : language.language;
    variants[variant] ??= renderNotice(texts, facts, { ...reader, language: language.language });
    if (isFallback && reader.language) missing.set(reader.language, (missing.get(reader.language) ?? 0) + 1);
    const isUnreviewed = language.review === 'unreviewed';
    const counted = used.get(language.language) ?? { name: language.name, people: 0, isUnreviewed };
    used.set(language.language, { ...counted, people: counted.people + 1 });
    return variant;
  });
  return { variants, variantOf, missing: [...missing], used: [...used.values()] };
}
