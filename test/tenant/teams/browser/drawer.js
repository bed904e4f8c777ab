import { get } from './api.js';
import { h } from './dom.js';
import { clockTime, fullTime } from './time.js';

/**
 * The panel that shows what was written to the directory and what was mailed.
 * @param {HTMLElement} element
 * @param {() => void} onclose what its own button does, which a narrow screen needs
 */
export function createDrawer(element, onclose) {
  const writes = h('ol', { 'aria-label': 'Writes to the directory' });
  const mails = h('ol', { 'aria-label': 'Mails sent' });
  element.append(
    h(
      'header',
      {},
      h('h2', {}, 'What the tenant says'),
      h('button', { class: 'icon', type: 'button', 'aria-label': 'Close the panel', onclick: onclose }, '✕'),
    ),
    h('h3', {}, 'Written to the directory'),
    writes,
    h('h3', {}, 'Mails'),
    mails,
  );
  const refresh = async () => {
    if (element.hidden) return;
    const answer = await get('/api/tenant');
    fill(writes, answer.writes.map(writeElement), 'Nothing has been written yet.');
    fill(mails, answer.mails.map(mailElement), 'No mail has been sent yet.');
  };
  return {
    refresh,
    /** Opens or closes it; says whether it is open. */
    toggle: () => {
      element.hidden = !element.hidden;
      void refresh();
      return !element.hidden;
    },
  };
}

function fill(list, items, otherwise) {
  list.replaceChildren(...(items.length > 0 ? items : [h('li', { class: 'none' }, otherwise)]));
}

function writeElement(write) {
  const isGood = write.status >= 200 && write.status < 300;
  return h(
    'li',
    {},
    h(
      'p',
      { class: 'line' },
      h('strong', { class: isGood ? 'good' : 'bad' }, `${write.method} ${write.status}`),
      h('bdi', {}, write.about),
      h('time', { datetime: write.at, title: fullTime(write.at) }, clockTime(write.at)),
    ),
    h('code', {}, write.path),
    write.body !== '' && h('code', { class: 'sent' }, write.body),
  );
}

function mailElement(mail) {
  return h(
    'li',
    {},
    h(
      'p',
      { class: 'line' },
      h('strong', {}, mail.subject),
      h('time', { datetime: mail.at, title: fullTime(mail.at) }, clockTime(mail.at)),
    ),
    h('p', { class: 'to' }, `To ${mail.to.join(', ')}`),
    h('p', { class: 'preview', dir: 'auto' }, mail.preview),
  );
}
