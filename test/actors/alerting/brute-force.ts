import type { History, Input, Rule } from './history.ts';

/**
 * The messages of a history of alerts, worked out the long way and by nothing of the program: first when each value was too
 * high, from the samples alone; then what people are told of it, minute by minute.
 */

interface Numbers {
  flap: { raisesMax: number; withinMs: number; calmMs: number };
  gapMs: number;
  tickMs: number;
}

interface Moment {
  /** When it was: of a sample, when it was taken. */
  atMs: number;
  /** When it was known, and said; with a fraction that keeps what came together in order. */
  knownMs: number;
  value?: number;
  acknowledge?: boolean;
}

export function expectedMessages(history: History, numbers: Numbers): string[] {
  const lines: { atMs: number; order: number; line: string }[] = [];
  const ticks = tickTimes(history, numbers.tickMs);
  for (const host of history.hosts)
    for (const rule of history.rules) lines.push(...messagesOf(history, numbers, ticks, host, rule));
  return lines.sort((a, b) => a.atMs - b.atMs || a.order - b.order).map(({ line }) => line);
}

/** The program looks at the time every so often, from each of its starts to its stop. */
function tickTimes({ startMs, inputs }: History, tickMs: number): number[] {
  const ticks: number[] = [];
  let from: number | undefined = startMs;
  for (const { type, atMs } of [...inputs, { type: 'stop' as const, atMs: inputs.at(-1)!.atMs }]) {
    if (type === 'start') from = atMs;
    if (type !== 'stop' || from === undefined) continue;
    for (let at = from + tickMs; at <= atMs; at += tickMs) ticks.push(at);
    from = undefined;
  }
  return ticks;
}

/** Every sample of one metric: when it was taken, and whether it came in time to decide anything. */
function valuesOf({ inputs }: History, host: string, metric: Rule['metric']) {
  return inputs.flatMap(input =>
    input.type !== 'samples'
      ? []
      : input.samples
          .filter(one => one.host === host)
          .map((one, index) => ({
            atMs: Date.parse(one.at),
            knownMs: input.atMs + index / 1000,
            value: metric === 'cpu' ? one.cpuPercent! : one.memory!.usedPercent,
            counts: input.atMs - Date.parse(one.at) <= 60_000,
          })),
  );
}

/** A time that a value was raised: when the samples that decided it were taken, and when they were known. */
interface Episode {
  fromMs: number;
  fromKnownMs: number;
  toMs: number;
  toKnownMs: number;
}

function messagesOf(history: History, numbers: Numbers, ticks: number[], host: string, rule: Rule) {
  const all = valuesOf(history, host, rule.metric);
  /** Since when, at sample `index`, every sample was over the threshold without a hole. */
  const runStart = (index: number): number | undefined => {
    if (all[index]!.value <= rule.threshold) return undefined;
    let first = index;
    while (
      first > 0 &&
      all[first - 1]!.value > rule.threshold &&
      all[first]!.atMs - all[first - 1]!.atMs <= numbers.gapMs
    )
      first--;
    return all[first]!.atMs;
  };
  const episodes: Episode[] = [];
  for (const [index, { atMs, knownMs, value, counts }] of all.entries()) {
    if (!counts) continue;
    const open = episodes.at(-1)?.toMs === Number.POSITIVE_INFINITY ? episodes.at(-1)! : undefined;
    const start = runStart(index);
    if (open !== undefined && value <= rule.threshold - rule.hysteresis)
      Object.assign(open, { toMs: atMs, toKnownMs: knownMs });
    else if (open === undefined && start !== undefined && atMs - start >= rule.forMs)
      episodes.push({
        fromMs: atMs,
        fromKnownMs: knownMs,
        toMs: Number.POSITIVE_INFINITY,
        toKnownMs: Number.POSITIVE_INFINITY,
      });
  }
  return tell(
    history,
    numbers,
    ticks,
    host,
    rule,
    all.filter(({ counts }) => counts),
    episodes,
  );
}

function tell(
  history: History,
  { flap }: Numbers,
  ticks: number[],
  host: string,
  rule: Rule,
  values: (Moment & { value: number })[],
  episodes: Episode[],
) {
  const acks = history.inputs.filter(
    one => one.type === 'acknowledge' && one.host === host && one.metric === rule.metric,
  );
  const moments: Moment[] = [
    ...values,
    ...ticks.map(atMs => ({ atMs, knownMs: atMs })),
    ...acks.map(({ atMs }) => ({ atMs, knownMs: atMs, acknowledge: true })),
  ].sort((a, b) => a.knownMs - b.knownMs);
  const out: { atMs: number; order: number; line: string }[] = [];
  const say = (atMs: number, what: string) =>
    out.push({ atMs, order: out.length, line: `${new Date(atMs).toISOString()} ${host}-${rule.metric} ${what}` });
  const orders = history.inputs.filter(({ type }) => type === 'mute' || type === 'unmute');
  const isHushed = ({ atMs, knownMs }: Moment) =>
    isMuted(orders, host, rule.metric, atMs, knownMs) || isQuiet(rule, atMs);
  const arrived = (atMs: number) => !history.undelivered.some(([from, to]) => from <= atMs && atMs < to);

  let flapping = false;
  let changedMs = 0;
  let owed = 0;
  /** Of the episode that is going on. */
  let toldMs: number | undefined;
  let cardMs: number | undefined;
  let reminders = 0;
  let acknowledged = false;
  let knownValue = 0;
  for (const moment of moments) {
    const { atMs, knownMs, value, acknowledge } = moment;
    const nowMs = Math.floor(knownMs);
    const past = episodes.filter(one => one.fromKnownMs <= knownMs);
    const current = past.find(one => one.fromKnownMs < knownMs && knownMs <= one.toKnownMs);
    if (acknowledge) {
      if (current !== undefined && !acknowledged) {
        acknowledged = true;
        if (cardMs !== undefined) say(nowMs, 'card acknowledged');
      }
      continue;
    }
    if (flapping && atMs - changedMs >= flap.calmMs) {
      flapping = false;
      const times = past.filter(
        one => one.fromMs > changedMs - flap.withinMs && one.fromMs <= changedMs && one.fromKnownMs < knownMs,
      ).length;
      if (current === undefined && !isHushed(moment)) say(nowMs, `calm ${times}`);
    }
    let firing = current !== undefined;
    if (value !== undefined && current?.toKnownMs === knownMs) {
      if (toldMs !== undefined) {
        if (cardMs !== undefined) say(nowMs, 'card resolved');
        if (!isHushed(moment) && !(flapping && reminders === 0) && cardMs !== undefined && arrived(cardMs))
          say(nowMs, 'resolved');
      }
      firing = false;
      [changedMs, knownValue] = [atMs, value];
    }
    if (owed > 0 && !isHushed(moment)) {
      if (value !== undefined) knownValue = value;
      say(nowMs, `caught up ${owed} ${firing ? knownValue : 'over'}`);
      owed = 0;
      if (firing) [toldMs, cardMs] = [atMs, nowMs];
    }
    const began = value === undefined ? undefined : past.find(one => one.fromKnownMs === knownMs);
    if (began !== undefined) {
      const times = past.filter(one => one.fromMs > atMs - flap.withinMs).length;
      const hushed = isHushed(moment);
      [reminders, acknowledged, toldMs] = [0, false, undefined];
      if (hushed) owed += 1;
      else if (!flapping) {
        say(nowMs, `raised ${value}${times >= flap.raisesMax ? ' flaps' : ''}`);
        [toldMs, cardMs] = [atMs, nowMs];
      }
      flapping ||= times >= flap.raisesMax;
      [changedMs, knownValue] = [atMs, value!];
      firing = true;
    }
    if (value === undefined || !firing || acknowledged || isHushed(moment)) continue;
    const since = toldMs ?? past.at(-1)!.fromMs;
    if (atMs - since >= rule.cooldownMs && atMs > since) {
      reminders += 1;
      toldMs = atMs;
      knownValue = value;
      say(nowMs, `reminded ${reminders} ${value}`);
    }
  }
  return out;
}

/** From each mute that covers it to its end, or to what ended it. */
function isMuted(inputs: Input[], host: string, metric: string, atMs: number, knownMs: number): boolean {
  const covers = (scope: { host: string; metric: string }) =>
    (scope.host === 'all' || scope.host === host) && (scope.metric === 'all' || scope.metric === metric);
  const scopes = new Map<string, number>();
  for (const input of inputs) {
    if (input.atMs > knownMs) break;
    if (input.type === 'mute' && covers(input)) scopes.set(`${input.host} ${input.metric}`, input.untilMs);
    if (input.type === 'unmute')
      for (const key of [...scopes.keys()]) {
        const [mutedHost, mutedMetric] = key.split(' ');
        const within = (wide: string, narrow: string) => wide === 'all' || wide === narrow;
        if (within(input.host, mutedHost!) && within(input.metric, mutedMetric!)) scopes.delete(key);
      }
  }
  return [...scopes.values()].some(untilMs => atMs < untilMs);
}

function isQuiet({ quiet, severity }: Rule, atMs: number): boolean {
  if (quiet === undefined || severity === 'critical') return false;
  const minute = Math.floor(atMs / 60_000) % 1440;
  const { fromMinute, toMinute } = quiet;
  return fromMinute > toMinute ? minute >= fromMinute || minute < toMinute : minute >= fromMinute && minute < toMinute;
}
