import type { StreamName } from '../domain/ids.ts';
import type { Instant } from '../domain/message.ts';
import { slotMs, slotOf, slotsPerMinute } from '../domain/slo/windows.ts';
import type { Clock, EventStore, Log, Timers } from './ports.ts';

/**
 * Looks every 10 s of wall time whether the service is there, and tells the log of it once a minute when something was
 * bad, else every five minutes: that append is also the proof that the log takes what is written.
 * What nobody tells of counts as bad, so a process that dies has nothing to say.
 */
export interface Observer {
  /** Tells what has been seen and was not told, and looks no more. */
  stop(): Promise<void>;
}

export interface ObserverPorts {
  /** Since Telegram last answered a poll; none: not yet. */
  polledAgoMs(): number | undefined;
  /** The log did not take the last append. */
  logDown(): boolean;
  store: Pick<EventStore, 'readStream'>;
  /** Of this run; it is read as the probe, and told to. */
  stream: StreamName;
  tell(data: { from: Instant; slots: string }): Promise<unknown>;
  clock: Clock;
  timers: Timers;
  log: Log;
}

export interface ObserverLimits {
  /** A poll that is older than this is none. */
  pollMaxMs: number;
  /** A turn of this process, and a read of the log, take no longer. */
  pingMaxMs: number;
}

/** One slot as it was; the letters stand in `ServiceObserved`. */
type Seen = 'g' | 'p' | 'l' | 's';

const quietSlots = 5 * slotsPerMinute;
/** While the log is away; what is older is not told of, and so is bad, which it was. */
const keptMax = 360;

export function observer(ports: ObserverPorts, { pollMaxMs, pingMaxMs }: ObserverLimits): Observer {
  const { polledAgoMs, logDown, store, stream, clock, timers, log } = ports;
  /** Not told yet, oldest first. */
  const seen: { slot: number; state: Seen }[] = [];
  let told = 0;
  let telling: Promise<void> | undefined;
  let stopped = false;
  let callOff = wait();

  function wait(): () => void {
    const now = clock.now();
    const dueMs = clock.monotonicMs() + slotMs - (Date.parse(now) % slotMs);
    return timers.after(dueMs - clock.monotonicMs(), () => void look(dueMs));
  }

  async function look(dueMs: number): Promise<void> {
    const slot = slotOf(clock.now()) - 1;
    const lateMs = clock.monotonicMs() - dueMs;
    const state = await judge(lateMs);
    if (stopped) return;
    callOff = wait();
    // A timer that is a little early looks at the same slot again.
    if (seen.at(-1)?.slot === slot) return;
    seen.push({ slot, state });
    if (seen.length > keptMax) seen.shift();
    const soon = told === 0 || seen.some(each => each.state !== 'g');
    if (seen.length >= (soon ? slotsPerMinute : quietSlots)) await flush();
  }

  async function judge(lateMs: number): Promise<Seen> {
    if (lateMs > pingMaxMs) return 's';
    const ago = polledAgoMs();
    if (ago === undefined || ago > pollMaxMs) return 'p';
    return logDown() || !(await answersInTime()) ? 'l' : 'g';
  }

  async function answersInTime(): Promise<boolean> {
    const ending = new AbortController();
    const { promise: late, resolve } = Promise.withResolvers<false>();
    const callOffLate = timers.after(pingMaxMs, () => resolve(false));
    try {
      return await Promise.race([probe(ending.signal), late]);
    } finally {
      callOffLate();
      ending.abort();
    }
  }

  async function probe(signal: AbortSignal): Promise<boolean> {
    try {
      for await (const _page of store.readStream(stream, { backwards: true, limit: 1, signal })) break;
      return true;
    } catch {
      return false; // Why stands with the watch of the log, and in /health.
    }
  }

  function flush(): Promise<void> {
    telling ??= tellNow().finally(() => {
      telling = undefined;
    });
    return telling;
  }

  /** In rows without gaps: what lies between was not looked at, and counts as bad. */
  async function tellNow(): Promise<void> {
    while (seen.length > 0) {
      const first = seen[0]!.slot;
      const gap = seen.findIndex(({ slot }, index) => slot !== first + index);
      const row = gap < 0 ? [...seen] : seen.slice(0, gap);
      const slots = row.map(({ state }) => state).join('');
      try {
        await ports.tell({ from: new Date(first * slotMs).toISOString(), slots });
      } catch (err) {
        log.debug({ err, slots }, 'the log did not take how the service was: it is told later');
        return;
      }
      told += 1;
      for (const each of row) if (seen[0] === each) seen.shift();
    }
  }

  return {
    async stop() {
      stopped = true;
      callOff();
      await telling;
      await flush();
    },
  };
}
