import { avatar, byId, element, icon, reconcile } from './dom.js';
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
        onclick: () => go({ chatId: chat.id }),
      },
      avatar(title, chat.type === 'private' ? 'bot' : chat.id),
      element('span', { class: 'chat-title', text: title }),
      element('span', { class: 'chat-time', text: last === undefined ? '' : timeOrDayOf(last.date) }),
      element('span', {
        class: `chat-last ${typing === undefined ? '' : 'is-typing'}`,
        text: typing === undefined ? lastLine(last) : actionWords(typing.action),
      }),
      unread === 0
        ? element('span')
        : element('span', { class: 'unread', text: unread, 'aria-label': `${unread} unread` }),
    ),
  );
}

function lastLine(message) {
  if (message === undefined) return 'No messages yet';
  if (message.from?.id === store.personId) return `You: ${lineOf(message)}`;
  return message.chat.type === 'private' ? lineOf(message) : `${authorOf(message)}: ${lineOf(message)}`;
}

/** Draws who one speaks as, and the menu to choose another. */
export function startPeople(go) {
  const button = byId('person');
  const menu = byId('people');
  const open = isOpen => {
    menu.hidden = !isOpen;
    button.setAttribute('aria-expanded', String(isOpen));
    if (isOpen) (menu.querySelector('[aria-checked="true"]') ?? menu.firstElementChild)?.focus();
  };
  on(['choice', 'loaded', 'people'], () => {
    const { person } = store;
    if (person === undefined) return;
    button.replaceChildren(...personParts(person, 'Speaking as'), icon('down'));
    menu.replaceChildren(...[...store.people.values()].map(each => personItem(each, go, () => open(false))));
  });
  button.addEventListener('click', () => open(menu.hidden));
  menu.addEventListener('keydown', event => {
    moveIn(menu, event, () => {
      open(false);
      button.focus();
    });
  });
  document.addEventListener('click', event => {
    if (!byId('person').parentElement.contains(event.target)) open(false);
  });
}

function personItem(person, go, close) {
  const choose = () => {
    close();
    go({ personId: person.id, chatId: person.id });
    byId('text').focus();
  };
  const isChosen = person.id === store.personId;
  return element(
    'button',
    {
      class: 'menu-item',
      type: 'button',
      role: 'menuitemradio',
      tabindex: '-1',
      'aria-checked': String(isChosen),
      onclick: choose,
    },
    ...personParts(person),
  );
}

function personParts({ id, firstName, username, role }, above) {
  const below = above ?? (username === undefined ? `id ${id}` : `@${username}`);
  const name = element(
    'span',
    { class: 'person-name' },
    ...(above === undefined
      ? [firstName, element('small', { text: below })]
      : [element('small', { text: above }), firstName]),
  );
  const roleTones = { admin: 0, approver: 5, operator: 3, viewer: 4 };
  return [
    avatar(firstName, id, 'small'),
    name,
    role === undefined ? '' : element('span', { class: `role tone-${roleTones[role] ?? 1}`, text: role }),
  ];
}

function moveIn(menu, event, close) {
  const items = [...menu.children];
  const at = items.indexOf(document.activeElement);
  const to = { ArrowDown: at + 1, ArrowUp: at - 1, Home: 0, End: items.length - 1 }[event.key];
  if (event.key === 'Escape' || event.key === 'Tab') return close();
  if (to === undefined) return;
  event.preventDefault();
  items[(to + items.length) % items.length].focus();
}
