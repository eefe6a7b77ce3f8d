import { alertStream, everything } from '../../domain/alert/rule.ts';
import type { StreamName } from '../../domain/ids.ts';
import { Refusal } from '../../domain/refusal.ts';
import type { Sample } from '../../domain/sample/sample.ts';
import type { Fact } from '../../domain/upcast.ts';
import type { Alerts, AlertView, OrderedBy } from '../answers/alert-ports.ts';
import type { Samples } from '../answers/sample-ports.ts';
import type { Outcome } from '../handle.ts';
import type { Clock, EventStore, Log, Timers } from '../ports.ts';
import { missedFacts } from '../recovery.ts';
import { diskForecast } from './disk-forecast.ts';
import { silenceWatch } from './silence.ts';
import { type WatchPorts, warmUpMs, watchAlerts } from './watch-alerts.ts';

export interface AlertingPorts extends Omit<WatchPorts, 'send' | 'clock'> {
  /** To the stream of an alert, by the program or by a person. @throws {Refusal} {@link StoreError} */
  order(stream: StreamName, type: string, data: object, id: string, by?: OrderedBy): Promise<Outcome>;
  /** Wakes the alerts that have something to tell. */
  wake(stream: StreamName): Promise<void>;
  samples: Samples;
  store: Pick<EventStore, 'readStream'>;
  /** Every stream of an alert that the log holds. */
  streams(): Promise<StreamName[]>;
  thisHost: string;
  clock: Clock;
  timers: Timers;
  log: Log;
}

/** Alerts, from the first look at the log to the last sample. */
export interface Alerting extends Alerts {
  /** Facts of any stream, as they are recorded. */
  recorded(stream: StreamName, facts: readonly Fact[]): void;
  heard(sample: Sample): void;
  reachable(isReachable: boolean): void;
  /** Takes up what the log and the kept samples say, and begins to watch. */
  start(): Promise<void>;
  stop(): void;
}

const tickMs = 5_000;
const forecastMs = 600_000;

export function alerting(ports: AlertingPorts): Alerting {
  const { rules, samples, store, clock, timers, log, order, thisHost } = ports;
  const watch = watchAlerts({
    ...ports,
    send: (stream, { type, ...data }, id) => order(stream, type, data, id),
  });
  const silence = silenceWatch(thisHost, ports.timeZone);
  const nowMs = () => Date.parse(clock.now());
  const isSilent = (host: string) => watch.state(host, 'silent').firing !== undefined;
  const expected = new Set<string>();
  let callOffTick = () => {};
  let callOffForecast = () => {};
  let isStopped = false;

  function tick(): void {
    for (const [host, look] of silence.looks(nowMs(), isSilent)) watch.look(host, 'silent', look);
    watch.tick();
    if (!isStopped) callOffTick = timers.after(tickMs, tick);
  }

  async function lookAhead(): Promise<void> {
    for (const host of watch.hosts()) {
      const look = await diskForecast(samples, host, nowMs()).catch(away('no forecast could be made'));
      if (look !== undefined && !isStopped) watch.look(host, 'diskfull', look);
    }
    if (!isStopped) callOffForecast = timers.after(forecastMs, () => void lookAhead());
  }

  const away = (what: string) => (cause: unknown) => {
    if (!(cause instanceof Refusal)) throw cause;
    log.warn({ cause: cause.message }, what);
    return undefined;
  };

  return {
    recorded: watch.recorded,
    heard(sample) {
      silence.heard(sample.host, sample.at, nowMs());
      watch.heard(sample);
    },
    reachable: isReachable => silence.reachable(isReachable, nowMs()),
    async start() {
      for (const stream of await ports.streams()) watch.recorded(stream, await missedFacts(stream, store, 'no_stream'));
      for (const [stream, { notices }] of watch.book.open()) if (notices.length > 0) await ports.wake(stream);
      const known = (await samples.hosts().catch(away('the kept samples could not be gone through'))) ?? [];
      for (const { host, lastAt } of known) {
        expected.add(host);
        silence.expect(host, lastAt, isSilent(host), nowMs());
        await warmUp(host).catch(away('the kept samples could not be gone through'));
      }
      callOffTick = timers.after(tickMs, tick);
      callOffForecast = timers.after(forecastMs, () => void lookAhead());
    },
    stop() {
      isStopped = true;
      callOffTick();
      callOffForecast();
    },
    hosts,
    list() {
      const raised = watch.book.all().filter(([, { firing }]) => firing !== undefined);
      const pairs = new Set([
        ...hosts().flatMap(host => rules.metrics.map(metric => `${host} ${metric}`)),
        ...raised.map(([, { host, metric }]) => `${host} ${metric}`),
      ]);
      return [...pairs]
        .map(pair => viewOf(...(pair.split(' ') as [string, string])))
        .filter(({ rule, state }) => rule || state.firing);
    },
    mutes: watch.book.mutes,
    async acknowledge(host, metric, asked) {
      await order(alertStream(host, metric), 'Acknowledge', {}, `${asked.correlationId}/ack`, asked);
      return viewOf(host, metric);
    },
    async mute(host, metric, until, asked) {
      await order(alertStream(host, metric), 'Mute', { host, metric, until }, `${asked.correlationId}/mute`, asked);
    },
    async unmute(host, metric, asked) {
      const within = (scope: string, one: string) => scope === everything || scope === one;
      const meant = watch.book.mutes(asked.at).filter(mute => within(host, mute.host) && within(metric, mute.metric));
      for (const mute of meant)
        await order(alertStream(mute.host, mute.metric), 'Unmute', {}, `${asked.correlationId}/unmute`, asked);
      return meant;
    },
  };

  function hosts(): string[] {
    return [...new Set([...expected, ...watch.hosts()])].sort();
  }

  function viewOf(host: string, metric: string): AlertView {
    return { host, metric, rule: rules.ruleFor(host, metric), state: watch.state(host, metric) };
  }

  /** Runs over a threshold are telemetry: they are found again in the samples that are kept. */
  async function warmUp(host: string): Promise<void> {
    const toMs = nowMs();
    const fromMs = toMs - warmUpMs(rules, [host]);
    for (const metric of rules.metrics) {
      if (rules.ruleFor(host, metric) === undefined) continue;
      const { atMs, mean } = await samples.series({ host, metric, fromMs, toMs });
      for (const [index, ms] of atMs.entries())
        watch.look(host, metric, { atMs: ms, value: mean[index]!, isLate: true });
    }
  }
}
