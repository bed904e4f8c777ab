import { post } from './api.js';
import { cardElement } from './card.js';
import { avatar, botAvatar, h, nameElement } from './dom.js';
import { textElement } from './markdown.js';
import { clockTime } from './time.js';

/**
 * One message in a chat, as one viewer sees it.
 * @param {() => string} viewerId
 */
export function createMessage(viewerId) {
  const element = h('article', { class: 'message' });
  const meta = h('div', { class: 'meta' });
  const body = h('div', { class: 'body' });
  const foot = h('div', { class: 'foot' });
  element.append(meta, body, foot);
  let drawnBody = '';

  /** Draws the message anew where it reads differently; inputs of an unchanged card keep what was typed. */
  const show = (message) => {
    const viewer = viewerId();
    const isOwn = message.authorUserId === viewer;
    const isBot = message.authorUserId === null;
    element.classList.toggle('own', isOwn);
    element.classList.toggle('reply', message.isReply);
    element.setAttribute('aria-label', `${message.authorName}, ${clockTime(message.at)}`);
    meta.replaceChildren(...metaOf(message, { isOwn, isBot }));
    const cards = message.views[viewer] === undefined ? message.cards : [message.views[viewer]];
    const key = JSON.stringify([cards, message.text, message.textFormat, message.otherAttachments, viewer]);
    if (key !== drawnBody) {
      drawnBody = key;
      body.replaceChildren(
        ...bodyOf(message, cards, {
          press: (action) => press(message, action),
          answerFile: (action) => send('/api/file', message, action),
        }),
      );
    }
    foot.replaceChildren(...footOf(message, message.banners[viewer]));
    if (cards.some((card) => card.refresh)) void post('/api/show', { userId: viewer, activityId: message.activityId });
  };

  const press = (message, action) => send('/api/click', message, action);
  const send = async (path, message, action) => {
    foot.replaceChildren();
    try {
      const result = await post(path, { userId: viewerId(), activityId: message.activityId, action });
      if (result.outcome === 'failed' && foot.childElementCount === 0)
        foot.append(bannerElement('failure', result.problem));
    } catch {
      foot.replaceChildren(bannerElement('failure', 'The practice tenant did not answer.'));
    }
    foot.scrollIntoView({ block: 'nearest' }); // a line under the last card would be cut off
  };
  return { element, show };
}

function metaOf(message, { isOwn, isBot }) {
  return [
    !isOwn && (isBot ? botAvatar() : avatar(message.authorName)),
    !isOwn && nameElement(message.authorName, 'author'),
    message.isAiGenerated && h('span', { class: 'badge' }, 'AI generated'),
    h('time', { datetime: message.at }, clockTime(message.at)),
    message.editedAt && h('span', { class: 'edited', title: `Updated ${clockTime(message.editedAt)}` }, 'Updated'),
  ].filter(Boolean);
}

function bodyOf(message, cards, { press, answerFile }) {
  return [
    message.text !== '' && h('div', { class: 'bubble' }, textElement(message)),
    ...cards.map((card) => cardElement(card, press)),
    message.fileOffer && fileOfferElement(message.fileOffer, answerFile),
    ...message.attachedFiles.map((name) => h('div', { class: 'bubble file' }, name)),
    message.givenFile && h('div', { class: 'bubble file' }, `${message.givenFile} is in your OneDrive.`),
    ...message.otherAttachments.map((type) =>
      h('div', { class: 'bubble quiet' }, `An attachment that this page does not show: ${type}`),
    ),
  ].filter(Boolean);
}

/** The question whether a file may be put into the OneDrive of whoever is asked. */
function fileOfferElement({ name, description }, answer) {
  const button = (title, action) => {
    const element = h('button', { type: 'button' }, title);
    element.addEventListener('click', () => void answer(action));
    return element;
  };
  return h(
    'div',
    { class: 'bubble file' },
    h('strong', {}, name),
    h('p', {}, description),
    h('p', {}, button('Allow', 'accept'), ' ', button('Decline', 'decline')),
  );
}

function footOf(message, banner) {
  return [
    banner && bannerElement(banner.kind, banner.text),
    message.problem && bannerElement('failure', message.problem),
  ].filter(Boolean);
}

/** A line that says what became of a click or a message. */
export function bannerElement(kind, text) {
  return h('p', { class: `banner ${kind}`, role: kind === 'failure' ? 'alert' : 'status', dir: 'auto' }, text ?? '');
}
