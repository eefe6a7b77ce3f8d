/**
 * Makes an element. Text goes in as text only, so nothing that was recorded can become markup.
 * @param {string} tag
 * @param {Record<string, unknown>} [properties] Attributes; `text`, and handlers as `onclick`.
 * @param {...(Node | string | undefined | false)} children
 */
export function element(tag, properties = {}, ...children) {
  return filled(document.createElement(tag), properties, children);
}

/** The same for drawings. */
export function drawing(tag, properties = {}, ...children) {
  return filled(document.createElementNS('http://www.w3.org/2000/svg', tag), properties, children);
}

function filled(made, properties, children) {
  for (const [name, value] of Object.entries(properties)) {
    if (value === undefined || value === false || value === null) continue;
    if (name === 'text') made.textContent = String(value);
    else if (name.startsWith('on')) made.addEventListener(name.slice(2), value);
    else made.setAttribute(name, value === true ? '' : String(value));
  }
  made.append(...children.filter(child => child !== undefined && child !== null && child !== false));
  return made;
}

/** A part of a view with a heading. */
export function card(title, properties, ...children) {
  const { class: more = '', ...rest } = properties;
  return element('section', { class: `card ${more}`, ...rest }, element('h2', { text: title }), ...children);
}

export function table(heads, rows) {
  const head = heads.map(text => element('th', { scope: 'col', text }));
  const cells = row => row.map(cell => element('td', {}, cell));
  return element(
    'div',
    { class: 'scroll', tabindex: '0', role: 'region', 'aria-label': heads.join(', ') },
    element(
      'table',
      {},
      element('thead', {}, element('tr', {}, ...head)),
      element('tbody', {}, ...rows.map(row => element('tr', {}, ...cells(row)))),
    ),
  );
}

/** Names with their figures, the figure large. */
export function figures(pairs) {
  return element(
    'dl',
    { class: 'figures' },
    ...pairs.map(([name, value]) =>
      element(
        'div',
        {},
        element('dt', { text: name }),
        element('dd', { text: value, class: value === '0' ? 'zero' : undefined }),
      ),
    ),
  );
}

export function facts(pairs) {
  return element(
    'dl',
    { class: 'facts' },
    ...pairs
      .filter(([, value]) => value !== undefined && value !== null && value !== '')
      .flatMap(([name, value]) => [element('dt', { text: name }), element('dd', {}, value)]),
  );
}

const tones = {
  ...{ succeeded: 'good', ok: 'good', closed: 'good', clear: 'good', up: 'good', open: 'bad', info: '' },
  ...{ failed: 'bad', down: 'bad', error: 'bad', critical: 'bad', firing: 'bad', crash: 'bad', killed: 'bad' },
  ...{ requested: 'warn', expired: 'warn', degraded: 'warn', 'half-open': 'warn', warn: 'warn', warning: 'warn' },
  ...{ running: 'busy', queued: 'busy', approved: 'busy' },
};

export function chip(word, tone = tones[word] ?? '') {
  return element('span', { class: `chip ${tone}`, text: word });
}
