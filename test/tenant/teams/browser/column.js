import { get, post } from './api.js';
import { createComposer } from './composer.js';
import { avatar, h, nameElement } from './dom.js';
import { bannerElement, createMessage } from './message.js';
import { clockTime, dayName } from './time.js';

/**
 * A chat in the window: a person's own with the bot, or a room seen by one of its members.
 * @param {{key: string, title: string, part: string, seat?: any, room?: any, suggestions: string[], onclose?: () => void}} options
 */
export function createColumn(options) {
  const { seat, room } = options;
  let viewer = seat?.userId ?? room.members[0]?.userId ?? '';
  let chatId = room?.chatId;
  const messages = new Map();
  const log = h('div', {
    class: 'log',
    role: 'log',
    'aria-label': `Messages of ${options.title}`,
    tabindex: '0',
  });
  const notice = h('div', { class: 'notice' });
  const toEnd = () => {
    log.scrollTop = log.scrollHeight;
  };
  const news = h('button', { type: 'button', class: 'news', hidden: true, onclick: toEnd }, 'New messages ↓');
  const isAtEnd = () => log.scrollHeight - log.scrollTop - log.clientHeight < 80;
  log.addEventListener('scroll', () => {
    if (isAtEnd()) news.hidden = true;
  });
  const typing = h('p', { class: 'typing', hidden: true }, h('span', { class: 'dots' }), 'Crossover is typing');
  const composer = createComposer({
    label: room ? `Message in ${options.title}` : `Message as ${options.title}`,
    suggestions: options.suggestions,
    say: (text, file) =>
      post('/api/say', { userId: viewer, text, file, chatId: room?.chatId, timezone: options.timezone }),
  });
  const element = h(
    'section',
    { class: 'column', 'aria-label': `Chat of ${options.title}`, 'data-key': options.key },
    headOf(options, (userId) => {
      viewer = userId;
      void reload();
    }),
    log,
    news,
    typing,
    notice,
    composer.element,
  );

  let typingTimer;
  const showTyping = (isTyping) => {
    clearTimeout(typingTimer);
    typing.hidden = !isTyping;
    if (isTyping) typingTimer = setTimeout(() => showTyping(false), 10_000); // as Teams: a bot that goes on must say so again
  };

  const showMessage = (message) => {
    const wasAtEnd = isAtEnd();
    const known = messages.get(message.activityId);
    if (message.isDeleted) {
      known?.element.remove();
      messages.delete(message.activityId);
      return;
    }
    const shown = known ?? createMessage(() => viewer);
    if (!known) {
      placeDay(log, message.at);
      log.querySelector('.empty')?.remove();
      log.append(shown.element);
      messages.set(message.activityId, shown);
      if (message.authorUserId === null) showTyping(false);
      composer.suggest(message.authorUserId === null ? message.suggestions : []);
    }
    shown.show(message);
    if (wasAtEnd || message.authorUserId === viewer) toEnd();
    else if (!known) news.hidden = false;
  };

  // Messages of any chat that come while this one is being read: newer than what was read, and only then is it known which chat.
  let waiting;
  let reading = Promise.resolve();
  const reload = () => {
    reading = reading.then(read, read); // one after the other: two at once would lose what comes between them
    return reading;
  };
  const read = async () => {
    waiting ??= [];
    const answer = await get(`/api/chats?userId=${encodeURIComponent(viewer)}`);
    const chat = (answer.chats ?? []).find((c) => (room ? c.chatId === room.chatId : c.kind === 'personal'));
    chatId = chat?.chatId ?? chatId;
    messages.clear();
    log.replaceChildren(emptyOf(options, room));
    showAbsence(notice, room ? null : answer.absence, viewer);
    composer.setEnabled(room || !answer.absence);
    for (const message of chat?.messages ?? []) showMessage(message);
    toEnd();
    news.hidden = true;
    const late = waiting ?? [];
    waiting = undefined;
    for (const message of late) if (message.chatId === chatId) showMessage(message);
  };

  return {
    key: options.key,
    title: options.title,
    element,
    reload,
    focus: () => composer.focus(),
    /** What an event of the tenant does to this chat. */
    take: (event) => {
      if (event.type === 'message' && waiting) waiting.push(event.message);
      else if (event.type === 'message' && event.message.chatId === chatId) showMessage(event.message);
      if (event.type === 'typing' && event.chatId === chatId) showTyping(true);
      if (event.type === 'chat' && (chatId === undefined || event.chatId === chatId)) void reload();
    },
  };
}

function headOf(options, choose) {
  const { title, part, room, onclose } = options;
  const select =
    room &&
    h(
      'select',
      { 'aria-label': `Who you are in ${title}`, onchange: (event) => choose(event.target.value) },
      ...room.members.map((member) => h('option', { value: member.userId }, member.displayName)),
    );
  return h(
    'header',
    { class: 'head' },
    room
      ? h('span', { class: 'avatar room', 'aria-hidden': 'true' }, room.kind === 'channel' ? '#' : '···')
      : avatar(title),
    h('div', { class: 'who' }, h('h2', {}, nameElement(title)), h('p', {}, part)),
    select && h('label', { class: 'as' }, h('span', {}, 'as'), select),
    onclose && h('button', { class: 'icon', type: 'button', 'aria-label': `Close ${title}`, onclick: onclose }, '✕'),
  );
}

function emptyOf(options, room) {
  const text = room ? 'The bot hears only what mentions it: @Crossover …' : 'Nothing has been said here yet.';
  return h('p', { class: 'empty' }, text);
}

function showAbsence(notice, absence, userId) {
  notice.replaceChildren();
  if (!absence) return;
  notice.append(bannerElement('note', absence.text));
  if (!absence.mayInstall) return;
  const install = (event) => {
    event.target.disabled = true;
    void post('/api/install', { userId });
  };
  notice.append(h('button', { type: 'button', class: 'quiet', onclick: install }, 'Add the app'));
}

function placeDay(log, at) {
  const day = dayName(at);
  const last = [...log.querySelectorAll('.day')].at(-1);
  if (last?.textContent !== day) log.append(h('p', { class: 'day', title: clockTime(at) }, day));
}
