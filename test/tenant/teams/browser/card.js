/* global AdaptiveCards */
import { hostConfig } from './host-config.js';
import { cardHtml, openLinksElsewhere, showMentions, withPlaceholders } from './markdown.js';

AdaptiveCards.AdaptiveCard.onProcessMarkdown = (text, result) => {
  result.outputHtml = cardHtml(text);
  result.didProcess = true;
};

// What a click sends back is not shown, so mentions in it stay as they are.
const sentBack = new Set(['data', 'refresh', 'msteams', 'id', 'verb']);

/**
 * Draws a card.
 * @param {Record<string, any>} card
 * @param {(action: Record<string, unknown>) => Promise<void>} press sends a click; the card is busy until it ends
 * @returns {HTMLElement}
 */
export function cardElement(card, press) {
  const mentions = (card.msteams?.entities ?? []).flatMap((entity) =>
    entity?.type === 'mention' && typeof entity.text === 'string'
      ? [{ text: entity.text, name: String(entity.mentioned?.name ?? entity.text) }]
      : [],
  );
  const frame = document.createElement('div');
  frame.className = 'card';
  const adaptiveCard = new AdaptiveCards.AdaptiveCard();
  adaptiveCard.hostConfig = new AdaptiveCards.HostConfig(hostConfig);
  adaptiveCard.onExecuteAction = (action) => void execute(frame, action, press);
  try {
    adaptiveCard.parse(mentions.length > 0 ? marked(card, mentions) : card);
    const rendered = adaptiveCard.render();
    if (!rendered) throw new Error('nothing to show');
    frame.append(rendered);
  } catch (error) {
    frame.classList.add('broken');
    frame.textContent = `This card cannot be shown (${error instanceof Error ? error.message : error}).`;
  }
  showMentions(frame, mentions);
  openLinksElsewhere(frame);
  return frame;
}

async function execute(frame, action, press) {
  if (action instanceof AdaptiveCards.OpenUrlAction) {
    if (/^https?:/i.test(action.url ?? '')) window.open(action.url, '_blank', 'noopener');
    return;
  }
  const type = action.getJsonTypeName();
  if (type !== 'Action.Execute' && type !== 'Action.Submit') return;
  const release = setBusy(frame, action.renderedElement);
  try {
    await press({ type, id: action.id, verb: action.verb, data: action.data ?? {} });
  } finally {
    release();
  }
}

/** Nothing in the card can be pressed until the answer came. */
function setBusy(frame, pressed) {
  const controls = [...frame.querySelectorAll('button, input, select, textarea')].filter((c) => !c.disabled);
  for (const control of controls) control.disabled = true;
  frame.setAttribute('aria-busy', 'true');
  pressed?.classList.add('pressed');
  return () => {
    for (const control of controls) control.disabled = false;
    frame.removeAttribute('aria-busy');
    pressed?.classList.remove('pressed');
  };
}

function marked(node, mentions) {
  if (typeof node === 'string') return withPlaceholders(node, mentions);
  if (Array.isArray(node)) return node.map((item) => marked(item, mentions));
  if (typeof node !== 'object' || node === null) return node;
  return Object.fromEntries(
    Object.entries(node).map(([key, value]) => [key, sentBack.has(key) ? value : marked(value, mentions)]),
  );
}
