import { startBanner } from './banner.js';
import { startButtons } from './buttons.js';
import { startChatList } from './chat-list.js';
import { Composer } from './composer.js';
import { startConversation } from './conversation.js';
import { startHead } from './head.js';
import { startOverlays } from './overlays.js';
import { startPeople } from './people.js';
import { on, store } from './store.js';
import { startTheme } from './theme.js';

/** Where one is stands in the address: `#<person>/<chat>/<topic>`; so the browser's way back works. */
function go({ personId = store.personId, chatId, threadId }) {
  const parts = [personId, chatId, threadId].filter(part => part !== undefined);
  const hash = `#${parts.join('/')}`;
  if (location.hash === hash) follow();
  else location.hash = hash;
}

function follow() {
  const [personId, chatId, threadId] = location.hash.slice(1).split('/').filter(Boolean).map(Number);
  const person = store.people.has(personId) ? personId : (store.people.keys().next().value ?? 1001);
  const record = store.chats.get(chatId);
  const isOwn = record?.members.includes(person) ?? false;
  const isNarrow = matchMedia('(max-width: 700px)').matches;
  const fallback = isNarrow ? undefined : person;
  document.body.dataset.pane = isOwn ? 'chat' : 'list';
  store.choose({ personId: person, chatId: isOwn ? chatId : fallback, threadId: isOwn ? threadId : undefined });
}

const composer = new Composer();
const acts = {
  reply: message => composer.reply(message),
  edit: message => composer.edit(message),
  command: text => void composer.say(text),
};

startTheme();
startOverlays();
startButtons();
startPeople(go);
startChatList(go);
startHead(go);
startConversation(acts);
startBanner();
composer.start();
addEventListener('hashchange', follow);
on(['loaded'], follow);
await store.start();
