import type { Aggregate } from '../domain/aggregate.ts';
import { categoryOf, type StreamName } from '../domain/ids.ts';
import type { Command } from '../domain/message.ts';
import { Refusal } from '../domain/refusal.ts';
import { type Actor, type ActorWorld, wakeActor } from './actor.ts';
import type { Effects, Outcome } from './handle.ts';
import { type Random, StoreError, type Timers } from './ports.ts';
import { restarts } from './restarts.ts';

/** A kind of stream, and what its machine's effects do here. */
export interface Cast {
  aggregate: Aggregate;
  effects: Effects;
  /** Whether an actor in this state may sleep: nothing it waits for would be missed. */
  // biome-ignore lint/suspicious/noExplicitAny: each kind knows its own state.
  restful(state: any): boolean;
  /** Whether a stopping program should wait for it. */
  // biome-ignore lint/suspicious/noExplicitAny: as above.
  busy(state: any): boolean;
}

export interface SystemLimits {
  liveMax: number;
  idleMs: number;
  sweepMs: number;
  restartsMax: number;
  restartsWithinMs: number;
  parkMs: number;
}

/** All actors of this process, found or woken by their stream's name. */
export interface ActorSystem {
  /**
   * Resolves once the order is recorded (or was before). @throws {Refusal} for the sender alone;
   * {@link StoreError} nothing was recorded.
   */
  tell(command: Command): Promise<Outcome>;
  /** Wakes the actor of a stream, so that what it has open goes on; one that is awake looks what became of its last append. */
  wake(stream: StreamName): Promise<void>;
  /** Stops the actor of a stream; nothing wakes it but an order. */
  sleep(stream: StreamName): void;
  /** What is known of a stream whose actor is awake. */
  // biome-ignore lint/suspicious/noExplicitAny: whoever asks knows the kind.
  peek(stream: StreamName): any;
  /** `busy`: actors with orders waiting, or in the middle of what a stopping program should end. */
  stats(): { live: number; waiting: number; busy: number; parked: number; restarts: number };
  /** Stops every actor; what waits in a mailbox is left to the log. */
  stop(): Promise<void>;
}

/** What the system tells of its actors' failures. */
export interface Supervision {
  restarted(stream: StreamName, cause: unknown): void;
  /** It rests for `parkMs`. */
  parked(stream: StreamName, cause: unknown, parkMs: number): void;
}

interface Entry {
  actor: Promise<Actor>;
  ready?: Actor;
  usedMs: number;
}

export function actorSystem(
  cast: Record<string, Cast>,
  world: ActorWorld & { timers: Timers; random: Random },
  limits: SystemLimits,
  supervision: Supervision,
): ActorSystem {
  const { clock, log, timers } = world;
  const entries = new Map<StreamName, Entry>();
  const failures = restarts({ max: limits.restartsMax, withinMs: limits.restartsWithinMs });
  let stopSweep = timers.after(limits.sweepMs, sweep);
  let stopped = false;

  return {
    async tell(command) {
      const stream = command.stream as StreamName;
      try {
        return await (await find(stream)).tell(command);
      } catch (error) {
        if (error instanceof Refusal || error instanceof StoreError) throw error;
        return letGoIfPoison(stream, command, error);
      }
    },
    async wake(stream) {
      await (await find(stream)).settle();
    },
    peek: stream => entries.get(stream)?.ready?.state(),
    sleep(stream) {
      entries.get(stream)?.ready?.stop();
      entries.delete(stream);
    },
    stats() {
      const ready = [...entries].flatMap(([stream, { ready }]) => (ready === undefined ? [] : [{ stream, ready }]));
      const waiting = ready.reduce((sum, { ready }) => sum + ready.waiting, 0);
      const busy = ready.filter(
        ({ stream, ready }) => ready.waiting > 0 || cast[categoryOf(stream)]!.busy(ready.state()),
      );
      const parked = failures.parked(clock.monotonicMs());
      return { live: entries.size, waiting, busy: busy.length, parked, restarts: failures.count };
    },
    async stop() {
      stopped = true;
      stopSweep();
      for (const { actor } of entries.values()) (await actor.catch(() => undefined))?.stop();
      entries.clear();
    },
  };

  function find(stream: StreamName): Promise<Actor> {
    const nowMs = clock.monotonicMs();
    const untilMs = failures.parkedUntil(stream, nowMs);
    if (untilMs !== undefined) throw resting(stream, untilMs - nowMs);
    const entry = entries.get(stream) ?? enter(stream);
    entry.usedMs = nowMs;
    entries.delete(stream);
    entries.set(stream, entry); // The map's order is that of use: the first is the longest unused.
    return entry.actor;
  }

  function enter(stream: StreamName): Entry {
    if (stopped) throw new Refusal('upstream_unavailable', 'The program is stopping.');
    const player = cast[categoryOf(stream)];
    if (player === undefined) throw new Refusal('invalid_request', `No actor acts for ${stream}.`);
    if (entries.size >= limits.liveMax && !evictOne())
      throw new Refusal('bulkhead_full', `${limits.liveMax} actors are busy.`, { retryAfterMs: 1000 });
    // An actor that was replaced meanwhile has no say: only the one that acts for the stream can fail it.
    const fails = (cause: unknown) => entries.get(stream) === entry && failed(stream, cause);
    const woken = wakeActor(player.aggregate, stream, player.effects, world, fails);
    const entry: Entry = { actor: woken, usedMs: clock.monotonicMs() };
    entries.set(stream, entry);
    woken.then(
      actor => {
        entry.ready = actor;
      },
      cause => leave(stream, entry, cause),
    );
    return entry;
  }

  /** An actor that could not wake: an expected failure of the log is the sender's to see, a bug is the actor's. */
  function leave(stream: StreamName, entry: Entry, cause: unknown): void {
    if (entries.get(stream) === entry) entries.delete(stream);
    if (!(cause instanceof StoreError)) failed(stream, cause);
  }

  /** The same command once more on a fresh actor; if the program fails on it again, it is set aside. */
  async function letGoIfPoison(stream: StreamName, command: Command, cause: unknown): Promise<Outcome> {
    failed(stream, cause);
    const fresh = await find(stream);
    try {
      return await fresh.tell(command);
    } catch (again) {
      if (again instanceof Refusal || again instanceof StoreError) throw again;
      log.error(
        { stream, command: command.id, correlationId: command.correlationId, err: again },
        'the program fails on this command: it is set aside',
      );
      return fresh.quarantine(command, again instanceof Error ? `${again.name}: ${again.message}` : String(again));
    }
  }

  /** Let it crash: the log has everything. Restarted while that is bounded, then parked. */
  function failed(stream: StreamName, cause: unknown): void {
    if (stopped) return;
    const entry = entries.get(stream);
    entries.delete(stream);
    entry?.ready?.stop();
    const nowMs = clock.monotonicMs();
    if (failures.allow(stream, nowMs)) {
      log.error({ stream, err: cause }, 'an actor failed: it is woken again from the log');
      supervision.restarted(stream, cause);
      timers.after(
        restartPauseMs,
        () => !stopped && !failures.parkedUntil(stream, clock.monotonicMs()) && rewake(stream),
      );
      return;
    }
    failures.park(stream, nowMs + limits.parkMs);
    log.error({ stream, err: cause, parkMs: limits.parkMs }, 'an actor fails too often: it is parked');
    supervision.parked(stream, cause, limits.parkMs);
    timers.after(limits.parkMs + 1, () => !stopped && rewake(stream));
  }

  function rewake(stream: StreamName): void {
    Promise.resolve()
      .then(() => find(stream))
      .catch(cause => log.warn({ stream, err: cause }, 'an actor did not wake; the sweeper will try again'));
  }

  function sweep(): void {
    const nowMs = clock.monotonicMs();
    for (const [stream, entry] of entries) if (nowMs - entry.usedMs >= limits.idleMs) evict(stream, entry);
    stopSweep = timers.after(limits.sweepMs, sweep);
  }

  function evictOne(): boolean {
    for (const [stream, entry] of entries) if (evict(stream, entry)) return true;
    return false;
  }

  function evict(stream: StreamName, { ready }: Entry): boolean {
    const resting = ready !== undefined && ready.waiting === 0 && cast[categoryOf(stream)]!.restful(ready.state());
    if (!resting) return false;
    entries.delete(stream);
    ready.stop();
    return true;
  }
}

/** Never tighter than this between a failure and the next waking. */
const restartPauseMs = 50;

function resting(stream: StreamName, ms: number): Refusal {
  return new Refusal('upstream_unavailable', `The actor of ${stream} failed too often and rests.`, {
    retryAfterMs: Math.ceil(ms),
    hint: 'What was asked of it waits in the log. Look at /health and /log for the cause.',
  });
}
