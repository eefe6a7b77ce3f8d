import { chip, element, table } from './dom.js';
import { ask } from './server.js';
import { when } from './wording.js';

export function alerts(main, _at, fail) {
  const body = element('div', { class: 'card full' }, element('p', { class: 'note', text: 'Looking …' }));
  main.append(element('div', { class: 'head' }, element('h1', { text: 'Alerts' })), body);
  let stopped = false;
  const look = () =>
    ask('alerts')
      .then(
        ({ alerts: found }) =>
          !stopped &&
          body.replaceChildren(
            found.length === 0 ? element('p', { text: 'No alert was ever raised.' }) : listed(found),
          ),
      )
      .catch(fail);
  void look();
  const timer = setInterval(look, 10_000);
  return {
    leave() {
      stopped = true;
      clearInterval(timer);
    },
  };
}

function listed(found) {
  return table(
    ['state', 'machine', 'metric', 'value', 'raised', 'times', 'seen by', 'quiet until'],
    found
      .slice(0, 500)
      .map(alert => [
        chip(alert.state === 'firing' ? (alert.severity ?? 'firing') : alert.state),
        alert.host,
        element('a', { href: `#past/${alert.stream}`, text: alert.metric }),
        alert.value === null ? '–' : String(Math.round(alert.value * 100) / 100),
        when(alert.raisedAt),
        String(alert.raises),
        alert.acknowledgedBy ?? '–',
        when(alert.mutedUntil),
      ]),
  );
}
