import type { Clock, Timers } from '../../../actors/ports.ts';
import type { Owner } from '../kernel/agenda.ts';
import type { World } from '../kernel/world.ts';

/** Where virtual time begins. */
const beginMs = Date.parse('2026-03-01T12:00:00.000Z');
/** A timer for an instant looks at the wall clock at least so often, since that may be set meanwhile. */
const lookEveryMs = 10_000;

/** The machine's clocks: a wall clock that can be set and can drift, and one that only grows. */
export class MachineTime {
  readonly #world: World;
  /** Of the wall clock against true time. */
  offsetMs = 0;
  /** Milliseconds gained in each second. */
  driftMsPerSecond = 0;
  #driftSinceMs = 0;

  constructor(world: World) {
    this.#world = world;
  }

  /** True time, as Telegram's servers have it. */
  trueMs(): number {
    return beginMs + this.#world.ms;
  }

  wallMs(): number {
    return this.trueMs() + this.offsetMs + ((this.#world.ms - this.#driftSinceMs) / 1000) * this.driftMsPerSecond;
  }

  drift(msPerSecond: number): void {
    this.offsetMs = this.wallMs() - this.trueMs();
    this.#driftSinceMs = this.#world.ms;
    this.driftMsPerSecond = msPerSecond;
  }

  now(): string {
    return new Date(this.wallMs()).toISOString();
  }

  clock(): Clock {
    return { now: () => this.now(), monotonicMs: () => this.#world.ms };
  }

  /** Timers of one life of the process. */
  timers(owner: Owner): Timers {
    return {
      after: (ms, callback) => this.#world.in(ms, '', callback, owner),
      at: (at, callback) => {
        const dueMs = Date.parse(at);
        const wait = () => this.#world.in(Math.min(lookEveryMs, dueMs - this.wallMs()), '', look, owner);
        const look = () => {
          if (this.wallMs() >= dueMs) callback();
          else callOff = wait();
        };
        let callOff = wait();
        return () => callOff();
      },
    };
  }
}
