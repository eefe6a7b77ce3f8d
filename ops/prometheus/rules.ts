import { type AlertRule, alertRules, type Guard } from '../../domain/slo/alerts.ts';
import { type Objectives, objectiveOf, type Sli } from '../../domain/slo/objectives.ts';

export interface Rule {
  alert?: string;
  record?: string;
  expr: string;
  for?: string;
  labels?: Record<string, string>;
  annotations?: Record<string, string>;
}

export interface Groups {
  groups: { name: string; interval?: string; rules: Rule[] }[];
}

/** Rules for Prometheus: the same objectives, the same windows and the same guard that the program goes by itself. */
export function ruleGroups(objectives: Objectives, guard: Guard): Groups {
  return {
    groups: [
      { name: 'binnacle-figures', interval: '30s', rules: figures },
      {
        name: 'binnacle-objectives',
        rules: Object.keys(objectives).flatMap(sli =>
          alertRules.map(rule => burnAlert(sli as Sli, rule, objectives, guard)),
        ),
      },
      { name: 'binnacle-budgets', rules: budgets },
      { name: 'binnacle-service', rules: service },
    ],
  };
}

const quantile = (share: number) =>
  `histogram_quantile(${share}, sum by (le) (rate(binnacle_reply_seconds_bucket[5m])))`;

const figures: Rule[] = [
  { record: 'binnacle:reply_seconds:p50_5m', expr: quantile(0.5) },
  { record: 'binnacle:reply_seconds:p95_5m', expr: quantile(0.95) },
  { record: 'binnacle:reply_seconds:p99_5m', expr: quantile(0.99) },
  { record: 'binnacle:errors:rate_5m', expr: 'sum by (code) (rate(binnacle_errors_total[5m]))' },
];

/** Both windows over the factor, and traffic enough to mean something. */
function burnAlert(sli: Sli, rule: AlertRule, objectives: Objectives, { badMin, validMin }: Guard): Rule {
  const { severity, factor, long, short } = rule;
  const of = (metric: string, window: string) => `${metric}{sli="${sli}",window="${window}"}`;
  const objective = `${+(objectiveOf(objectives[sli]) * 100).toFixed(3)} %`;
  return {
    alert: `BinnacleBurn${sli[0]!.toUpperCase()}${sli.slice(1)}`,
    expr: [
      `max(${of('binnacle_slo_burn_rate', long)}) >= ${factor}`,
      `max(${of('binnacle_slo_burn_rate', short)}) >= ${factor}`,
      `max(${of('binnacle_slo_bad', long)}) >= ${badMin}`,
      `max(${of('binnacle_slo_valid', long)}) >= ${validMin}`,
    ].join('\n  and '),
    labels: { severity, sli, owner: objectives[sli].owner, window: long },
    annotations: {
      summary: `${sli} spends its error budget ${factor} times too fast (${long} and ${short}, objective ${objective})`,
      description:
        'Send /slo and /budget to the bot, or open Budget on the page: it shows since when. /log has the codes.',
    },
  };
}

function alert(name: string, severity: string, expr: string, wait: string, summary: string, description: string): Rule {
  return { alert: name, expr, for: wait, labels: { severity }, annotations: { summary, description } };
}

const budgets: Rule[] = [
  alert(
    'BinnacleBudgetLow',
    'ticket',
    'min by (sli) (binnacle_slo_budget_remaining_ratio) < 0.25 and on (sli) sum by (sli) (binnacle_slo_valid{window="30d"}) > 20',
    '15m',
    'Less than a quarter of the error budget of {{ $labels.sli }} is left',
    'Releases are for fixes only until it recovers. /budget says what spent it.',
  ),
  alert(
    'BinnacleGuaranteeBroken',
    'page',
    'max(binnacle_guarantees_broken) > 0',
    '0m',
    'Something happened that no budget allows',
    'Send /slo: it names the guarantee and what was seen. Nothing is released until a person has said that it is mended.',
  ),
];

const service: Rule[] = [
  alert(
    'BinnacleGone',
    'page',
    'absent(binnacle_build_info)',
    '2m',
    'Binnacle cannot be scraped',
    'Look whether the process runs (systemctl status binnacle), then at its log. It carries on from the event log.',
  ),
  alert(
    'BinnacleBreakerOpen',
    'ticket',
    'max by (dependency) (binnacle_breaker_state{state="open"}) > 0',
    '5m',
    '{{ $labels.dependency }} is not asked: its breaker is open',
    '/breakers says since when and why. What needs it waits or has a fallback.',
  ),
  alert(
    'BinnacleViewBehind',
    'ticket',
    'max by (view) (binnacle_projection_lag_seconds) > 5',
    '2m',
    'The view {{ $labels.view }} is more than 5 s behind the log',
    'Answers made of it are old and say so. /health has the cause; `binnacle rebuild` builds it anew.',
  ),
  alert(
    'BinnacleRepliesWait',
    'ticket',
    'max(binnacle_outbox_pending) > 100',
    '10m',
    'Replies wait to be sent',
    'Telegram is slow or refuses. Nothing is lost: the outbox goes on in order.',
  ),
  alert(
    'BinnacleActorsParked',
    'ticket',
    'max(binnacle_actors{state="parked"}) > 0',
    '1m',
    'An actor failed too often and rests',
    '/log has the cause; it is tried again by itself.',
  ),
  alert(
    'BinnacleLeaseStale',
    'page',
    'max(binnacle_jobs_stale) > 0',
    '2m',
    'A job runs past the end of its lease',
    '/queue names it. It is reclaimed by itself; if this stays, the sweeper does not run.',
  ),
  alert(
    'BinnacleQueueOld',
    'ticket',
    'max by (class) (binnacle_jobs_oldest_queued_seconds) > 300',
    '5m',
    'A job of class {{ $labels.class }} is queued for more than 5 minutes',
    'Workers are busy or gone: /queue and /health.',
  ),
  alert(
    'BinnacleDecisionNeeded',
    'ticket',
    'max(binnacle_jobs_needing_operator) > 0',
    '15m',
    'A job waits for a person to decide',
    'Whether it ran is not known. /list failed names it.',
  ),
  alert(
    'BinnacleBlind',
    'ticket',
    'min by (source) (binnacle_scrape_source_up) == 0',
    '5m',
    'The metrics of {{ $labels.source }} cannot be read',
    'The gauges of this source are missing, so rules on them say nothing.',
  ),
];
