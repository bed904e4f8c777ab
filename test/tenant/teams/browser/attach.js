import { h } from './dom.js';

/** The button beside the box that attaches one small text file to what is said next. */
export function createAttach() {
  let file;
  const input = h('input', { type: 'file', accept: '.csv,.txt', hidden: true, 'aria-label': 'File' });
  const button = h('button', {
    class: 'attach',
    type: 'button',
    'aria-label': 'Attach a file',
    title: 'Attach a file',
  });
  button.append(paperclip());
  const remove = h('button', { type: 'button', class: 'chip attached', onclick: () => set(undefined) });
  const shown = h('div', { class: 'chips', hidden: true }, remove);
  const set = (chosen) => {
    file = chosen;
    shown.hidden = !file;
    remove.replaceChildren(file ? `${file.name} ×` : '');
    remove.setAttribute('aria-label', file ? `Remove ${file.name}` : '');
    input.value = '';
  };
  button.addEventListener('click', () => input.click());
  input.addEventListener('change', async () => {
    const [chosen] = input.files ?? [];
    if (chosen) set({ name: chosen.name, content: await chosen.text() });
  });
  return {
    button,
    input,
    shown,
    /** The file that goes with a message; the next one goes without it. */
    take: () => {
      const taken = file;
      set(undefined);
      return taken;
    },
    set,
  };
}

function paperclip() {
  const template = document.createElement('template');
  template.innerHTML =
    '<svg viewBox="0 0 20 20" width="18" height="18" aria-hidden="true"><path d="m6.5 10.5 5-5a2.1 2.1 0 0 1 3 3l-6.4 6.4a3.6 3.6 0 0 1-5-5l6-6" fill="none" stroke="currentColor" stroke-width="1.4" stroke-linecap="round"/></svg>';
  return template.content.firstElementChild;
}
