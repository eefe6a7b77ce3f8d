import { keyboardOf } from './buttons.js';
import { avatar, element, icon, iconButton, tone } from './dom.js';
import { showPicture } from './overlays.js';
import { richText } from './rich-text.js';
import { fileAddress } from './server.js';
import { store } from './store.js';
import { authorOf, lineOf, sizeOf, timeOf } from './wording.js';

/**
 * A message as a list item.
 * @param {{message: any, silent: boolean}} stored
 * @param {{follows: boolean, acts: {reply(m: any): void, edit(m: any): void, command(text: string): void}}} options
 */
export function messageItem({ message, silent }, { follows, acts }) {
  const isMine = message.from?.id === store.personId && message.sender_chat === undefined;
  const body = bodyOf(message, acts.command);
  const meta = () => metaOf(message, silent);
  if (body !== undefined) body.append(element('span', { class: 'meta-room', 'aria-hidden': 'true' }, ...meta()));
  const bubble = element(
    'div',
    { class: 'bubble' },
    !isMine && !follows && message.chat.type !== 'private' ? authorLine(message) : undefined,
    originOf(message),
    quoteOf(message.reply_to_message),
    photoOf(message),
    documentOf(message),
    body,
    element('span', { class: 'meta' }, ...meta()),
  );
  const item = element(
    'li',
    { class: classesOf(message, { isMine, follows, silent, body }), id: `message-${message.message_id}` },
    ...(isMine
      ? [actsOf(message, isMine, acts), bubble]
      : [
          avatar(authorOf(message), isBot(message) ? 'bot' : authorIdOf(message), 'small'),
          bubble,
          actsOf(message, isMine, acts),
        ]),
    message.reply_markup === undefined ? undefined : keyboardOf(message),
  );
  return item;
}

function classesOf(message, { isMine, follows, silent, body }) {
  const classes = ['message'];
  if (isMine) classes.push('mine');
  if (follows) classes.push('follows');
  if (silent) classes.push('is-silent');
  if (body === undefined) classes.push('no-body');
  if (message.photo !== undefined) classes.push('has-photo');
  if (message.document !== undefined) classes.push('has-document');
  if (message.reply_markup !== undefined) classes.push('has-keyboard');
  if (body?.lastElementChild?.previousSibling?.nodeName.match(/^(FIGURE|BLOCKQUOTE)$/))
    body.classList.add('ends-in-block');
  return classes.join(' ');
}

function bodyOf(message, onCommand) {
  const text = message.text ?? message.caption;
  if (text === undefined)
    return (message.photo ?? message.document) ? undefined : element('div', { class: 'body', text: lineOf(message) });
  const nodes = richText(text, message.entities ?? message.caption_entities, onCommand);
  for (const node of [...nodes.childNodes]) if (node.nodeType === Node.TEXT_NODE && node.data === '') node.remove();
  return element('div', { class: 'body' }, nodes);
}

function metaOf(message, silent) {
  const silentMark = element('span', { title: 'Sent without a sound', class: 'silent-mark' }, icon('silent'));
  const time = element('time', { datetime: new Date(message.date * 1000).toISOString(), text: timeOf(message.date) });
  return [
    ...(silent ? [silentMark] : []),
    ...(message.edit_date === undefined ? [] : [element('span', { class: 'edited', text: 'edited' })]),
    time,
  ];
}

function authorLine(message) {
  const via = message.via_bot === undefined ? '' : ` via @${message.via_bot.username}`;
  return element('span', { class: `author ${tone(authorIdOf(message))}`, text: `${authorOf(message)}${via}` });
}

function originOf({ forward_origin: origin }) {
  if (origin === undefined) return undefined;
  const name = origin.sender_user?.first_name ?? origin.sender_user_name ?? origin.chat?.title ?? 'someone';
  return element('em', { class: 'author', text: `Forwarded from ${name}` });
}

/** A quoted message; a click goes to it. */
export function quoteOf(message) {
  if (message === undefined) return undefined;
  const goThere = () => document.getElementById(`message-${message.message_id}`)?.scrollIntoView({ block: 'center' });
  return element(
    'button',
    { class: 'quote', type: 'button', onclick: goThere },
    element('b', { text: authorOf(message) }),
    element('span', { text: lineOf(message) }),
  );
}

function photoOf({ photo, caption = '' }) {
  const size = photo?.at(-1);
  if (size === undefined) return undefined;
  const address = fileAddress(size.file_id);
  const image = element('img', {
    src: address,
    width: size.width,
    height: size.height,
    alt: caption || 'Picture',
  });
  return element(
    'button',
    { class: 'photo', type: 'button', title: 'Enlarge', onclick: () => showPicture(address, caption) },
    image,
  );
}

function documentOf({ document: file }) {
  if (file === undefined) return undefined;
  return element(
    'a',
    { class: 'document', href: fileAddress(file.file_id), download: file.file_name },
    element('span', { class: 'badge' }, icon('file')),
    element(
      'span',
      {},
      element('b', { text: file.file_name }),
      element('small', { text: `${sizeOf(file.file_size)} · download` }),
    ),
  );
}

function actsOf(message, isMine, { reply, edit }) {
  return element(
    'span',
    { class: 'acts' },
    isMine && message.text !== undefined ? iconButton('edit', 'Edit', () => edit(message)) : undefined,
    iconButton('reply', 'Reply', () => reply(message)),
  );
}

const isBot = ({ from }) => from?.id === store.bot.id;

/** An anonymous administrator and a channel are known by the chat. */
export const authorIdOf = message => message.sender_chat?.id ?? message.from?.id ?? 0;
