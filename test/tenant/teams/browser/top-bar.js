import { post } from './api.js';
import { h } from './dom.js';
import { fullTime } from './time.js';

const steps = [
  ['+15 min', 15],
  ['+1 hour', 60],
  ['+1 day', 24 * 60],
];
const themes = [
  ['system', 'System'],
  ['light', 'Light'],
  ['dark', 'Dark'],
  ['contrast', 'High contrast'],
];

/**
 * Fills the bar at the top: name, the tenant's clock, search, rooms, theme, and the drawer's button.
 * @param {{bar: HTMLElement, finder: HTMLElement, domain: string, rooms: any[], openRoom: (room: any) => void, toggleDrawer: () => boolean}} options
 */
export function createTopBar({ bar, finder, domain, rooms, openRoom, toggleDrawer }) {
  const time = h('time', { 'aria-label': "The tenant's time" });
  const move = async (button, minutes) => {
    button.disabled = true; // a day takes a moment: the clock moves in steps
    await post('/api/clock', { minutes }).catch(() => undefined); // that the connection is lost is said by a line of its own
    button.disabled = false;
  };
  const showDrawer = () => drawerButton.setAttribute('aria-expanded', String(toggleDrawer()));
  const drawerButton = h(
    'button',
    { type: 'button', 'aria-expanded': 'false', 'aria-controls': 'drawer', onclick: showDrawer },
    'What the tenant says',
  );
  bar.replaceChildren(
    h('img', { src: '/browser/icon.svg', alt: '', width: '28', height: '28' }),
    h('h1', {}, 'Practice Teams'),
    h('span', { class: 'domain' }, domain),
    h(
      'div',
      { class: 'clock', role: 'group', 'aria-label': "The tenant's clock" },
      time,
      ...steps.map(([label, minutes]) =>
        h('button', { type: 'button', onclick: (event) => void move(event.target, minutes) }, label),
      ),
    ),
    finder,
    h(
      'div',
      { class: 'rooms', role: 'group', 'aria-label': 'Rooms' },
      ...rooms.map((room) =>
        h('button', { type: 'button', class: 'quiet', onclick: () => openRoom(room) }, `# ${room.title}`),
      ),
    ),
    h('span', { class: 'space' }),
    themeSelect(),
    drawerButton,
  );
  return {
    showTime: (iso) => {
      time.dateTime = iso;
      time.textContent = fullTime(iso);
    },
    /** Opens or closes the drawer, and gives the focus back to the button that does the same. */
    toggleDrawer: () => {
      showDrawer();
      drawerButton.focus();
    },
  };
}

function themeSelect() {
  const stored = localStorage.getItem('theme') ?? 'system';
  const apply = (theme) => {
    document.documentElement.dataset.theme = theme;
    localStorage.setItem('theme', theme);
  };
  apply(stored);
  const options = themes.map(([value, label]) => h('option', { value, selected: value === stored }, label));
  return h('select', { 'aria-label': 'Theme', onchange: (event) => apply(event.target.value) }, ...options);
}
