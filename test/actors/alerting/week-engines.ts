import type { EventStore } from '../../../actors/ports.ts';
import type { StreamName } from '../../../domain/ids.ts';
import type { RecordedEvent } from '../../../domain/message.ts';

/** What the watched week runs on: a log in memory, a clock that jumps, and a count of what is still to be told. */

/** Counts, event by event, the notices that facts gave rise to and those that are told. */
export function noticeCount() {
  const streams = new Map<string, { numbered: number; said: number; isTold: boolean }>();
  return {
    count({ stream, type, data }: RecordedEvent): void {
      const one = streams.get(stream) ?? { numbered: 0, said: 0, isTold: false };
      streams.set(stream, one);
      if (type === 'AlertRaised') one.isTold = data.withheld === undefined;
      const gives =
        type === 'AlertReminded' ||
        type === 'AlertCaughtUp' ||
        type === 'AlertAcknowledged' ||
        ((type === 'AlertRaised' || type === 'AlertCleared') && one.isTold) ||
        (type === 'AlertCalmed' && data.firing === false && data.withheld === undefined);
      if (gives) one.numbered += 1;
      if (type === 'AlertReminded' || (type === 'AlertCaughtUp' && data.firing)) one.isTold = true;
      if (type === 'AlertTold') one.said = data.notice as number;
    },
    isOpen: () => [...streams.values()].some(({ numbered, said }) => said < numbered),
  };
}

/** The log: a list for each stream. `recorded` is told of each event. */
export function storeOver(
  events: Map<StreamName, RecordedEvent[]>,
  time: { now(): string },
  recorded: (event: RecordedEvent) => void,
): EventStore {
  return {
    async append(stream, _expected, added) {
      const all = events.get(stream) ?? [];
      events.set(stream, all);
      for (const event of added) {
        const place = { revision: BigInt(all.length), position: BigInt(all.length), recordedAt: time.now() };
        all.push({ ...event, stream, ...place });
        recorded(all.at(-1)!);
      }
      return { revision: BigInt(all.length - 1), position: BigInt(all.length - 1) };
    },
    async *readStream(stream, { from = 0n } = {}) {
      const found = (events.get(stream) ?? []).filter(({ revision }) => revision >= from);
      if (found.length > 0) yield found;
    },
  };
}

/** Time that goes from alarm to alarm. */
export function virtualTime(startMs: number) {
  let nowMs = startMs;
  let alarms: { atMs: number; callback: () => void }[] = [];
  const set = (atMs: number, callback: () => void) => {
    const alarm = { atMs, callback };
    alarms.push(alarm);
    return () => {
      alarms = alarms.filter(other => other !== alarm);
    };
  };
  return {
    ms: () => nowMs,
    now: () => new Date(nowMs).toISOString(),
    monotonicMs: () => nowMs,
    timers: {
      at: (at: string, callback: () => void) => set(Date.parse(at), callback),
      after: (ms: number, callback: () => void) => set(nowMs + ms, callback),
    },
    clear: () => {
      alarms = [];
    },
    async until(endMs: number, settle: () => Promise<void> | undefined) {
      for (;;) {
        let due: (typeof alarms)[number] | undefined;
        for (const alarm of alarms)
          if (alarm.atMs <= endMs && (due === undefined || alarm.atMs < due.atMs)) due = alarm;
        if (due === undefined) break;
        alarms = alarms.filter(alarm => alarm !== due);
        nowMs = Math.max(nowMs, due.atMs);
        due.callback();
        await Promise.resolve();
        await settle();
      }
      nowMs = endMs;
    },
  };
}
