import { type Objectives, objectiveOf } from '../../domain/slo/objectives.ts';

type Panel = Record<string, unknown>;
interface Asked {
  expr: string;
  name?: string;
}

/** A dashboard for Grafana 10 and newer, of the metrics of `adapters/http/metrics`; 24 units wide. */
export function dashboard(objectives: Objectives): Record<string, unknown> {
  const least = Math.min(...Object.values(objectives).map(objectiveOf));
  let [id, x, y, rowHeight] = [0, 0, 0, 0];
  const place = (width: number, height: number, panel: Panel): Panel => {
    if (x + width > 24) [x, y, rowHeight] = [0, y + rowHeight, 0];
    const gridPos = { x, y, w: width, h: height };
    [x, rowHeight, id] = [x + width, Math.max(rowHeight, height), id + 1];
    return { id, gridPos, ...panel };
  };
  const lines = (title: string, unit: string, asked: Asked[], more: Panel = {}) =>
    place(12, 8, { type: 'timeseries', ...described(title, asked), ...fields(unit), ...more });
  const figure = (title: string, unit: string, expr: string, steps?: Panel[]) =>
    place(4, 4, { type: 'stat', ...described(title, [{ expr }]), ...fields(unit, steps) });

  const panels = [
    figure('Budget left, worst', 'percentunit', 'min(binnacle_slo_budget_remaining_ratio)', [
      { color: 'red', value: null },
      { color: 'orange', value: 0.25 },
      { color: 'green', value: 0.5 },
    ]),
    figure('Replies p95', 's', 'binnacle:reply_seconds:p95_5m'),
    figure('Approvals waiting', 'short', 'max(binnacle_approvals_pending)'),
    figure('Jobs running', 'short', 'sum(binnacle_jobs_running)'),
    figure('Alerts firing', 'short', 'sum(binnacle_alerts_firing)'),
    figure('Breakers open', 'short', 'sum(binnacle_breaker_state{state="open"})'),
    lines('Error budget left', 'percentunit', [{ expr: 'binnacle_slo_budget_remaining_ratio', name: '{{sli}}' }]),
    lines('Burn rate over 1 h', 'short', [{ expr: 'binnacle_slo_burn_rate{window="1h"}', name: '{{sli}}' }]),
    lines(
      'Time to a reply',
      's',
      [50, 95, 99].map(share => ({ expr: `binnacle:reply_seconds:p${share}_5m`, name: `p${share}` })),
      { options: { exemplars: true } },
    ),
    lines('Commands a second', 'reqps', [
      { expr: 'sum by (command) (rate(binnacle_user_actions_total[5m]))', name: '{{command}}' },
    ]),
    lines('Refusals and failures a second', 'reqps', [{ expr: 'binnacle:errors:rate_5m', name: '{{code}}' }]),
    lines('Jobs by state', 'short', [{ expr: 'binnacle_jobs', name: '{{state}}' }]),
    lines('Jobs that ended, an hour', 'short', [
      { expr: 'sum by (class, outcome) (increase(binnacle_job_completions_total[1h]))', name: '{{class}} {{outcome}}' },
    ]),
    lines('Replies by outcome', 'reqps', [
      { expr: 'sum by (outcome) (rate(binnacle_deliveries_total[5m]))', name: '{{outcome}}' },
      { expr: 'binnacle_outbox_pending', name: 'waiting' },
    ]),
    lines('Views behind the log', 's', [{ expr: 'binnacle_projection_lag_seconds', name: '{{view}}' }]),
    lines('Dependencies: failed calls', 'percentunit', [
      { expr: 'binnacle_dependency_failure_ratio', name: '{{dependency}}' },
    ]),
    lines('Bulkheads in use', 'percentunit', [
      { expr: 'binnacle_pool_calls{state="active"} / on (pool) binnacle_pool_calls_limit', name: '{{pool}}' },
    ]),
    lines('Actors', 'short', [{ expr: 'binnacle_actors', name: '{{state}}' }]),
    lines('Memory', 'bytes', [{ expr: 'process_resident_memory_bytes' }]),
    lines('Processor', 'percentunit', [{ expr: 'rate(process_cpu_seconds_total[5m])' }]),
  ];
  return {
    uid: 'binnacle',
    title: 'Binnacle',
    description: `Objectives, budgets and the state of the service. The least objective is ${least}.`,
    tags: ['binnacle'],
    schemaVersion: 39,
    editable: true,
    refresh: '30s',
    time: { from: 'now-6h', to: 'now' },
    templating: {
      list: [{ name: 'source', type: 'datasource', query: 'prometheus', label: 'Prometheus' }],
    },
    panels,
  };
}

/** Grafana puts the chosen data source in its place. */
const grafanaSource = '$source';

function described(title: string, asked: Asked[]): Panel {
  const targets = asked.map(({ expr, name }, index) => ({
    refId: String.fromCharCode(65 + index),
    expr,
    exemplar: true,
    ...(name === undefined ? {} : { legendFormat: name }),
  }));
  return { title, datasource: { type: 'prometheus', uid: grafanaSource }, targets };
}

function fields(unit: string, steps?: Panel[]): Panel {
  const thresholds = steps === undefined ? {} : { thresholds: { mode: 'absolute', steps } };
  return { fieldConfig: { defaults: { unit, ...thresholds }, overrides: [] } };
}
