import { avatar, byId, element, iconButton, tone } from './dom.js';
import { order } from './server.js';
import { on, store } from './store.js';
import { actionWords } from './wording.js';

/** Draws the head of the conversation: who it is with, what the bot is doing, the topics of a forum. */
export function startHead(go) {
  on(['choice', 'loaded', 'chats', 'people', 'typing'], () => {
    drawHead(go);
    drawTopics(go);
  });
  on(['messages'], () => drawTopics(go));
}

function drawHead(go) {
  const record = store.chat;
  const head = byId('head');
  if (record === undefined) return head.replaceChildren();
  const title = store.titleOf(record);
  const typing = store.typing.get(record.chat.id);
  const back = iconButton('back', 'Back to the chats', () => go({ chatId: undefined }));
  back.classList.add('back');
  head.replaceChildren(
    back,
    avatar(title, record.chat.type === 'private' ? 'bot' : record.chat.id, 'small'),
    element(
      'div',
      { class: 'head-title' },
      element('h2', { text: title }),
      element('p', {
        class: typing === undefined ? '' : 'is-typing',
        'aria-live': 'polite',
        text: typing === undefined ? subtitleOf(record) : `${store.bot.first_name} ${actionWords(typing.action)}`,
      }),
    ),
    blockButton(record) ?? '',
  );
}

function subtitleOf({ chat, members, bot }) {
  if (chat.type === 'private') return bot === 'blocked' ? 'bot, blocked by you' : `bot · chat ${chat.id}`;
  if (bot !== 'member') return `the bot is no longer here · chat ${chat.id}`;
  const names = members.map(id => store.people.get(id)?.firstName ?? id);
  return `${names.join(', ')} and the bot · chat ${chat.id}`;
}

function blockButton({ chat, bot }) {
  if (chat.type !== 'private') return undefined;
  const isBlocked = bot === 'blocked';
  const turn = () => order(isBlocked ? 'unblock' : 'block', { userId: store.personId });
  return element('button', { class: 'quiet', type: 'button', onclick: turn, text: isBlocked ? 'Unblock' : 'Block' });
}

function drawTopics(go) {
  const bar = byId('topics');
  const record = store.chat;
  bar.hidden = record?.chat.is_forum !== true;
  if (bar.hidden) return;
  const focused = bar.contains(document.activeElement);
  const topics = [{ id: undefined, name: 'General' }, ...record.topics];
  bar.replaceChildren(...topics.map((topic, index) => tab(topic, index, record, go)));
  if (focused) bar.querySelector('[aria-selected="true"]')?.focus();
  bar.onkeydown = event => {
    const step = { ArrowRight: 1, ArrowLeft: -1 }[event.key];
    if (step === undefined) return;
    const at = topics.findIndex(({ id }) => id === store.threadId);
    go({ chatId: record.chat.id, threadId: topics[(at + step + topics.length) % topics.length].id });
  };
}

function tab({ id, name }, index, { chat }, go) {
  const isOpen = id === store.threadId;
  const unread = isOpen ? 0 : store.unreadIn(chat.id, id);
  return element(
    'button',
    {
      class: `topic ${index === 0 ? '' : tone(id + 2)}`,
      type: 'button',
      role: 'tab',
      'aria-selected': String(isOpen),
      tabindex: isOpen ? '0' : '-1',
      onclick: () => go({ chatId: chat.id, threadId: id }),
    },
    name,
    unread === 0 ? undefined : element('span', { class: 'unread', text: unread, 'aria-label': `${unread} unread` }),
  );
}
