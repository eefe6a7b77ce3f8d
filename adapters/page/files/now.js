import { card, chip, element, facts, figures, table } from './dom.js';
import { watch } from './server.js';
import { left, percent, slis, took, when } from './wording.js';

/** How it stands, in one look; every figure is folded from the log. */
export function now(main) {
  const body = element('div', {});
  main.append(element('div', { class: 'head' }, element('h1', { text: 'Now' })), body);
  const stop = watch(live => body.replaceChildren(picture(live)));
  if (body.childElementCount === 0)
    body.append(element('p', { class: 'note', text: 'Waiting for the first word of the program …' }));
  return { leave: stop };
}

function picture({ ops, vitals, status, dependencies, pools }) {
  const count = value => String(value);
  const { byState } = ops.jobs;
  return element(
    'div',
    { class: 'grid' },
    card(
      'The service',
      { class: 'full' },
      element(
        'p',
        { class: 'verdict' },
        element('strong', { class: ops.status, text: ops.status }),
        element('span', { text: `health ${ops.healthScore.toFixed(2)}` }),
        element('span', {
          class: 'note',
          text: `mode ${status.mode.mode} · ${ops.asOf.lagEvents} events behind · last ${ops.windowMinutes} min`,
        }),
      ),
      ops.reasons.length > 0 &&
        element('ul', { class: 'reasons' }, ...ops.reasons.map(text => element('li', { text }))),
    ),
    card(
      'Jobs',
      { class: 'wide' },
      figures([
        ['asked for', count(byState.requested)],
        ['approved', count(byState.approved)],
        ['queued', count(byState.queued)],
        ['running', count(byState.running)],
        ['failed, 24 h', count(ops.jobs.failed24h)],
        ['need a decision', count(ops.jobs.needsOperator)],
      ]),
      element(
        'p',
        { class: 'note' },
        ops.approvals.pending === 0
          ? 'Nothing waits for approval.'
          : element('a', {
              href: '#jobs/state/requested',
              text: `${ops.approvals.pending} wait for approval, the first for ${took(ops.approvals.oldestMs)}`,
            }),
        ops.jobs.oldestQueuedMs === null ? '' : ` Queued longest: ${took(ops.jobs.oldestQueuedMs)}.`,
      ),
    ),
    card(
      'Replies',
      {},
      figures([
        ['p50', took(ops.latencyMs.p50)],
        ['p95', took(ops.latencyMs.p95)],
        ['waiting', count(ops.outbox.pending)],
      ]),
      element('p', {
        class: 'note',
        text: `${percent(ops.goodRatio, 2)} good · ${ops.commands.untaken + ops.commands.unanswered} commands open`,
      }),
    ),
    card(
      'Parts',
      { class: 'half' },
      table(
        ['part', 'state', 'shown by'],
        vitals.map(({ name, state, proof, why }) => [
          name,
          chip(state),
          element('span', {}, proof, why && element('span', { class: 'note', text: ` · ${why}` })),
        ]),
      ),
    ),
    card(
      'Error budgets, 30 days',
      { class: 'half' },
      table(
        ['indicator', 'left', 'burn 1 h', 'burn 6 h'],
        ops.errorBudget.map(({ sli, remaining, burn1h, burn6h }) => [
          element('a', { href: `#budget/${sli}`, text: slis[sli] ?? sli }),
          chip(left(remaining), remaining < 0.25 ? 'bad' : remaining < 0.5 ? 'warn' : 'good'),
          burn1h.toFixed(1),
          burn6h.toFixed(1),
        ]),
      ),
      element('p', {
        class: 'note',
        text:
          ops.release.level === 'open'
            ? 'Releases are open.'
            : `Releases: ${ops.release.level}. ${ops.release.why.join(' ')}`,
      }),
    ),
    card(
      'Dependencies',
      { class: 'half' },
      table(
        ['dependency', 'breaker', 'calls', 'failed', 'last trouble'],
        dependencies.map(({ name, breaker }) => {
          if (breaker === undefined) return [name, chip('off'), '–', '–', '–'];
          const { state, calls, failures, lastFailure, lastFailureAt } = breaker;
          return [
            name,
            chip(state),
            count(calls),
            count(failures),
            lastFailureAt === undefined ? '–' : element('span', {}, when(lastFailureAt), ` ${lastFailure ?? ''}`),
          ];
        }),
      ),
    ),
    card(
      'Refusals and pools',
      { class: 'half' },
      Object.keys(ops.errors.byCode).length === 0
        ? element('p', { class: 'note', text: `No refusal in ${ops.windowMinutes} minutes.` })
        : table(
            ['code', 'times'],
            Object.entries(ops.errors.byCode).map(([code, times]) => [element('code', { text: code }), count(times)]),
          ),
      table(
        ['pool', 'in use', 'waiting', 'turned away'],
        pools.map(({ name, active, max, waiting, rejected }) => [
          name,
          `${active} of ${max}`,
          count(waiting),
          count(rejected),
        ]),
      ),
    ),
    card(
      'This process',
      { class: 'full' },
      facts([
        ['Build', `${status.build} on ${status.host}`],
        ['Since', when(status.startedAt)],
        ['Telegram', status.telegram],
        ['Event log', status.eventStore],
        ['Views', views(ops.projections)],
      ]),
    ),
  );
}

function views(projections) {
  const behind = projections.filter(({ lagEvents, error }) => lagEvents > 0 || error !== null);
  if (behind.length === 0) return `all ${projections.length} level with the log`;
  return behind
    .map(({ name, lagEvents, lagMs, error }) => `${name} ${error ?? `${lagEvents} events, ${took(lagMs)} behind`}`)
    .join(' · ');
}
