import { element, iconButton } from './dom.js';
import { toast } from './overlays.js';

const plainTags = { bold: 'strong', italic: 'em', underline: 'u', strikethrough: 's', code: 'code' };

/**
 * A text with its entities as nodes. `entities` count UTF-16 units, as JavaScript does; one that crosses the end of
 * the one around it is cut there.
 * @param {(command: string) => void} onCommand What a click on a /command does.
 */
export function richText(text, entities = [], onCommand = () => {}) {
  const sorted = entities.toSorted((a, b) => a.offset - b.offset || b.length - a.length);
  const nodes = document.createDocumentFragment();
  fill(nodes, { text, start: 0, end: text.length, entities: sorted, onCommand });
  return nodes;
}

function fill(parent, { text, start, end, entities, onCommand }) {
  let at = start;
  let rest = entities;
  while (rest.length > 0) {
    const [entity, ...later] = rest;
    const from = Math.max(entity.offset, at);
    const to = Math.min(entity.offset + entity.length, end);
    if (from >= to) {
      rest = later;
      continue;
    }
    parent.append(text.slice(at, from));
    const inner = later.filter(({ offset }) => offset < to);
    const { outside, inside } = shell(entity, text.slice(from, to), onCommand);
    fill(inside, { text, start: from, end: to, entities: inner, onCommand });
    parent.append(outside);
    at = to;
    rest = later.filter(({ offset, length }) => offset + length > to).map(each => cutBefore(each, to));
  }
  parent.append(text.slice(at, end));
}

function cutBefore(entity, at) {
  const cut = Math.max(0, at - entity.offset);
  return { ...entity, offset: entity.offset + cut, length: entity.length - cut };
}

/** The element around an entity's text, and the one that the text goes into. */
function shell(entity, text, onCommand) {
  const plain = plainTags[entity.type];
  if (plain !== undefined) return same(element(plain));
  switch (entity.type) {
    case 'pre':
      return codeBlock(entity, text);
    case 'blockquote':
    case 'expandable_blockquote':
      return same(element('blockquote'));
    case 'text_link':
      return same(link(entity.url));
    case 'url':
      return same(link(text));
    case 'email':
      return same(element('a', { href: `mailto:${text}` }));
    case 'bot_command':
      return same(element('button', { class: 'in-text', type: 'button', onclick: () => onCommand(text) }));
    case 'spoiler':
      return same(spoiler());
    default:
      return same(element('span', { class: entity.type }));
  }
}

const same = made => ({ outside: made, inside: made });

/** Only addresses of the web are followed: nothing a message says can run here. */
function link(address) {
  const url = URL.parse(/^[a-z]+:/i.test(address) ? address : `https://${address}`);
  const isSafe = url !== null && (url.protocol === 'https:' || url.protocol === 'http:');
  return isSafe ? element('a', { href: url.href, target: '_blank', rel: 'noopener noreferrer' }) : element('span');
}

function spoiler() {
  const button = element('button', { class: 'in-text spoiler', type: 'button', title: 'Show' });
  button.addEventListener('click', () => button.classList.add('is-open'));
  return button;
}

function codeBlock({ language }, text) {
  const inside = element('pre', { tabindex: '0', role: 'group', 'aria-label': language ?? 'Code' });
  const copy = iconButton('copy', 'Copy', async () => {
    await navigator.clipboard.writeText(text);
    toast('Copied');
  });
  const caption = element('figcaption', {}, element('span', { text: language ?? '' }), copy);
  const kind = language === undefined ? 'code-block is-plain' : 'code-block';
  return { outside: element('figure', { class: kind }, caption, inside), inside };
}
