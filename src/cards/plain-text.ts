import { visibleText } from '../lib/text.ts';
import type { CardContent, Fact, ListLine, Quote } from './content.ts';

/**
 * The plain-text twin of a card: everything that it says and where its links lead, without markup.
 * It is the mail's body, so whoever reads only it must miss nothing but the buttons.
 */
export const plainTextOf = (content: CardContent): string =>
  [
    content.title,
    content.status?.text,
    content.subject,
    ...(content.warnings ?? []).map((text) => `! ${text}`),
    ...(content.paragraphs ?? []),
    ...(content.quotes ?? []).flatMap(quoteLines),
    ...factLines(content.facts),
    ...[...(content.list ?? []), ...(content.choices ?? [])].map(listLine),
    ...(content.details?.paragraphs ?? []),
    ...factLines(content.details?.facts),
    ...(content.details?.list ?? []).map(listLine),
    ...(content.details?.quotes ?? []).flatMap(quoteLines),
    ...linkLines(content.actions),
    content.footer,
  ]
    .filter((line): line is string => Boolean(line))
    .map(visibleText)
    .join('\n');

/** One line for the notification and the chat list. */
export const summaryOf = (content: CardContent): string =>
  visibleText([content.title, content.subject, content.status?.text].filter(Boolean).join(' · '));

const factLines = (facts: readonly Fact[] = []): string[] => facts.map(([label, value]) => `${label}: ${value}`);

const listLine = ({ primary, secondary, mark }: Omit<ListLine, 'button'>): string =>
  `- ${mark ? `${mark.text}: ` : ''}${primary}${secondary ? ` (${secondary})` : ''}`;

const linkLines = (actions: CardContent['actions'] = []): string[] =>
  actions.flatMap((action) => (action.kind === 'openUrl' ? [`${action.title}: ${action.url}`] : []));

function quoteLines({ label, content }: Quote): (string | undefined)[] {
  const lines = [content.title, content.status?.text, ...(content.paragraphs ?? []), ...factLines(content.facts)];
  return [label, ...[...lines, ...linkLines(content.actions)].map((line) => line && `> ${line}`)];
}
