/** What will happen, and when. */
export interface Appointment {
  atMs: number;
  /** Decides between those of one moment; drawn from the seed. */
  tie: number;
  label: string;
  /** Whose it is: what belongs to a dead process never happens. */
  owner: Owner | undefined;
  run(): void;
  off: boolean;
}

/** One life of the simulated process. */
export interface Owner {
  alive: boolean;
  /** It stands still until then (a stalled machine). */
  stillUntilMs: number;
}

/** A binary heap by time, then by the seeded tie. */
export class Agenda {
  readonly #heap: Appointment[] = [];

  get size(): number {
    return this.#heap.length;
  }

  add(appointment: Appointment): void {
    const heap = this.#heap;
    let at = heap.push(appointment) - 1;
    while (at > 0) {
      const parent = (at - 1) >> 1;
      if (!isBefore(heap[at]!, heap[parent]!)) break;
      [heap[at], heap[parent]] = [heap[parent]!, heap[at]!];
      at = parent;
    }
  }

  /** The next one that is not called off; none when nothing is left. */
  next(): Appointment | undefined {
    for (;;) {
      const first = this.#heap[0];
      if (first === undefined) return undefined;
      const last = this.#heap.pop()!;
      if (this.#heap.length > 0) {
        this.#heap[0] = last;
        this.#sink();
      }
      if (!first.off && first.owner?.alive !== false) return first;
    }
  }

  #sink(): void {
    const heap = this.#heap;
    for (let at = 0; ; ) {
      let least = at;
      for (const child of [2 * at + 1, 2 * at + 2])
        if (child < heap.length && isBefore(heap[child]!, heap[least]!)) least = child;
      if (least === at) return;
      [heap[at], heap[least]] = [heap[least]!, heap[at]!];
      at = least;
    }
  }
}

function isBefore(one: Appointment, other: Appointment): boolean {
  return one.atMs < other.atMs || (one.atMs === other.atMs && one.tie < other.tie);
}
