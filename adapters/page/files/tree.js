import { element } from './dom.js';

/** A value as a tree that folds; what a path of `touched` leads to is marked. */
export function tree(value, touched) {
  return element('div', { class: 'tree' }, ...branches(value, '', touched, 0));
}

const shownMax = 200;

function branches(value, path, touched, depth) {
  const entries = Object.entries(value).filter(([, held]) => held !== undefined);
  const shown = entries
    .slice(0, shownMax)
    .map(([key, held]) => branch(key, held, path === '' ? key : `${path}.${key}`, touched, depth));
  return entries.length > shownMax
    ? [...shown, element('div', { class: 'leaf', text: `… and ${entries.length - shownMax} more` })]
    : shown;
}

function branch(key, held, path, touched, depth) {
  const mark = touched.has(path) ? ' touched' : '';
  const name = element('span', { class: 'key', text: key });
  const isBranch = typeof held === 'object' && held !== null && Object.keys(held).length > 0;
  if (!isBranch) return element('div', { class: `leaf${mark}` }, name, ` ${leaf(held)}`);
  const within = [...touched].some(each => each === path || each.startsWith(`${path}.`));
  const size = Array.isArray(held) ? `[${held.length}]` : `{${Object.keys(held).length}}`;
  const inner = element('div', {});
  const made = element(
    'details',
    { open: within || depth < 1 },
    element('summary', { class: mark.trim() || undefined }, name, ` ${size}`),
    inner,
  );
  const fill = () => inner.childElementCount === 0 && inner.append(...branches(held, path, touched, depth + 1));
  if (made.open) fill();
  made.addEventListener('toggle', fill);
  return made;
}

const leaf = held => (typeof held === 'string' ? held : JSON.stringify(held));
