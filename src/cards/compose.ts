import { AdaptiveCard, ShowCardAction, type Action, type CardElement } from '@microsoft/teams.cards';
import { answerRow, cardAction, NEXT_PAGE, PREVIOUS_PAGE, refreshOf } from './actions.ts';
import type { Card, Pages } from './card.ts';
import type { CardContent } from './content.ts';
import {
  choiceLine,
  detailsOf,
  factLines,
  footer,
  heading,
  listLine,
  plain,
  quoteOf,
  statusLine,
  subjectLine,
  warningBox,
} from './elements.ts';
import { plainTextOf, summaryOf } from './plain-text.ts';

export type { CardContent, Details, Fact, ListLine, Quote, Status } from './content.ts';

/** Draws a card and its plain-text twin from what it says. */
export function composeCard(content: CardContent): Card {
  const text = plainTextOf(content);
  const summary = summaryOf(content);
  const card = new AdaptiveCard(...bodyOf(content))
    .withOptions({
      ...(content.language === undefined ? {} : { lang: content.language }),
      ...(content.refresh === undefined ? {} : { refresh: refreshOf(content.refresh) }),
    })
    .withVersion('1.5')
    .withActions(...actionsOf(content))
    .withFallbackText(text)
    .withSpeak(summary);
  return { card: JSON.parse(JSON.stringify(card)) as AdaptiveCard, text, summary, ...pagesOf(content) };
}

const bodyOf = (content: CardContent): CardElement[] => [
  heading(content.title),
  ...(content.status ? [statusLine(content.status)] : []),
  ...(content.subject ? [subjectLine(content.subject)] : []),
  ...warningBox(content.warnings ?? []),
  ...(content.paragraphs ?? []).map((text) => plain(text)),
  ...(content.quotes ?? []).flatMap(quoteOf),
  ...factLines(content.facts ?? []),
  ...(content.list ?? []).map(listLine),
  ...(content.choices ?? []).map(choiceLine),
  ...answerRow(content.answers ?? []),
  ...(content.footer ? [footer(content.footer)] : []),
];

function pagesOf({ actions = [] }: CardContent): { pages?: Pages } {
  const asked = (title: string) =>
    actions.flatMap((one) => (one.kind === 'ask' && one.title === title ? [one] : []))[0];
  const [next, previous] = [asked(NEXT_PAGE), asked(PREVIOUS_PAGE)];
  const pages = { ...(next && { next: next.request }), ...(previous && { previous: previous.request }) };
  return next || previous ? { pages } : {};
}

function actionsOf({ actions = [], details }: CardContent): Action[] {
  const drawn = actions.map(cardAction);
  if (!details) return drawn;
  const opened = new AdaptiveCard(...detailsOf(details)).withVersion('1.5');
  return [...drawn, new ShowCardAction().withTitle(details.title).withCard(opened)];
}
