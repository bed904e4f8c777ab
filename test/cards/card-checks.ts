import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import type * as AdaptiveCards from 'adaptivecards';
import { Ajv, type ValidateFunction } from 'ajv';
import { isRecord, recordOf, recordsOf, textOf, type Json } from '../tenant/teams/json.ts';

// The package's own entry needs a bundler; this file runs in Node.
const { AdaptiveCard, SerializationContext, Versions } = createRequire(import.meta.url)(
  'adaptivecards/dist/adaptivecards.js',
) as typeof AdaptiveCards;

/** Every element and action of a card, in reading order; what is shown only where something else cannot be is left out. */
export function nodesOf(node: unknown): Json[] {
  if (Array.isArray(node)) return node.flatMap(nodesOf);
  if (!isRecord(node)) return [];
  const inside = Object.entries(node).filter(([key]) => key !== 'fallback' && key !== 'data');
  return [...(typeof node['type'] === 'string' ? [node] : []), ...inside.flatMap(([, value]) => nodesOf(value))];
}

/**
 * What the official parser has to say against a card. An element that only Teams knows is no fault: see `withoutFallback`.
 * Nor is a language: the parser's pattern for it remembers where it stopped, so that it refuses every second one.
 */
export function parserFaults(card: Json): string[] {
  const parsed = new AdaptiveCard();
  const context = new SerializationContext(Versions.v1_5);
  parsed.parse(card, context);
  const heard = Array.from({ length: context.eventCount }, (_, index) => context.getEventAt(index).message);
  const { validationEvents } = parsed.validateProperties();
  return [...heard, ...validationEvents.map(({ message }) => message)].filter(
    (message) => !/Unknown element type "Badge"|^Invalid value "[a-z]{2,3}" for property "lang"/.test(message),
  );
}

const schema = JSON.parse(readFileSync(new URL('../fixtures/teams-cards/schema.json', import.meta.url), 'utf8')) as {
  definitions: Record<string, Json>;
};
const ajv = new Ajv({ strict: false }).addSchema(schema, 'cards');

/** The definition of each type: told apart first, or one fault would be told a hundred times. */
const definitionOf = new Map(
  Object.entries(schema.definitions).flatMap(([name, definition]) => {
    const type = textOf(recordOf(recordOf(definition['properties'])['type'])['const']);
    return type === undefined ? [] : [[type, name] as const];
  }),
);

/** Where a card is not what Teams' own types say. */
export function schemaFaults(card: Json): string[] {
  return nodesOf(card).flatMap((node) => {
    const type = textOf(node['type']) ?? '';
    const definition = definitionOf.get(type);
    if (definition === undefined) return [`${type}: no such element`];
    const validate = ajv.getSchema(`cards#/definitions/${definition}`) as ValidateFunction;
    if (validate(node)) return [];
    const { instancePath = '', message = '' } = validate.errors?.[0] ?? {};
    return [`${type}${instancePath}: ${message}`];
  });
}

/** What every Adaptive Cards client of version 1.5 knows. */
const common = new Set([
  'AdaptiveCard',
  'TextBlock',
  'RichTextBlock',
  'TextRun',
  'Container',
  'ColumnSet',
  'Column',
  'ActionSet',
  'Input.Text',
  'Action.OpenUrl',
  'Action.Execute',
  'Action.ShowCard',
]);

/** Types of elements that some clients do not know and that leave nothing in their place. */
export const withoutFallback = (card: Json): string[] =>
  nodesOf(card)
    .filter((node) => !common.has(textOf(node['type']) ?? '') && !isRecord(node['fallback']))
    .map((node) => textOf(node['type']) ?? '');

/** Every text that a card shows, what its buttons open included. */
export const textsOf = (card: Json): string[] =>
  nodesOf(card).flatMap((node) => (isTextual(node) ? [textOf(node['text']) ?? ''] : []));

/** Texts that a client reads as markdown. */
export const markdownIn = (card: Json): string[] =>
  nodesOf(card)
    .filter((node) => node['type'] === 'TextBlock')
    .map((node) => textOf(node['text']) ?? '');

/** Texts that are literal everywhere. */
export const literalsIn = (card: Json): string[] =>
  nodesOf(card)
    .filter((node) => node['type'] === 'TextRun')
    .map((node) => textOf(node['text']) ?? '');

const isTextual = ({ type }: Json): boolean => type === 'TextRun' || type === 'TextBlock' || type === 'Badge';

/** The buttons along a card's lower edge. */
export const mainActionsOf = (card: Json): Json[] => recordsOf(card['actions']);
