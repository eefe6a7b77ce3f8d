import type { Clock, Timers } from '../ports.ts';

/** Several alarms behind one timer. Moments are those of the monotonic clock: what was asleep is late, and knows it. */
export interface Alarms {
  /** Rings once at `atMs`, in place of what was set under that name. */
  set(name: string, atMs: number, ring: () => void): void;
  clear(name: string): void;
  /** Nothing rings any more. */
  stop(): void;
}

export function alarms({ clock, timers }: { clock: Clock; timers: Timers }): Alarms {
  const pending = new Map<string, { atMs: number; ring: () => void }>();
  let stopped = false;
  let armed: { atMs: number; callOff: () => void } | undefined;

  return {
    set(name, atMs, ring) {
      if (stopped) return;
      pending.set(name, { atMs, ring });
      arm();
    },
    clear: name => void pending.delete(name),
    stop() {
      stopped = true;
      pending.clear();
      armed?.callOff();
      armed = undefined;
    },
  };

  /** A timer that is too early finds nothing due and is set anew: cheaper than one for each change. */
  function arm(): void {
    let next = Number.POSITIVE_INFINITY;
    for (const { atMs } of pending.values()) if (atMs < next) next = atMs;
    if (next === Number.POSITIVE_INFINITY || (armed !== undefined && armed.atMs <= next)) return;
    armed?.callOff();
    const callOff = timers.after(Math.max(0, next - clock.monotonicMs()), look);
    armed = { atMs: next, callOff };
  }

  function look(): void {
    armed = undefined;
    const nowMs = clock.monotonicMs();
    const due = [...pending]
      .filter(([, { atMs }]) => atMs <= nowMs)
      .sort(([, one], [, other]) => one.atMs - other.atMs);
    for (const [name, { ring }] of due) {
      if (pending.get(name)?.ring !== ring) continue;
      pending.delete(name);
      ring();
    }
    arm();
  }
}
