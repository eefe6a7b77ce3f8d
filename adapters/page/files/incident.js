import { chart } from './chart.js';
import { card, chip, element, table } from './dom.js';
import { lanes } from './lanes.js';
import { longList } from './list.js';
import { ask } from './server.js';
import { exactly, localInput, zone } from './wording.js';

const hourMs = 3_600_000;

/** `at`: `<from>..<to>`, both ISO 8601. All streams of the window on one axis. */
export function incident(main, at, fail) {
  const [from, to] = at.includes('..')
    ? at.split('..').map(text => new Date(text))
    : [new Date(Date.now() - hourMs), new Date()];
  const begin = element('input', { type: 'datetime-local', step: '1', required: true, value: localInput(from) });
  const end = element('input', { type: 'datetime-local', step: '1', required: true, value: localInput(to) });
  const go = (one, other) => {
    location.hash = `incident/${one.toISOString()}..${other.toISOString()}`;
  };
  const ago = (label, ms) =>
    element('button', { type: 'button', text: label, onclick: () => go(new Date(Date.now() - ms), new Date()) });
  /** From ten in the evening to eight in the morning, or until now. */
  const night = () => {
    const morning = new Date();
    morning.setHours(8, 0, 0, 0);
    const now = new Date();
    go(new Date(morning.getTime() - 10 * hourMs), morning < now ? morning : now);
  };
  const body = element('div', {}, element('p', { class: 'note', text: 'Reading the log …' }));
  main.append(
    element(
      'form',
      {
        class: 'head',
        onsubmit: event => {
          event.preventDefault();
          go(new Date(begin.value), new Date(end.value));
        },
      },
      element('h1', { text: 'Incident' }),
      element('label', {}, `From (${zone})`, begin),
      element('label', {}, 'To', end),
      element('button', { text: 'Show' }),
      ago('15 min', hourMs / 4),
      ago('Hour', hourMs),
      ago('Day', 24 * hourMs),
      element('button', { type: 'button', text: 'Last night', onclick: night }),
    ),
    body,
  );
  const span = { from: from.toISOString(), to: to.toISOString() };
  ask('incident', span)
    .then(found => told(body, found, span))
    .catch(error => {
      body.replaceChildren(element('p', { class: 'note', text: `${error.message} ${error.hint ?? ''}` }));
      if (error.status === 401) fail(error);
    });
}

function told(body, found, span) {
  const { events, streams, codes, standOut, cut } = found;
  const query = new URLSearchParams(span);
  const name = `incident-${span.from.slice(0, 16).replaceAll(':', '')}`;
  const row = event =>
    element(
      'a',
      { class: 'incident-row', href: `#past/${event.stream}@${event.revision}` },
      element('span', { class: 'note' }, exactly(event.at)),
      event.level === 'info' ? element('span', {}) : chip(event.level),
      element('span', { class: 'mono', text: `${event.stream}@${event.revision}` }),
      element('span', { text: event.text }),
      element('span', { class: 'note', text: event.actor }),
    );
  const list = longList({ label: 'Every event of the window', height: 420, rowHeight: 38, row });
  const stood = longList({ label: 'What stood out', height: 260, rowHeight: 38, row });
  body.replaceChildren(
    element(
      'p',
      { class: 'bar' },
      element('span', {
        text: `${events.length} events in ${streams.length} streams${cut ? '; there were more: choose a shorter window' : ''}.`,
      }),
      closer(events, span),
      element('a', {
        class: 'button',
        download: `${name}.md`,
        href: `/api/v1/incident/report?${query}`,
        text: 'Report (Markdown)',
      }),
      element('a', {
        class: 'button',
        download: `${name}.json`,
        href: `/api/v1/incident?${query}`,
        text: 'Report (JSON)',
      }),
    ),
    element(
      'div',
      { class: 'grid' },
      card(
        'What stood out',
        { class: 'wide' },
        standOut.length === 0 ? element('p', { class: 'note', text: 'Nothing.' }) : stood.box,
      ),
      card(
        'Codes',
        {},
        codes.length === 0
          ? element('p', { class: 'note', text: 'None.' })
          : table(
              ['code', 'times'],
              codes.map(({ code, count }) => [element('code', { text: code }), String(count)]),
            ),
      ),
      card('Over time', { class: 'full' }, chart('incident/chart', span, 'What was recorded over the window')),
      card(
        'Streams, and what led to what',
        { class: 'full' },
        lanes(found, index => list.show(index)),
      ),
      card('Every event', { class: 'full' }, list.box),
    ),
  );
  list.set(events);
  stood.set(standOut);
}

/** Leads to the part of the window in which something happened, where that is less than half of it. */
function closer(events, { from, to }) {
  if (events.length < 2) return undefined;
  const [first, last] = [Date.parse(events[0].at) - 1000, Date.parse(events.at(-1).at) + 1000];
  if ((last - first) * 2 > Date.parse(to) - Date.parse(from)) return undefined;
  const [begin, end] = [first, last].map(ms => new Date(ms).toISOString());
  return element('a', { class: 'button', href: `#incident/${begin}..${end}`, text: 'Fit to what happened' });
}
