import type { BusChange, Clock, Log } from '../../actors/ports.ts';

export interface Availability {
  up(): void;
  /** The cause of the first of several in a row is told; a new cause is only logged. */
  down(cause: string): void;
  /** Why it is down, if it is. */
  downCause(): string | undefined;
  /** Tells of every change from now on, and at once when it is down. */
  onChange(tell: (change: BusChange) => void): void;
  /** Resolves at the next change to up, or after `ms`. */
  upWithin(ms: number): Promise<void>;
}

/** Whether the bus can be used, and since when it cannot. It starts as down. */
export function trackAvailability(clock: Pick<Clock, 'monotonicMs'>, log: Log): Availability {
  const listeners: ((change: BusChange) => void)[] = [];
  let down: { cause: string; sinceMs: number; told: boolean } | undefined = {
    cause: 'not connected yet',
    sinceMs: clock.monotonicMs(),
    told: false,
  };
  let tellUp: (() => void)[] = [];
  const tell = (change: BusChange) => {
    for (const listener of listeners) listener(change);
  };
  return {
    up() {
      if (!down) return;
      const gapMs = Math.round(clock.monotonicMs() - down.sinceMs);
      if (down.told) log.info({ gapMs }, 'the bus is back');
      down = undefined;
      for (const resolve of tellUp) resolve();
      tellUp = [];
      tell({ state: 'up', gapMs });
    },
    down(cause) {
      const known = down;
      const sinceMs = known?.sinceMs ?? clock.monotonicMs();
      down = { cause, sinceMs, told: true };
      if (known?.told !== true || known.cause !== cause)
        log.warn({ cause }, 'the bus cannot be reached; commands wait in the log, and connecting goes on');
      if (known?.told !== true) tell({ state: 'down', cause });
    },
    downCause: () => down?.cause,
    onChange(listener) {
      listeners.push(listener);
      if (down?.told) listener({ state: 'down', cause: down.cause });
    },
    upWithin: ms =>
      new Promise(resolve => {
        if (!down) return resolve();
        const timer = setTimeout(resolve, ms);
        tellUp.push(() => {
          clearTimeout(timer);
          resolve();
        });
      }),
  };
}
