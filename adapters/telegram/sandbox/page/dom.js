/**
 * Makes an element. Text goes in as text only, so nothing a message holds can become markup.
 * @param {string} tag
 * @param {Record<string, unknown>} [properties] Attributes; `class`, `text`, and handlers as `onclick`.
 * @param {...(Node | string | undefined)} children
 */
export function element(tag, properties = {}, ...children) {
  const made = document.createElement(tag);
  for (const [name, value] of Object.entries(properties)) {
    if (value === undefined || value === false) continue;
    if (name === 'text') made.textContent = String(value);
    else if (name.startsWith('on')) made.addEventListener(name.slice(2), /** @type {EventListener} */ (value));
    else made.setAttribute(name, value === true ? '' : String(value));
  }
  made.append(...children.filter(child => child !== undefined));
  return made;
}

/** One of the page's line drawings. */
export function icon(name) {
  const svg = document.createElementNS('http://www.w3.org/2000/svg', 'svg');
  const use = document.createElementNS('http://www.w3.org/2000/svg', 'use');
  svg.setAttribute('class', 'icon');
  svg.setAttribute('aria-hidden', 'true');
  use.setAttribute('href', `#i-${name}`);
  svg.append(use);
  return svg;
}

/** A round button that shows a drawing; its name is read out and shown on hovering. */
export function iconButton(name, title, onclick) {
  return element('button', { class: 'icon-button', type: 'button', title, 'aria-label': title, onclick }, icon(name));
}

/** A round picture made of initials, in a colour that stays with the id; the bot (`bot`) has a compass. */
export function avatar(name, id, extra = '') {
  if (id === 'bot') return element('span', { class: `avatar bot ${extra}`, 'aria-hidden': 'true' }, icon('compass'));
  const words = name.split(/\s+/u).filter(Boolean);
  const initials = words
    .map(word => [...word][0])
    .slice(0, 2)
    .join('');
  return element('span', { class: `avatar ${tone(id)} ${extra}`, 'aria-hidden': 'true', text: initials.toUpperCase() });
}

/** The class of the colour that stays with an id. */
export const tone = id => `tone-${Math.abs(Number(id) * 31) % 7}`;

/** Puts exactly these children into the parent, moving only what is not in its place: focus and scrolling stay. */
export function reconcile(parent, children) {
  let at = parent.firstChild;
  for (const child of children) {
    if (child === at) at = at.nextSibling;
    else parent.insertBefore(child, at);
  }
  while (at !== null) {
    const next = at.nextSibling;
    at.remove();
    at = next;
  }
}

export const byId = id => /** @type {HTMLElement} */ (document.getElementById(id));
