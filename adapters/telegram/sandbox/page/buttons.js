import { element, icon } from './dom.js';
import { alertPerson, toast } from './overlays.js';
import { order } from './server.js';
import { on, store } from './store.js';

/** A button that the bot has not answered by then is let go of. */
const PATIENCE_MS = 15_000;
const ANSWERS_MAX = 50;

/** Pressed buttons that wait: key of the button to id of its query. */
const waiting = new Map();
/** Answers that came before the press itself was answered. */
const early = new Map();

/** The inline keyboard of a message. */
export function keyboardOf(message) {
  const rows = message.reply_markup.inline_keyboard.map(row =>
    element('div', { class: 'keyboard-row' }, ...row.map(button => keyOf(message, button))),
  );
  return element('div', { class: 'keyboard', role: 'group', 'aria-label': 'Buttons of this message' }, ...rows);
}

function keyOf(message, button) {
  if (button.url !== undefined) {
    const target = { class: 'key', href: button.url, target: '_blank', rel: 'noopener noreferrer' };
    return element('a', target, button.text, icon('link'));
  }
  if (button.copy_text !== undefined) {
    const copy = () => navigator.clipboard.writeText(button.copy_text.text).then(() => toast('Copied'));
    return element('button', { class: 'key', type: 'button', onclick: copy }, button.text, icon('copy'));
  }
  const key = `${message.chat.id}/${message.message_id}/${button.callback_data}`;
  const made = element('button', { class: 'key', type: 'button', 'data-key': key, text: button.text });
  made.addEventListener('click', () => press(message, button.callback_data, key));
  if (button.callback_data === undefined) made.setAttribute('disabled', '');
  if (waiting.has(key)) made.setAttribute('aria-busy', 'true');
  return made;
}

async function press(message, data, key) {
  if (waiting.has(key)) return;
  setBusy(key, '');
  try {
    const fields = { chatId: message.chat.id, messageId: message.message_id, userId: store.personId, data };
    const { callbackQueryId } = await order('press', fields);
    setBusy(key, callbackQueryId);
    const answer = early.get(callbackQueryId);
    if (answer !== undefined) show(answer);
    setTimeout(() => giveUp(key, callbackQueryId), PATIENCE_MS);
  } catch {
    release(key);
  }
}

/** Follows the bot's answers. */
export function startButtons() {
  on(['answered'], answer => {
    early.set(answer.id, answer);
    if (early.size > ANSWERS_MAX) early.delete(early.keys().next().value);
    show(answer);
  });
}

function show({ id, text, alert, url }) {
  const key = [...waiting].find(([, queryId]) => queryId === id)?.[0];
  if (key === undefined) return;
  release(key);
  if (text !== '' && alert) alertPerson(text);
  else if (text !== '' || url !== '') toast(text, url === '' ? {} : { link: url });
}

function giveUp(key, queryId) {
  if (waiting.get(key) !== queryId) return;
  release(key);
  toast('The bot has not answered this button.', { hint: 'It may be busy, or not running.' });
}

function setBusy(key, queryId) {
  waiting.set(key, queryId);
  for (const button of shown(key)) button.setAttribute('aria-busy', 'true');
}

function release(key) {
  waiting.delete(key);
  for (const button of shown(key)) button.removeAttribute('aria-busy');
}

const shown = key => document.querySelectorAll(`[data-key="${CSS.escape(key)}"]`);
