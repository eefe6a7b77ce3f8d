import { card, element, facts } from './dom.js';
import { longList } from './list.js';
import { ask, pathOf } from './server.js';
import { tree } from './tree.js';
import { exactly, localInput, seconds, zone } from './wording.js';

/** `at`: a stream, with `@<revision>` or `@<time>`: what it was then. */
export function past(main, at, fail) {
  const stream = element('input', {
    list: 'streams',
    required: true,
    placeholder: 'chat-1001',
    size: 22,
    autocomplete: 'off',
  });
  const moment = element('input', { type: 'datetime-local', step: '1' });
  const known = element('datalist', { id: 'streams' });
  const body = element(
    'div',
    {},
    element('p', {
      class: 'note',
      text: 'Choose a stream: a chat, a job, an alert, a dependency, the settings. With a moment: what it was then.',
    }),
  );
  main.append(
    element(
      'form',
      {
        class: 'head',
        onsubmit: event => {
          event.preventDefault();
          go();
        },
      },
      element('h1', { text: 'Time travel' }),
      element('label', {}, 'Stream', stream),
      element('label', {}, `At (${zone})`, moment),
      element('button', { text: 'Show' }),
      known,
    ),
    body,
  );
  suggest(known).catch(fail);
  const go = () => {
    const when = moment.value === '' ? '' : `@${new Date(moment.value).toISOString()}`;
    location.hash = `past/${stream.value.trim()}${when}`;
  };
  let travel;
  const move = said => {
    const [name = '', until] = said.split('@');
    if (name === '') return false;
    stream.value = name;
    if (travel?.name === name && /^\d+$/.test(until ?? '')) {
      travel.to(Number(until));
      return true;
    }
    travel = journey(body, name, until, fail, moment);
    return true;
  };
  if (at !== '') move(at);
  return { move };
}

async function suggest(known) {
  const [{ chats }, { jobs }, { alerts }] = await Promise.all([
    ask('chats'),
    ask('jobs', { limit: 100 }),
    ask('alerts'),
  ]);
  const named = [
    ...chats.flatMap(({ chatId, title }) => [
      [`chat-${chatId}`, title ?? ''],
      [`outbox-${chatId}`, `replies of ${title ?? chatId}`],
    ]),
    ...jobs.map(({ jobId, title }) => [`job-${jobId}`, title]),
    ...alerts.slice(0, 100).map(({ stream, host, metric }) => [stream, `${host} ${metric}`]),
    ...['settings-system', 'dependency-telegram', 'dependency-eventstore', 'dependency-bus', 'audit-chain'].map(
      name => [name, ''],
    ),
  ];
  known.replaceChildren(...named.map(([value, label]) => element('option', { value, label: label || undefined })));
}

const pageOf = 40;

function journey(body, name, until, fail, moment) {
  const held = new Map();
  let [head, revision] = [0, 0];
  const range = element('input', {
    type: 'range',
    min: '0',
    max: '0',
    disabled: true,
    value: '0',
    'aria-label': 'Revision',
    oninput: () => to(Number(range.value)),
  });
  const back = element('button', { type: 'button', text: '‹ Earlier', onclick: () => to(revision - 1) });
  const on = element('button', { type: 'button', text: 'Later ›', onclick: () => to(revision + 1) });
  const at = element('p', { class: 'at', role: 'status' });
  const events = [];
  const list = longList({
    label: 'Events of the stream',
    height: 460,
    rowHeight: 40,
    row: (item, index) => eventRow(item, index),
  });
  const shown = element('div', { class: 'grid' });
  body.replaceChildren(
    element('div', { class: 'travel' }, element('div', { class: 'slide card' }, back, range, on, at), list.box, shown),
  );
  const eventRow = item =>
    element(
      'a',
      {
        class: 'event-row',
        href: `#past/${name}@${item.revision}`,
        'aria-current': Number(item.revision) === revision ? 'true' : undefined,
      },
      element('span', { class: 'note number', text: item.revision }),
      element('span', { class: 'note' }, seconds(item.at)),
      element('span', { text: item.text }),
    );

  start().catch(error => {
    body.replaceChildren(element('p', { class: 'note', text: `${error.message} ${error.hint ?? ''}` }));
    if (error.status !== 404) fail(error);
  });

  async function start() {
    const { head: last, steps } = await ask(`${pathOf('streams', name)}/past`, { until, count: pageOf });
    for (const step of steps) held.set(Number(step.revision), step);
    head = Number(last);
    range.max = String(head);
    range.disabled = false;
    await page(Number(steps.at(-1).revision));
    to(Number(steps.at(-1).revision));
  }

  /** The list holds the thousand events around where one is. */
  async function page(around) {
    const from = Math.max(0, around - 400);
    const { events: found } = await ask(`${pathOf('streams', name)}/events`, { from, limit: 500 });
    events.splice(0, events.length, ...found);
    list.set(events);
  }

  let wanted;
  function to(next) {
    revision = Math.min(head, Math.max(0, next));
    range.value = String(revision);
    back.disabled = revision === 0;
    on.disabled = revision === head;
    const step = held.get(revision);
    if (step !== undefined) return draw(step);
    at.textContent = `revision ${revision} of ${head} …`;
    clearTimeout(wanted);
    wanted = setTimeout(() => fetchAround(revision).catch(fail), 120);
  }

  async function fetchAround(around) {
    const until = Math.min(head, around + pageOf / 2);
    const { steps } = await ask(`${pathOf('streams', name)}/past`, { until: String(until), count: pageOf });
    if (held.size > 1000) held.clear();
    for (const step of steps) held.set(Number(step.revision), step);
    if (held.has(revision)) draw(held.get(revision));
  }

  function draw(step) {
    moment.value = localInput(new Date(step.at));
    range.setAttribute('aria-valuetext', `revision ${step.revision}: ${step.text}`);
    at.replaceChildren(
      element('strong', { text: step.text }),
      element('span', { class: 'note' }, `${step.type} · revision ${step.revision} of ${head} · `, exactly(step.at)),
    );
    const index = events.findIndex(item => item.revision === step.revision);
    if (index >= 0) {
      list.redraw();
      list.show(index);
    } else
      page(revision)
        .then(() => to(revision))
        .catch(fail);
    const touched = new Set(step.changed.map(line => line.split(': ')[0]).map(path => path.replace(/^context\./, '')));
    const { value, context } = step.state;
    shown.replaceChildren(
      card(
        'What changed',
        { class: 'full' },
        step.unread === null
          ? changes(step.changed)
          : element('p', { class: 'warn-text', text: `It is not folded: ${step.unread}` }),
      ),
      card(
        'State after it',
        { class: 'half' },
        element(
          'p',
          {},
          element('span', { class: 'chip busy', text: typeof value === 'string' ? value : JSON.stringify(value) }),
          element('span', { class: 'note mono', text: ` ${step.hash.slice(0, 12)}` }),
        ),
        typeof context === 'object' && context !== null
          ? tree(context, touched)
          : element('code', { text: JSON.stringify(context) }),
      ),
      card(
        'The event',
        { class: 'half' },
        facts([
          ['By', `${step.actor} (${step.role})`],
          ['Chain', element('code', { text: step.correlationId })],
          ['Followed from', element('code', { text: step.causationId })],
          ['Place in the log', step.position],
        ]),
        element(
          'p',
          {},
          element('a', {
            class: 'button',
            href: `#incident/${around(step.at)}`,
            text: 'Everything around this moment',
          }),
        ),
        tree(step.data, new Set()),
      ),
    );
  }

  return { name, to };
}

function changes(lines) {
  if (lines.length === 0) return element('p', { class: 'note', text: 'Nothing of the state.' });
  return element(
    'ul',
    { class: 'changes' },
    ...lines.map(line => {
      const [, path, old, after] = /^([^ ]+): (.*) → (.*)$/s.exec(line) ?? [];
      if (path === undefined) return element('li', { text: line.replace(/^context\./, '') });
      return element(
        'li',
        {},
        `${path.replace(/^context\./, '')}: `,
        element('span', { class: 'old', text: old }),
        ' → ',
        element('span', { class: 'new', text: after }),
      );
    }),
  );
}

/** Two minutes to both sides. */
function around(at) {
  const [from, to] = [-120_000, 120_000].map(ms => new Date(Date.parse(at) + ms).toISOString());
  return `${from}..${to}`;
}
