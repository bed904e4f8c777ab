import {
  AdaptiveCard,
  Badge,
  Column,
  ColumnSet,
  Container,
  RichTextBlock,
  TextBlock,
  TextRun,
  ToggleVisibilityAction,
  type CardElement,
  type IColumn,
  type TextColor,
} from '@microsoft/teams.cards';
import { visibleText } from '../lib/text.ts';
import { cardAction, choiceButton, type CardAction, type Choice } from './actions.ts';
import type { Card, Tone } from './card.ts';

/** A line of a list: what stands out, and what tells it apart. */
export interface ListLine {
  primary: string;
  secondary?: string;
}

/**
 * What a card says, in the one order that all our cards have: title, status, who it is about, words, facts, lists,
 * details on a click, at most three actions. Texts may hold names from the directory: nothing here is read as markup.
 */
export interface CardContent {
  title: string;
  status?: { text: string; tone: Tone };
  subject?: string;
  paragraphs?: readonly string[];
  facts?: readonly (readonly [string, string])[];
  list?: readonly ListLine[];
  choices?: readonly Choice[];
  warnings?: readonly string[];
  details?: { title: string; facts?: readonly (readonly [string, string])[]; paragraphs?: readonly string[] };
  actions?: readonly CardAction[];
  footer?: string;
}

/** Draws a card and its plain-text twin from what it says. */
export function composeCard(content: CardContent): Card {
  const details = content.details ? detailsOf(content.details) : [];
  const card = new AdaptiveCard(
    ...heading(content),
    ...(content.warnings ?? []).map((text) => warning(text)),
    ...(content.paragraphs ?? []).map((text) => plain(text)),
    ...factLines(content.facts ?? []),
    ...(content.list ?? []).map((line) => listLine(line)),
    ...(content.choices ?? []).map((choice) => choiceLine(choice)),
    ...details,
    ...(content.footer ? [plain(content.footer, { isSubtle: true, size: 'Small' })] : []),
  ).withVersion('1.5');
  const toggles = content.details
    ? [new ToggleVisibilityAction().withTitle(content.details.title).withTargetElements('details')]
    : [];
  card.withActions(...(content.actions ?? []).map(cardAction), ...toggles);
  card.withFallbackText(textOf(content)).withSpeak(summaryOf(content));
  return { card: JSON.parse(JSON.stringify(card)) as AdaptiveCard, text: textOf(content), summary: summaryOf(content) };
}

function heading(content: CardContent): CardElement[] {
  const title = new TextBlock(content.title).withStyle('heading').withSize('Large').withWeight('Bolder').withWrap(true);
  const subject = content.subject ? [plain(content.subject, { weight: 'Bolder', size: 'Medium' })] : [];
  return [title, ...(content.status ? [statusLine(content.status)] : []), ...subject];
}

const colours: Record<Tone, TextColor> = { good: 'Good', attention: 'Attention', accent: 'Accent', default: 'Default' };

function statusLine({ text, tone }: { text: string; tone: Tone }): CardElement {
  const shown = visibleText(text);
  const style = tone === 'default' ? 'Default' : colours[tone];
  const badge = new Badge()
    .withText(shown)
    .withStyle(style as 'Good')
    .withAppearance('Tint')
    .withSize('Large');
  // Badge is drawn by Teams alone; everywhere else the same words in colour.
  return badge.withFallback(plain(shown, { color: colours[tone], weight: 'Bolder' })).withSpacing('Small');
}

interface Look {
  color?: TextColor;
  weight?: 'Bolder' | 'Default';
  size?: 'Small' | 'Medium' | 'Default';
  isSubtle?: boolean;
}

/** A text that is never read as markdown: runs of a RichTextBlock are literal. */
function plain(text: string, look: Look = {}): RichTextBlock {
  const run = new TextRun(visibleText(text));
  if (look.color) run.withColor(look.color);
  if (look.weight) run.withWeight(look.weight);
  if (look.size) run.withSize(look.size);
  if (look.isSubtle) run.withIsSubtle(true);
  return new RichTextBlock().withInlines(run);
}

const warning = (text: string): CardElement =>
  new Container(plain(text, { color: 'Warning' })).withStyle('warning').withSpacing('Small');

function factLines(facts: readonly (readonly [string, string])[]): CardElement[] {
  return facts.map(([label, value], index) =>
    new ColumnSet()
      .withColumns(
        new Column(plain(label, { isSubtle: true })).withWidth('130px') as IColumn as Column,
        new Column(plain(value)).withWidth('stretch') as IColumn as Column,
      )
      .withSpacing(index === 0 ? 'Medium' : 'Small'),
  );
}

const listLine = ({ primary, secondary }: ListLine): CardElement =>
  new Container(
    plain(primary, { weight: 'Bolder' }),
    ...(secondary ? [plain(secondary, { isSubtle: true, size: 'Small' }).withSpacing('None')] : []),
  )
    .withSpacing('Small')
    .withSeparator(true);

function choiceLine(choice: Choice): CardElement {
  return new ColumnSet()
    .withColumns(
      new Column(
        plain(choice.primary, { weight: 'Bolder' }),
        ...(choice.secondary ? [plain(choice.secondary, { isSubtle: true, size: 'Small' }).withSpacing('None')] : []),
      ).withWidth('stretch') as IColumn as Column,
      new Column(choiceButton(choice)).withWidth('auto') as IColumn as Column,
    )
    .withSpacing('Small')
    .withSeparator(true);
}

function detailsOf(details: NonNullable<CardContent['details']>): CardElement[] {
  const inside = [...(details.paragraphs ?? []).map((text) => plain(text)), ...factLines(details.facts ?? [])];
  return [new Container(...inside).withId('details').withIsVisible(false).withSeparator(true)];
}

const summaryOf = (content: CardContent): string =>
  visibleText([content.title, content.subject, content.status?.text].filter(Boolean).join(' · '));

function textOf(content: CardContent): string {
  const facts = (pairs: readonly (readonly [string, string])[] = []) =>
    pairs.map(([label, value]) => `${label}: ${visibleText(value)}`);
  const list = [...(content.list ?? []), ...(content.choices ?? [])];
  const lines = [
    content.title,
    content.status?.text,
    content.subject,
    ...(content.warnings ?? []).map((text) => `! ${text}`),
    ...(content.paragraphs ?? []),
    ...facts(content.facts),
    ...list.map(({ primary, secondary }) => `- ${primary}${secondary ? ` (${secondary})` : ''}`),
    ...(content.details?.paragraphs ?? []),
    ...facts(content.details?.facts),
    content.footer,
  ];
  return lines
    .filter((line): line is string => Boolean(line))
    .map(visibleText)
    .join('\n');
}
