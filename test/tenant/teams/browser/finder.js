import { get } from './api.js';
import { avatar, h, nameElement } from './dom.js';

/**
 * A search box that opens anybody's chat, or a room.
 * @param {{rooms: any[], open: (found: {room?: any, person?: any}) => void}} options
 */
export function createFinder({ rooms, open }) {
  const list = h('ul', { id: 'found', role: 'listbox', 'aria-label': 'Chats found', hidden: true });
  const input = h('input', {
    type: 'search',
    role: 'combobox',
    'aria-label': 'Open a chat',
    'aria-controls': 'found',
    'aria-expanded': 'false',
    'aria-autocomplete': 'list',
    placeholder: 'Open a chat…',
    autocomplete: 'off',
  });
  const element = h('div', { class: 'finder' }, input, list);
  let found = [];
  let chosen = 0;
  let asked = 0;

  const mark = () => {
    [...list.children].forEach((option, index) => option.setAttribute('aria-selected', String(index === chosen)));
    const current = list.children[chosen];
    if (current) input.setAttribute('aria-activedescendant', current.id);
    else input.removeAttribute('aria-activedescendant');
    current?.scrollIntoView({ block: 'nearest' });
  };
  const setOpen = (isOpen) => {
    list.hidden = !isOpen;
    input.setAttribute('aria-expanded', String(isOpen));
  };
  const pick = (index) => {
    const item = found[index];
    if (!item) return;
    input.value = '';
    setOpen(false);
    open(item);
  };
  const search = async () => {
    const question = ++asked;
    const wanted = input.value.trim().toLocaleLowerCase();
    const { people = [] } = await get(`/api/people?q=${encodeURIComponent(wanted)}`);
    if (question !== asked) return; // a later question was asked meanwhile
    found = [
      ...rooms.filter((room) => room.title.toLocaleLowerCase().includes(wanted)).map((room) => ({ room })),
      ...people.map((person) => ({ person })),
    ];
    chosen = 0;
    list.replaceChildren(...found.map((item, index) => optionOf(item, index, pick)));
    if (found.length === 0) list.append(h('li', { class: 'none' }, 'Nobody of that name.'));
    setOpen(document.activeElement === input);
    mark();
  };

  input.addEventListener('input', () => void search());
  input.addEventListener('focus', () => void search());
  input.addEventListener('blur', () => setOpen(false));
  input.addEventListener('keydown', (event) => {
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    if (step) chosen = Math.max(0, Math.min(found.length - 1, chosen + step));
    else if (event.key === 'Enter') pick(chosen);
    else if (event.key === 'Escape') setOpen(false);
    else return;
    event.preventDefault();
    mark();
  });
  return element;
}

function optionOf({ room, person }, index, pick) {
  const title = room ? room.title : person.displayName;
  const line = room ? 'Room' : [person.line, person.userPrincipalName].filter(Boolean).join(' · ');
  return h(
    'li',
    {
      id: `found-${index}`,
      role: 'option',
      onpointerdown: (event) => event.preventDefault(),
      onclick: () => pick(index),
    },
    room ? h('span', { class: 'avatar room', 'aria-hidden': 'true' }, '#') : avatar(title),
    h('div', { class: 'who' }, nameElement(title), h('small', {}, line)),
  );
}
