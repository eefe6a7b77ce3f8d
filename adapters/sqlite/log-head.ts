/** The last position known to be in the log, and those who wait for it to rise. */
export interface LogHead {
  /** 0 when nothing is known to be there. */
  known(): number;
  /** Tells of a position; a lower one than known changes nothing. */
  rise(position: number): void;
  /** Lets all who wait look for themselves. */
  stir(): void;
  /** Resolves once a position beyond this one is known, at once if it is; or when the signal fires. */
  past(position: number, signal: AbortSignal): Promise<void>;
  /** How many wait. */
  waiting(): number;
}

/** `onWait` is called when somebody begins to wait where nobody did. */
export function logHead(onWait: () => void = () => {}): LogHead {
  let head = 0;
  const waiters = new Set<(stirred?: boolean) => void>();
  return {
    known: () => head,
    waiting: () => waiters.size,
    rise(position) {
      if (position <= head) return;
      head = position;
      for (const look of waiters) look();
    },
    stir() {
      for (const look of waiters) look(true);
    },
    past(position, signal) {
      if (head > position || signal.aborted) return Promise.resolve();
      return new Promise(resolve => {
        const look = (stirred = false) => {
          if (head <= position && !signal.aborted && !stirred) return;
          waiters.delete(look);
          signal.removeEventListener('abort', onAbort);
          resolve();
        };
        const onAbort = () => look();
        waiters.add(look);
        signal.addEventListener('abort', onAbort, { once: true });
        if (waiters.size === 1) onWait();
      });
    },
  };
}
