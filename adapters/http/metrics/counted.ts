import { Counter, Histogram, type OpenMetricsContentType, type Registry } from 'prom-client';
import type { Fact } from '../../../domain/upcast.ts';

/** Counted as it is recorded, by this process since it started: what Prometheus makes rates of. */

const repliesOpenMax = 10_000;
const labelsMax = 200;
const seconds = [0.025, 0.05, 0.1, 0.2, 0.3, 0.5, 0.75, 1, 2, 3, 5, 10, 30, 60];

/** Told of every fact that this process records. Never throws, and costs microseconds. */
export type Counting = (facts: readonly Fact[]) => void;

type Counts = Partial<Record<string, (fact: Fact) => void>>;

export function counted(registry: Registry<OpenMetricsContentType>): Counting {
  const registers = [registry];
  const counter = <Label extends string>(name: string, help: string, label: Label) =>
    new Counter({ name, help, labelNames: [label], registers, enableExemplars: true });
  const events = counter('binnacle_events_recorded', 'Events recorded, by the kind of their stream.', 'category');
  const actions = counter('binnacle_user_actions', 'Commands accepted, by name.', 'command');
  const errors = counter('binnacle_errors', 'Refusals and failures, by code.', 'code');
  const jobs = new Counter({
    name: 'binnacle_job_completions',
    help: 'Jobs that ended, by class and end.',
    labelNames: ['class', 'outcome'],
    registers,
    enableExemplars: true,
  });
  const deliveries = counter('binnacle_deliveries', 'Replies by what became of them.', 'outcome');
  const latency = new Histogram({
    name: 'binnacle_reply_seconds',
    help: 'From the receipt of a message to its reply sent.',
    buckets: seconds,
    registers,
    enableExemplars: true,
  });
  const handling = new Histogram({
    name: 'binnacle_command_seconds',
    help: 'From taking a command to its answer recorded.',
    buckets: seconds,
    registers,
  });
  const opens = new Map<string, number>();
  const classes = new Map<string, string>();
  const word = bounded();

  const count: Counts = {
    UpdateReceived: ({ data }) => keep(opens, `tg-${data.updateId}`, Date.parse(data.at as string)),
    CommandAccepted: fact => inc(actions, { command: word(fact.data.name) }, fact),
    CommandAnswered: ({ data }) => handling.observe((data.durationMs as number) / 1000),
    CommandRefused: fact => inc(errors, { code: word(fact.data.code) }, fact),
    CommandQuarantined: fact => inc(errors, { code: 'internal_error' }, fact),
    Delivered: delivered,
    DeliveryDelayed: fact => inc(deliveries, { outcome: 'delayed' }, fact),
    DeliveryOutcomeUnknown: fact => inc(deliveries, { outcome: 'unknown' }, fact),
    DeliveryAbandoned: fact => inc(deliveries, { outcome: 'abandoned' }, fact),
    JobRequested: ({ stream, data }) => keep(classes, stream, word((data.spec as { class: string }).class)),
    JobSucceeded: fact => ended(fact, 'succeeded'),
    JobFailed: fact => ended(fact, 'failed'),
    JobCanceled: fact => ended(fact, 'canceled'),
    JobExpired: fact => ended(fact, 'expired'),
    AttemptFailed: fact => failed(fact),
  };

  return facts => {
    for (const fact of facts) {
      events.inc({ category: fact.stream.slice(0, fact.stream.indexOf('-')) });
      count[fact.type]?.(fact);
    }
  };

  /** The first part of the first answer is what somebody waited for. */
  function delivered(fact: Fact): void {
    if (fact.data.last !== true) return;
    inc(deliveries, { outcome: 'delivered' }, fact);
    const [, commandId, index] = /^(.*)\/([^/]*)$/.exec(fact.data.replyId as string) ?? [];
    const since = commandId === undefined || index === 'ack' ? undefined : opens.get(commandId);
    if (since === undefined) return;
    opens.delete(commandId!);
    const value = Math.max(0, Date.parse(fact.data.at as string) - since) / 1000;
    latency.observe({ labels: {}, value, exemplarLabels: traceOf(fact) });
  }

  function ended(fact: Fact, outcome: string): void {
    const jobClass = classes.get(fact.stream) ?? 'unknown';
    classes.delete(fact.stream);
    inc(jobs, { class: jobClass, outcome }, fact);
    if (outcome === 'failed') failed(fact);
  }

  function failed(fact: Fact): void {
    const { code } = (fact.data.failure ?? {}) as { code?: unknown };
    if (code !== undefined) inc(errors, { code: word(code) }, fact);
  }
}

function inc<Label extends string>(of: Counter<Label>, labels: Record<Label, string>, fact: Fact): void {
  // The library's type takes the labels of an exemplar for those of the metric; they are others.
  of.inc({ labels, value: 1, exemplarLabels: traceOf(fact) as object });
}

/** The id of the W3C trace, as an exemplar names it. */
function traceOf({ metadata: { traceparent } }: Fact): { trace_id: string } {
  return { trace_id: traceparent?.split('-')[1] ?? '' };
}

function keep<Value>(held: Map<string, Value>, key: string, value: Value): void {
  held.set(key, value);
  const [oldest] = held.keys();
  if (held.size > repliesOpenMax && oldest !== undefined) held.delete(oldest);
}

/** Values of labels: so many different ones, and then `other`. */
function bounded(): (value: unknown) => string {
  const seen = new Set<string>();
  return value => {
    const said = String(value).slice(0, 60);
    if (seen.has(said)) return said;
    if (seen.size >= labelsMax) return 'other';
    seen.add(said);
    return said;
  };
}
