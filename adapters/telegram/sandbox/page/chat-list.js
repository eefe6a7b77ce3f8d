import { avatar, byId, element, reconcile } from './dom.js';
import { on, store } from './store.js';
import { actionWords, authorOf, lineOf, timeOrDayOf } from './wording.js';

/** Draws the list of chats of the chosen person. */
export function startChatList(go) {
  on(['choice', 'loaded', 'chats', 'messages', 'people', 'typing'], () => {
    const focusedId = document.activeElement?.getAttribute('data-chat');
    reconcile(
      byId('chats'),
      store.ownChats().map(record => chatItem(record, go)),
    );
    if (focusedId !== null && focusedId !== undefined)
      byId('chats').querySelector(`[data-chat="${focusedId}"]`)?.focus();
    const unread = store.ownChats().reduce((sum, record) => sum + store.unreadInAll(record), 0);
    document.title = unread === 0 ? 'Binnacle sandbox' : `(${unread}) Binnacle sandbox`;
  });
  byId('chats').addEventListener('keydown', event => {
    const buttons = [...byId('chats').querySelectorAll('button')];
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    if (step === undefined) return;
    event.preventDefault();
    buttons[(buttons.indexOf(document.activeElement) + step + buttons.length) % buttons.length]?.focus();
  });
}

function chatItem(record, go) {
  const { chat } = record;
  const title = store.titleOf(record);
  const last = store.messagesOf(chat.id).at(-1)?.message;
  const typing = store.typing.get(chat.id);
  const isOpen = chat.id === store.chatId;
  const unread = store.unreadInAll(record);
  return element(
    'li',
    {},
    element(
      'button',
      {
        class: 'chat-button',
        type: 'button',
        'data-chat': chat.id,
        'aria-current': isOpen ? 'true' : undefined,
        onclick: () => open(chat.id, go),
      },
      avatar(title, chat.type === 'private' ? 'bot' : chat.id),
      element('span', { class: 'chat-title', text: title }),
      element('span', { class: 'chat-time', text: last === undefined ? '' : timeOrDayOf(last.date) }),
      element('span', {
        class: `chat-last ${typing === undefined ? '' : 'is-typing'}`,
        text: typing === undefined ? lastLine(last) : actionWords(typing.action).replace(/^is /, ''),
      }),
      unread === 0
        ? element('span')
        : element('span', { class: 'unread', text: unread, 'aria-label': `${unread} unread` }),
    ),
  );
}

/** With a keyboard at hand one goes on writing at once; on a phone it would cover the chat. */
function open(chatId, go) {
  go({ chatId });
  if (matchMedia('(hover: hover)').matches) requestAnimationFrame(() => byId('text').focus());
}

function lastLine(message) {
  if (message === undefined) return 'No messages yet';
  if (message.from?.id === store.personId) return `You: ${lineOf(message)}`;
  return message.chat.type === 'private' ? lineOf(message) : `${authorOf(message)}: ${lineOf(message)}`;
}
