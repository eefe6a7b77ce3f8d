import { chart } from './chart.js';
import { card, chip, element, facts, table } from './dom.js';
import { ask } from './server.js';
import { left, percent, slis, took } from './wording.js';

/** `at`: `<sli>` or `<sli>@<window>`. */
export function budget(main, at, fail) {
  const body = element('div', { class: 'grid' }, element('p', { class: 'note', text: 'Looking …' }));
  main.append(element('div', { class: 'head' }, element('h1', { text: 'Budget' })), body);
  const [said, window = '30d'] = at.split('@');
  const sli = slis[said] === undefined ? 'commands' : said;
  ask('slo')
    .then(report => body.replaceChildren(...told(report, sli, window)))
    .catch(fail);
}

function told({ indicators, freeze, broken }, sli, window) {
  const one = indicators.find(each => each.sli === sli);
  const month = one.windows['30d'];
  return [
    card(
      'Objectives over 30 days',
      { class: 'full' },
      table(
        ['indicator', 'objective', 'good', 'budget left', 'may fail', 'failed', 'burn 1 h', 'owner'],
        indicators.map(each => [
          element('a', {
            href: `#budget/${each.sli}`,
            text: slis[each.sli] ?? each.sli,
            'aria-current': each.sli === sli ? 'true' : undefined,
          }),
          percent(each.objective, 2),
          percent(each.windows['30d'].ratio, 3),
          chip(left(each.remaining), each.remaining < 0.25 ? 'bad' : each.remaining < 0.5 ? 'warn' : 'good'),
          each.sli === 'availability' ? took(each.allowedBad * 10_000) : each.allowedBad.toFixed(1),
          each.sli === 'availability' ? took(each.windows['30d'].bad * 10_000) : String(each.windows['30d'].bad),
          each.windows['1h'].burn.toFixed(1),
          each.owner,
        ]),
      ),
      element('p', {
        class: 'note',
        text:
          freeze.level === 'open'
            ? 'Releases are open.'
            : `Releases: ${freeze.level.replaceAll('_', ' ')}. ${freeze.why.join(' ')}`,
      }),
      ...broken.map(({ guarantee, detail }) =>
        element('p', { class: 'error-text', text: `Broken: ${guarantee}: ${detail}` }),
      ),
    ),
    card(
      slis[sli] ?? sli,
      { class: 'full' },
      element(
        'p',
        { class: 'bar' },
        ...['6h', '3d', '30d'].map(each =>
          element('a', {
            class: 'button',
            href: `#budget/${sli}@${each}`,
            'aria-current': each === window ? 'true' : undefined,
            text: each,
          }),
        ),
      ),
      facts([
        ['Good', `${month.good} of ${month.good + month.bad} in 30 days`],
        [
          'Times',
          `p50 ${took(one.latencyMs['30d'].p50)}, p95 ${took(one.latencyMs['30d'].p95)}, p99 ${took(one.latencyMs['30d'].p99)}`,
        ],
        [
          'Burning',
          one.firing.length === 0
            ? one.quiet
              ? 'too little traffic to say'
              : 'no rule is met'
            : one.firing.map(({ severity, factor, long }) => `${severity}: ${factor}× over ${long}`).join(', '),
        ],
      ]),
    ),
    ...[
      ['budget', 'How much of the error budget was left'],
      ['bad', 'What was bad'],
      ['latency', 'How long replies took'],
    ].map(([name, label]) =>
      card(
        label,
        { class: name === 'latency' ? 'full' : 'half' },
        chart(`slo/${sli}/charts/${name}`, { window }, `${label}: ${slis[sli]} over ${window}`),
      ),
    ),
  ];
}
