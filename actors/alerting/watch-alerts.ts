import type { Aggregate } from '../../domain/aggregate.ts';
import type { AlertCommand } from '../../domain/alert/commands.ts';
import { decide } from '../../domain/alert/decide.ts';
import { evaluate, type Look, type Track } from '../../domain/alert/evaluate.ts';
import { type AlertRule, type AlertSettings, alertStream, everything } from '../../domain/alert/rule.ts';
import type { AlertRules } from '../../domain/alert/rules.ts';
import { type Alert, note } from '../../domain/alert/state.ts';
import type { StreamName } from '../../domain/ids.ts';
import { metrics } from '../../domain/sample/metrics.ts';
import type { Sample } from '../../domain/sample/sample.ts';
import type { Fact } from '../../domain/upcast.ts';
import type { Clock, Log } from '../ports.ts';
import { type AlertBook, alertBook } from './alert-book.ts';
import { type OrderQueue, orderQueue } from './order-queue.ts';

export interface WatchPorts {
  aggregate: Aggregate;
  rules: AlertRules;
  settings: AlertSettings;
  timeZone: string;
  /** To the stream of an alert. @throws {Refusal} {@link StoreError} */
  send(stream: StreamName, order: AlertCommand, id: string): Promise<unknown>;
  clock: Pick<Clock, 'now'>;
  log: Log;
}

/** The watch over all alerts of all machines. */
export interface AlertWatch {
  book: AlertBook;
  /** Facts that were recorded, or that the log held at the start. */
  recorded(stream: StreamName, facts: readonly Fact[]): void;
  heard(sample: Sample): void;
  /** A value that is not in a sample: how long a machine was silent, how full a disk will be. */
  look(host: string, metric: string, look: Look): void;
  /** What hangs on time alone: mutes that are over, what is to be caught up, what has become calm. */
  tick(): void;
  /** Machines that were heard of. */
  hosts(): string[];
  /** How an alert stands once what was decided is recorded. */
  state(host: string, metric: string): Alert;
  readonly waiting: number;
}

/** A sample that is older when it arrives decides nothing: nobody is told today what was too high yesterday. */
const lateMs = 60_000;
const busyMax = 5;

export function watchAlerts(ports: WatchPorts): AlertWatch {
  const { aggregate, rules, settings, timeZone, send, clock, log } = ports;
  const book = alertBook(aggregate);
  const queue: OrderQueue = orderQueue(send, log);
  const tracks = new Map<string, Track>();
  const hosts = new Set<string>();

  /** What is recorded, and after it what is on its way. */
  function state(host: string, metric: string): Alert {
    const waiting = queue.waiting(alertStream(host, metric));
    return waiting.reduce((alert, order) => after(alert, order, settings), book.of(host, metric));
  }

  function look(host: string, metric: string, seen: Look): void {
    const rule = rules.ruleFor(host, metric);
    if (rule === undefined) {
      retire(host, metric, seen);
      return;
    }
    const key = `${host} ${metric}`;
    const mutes = book.mutesOver(host, metric);
    const { track, orders } = evaluate(rule, host, tracks.get(key) ?? {}, state(host, metric), seen, {
      ...{ settings, timeZone, mutes },
    });
    tracks.set(key, track);
    if (orders.length > 0) queue.add(alertStream(host, metric), orders);
  }

  /** A rule that was taken away leaves nothing raised. */
  function retire(host: string, metric: string, { atMs, value, isLate }: Look): void {
    const { firing } = state(host, metric);
    if (firing === undefined || isLate) return;
    const order = { type: 'Clear' as const, value: value ?? firing.value, seenAt: new Date(atMs).toISOString() };
    queue.add(alertStream(host, metric), [order]);
  }

  function heard(sample: Sample): void {
    hosts.add(sample.host);
    const atMs = Date.parse(sample.at);
    const isLate = Date.parse(clock.now()) - atMs > lateMs;
    const processes = sample.processes.slice(0, busyMax).map(({ name, cpuPercent }) => ({ name, cpuPercent }));
    for (const { name, of, part } of metrics) {
      const value = of(sample);
      if (value !== undefined) look(sample.host, name, { atMs, value, part: part?.(sample), processes, isLate });
    }
  }

  return {
    book,
    recorded: book.take,
    heard,
    look,
    tick() {
      const atMs = Date.parse(clock.now());
      queue.retry();
      for (const [stream, { host, metric, mute }] of book.open()) {
        if (host !== everything && metric !== everything) look(host, metric, { atMs });
        else if (mute !== undefined && Date.parse(mute.until) <= atMs && queue.waiting(stream).length === 0)
          queue.add(stream, [{ type: 'EndMute', seenAt: new Date(atMs).toISOString() }]);
      }
    },
    hosts: () => [...hosts].sort(),
    state,
    get waiting() {
      return queue.size;
    },
  };
}

/** The alert as it will be once an order is recorded. */
function after(alert: Alert, order: AlertCommand, settings: AlertSettings): Alert {
  const at = 'seenAt' in order ? order.seenAt : '';
  const given = { id: '', correlationId: '', by: { id: 'system:watch', role: 'system' as const }, at };
  const meta = { id: '', correlationId: '', causationId: '' };
  return decide({ ...order, ...given }, alert, settings).reduce(
    (before, fact) => note(before, { ...fact, meta }),
    alert,
  );
}

/** How far back kept samples are gone through at the start, so that no run is forgotten. */
export function warmUpMs(rules: AlertRules, hosts: readonly string[]): number {
  const all = hosts.flatMap(host => rules.metrics.map(metric => rules.ruleFor(host, metric)));
  return Math.max(
    60_000,
    ...all.map((rule: AlertRule | undefined) => (rule === undefined ? 0 : rule.forMs + rule.gapMs)),
  );
}
