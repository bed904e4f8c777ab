import {
  ActionSet,
  AdaptiveCard,
  ExecuteAction,
  OpenUrlAction,
  RefreshDefinition,
  ShowCardAction,
  TextInput,
  type Action,
} from '@microsoft/teams.cards';
import { visibleText } from '../lib/text.ts';
import type { VerbRequest } from './verb-request.ts';

/** A button of a card. */
export type CardAction =
  | { kind: 'execute'; title: string; verb: string; values: Record<string, string>; style?: 'positive' | 'destructive' }
  | {
      kind: 'executeWithReason';
      title: string;
      prompt: string;
      confirm: string;
      verb: string;
      values: Record<string, string>;
    }
  | { kind: 'ask'; title: string; request: VerbRequest }
  | { kind: 'openUrl'; title: string; url: string };

/** One of several things to choose from, each with its own button. */
export interface Choice {
  primary: string;
  secondary?: string;
  button: string;
  request: VerbRequest;
}

/** The verb of every button that asks something: what it carries is validated like any sentence. */
export const ASK = 'ask';

/** The titles of the buttons that turn pages. */
export const NEXT_PAGE = 'Next';
export const PREVIOUS_PAGE = 'Previous';

/** The button itself. Buttons carry ids and a hash, never the truth: the server looks everything up again. */
export function cardAction(action: CardAction): Action {
  switch (action.kind) {
    case 'execute':
      return execute(action.title, action.verb, action.values).withStyle(action.style ?? 'default');
    case 'executeWithReason':
      return withReason(action);
    case 'ask':
      return execute(action.title, ASK, { ...action.request });
    case 'openUrl':
      return new OpenUrlAction(action.url).withTitle(action.title);
  }
}

/** Buttons in a row of their own, above the card's lower edge. */
export const answerRow = (answers: readonly CardAction[]): ActionSet[] =>
  answers.length === 0 ? [] : [new ActionSet(...answers.map(cardAction)).withSpacing('Medium')];

/** The button beside a choice. */
export const choiceButton = (choice: Choice): ActionSet =>
  new ActionSet(
    execute(choice.button, ASK, { ...choice.request }).withTooltip(visibleText(`${choice.button}: ${choice.primary}`)),
  );

/**
 * Runs by itself for everybody of a room of at most 60 members; in a larger one Teams offers a button for it, since no
 * people are listed: their Teams ids are not known beforehand.
 */
export const refreshOf = ({ verb, values }: { verb: string; values: Record<string, string> }): RefreshDefinition =>
  new RefreshDefinition().withAction(execute('Show', verb, values));

const execute = (title: string, verb: string, values: Record<string, unknown>): ExecuteAction =>
  new ExecuteAction().withTitle(title).withVerb(verb).withData(values).withAssociatedInputs('none');

function withReason(action: Extract<CardAction, { kind: 'executeWithReason' }>): Action {
  const input = new TextInput()
    .withId('reason')
    .withLabel(action.prompt)
    .withIsRequired(true)
    .withErrorMessage('Please give a reason.')
    .withMaxLength(500)
    .withIsMultiline(true);
  const confirm = execute(action.confirm, action.verb, action.values)
    .withAssociatedInputs('auto')
    .withStyle('destructive');
  return new ShowCardAction()
    .withTitle(action.title)
    .withCard(new AdaptiveCard(input).withActions(confirm).withVersion('1.5'));
}
