import { byId, element, icon, reconcile } from './dom.js';
import { authorIdOf, messageItem } from './message.js';
import { on, store } from './store.js';
import { dayOf } from './wording.js';

/** Messages of one author within this time stand together. */
const TOGETHER_SECONDS = 300;
const NEAR_END_PX = 90;
/** Old versions of edited messages are let go of. */
const MADE_MAX = 1000;

/** Items already made, by chat, id and what they depend on: an unchanged message keeps its element. */
let made = new Map();
/** Ids of the messages drawn last. */
let shown = new Set();

/** Draws the messages of the open chat and keeps the view at their end while it is there. */
export function startConversation(acts) {
  const scroller = byId('scroller');
  let missed = 0;
  let isAtEnd = true;

  const isNearEnd = () => scroller.scrollHeight - scroller.scrollTop - scroller.clientHeight < NEAR_END_PX;
  const toEnd = () => {
    scroller.scrollTop = scroller.scrollHeight;
    isAtEnd = true;
    showEnd();
  };
  const showEnd = () => {
    if (isAtEnd) missed = 0;
    const button = byId('to-end');
    button.hidden = isAtEnd;
    button.setAttribute('aria-label', missed === 0 ? 'To the newest message' : `${missed} new messages below`);
    button.querySelector('.count').textContent = missed === 0 ? '' : String(missed);
  };

  on(['choice', 'loaded'], () => {
    made = new Map();
    byId('log').setAttribute('aria-live', 'off');
    draw(acts);
    toEnd();
    store.markRead();
    // Read aloud only what comes from now on, not the history.
    requestAnimationFrame(() => byId('log').setAttribute('aria-live', 'polite'));
  });
  on(['messages'], notice => {
    if ((notice.chatId ?? notice.message.chat.id) !== store.chatId) return;
    const before = byId('log').childElementCount;
    draw(acts, notice.message?.message_id);
    if (isAtEnd || notice.message?.from?.id === store.personId) toEnd();
    else if (byId('log').childElementCount > before) missed++;
    showEnd();
    store.markRead();
  });
  on(['typing'], () => {
    const typing = store.typing.get(store.chatId);
    byId('typing').hidden = typing === undefined || typing.threadId !== store.threadId;
    if (isAtEnd) toEnd();
  });
  scroller.addEventListener('scroll', () => {
    isAtEnd = isNearEnd();
    showEnd();
  });
  // What grows (a message, the message box, the window) must not push the newest message out of sight.
  const follow = new ResizeObserver(() => {
    if (isAtEnd) toEnd();
  });
  follow.observe(scroller);
  follow.observe(byId('log'));
  byId('to-end').addEventListener('click', toEnd);
  document.addEventListener('visibilitychange', () => store.markRead());
}

/** `newId` is the message that has just come: it alone moves in, and only if it was not there before. */
function draw(acts, newId) {
  const log = byId('log');
  const focused = focusIn(log);
  const messages = store.shownMessages();
  reconcile(log, messages.length === 0 ? [emptyNote(acts)] : items(messages, acts));
  const isNew = newId !== undefined && !shown.has(newId);
  if (isNew) document.getElementById(`message-${newId}`)?.classList.add('arrives');
  shown = new Set(messages.map(({ message }) => message.message_id));
  focused?.();
}

function items(messages, acts) {
  const list = [];
  let previous;
  for (const stored of messages) {
    const { message } = stored;
    const isNewDay = previous === undefined || dayOf(previous.date) !== dayOf(message.date);
    if (isNewDay)
      list.push(
        remembered(`day ${dayOf(message.date)}`, () => element('li', { class: 'day', text: dayOf(message.date) })),
      );
    const follows = !isNewDay && isTogether(previous, message);
    const key = `${message.chat.id} ${message.message_id} ${stored.sequence} ${follows}`;
    list.push(remembered(key, () => messageItem(stored, { follows, acts })));
    previous = message;
  }
  return list;
}

function isTogether(previous, message) {
  return authorIdOf(previous) === authorIdOf(message) && message.date - previous.date < TOGETHER_SECONDS;
}

function remembered(key, make) {
  const kept = made.get(key);
  if (kept !== undefined) return kept;
  const item = make();
  made.set(key, item);
  if (made.size > MADE_MAX) made.delete(made.keys().next().value);
  return item;
}

function emptyNote({ command }) {
  return element(
    'li',
    { class: 'empty' },
    icon('compass'),
    element('strong', { text: 'Nothing here yet' }),
    'Write something, or type / to see what the bot can do.',
    element(
      'div',
      {},
      element('button', { class: 'primary', type: 'button', text: '/start', onclick: () => command('/start') }),
    ),
  );
}

/** An edited message is drawn anew: a button that had the focus hands it to its successor. */
function focusIn(log) {
  const active = document.activeElement;
  const item = active?.closest?.('.message');
  if (item === null || item === undefined || !log.contains(item)) return undefined;
  const place = [...item.querySelectorAll('button, a')].indexOf(active);
  return () => {
    if (document.contains(active)) return;
    const successors = document.getElementById(item.id)?.querySelectorAll('button, a') ?? [];
    (successors[Math.min(place, successors.length - 1)] ?? byId('text')).focus();
  };
}
