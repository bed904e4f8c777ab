import { createAttach } from './attach.js';
import { h } from './dom.js';
import { bannerElement } from './message.js';

/**
 * The box where a person types, with sentences to click above it.
 * @param {{label: string, suggestions: string[], say: (text: string, file?: {name: string, content: string}) => Promise<any>}} options
 */
export function createComposer({ label, suggestions, say }) {
  const problem = h('div', { class: 'problem' });
  const chips = h('div', { class: 'chips' });
  const box = h('textarea', {
    rows: '1',
    'aria-label': label,
    placeholder: 'Type a message',
    autocomplete: 'off',
  });
  const send = h('button', { class: 'send', type: 'submit', 'aria-label': 'Send' }, sendIcon());
  const attach = createAttach();
  const line = h('div', { class: 'box' }, attach.button, attach.input, box, send);
  const element = h('form', { class: 'composer' }, problem, chips, attach.shown, line);

  const speak = async (text, file) => {
    problem.replaceChildren();
    try {
      const result = await say(text, file);
      if (result.outcome === 'failed' && !result.activityId) problem.append(bannerElement('failure', result.problem));
    } catch {
      if (box.value === '') box.value = text; // what was typed is not lost
      if (file) attach.set(file);
      grow();
      problem.replaceChildren(bannerElement('failure', 'The practice tenant did not answer.'));
    }
  };
  const submit = () => {
    const text = box.value.trim();
    if (text === '' || box.disabled) return;
    box.value = '';
    grow();
    void speak(text, attach.take());
  };
  const grow = () => {
    box.style.height = 'auto';
    box.style.height = `${Math.min(box.scrollHeight, 120)}px`;
  };
  const chip = (text, className) =>
    h(
      'button',
      { type: 'button', class: className, 'aria-label': `Say: ${text}`, onclick: () => void speak(text) },
      text,
    );
  /** Sentences that the bot suggested last come first. */
  const suggest = (fromBot) => {
    const own = suggestions.filter((text) => !fromBot.includes(text));
    chips.replaceChildren(
      ...fromBot.map((text) => chip(text, 'chip from-bot')),
      ...own.map((text) => chip(text, 'chip')),
    );
  };

  element.addEventListener('submit', (event) => {
    event.preventDefault();
    submit();
  });
  box.addEventListener('input', grow);
  box.addEventListener('keydown', (event) => {
    if (event.key !== 'Enter' || event.shiftKey || event.isComposing) return;
    event.preventDefault();
    submit();
  });
  suggest([]);
  return {
    element,
    suggest,
    focus: () => box.focus(),
    setEnabled: (isEnabled) => {
      chips.hidden = !isEnabled;
      for (const control of [box, send, attach.button]) control.disabled = !isEnabled;
    },
  };
}

function sendIcon() {
  const template = document.createElement('template');
  template.innerHTML =
    '<svg viewBox="0 0 20 20" width="18" height="18" aria-hidden="true"><path d="M3 3.5 17.5 10 3 16.5l2-5.5 6-1-6-1z" fill="currentColor"/></svg>';
  return template.content.firstElementChild;
}
