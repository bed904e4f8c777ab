import { isDeepStrictEqual } from 'node:util';

import { isRecord, recordOf, textOf, type Json } from './json.ts';

/** A button of a card with the inputs that a click on it sends along. */
export interface CardAction {
  type: string;
  title: string;
  verb: string | undefined;
  action: Json;
  inputs: Json[];
}

/** Which button to click, by what a person sees or by its verb. */
export interface ClickChoice {
  title?: string;
  verb?: string;
  /** Picks one of several buttons of the same verb: members that its `data` must have. */
  withData?: Json;
  /** What the person filled in, by input id. */
  inputs?: Record<string, string>;
  /** Sent in place of the button's own data, with or without such a button: what a tampered client could do. */
  forgedData?: Json;
}

/** Where nested things are no part of the card as shown. */
const unseenKeys = new Set(['fallback', 'data', 'refresh', 'authentication', 'msteams', 'requires', 'metadata']);

/** All buttons of a card, in reading order, those in a ShowCard included. */
export function actionsOf(card: Json, inherited: Json[] = []): CardAction[] {
  const parts = partsOf(card);
  const inputs = [...inherited, ...parts.inputs];
  return parts.actions.flatMap((action): CardAction[] => {
    const type = textOf(action['type']) ?? '';
    if (type === 'Action.ShowCard') return actionsOf(recordOf(action['card']), inputs);
    const sent = action['associatedInputs'] === 'none' ? [] : inputs;
    return [{ type, title: textOf(action['title']) ?? '', verb: textOf(action['verb']), action, inputs: sent }];
  });
}

/** The one button that a choice names; undefined where it forges one that is not there. */
export function chooseAction(cards: Json[], choice: ClickChoice): CardAction | undefined {
  const all = cards.flatMap((card) => actionsOf(card));
  const matching = all.filter(
    ({ title, verb, action }) =>
      (choice.title === undefined || choice.title === title) &&
      (choice.verb === undefined || choice.verb === verb) &&
      Object.entries(choice.withData ?? {}).every(([key, value]) =>
        isDeepStrictEqual(recordOf(action['data'])[key], value),
      ),
  );
  if (matching.length !== 1 && choice.forgedData !== undefined) return undefined;
  if (matching.length === 1) return matching[0];
  const names = all.map(({ title, verb }) => `${title} (${verb ?? 'no verb'})`).join(', ');
  throw new Error(`${matching.length} buttons match ${JSON.stringify(choice)}; the card has: ${names || 'none'}`);
}

/** What a click sends: the button's data, over it the inputs as the client spells them. */
export function dataOfClick(chosen: CardAction | undefined, choice: ClickChoice): unknown {
  if (choice.forgedData !== undefined) return { ...choice.forgedData, ...choice.inputs };
  if (chosen === undefined) return choice.inputs ?? {};
  const values: Record<string, string> = {};
  for (const input of chosen.inputs) {
    const id = textOf(input['id']) ?? '';
    const value = choice.inputs?.[id] ?? defaultOf(input);
    if (input['isRequired'] === true && (value === undefined || value === '')) {
      throw new Error(`The card does not send without the required input "${id}"`);
    }
    if (value !== undefined) values[id] = value;
  }
  const { data } = chosen.action;
  if (typeof data === 'string' && Object.keys(values).length === 0) return data;
  return { ...recordOf(data), ...values };
}

function defaultOf(input: Json): string | undefined {
  const value = input['value'];
  if (typeof value === 'string' || typeof value === 'number') return String(value);
  if (input['type'] !== 'Input.Toggle') return undefined;
  return textOf(input['valueOff']) ?? 'false';
}

function partsOf(card: Json): { inputs: Json[]; actions: Json[] } {
  const inputs: Json[] = [];
  const actions: Json[] = [];
  const visit = (node: unknown): void => {
    if (Array.isArray(node)) node.forEach(visit);
    if (!isRecord(node)) return;
    const type = textOf(node['type']) ?? '';
    if (type.startsWith('Input.')) inputs.push(node);
    if (type.startsWith('Action.')) actions.push(node);
    else for (const [key, value] of Object.entries(node)) if (!unseenKeys.has(key)) visit(value);
  };
  visit(card);
  return { inputs, actions };
}
