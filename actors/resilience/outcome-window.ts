import type { Clock } from '../ports.ts';

/** How calls went lately. */
export interface Totals {
  calls: number;
  failures: number;
  slow: number;
}

/** Counts over a window that moves on by a tenth of itself: what is counted is 0.9 to 1 window old at most. */
export interface OutcomeWindow {
  note(outcome: { failed: boolean; slow: boolean }): void;
  totals(): Totals;
  clear(): void;
}

const parts = 10;

type Part = Totals & { number: number };

export function outcomeWindow(windowMs: number, { monotonicMs }: Pick<Clock, 'monotonicMs'>): OutcomeWindow {
  const partMs = windowMs / parts;
  const ring: Part[] = Array.from({ length: parts }, () => ({ number: -parts, calls: 0, failures: 0, slow: 0 }));
  const present = () => Math.floor(monotonicMs() / partMs);

  return {
    note({ failed, slow }) {
      const number = present();
      const part = ring[number % parts]!;
      if (part.number !== number) Object.assign(part, { number, calls: 0, failures: 0, slow: 0 });
      part.calls += 1;
      if (failed) part.failures += 1;
      if (slow) part.slow += 1;
    },
    totals() {
      const oldest = present() - parts + 1;
      const totals = { calls: 0, failures: 0, slow: 0 };
      for (const part of ring) {
        if (part.number < oldest) continue;
        totals.calls += part.calls;
        totals.failures += part.failures;
        totals.slow += part.slow;
      }
      return totals;
    },
    clear() {
      for (const part of ring) part.number = -parts;
    },
  };
}
