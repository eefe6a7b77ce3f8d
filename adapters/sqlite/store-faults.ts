/** Faults that a drill or a test may set at any time; the threads look at them at each commit and page. */
export interface StoreFaults {
  /** Every commit takes so much longer, as on a slow disk; 0 ends it. At most a minute. */
  slowSync(ms: number): void;
  /** The thread dies after its next commit, before it answers. Once. */
  crashAfterNextCommit(): void;
  /** The reading thread dies at its next page. Once. */
  crashAtNextPage(): void;
}

/** Cells shared with the threads: the milliseconds, and two flags that the thread takes down. */
export type FaultCells = Int32Array<SharedArrayBuffer>;

const cell = { slowSyncMs: 0, crashAfterCommit: 1, crashAtPage: 2, never: 3 } as const;

export const faultCells = (): FaultCells => new Int32Array(new SharedArrayBuffer(16));

export function storeFaults(cells: FaultCells): StoreFaults {
  return {
    slowSync: ms => void Atomics.store(cells, cell.slowSyncMs, Math.min(Math.max(ms, 0), 60_000)),
    crashAfterNextCommit: () => void Atomics.store(cells, cell.crashAfterCommit, 1),
    crashAtNextPage: () => void Atomics.store(cells, cell.crashAtPage, 1),
  };
}

/** In the writing thread, between a commit and its answers. */
export function meetCommitFaults(cells: FaultCells): void {
  const slowMs = Atomics.load(cells, cell.slowSyncMs);
  if (slowMs > 0) Atomics.wait(cells, cell.never, 0, slowMs);
  if (Atomics.exchange(cells, cell.crashAfterCommit, 0) === 1) throw new Error('fault: crash after a commit');
}

/** In the reading thread, before a page. */
export function meetPageFaults(cells: FaultCells): void {
  if (Atomics.exchange(cells, cell.crashAtPage, 0) === 1) throw new Error('fault: crash at a page');
}
