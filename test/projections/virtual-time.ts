import type { Clock, Timers } from '../../projections/ports.ts';

/** A clock that stands still until it is told to go on. */
export class VirtualTime implements Clock, Timers {
  #ms = Date.parse('2026-03-01T00:00:00.000Z');
  readonly #timers = new Set<{ atMs: number; callback: () => void }>();

  now(): string {
    return new Date(this.#ms).toISOString();
  }

  monotonicMs(): number {
    return this.#ms;
  }

  after(ms: number, callback: () => void): () => void {
    const timer = { atMs: this.#ms + ms, callback };
    this.#timers.add(timer);
    return () => this.#timers.delete(timer);
  }

  /** Lets everything run that only waits for other promises. */
  async settle(): Promise<void> {
    for (let turn = 0; turn < 20; turn += 1) await new Promise(resolve => setImmediate(resolve));
  }

  /** Goes on by `ms`, timer by timer, each with all that follows from it. */
  async pass(ms: number): Promise<void> {
    const endMs = this.#ms + ms;
    await this.settle();
    for (;;) {
      const due = [...this.#timers].filter(({ atMs }) => atMs <= endMs).sort((one, other) => one.atMs - other.atMs)[0];
      if (due === undefined) break;
      this.#timers.delete(due);
      this.#ms = Math.max(this.#ms, due.atMs);
      due.callback();
      await this.settle();
    }
    this.#ms = endMs;
  }
}
