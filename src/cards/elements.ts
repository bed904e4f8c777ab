import {
  Badge,
  Column,
  ColumnSet,
  Container,
  RichTextBlock,
  TextBlock,
  TextRun,
  type BadgeStyle,
  type CardElement,
  type TextColor,
} from '@microsoft/teams.cards';
import { visibleText } from '../lib/text.ts';
import { choiceButton, type Choice } from './actions.ts';
import type { Tone } from './card.ts';
import type { Details, Fact, ListLine, Quote, Status } from './content.ts';

/** How a text looks. Colour only by meaning, see `Tone`. */
interface Look {
  color?: TextColor;
  weight?: 'Bolder' | 'Default';
  size?: 'Small' | 'Medium' | 'Default';
  isSubtle?: boolean;
}

const colours: Record<Tone, TextColor> = {
  good: 'Good',
  warning: 'Warning',
  attention: 'Attention',
  accent: 'Accent',
  default: 'Default',
};
const badges: Record<Tone, BadgeStyle> = {
  good: 'Good',
  warning: 'Warning',
  attention: 'Attention',
  accent: 'Accent',
  default: 'Default',
};

/** Teams keeps a badge on one line and cuts what is longer. */
const BADGE_LENGTH = 36;

/** The card's title, in words of our own: the only text that Teams reads as markdown. */
export const heading = (title: string): CardElement =>
  new TextBlock(title).withStyle('heading').withSize('Large').withWeight('Bolder').withWrap(true);

/** A text that is never read as markdown: runs of a RichTextBlock are literal. */
export function plain(text: string, look: Look = {}): RichTextBlock {
  return new RichTextBlock().withInlines(runOf(text, look));
}

function runOf(text: string, look: Look): TextRun {
  const run = new TextRun(visibleText(text));
  if (look.color) run.withColor(look.color);
  if (look.weight) run.withWeight(look.weight);
  if (look.size) run.withSize(look.size);
  if (look.isSubtle) run.withIsSubtle(true);
  return run;
}

/** A line that was said before it is read: who it is about. */
export const subjectLine = (text: string): CardElement => plain(text, { weight: 'Bolder', size: 'Medium' });

/** A short status is a badge where the client draws badges, and the same words in colour everywhere else. */
export function statusLine({ text, tone }: Status): CardElement {
  const words = plain(text, { color: colours[tone], weight: 'Bolder' }).withSpacing('Small');
  if (text.length > BADGE_LENGTH) return words;
  return new Badge()
    .withText(visibleText(text))
    .withStyle(badges[tone])
    .withAppearance('Tint')
    .withSize('Large')
    .withSpacing('Small')
    .withFallback(words);
}

/** Set apart by a mark, not by colour alone. */
export function warningBox(texts: readonly string[]): CardElement[] {
  if (texts.length === 0) return [];
  const lines = texts.map((text) =>
    new RichTextBlock().withInlines(new TextRun('! ').withWeight('Bolder'), runOf(text, {})),
  );
  return [new Container(...lines).withStyle('warning').withShowBorder(true).withSpacing('Small')];
}

/** Facts below each other, labels and values in columns of their own. */
export const factLines = (facts: readonly Fact[]): CardElement[] =>
  facts.map(([label, value], index) =>
    new ColumnSet()
      .withColumns(
        new Column(plain(label, { isSubtle: true })).withWidth(LABEL_WEIGHT),
        new Column(plain(value)).withWidth(VALUE_WEIGHT),
      )
      .withSpacing(index === 0 ? 'Medium' : 'Small'),
  );

/** Shares of the card's width, so that a phone shows both. */
const LABEL_WEIGHT = 4;
const VALUE_WEIGHT = 7;

const twoLines = ({ primary, secondary, mark }: Omit<ListLine, 'button'>): CardElement[] => [
  mark ? markedLine(primary, mark) : plain(primary, { weight: 'Bolder' }),
  ...(secondary ? [plain(secondary, { isSubtle: true, size: 'Small' }).withSpacing('None')] : []),
];

const markedLine = (text: string, { text: word, tone }: Status): CardElement =>
  new RichTextBlock().withInlines(
    new TextRun(`${visibleText(word)}: `).withColor(colours[tone]).withWeight('Bolder'),
    runOf(text, {}),
  );

/** A line of a list, with its button where it has one. */
export const listLine = ({ button, ...line }: ListLine): CardElement =>
  button
    ? choiceLine({ ...line, button: button.title, request: button.request })
    : new Container(...twoLines(line)).withSpacing('Small').withSeparator(true);

/** Something to choose, with its button. */
export const choiceLine = (choice: Choice & Pick<ListLine, 'mark'>): CardElement =>
  new ColumnSet()
    .withColumns(
      new Column(...twoLines(choice)).withWidth('stretch').withVerticalContentAlignment('Center'),
      new Column(choiceButton(choice)).withWidth('auto').withVerticalContentAlignment('Center'),
    )
    .withSpacing('Small')
    .withSeparator(true);

/** Other people's reading, in a frame of its own under a line that says so. */
export function quoteOf({ label, content }: Quote): CardElement[] {
  const links = (content.actions ?? []).filter((action) => action.kind === 'openUrl');
  const inside = [
    plain(content.title, { weight: 'Bolder', size: 'Medium' }),
    ...(content.status ? [plain(content.status.text, { weight: 'Bolder' }).withSpacing('Small')] : []),
    ...(content.paragraphs ?? []).map((text) => plain(text).withSpacing('Small')),
    ...factLines(content.facts ?? []),
    ...links.map(({ title, url }) => plain(`${title}: ${url}`, { isSubtle: true, size: 'Small' }).withSpacing('Small')),
  ];
  return [
    plain(label, { isSubtle: true, size: 'Small' }).withSpacing('Medium'),
    new Container(...inside).withStyle('emphasis').withShowBorder(true).withSpacing('Small'),
  ];
}

/** What the details button shows. */
export const detailsOf = (details: Details): CardElement[] => [
  ...(details.paragraphs ?? []).map((text) => plain(text)),
  ...factLines(details.facts ?? []),
  ...(details.list ?? []).map(listLine),
  ...(details.quotes ?? []).flatMap(quoteOf),
];

/** The last line: where something comes from, or what else could be said. */
export const footer = (text: string): CardElement =>
  plain(text, { isSubtle: true, size: 'Small' }).withSpacing('Medium');
