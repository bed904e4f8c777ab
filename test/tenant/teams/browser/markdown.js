/* global markdownit */

// Teams shows no pictures and no markup of its own in a bot's words, and neither do we.
const chatMarkdown = markdownit({ html: false, linkify: false, breaks: true }).disable(['image']);

// Cards know bold, italic, lists and links only.
const cardMarkdown = markdownit({ html: false, linkify: false, breaks: false }).disable([
  'image',
  'heading',
  'lheading',
  'table',
  'code',
  'fence',
  'blockquote',
  'hr',
  'backticks',
]);

// Characters that no name may rightly contain stand for mentions while the text is rendered.
const open = '\uE000';
const close = '\uE001';
const placeholder = /\uE000(\d+)\uE001/u;

/** HTML of a card's text, without any markup that the text brought along. */
export function cardHtml(text) {
  return cardMarkdown.render(text);
}

/**
 * The element for a message's text.
 * @param {{text: string, textFormat: string, mentions: {text: string, name: string}[]}} message
 */
export function textElement(message) {
  const element = document.createElement('div');
  element.className = 'text';
  element.dir = 'auto';
  const marked = withPlaceholders(message.text, message.mentions);
  if (message.textFormat === 'markdown') element.innerHTML = chatMarkdown.render(marked);
  else {
    element.classList.add('plain');
    element.textContent = marked;
  }
  showMentions(element, message.mentions);
  openLinksElsewhere(element);
  return element;
}

/** Puts placeholders where mentions are marked up. */
export function withPlaceholders(text, mentions) {
  return mentions.reduce(
    (marked, { text: markup }, index) => marked.replaceAll(markup, () => `${open}${index}${close}`),
    text,
  );
}

/** Puts the mentioned names in the placeholders' places. */
export function showMentions(element, mentions) {
  const walker = document.createTreeWalker(element, NodeFilter.SHOW_TEXT);
  const found = [];
  while (walker.nextNode()) if (placeholder.test(walker.currentNode.nodeValue ?? '')) found.push(walker.currentNode);
  for (const node of found) {
    const parts = (node.nodeValue ?? '').split(placeholder);
    node.replaceWith(
      ...parts.map((part, index) => {
        if (index % 2 === 0) return document.createTextNode(part);
        const mention = document.createElement('bdi');
        mention.className = 'mention';
        mention.textContent = mentions[Number(part)]?.name ?? '';
        return mention;
      }),
    );
  }
}

/** Links of a message or card leave this window alone. */
export function openLinksElsewhere(element) {
  for (const link of element.querySelectorAll('a[href]')) {
    link.setAttribute('target', '_blank');
    link.setAttribute('rel', 'noopener noreferrer');
  }
}
