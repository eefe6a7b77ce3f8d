import type { Instant, RecordedEvent } from '../domain/message.ts';
import { backoffMs } from './backoff.ts';
import type { Clock, Timers } from './ports.ts';
import type { RetryLimits } from './runner-options.ts';
import type { View } from './view.ts';

/** A view whose `apply` threw: it rests until `retryAt`, the others go on. */
export interface Degraded {
  error: string;
  /** The event it threw at, and when that was recorded. */
  position: bigint;
  eventType: string;
  failures: number;
  since: Instant;
  retryAt: Instant;
}

/** The views that are set aside. It outlives sessions, so that a lost log does not shorten their rest. */
export class SetAside {
  readonly #resting = new Map<string, { degraded: Degraded; callOff: () => void }>();
  readonly #clock: Clock;
  readonly #timers: Timers;
  readonly #limits: RetryLimits;
  readonly #tell: (view: View, degraded: Degraded) => void;

  constructor(clock: Clock, timers: Timers, limits: RetryLimits, tell: (view: View, degraded: Degraded) => void) {
    this.#clock = clock;
    this.#timers = timers;
    this.#limits = limits;
    this.#tell = tell;
  }

  of({ projection, slot }: Pick<View, 'projection' | 'slot'>): Degraded | undefined {
    return this.#resting.get(`${projection.name}/${slot}`)?.degraded;
  }

  /** Sets a view aside, and calls `retry` once its rest is over: 1 s doubled up to 60 s by default. */
  put(view: View, event: RecordedEvent, error: Error, retry: () => void): void {
    const before = this.of(view);
    const again = before?.position === event.position;
    const failures = again ? before.failures + 1 : 1;
    const waitMs = backoffMs(failures, this.#limits);
    const now = this.#clock.now();
    const degraded: Degraded = {
      error: `${error.name}: ${error.message}`.slice(0, 300),
      position: event.position,
      eventType: event.type,
      failures,
      since: again ? before.since : now,
      retryAt: new Date(Date.parse(now) + waitMs).toISOString(),
    };
    this.#rest(view, degraded, waitMs, retry);
    this.#tell(view, degraded);
  }

  /** Calls `retry` at once, or when the rest of a view that is set aside is over. */
  whenDue(view: View, retry: () => void): void {
    const degraded = this.of(view);
    if (degraded === undefined) retry();
    else this.#rest(view, degraded, Math.max(0, Date.parse(degraded.retryAt) - Date.parse(this.#clock.now())), retry);
  }

  heal(view: View): void {
    const key = `${view.projection.name}/${view.slot}`;
    this.#resting.get(key)?.callOff();
    this.#resting.delete(key);
  }

  stop(): void {
    for (const { callOff } of this.#resting.values()) callOff();
  }

  #rest(view: View, degraded: Degraded, waitMs: number, retry: () => void): void {
    const key = `${view.projection.name}/${view.slot}`;
    this.#resting.get(key)?.callOff();
    this.#resting.set(key, { degraded, callOff: this.#timers.after(waitMs, retry) });
  }
}
