/**
 * Makes an element. Texts become text nodes, never markup.
 * @param {string} tag
 * @param {Record<string, unknown>} [attributes] `on…` members are listeners, false and undefined ones are left out
 * @param {...(Node | string | false | null | undefined)} children
 * @returns {HTMLElement}
 */
export function h(tag, attributes = {}, ...children) {
  const element = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) {
    if (typeof value === 'function') element.addEventListener(name.slice(2), value);
    else if (value === true) element.setAttribute(name, '');
    else if (value !== false && value !== undefined && value !== null) element.setAttribute(name, String(value));
  }
  element.append(...children.filter((child) => child !== false && child !== null && child !== undefined));
  return element;
}

/** A name as somebody else wrote it: shown in its own direction, so that it cannot turn the text around it. */
export function nameElement(name, className = 'name') {
  return h('bdi', { class: className, title: name }, name);
}

const hues = [262, 210, 165, 25, 330, 290, 190, 350, 45, 130];

/** A round picture with a person's initials. */
export function avatar(name) {
  const letters = name.match(/\p{L}+/gu) ?? ['?'];
  const first = letters[0] ?? '?';
  const last = letters.length > 1 ? (letters.at(-1) ?? '') : '';
  const initials = [...first]
    .slice(0, 1)
    .concat([...last].slice(0, 1))
    .join('')
    .toUpperCase();
  const sum = [...name].reduce((total, character) => total + (character.codePointAt(0) ?? 0), 0);
  const element = h('span', { class: 'avatar', 'aria-hidden': 'true' }, initials);
  element.style.setProperty('--hue', String(hues[sum % hues.length]));
  return element;
}

/** The bot's own picture. */
export function botAvatar() {
  return h('img', { class: 'avatar bot', src: '/browser/icon.svg', alt: '', 'aria-hidden': 'true' });
}
