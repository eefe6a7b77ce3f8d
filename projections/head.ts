import { msBetween } from '../domain/instants.ts';
import type { Instant } from '../domain/message.ts';
import type { Clock, EventLog, Timers } from './ports.ts';

/** How far a view is behind the log. Zero and zero: everything that is recorded is in it. */
export interface Lag {
  /** Places in the log: the events behind, or more on an engine whose positions have gaps. */
  lagEvents: number;
  /** Age of the oldest event that is not in it yet. While the log cannot be asked: at least how old the view is. */
  lagMs: number;
}

interface Known {
  head: bigint | undefined;
  at: Instant;
}

/**
 * Where the log ends, for telling how old a view is. Asks at most once at a time, and waits `waitMs` at most:
 * a log that does not answer costs an answer its exactness, never the answer.
 */
export class Head {
  readonly #log: EventLog;
  readonly #clock: Clock;
  readonly #timers: Timers;
  readonly #waitMs: number;
  #known: Known | undefined;
  #asking: Promise<void> | undefined;
  /** Why the log could not be asked the last time. */
  error: string | undefined;

  constructor(log: EventLog, clock: Clock, timers: Timers, waitMs = 500) {
    this.#log = log;
    this.#clock = clock;
    this.#timers = timers;
    this.#waitMs = waitMs;
  }

  /** By the clock that ages are told by. */
  now(): Instant {
    return this.#clock.now();
  }

  get position(): bigint | undefined {
    return this.#known?.head;
  }

  /** Never rejects. */
  async refresh(): Promise<void> {
    this.#asking ??= this.#ask().finally(() => {
      this.#asking = undefined;
    });
    await this.#within(this.#asking);
  }

  /** Of a view whose checkpoint and last event's instant are given, against the head as last heard. */
  async lagOf(checkpoint: bigint | undefined, lastAt: Instant | undefined): Promise<Lag> {
    await this.refresh();
    const now = this.#clock.now();
    if (this.#known === undefined) return { lagEvents: 0, lagMs: lastAt === undefined ? 0 : ms(lastAt, now) };
    const { head, at } = this.#known;
    const behind = (head ?? -1n) - (checkpoint ?? -1n);
    // The log cannot be asked: what came since it last answered is not in any view.
    const unheardMs = this.error === undefined ? 0 : ms(at, now);
    if (head === undefined || behind <= 0n) return { lagEvents: 0, lagMs: unheardMs };
    const oldest = (await this.#within(this.#oldestAfter(checkpoint))) ?? lastAt ?? at;
    return { lagEvents: Number(behind), lagMs: ms(oldest, now) };
  }

  async #within<Result>(promise: Promise<Result>): Promise<Result | undefined> {
    const waited = Promise.withResolvers<undefined>();
    const callOff = this.#timers.after(this.#waitMs, () => waited.resolve(undefined));
    return await Promise.race([promise, waited.promise]).finally(callOff);
  }

  async #ask(): Promise<void> {
    try {
      const head = await this.#log.head();
      this.#known = { head, at: this.#clock.now() };
      this.error = undefined;
    } catch (error) {
      this.error = (error as Error).message;
    }
  }

  async #oldestAfter(checkpoint: bigint | undefined): Promise<Instant | undefined> {
    try {
      const after = checkpoint === undefined ? {} : { after: checkpoint };
      for await (const page of this.#log.readAll({ ...after, limit: 1 })) return page[0]?.recordedAt;
    } catch (error) {
      this.error = (error as Error).message;
    }
    return undefined;
  }
}

const ms = (earlier: Instant, later: Instant) => Math.max(0, msBetween(earlier, later));
