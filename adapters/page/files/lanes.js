import { drawing, element } from './dom.js';

const [laneHeight, top, left] = [26, 24, 190];
const lanesMax = 60;
const clock = new Intl.DateTimeFormat('en-GB', { timeStyle: 'medium' });

/** All streams on one time axis, a lane each, with lines from cause to effect. `choose(index)` when one is chosen. */
export function lanes({ from, to, events, streams }, choose) {
  const shown = streams.slice(0, lanesMax);
  const laneOf = new Map(shown.map(({ stream }, index) => [stream, index]));
  const width = Math.max(720, Math.min(1160, innerWidth - 80));
  const [start, end] = [Date.parse(from), Date.parse(to)];
  const x = at => left + ((Date.parse(at) - start) / (end - start)) * (width - left - 16);
  const y = stream => top + laneOf.get(stream) * laneHeight + laneHeight / 2;
  const height = top + shown.length * laneHeight + 8;
  const said = element('p', {
    class: 'note',
    role: 'status',
    text: 'Choose a point to see its chain; the list below has every event.',
  });
  const svg = drawing('svg', {
    width,
    height,
    viewBox: `0 0 ${width} ${height}`,
    role: 'img',
    'aria-label': `${events.length} events of ${streams.length} streams over time; the list below says the same`,
  });
  for (let part = 0; part <= 5; part += 1) {
    const at = start + ((end - start) * part) / 5;
    const anchor = part === 5 ? 'end' : 'middle';
    svg.append(
      drawing('text', {
        class: 'tick',
        x: x(new Date(at).toISOString()),
        y: 14,
        'text-anchor': anchor,
        text: clock.format(at),
      }),
    );
  }
  for (const { stream } of shown) {
    const label = stream.length > 26 ? `${stream.slice(0, 25)}…` : stream;
    svg.append(
      drawing('line', { class: 'lane', x1: left, x2: width - 8, y1: y(stream), y2: y(stream) }),
      drawing('text', { x: 8, y: y(stream) + 4, text: label }),
    );
  }
  const curves = new Map();
  const points = [];
  for (const [index, event] of events.entries()) {
    if (!laneOf.has(event.stream)) continue;
    const cause = event.cause === null ? undefined : events[event.cause];
    if (cause !== undefined && cause.stream !== event.stream && laneOf.has(cause.stream)) {
      const [x1, y1, x2, y2] = [x(cause.at), y(cause.stream), x(event.at), y(event.stream)];
      const curve = drawing('path', {
        class: 'cause',
        d: `M${x1} ${y1}C${x1} ${(y1 + y2) / 2} ${x2} ${(y1 + y2) / 2} ${x2} ${y2}`,
      });
      curves.set(index, curve);
      svg.append(curve);
    }
  }
  for (const [index, event] of events.entries()) {
    if (!laneOf.has(event.stream)) continue;
    const point = drawing(
      'circle',
      {
        class: event.level === 'info' ? '' : event.level,
        cx: x(event.at),
        cy: y(event.stream),
        r: event.level === 'info' ? 3.5 : 5,
      },
      drawing('title', { text: `${event.stream}@${event.revision} ${event.text}` }),
    );
    point.addEventListener('click', () => pick(index));
    points[index] = point;
    svg.append(point);
  }

  function pick(index) {
    for (const each of svg.querySelectorAll('.chosen')) each.classList.remove('chosen');
    const chain = events[index].correlationId;
    for (const [other, event] of events.entries()) {
      if (event.correlationId !== chain) continue;
      points[other]?.classList.add('chosen');
      curves.get(other)?.classList.add('chosen');
    }
    const { at, stream, revision, text } = events[index];
    said.textContent = `${clock.format(new Date(at))} ${stream}@${revision}: ${text}`;
    choose(index);
  }
  return element(
    'div',
    {},
    element('div', { class: 'lanes', tabindex: '0', role: 'region', 'aria-label': 'Streams over time' }, svg),
    said,
    streams.length > lanesMax &&
      element('p', { class: 'note', text: `The first ${lanesMax} of ${streams.length} streams are drawn.` }),
  );
}
