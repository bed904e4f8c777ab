import { get, listen } from './api.js';
import { createColumn } from './column.js';
import { avatar, h, nameElement } from './dom.js';
import { createDrawer } from './drawer.js';
import { createFinder } from './finder.js';
import { timezone } from './time.js';
import { createTopBar } from './top-bar.js';

const byId = (id) => document.getElementById(id);
const stage = byId('columns');
const strip = byId('strip');
const columns = new Map();
const start = await get('/api/start');
const drawer = createDrawer(byId('drawer'), () => topBar.toggleDrawer());

function addColumn(options) {
  const column = createColumn({ ...options, timezone });
  columns.set(column.key, column);
  stage.append(column.element);
  drawStrip();
  return column;
}

function openSeat(seat, isFixed) {
  const key = `person:${seat.userId}`;
  const onclose = isFixed ? undefined : () => closeColumn(key);
  const { displayName: title, part, suggestions } = seat;
  return columns.get(key) ?? addColumn({ key, title, part, seat, suggestions, onclose });
}

function openRoom(room) {
  const key = `room:${room.chatId}`;
  const part = room.kind === 'channel' ? 'Channel' : 'Group chat';
  const onclose = () => closeColumn(key);
  const suggestions = start.roomSuggestions;
  const made = {
    key,
    title: room.title,
    part: `${part}, ${room.members.length} people`,
    room,
    suggestions,
    onclose,
  };
  return columns.get(key) ?? addColumn(made);
}

function closeColumn(key) {
  columns.get(key)?.element.remove();
  columns.delete(key);
  drawStrip();
}

/** Brings a chat into view that was just opened or asked for. */
function reveal(column) {
  void column.reload();
  column.element.scrollIntoView({ inline: 'nearest', block: 'nearest' });
  column.focus();
}

/** On narrow screens, where one chat is seen at a time, the way to the others. */
function drawStrip() {
  strip.replaceChildren(
    ...[...columns.values()].map((column) =>
      h(
        'button',
        {
          type: 'button',
          'aria-label': `Go to ${column.title}`,
          onclick: () => column.element.scrollIntoView({ inline: 'start', block: 'nearest' }),
        },
        avatar(column.title),
        nameElement(column.title),
      ),
    ),
  );
}

const topBar = createTopBar({
  bar: byId('top-bar'),
  finder: createFinder({
    rooms: start.rooms,
    open: ({ room, person }) => reveal(room ? openRoom(room) : openSeat(person, false)),
  }),
  domain: start.domain,
  rooms: start.rooms.filter((room) => !room.title.includes('General')),
  openRoom: (room) => reveal(openRoom(room)),
  toggleDrawer: drawer.toggle,
});
topBar.showTime(start.now);
for (const seat of start.seats) openSeat(seat, true);

const lost = byId('lost');
listen(
  (event) => {
    topBar.showTime(event.now);
    if (event.type === 'hello') for (const column of columns.values()) void column.reload();
    for (const column of columns.values()) column.take(event);
    if (event.type !== 'time') void drawer.refresh();
  },
  (isConnected) => {
    lost.hidden = isConnected;
  },
);

document.addEventListener('keydown', (event) => {
  if (event.key === 'Escape' && !byId('drawer').hidden) topBar.toggleDrawer();
});
