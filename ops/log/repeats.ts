/** Keeps a line that comes again and again from filling the disk. */
export interface Repeats {
  /**
   * Whether a line with this key is to be written now, and how many like it were held back before it. Also
   * returns keys whose time is over and of which lines were held back without another one since.
   */
  take(key: string, nowMs: number): { write: boolean; heldBack: HeldBack[] };
  /** What is held back and not yet told; forgets it. */
  drain(): HeldBack[];
}

export interface HeldBack {
  key: string;
  /** At least 1. */
  suppressed: number;
}

/**
 * Lets `max` lines with the same key through in `windowMs`. Knows at most `keysMax` keys: past that the oldest
 * window ends early.
 */
export function repeats({ max, windowMs, keysMax }: { max: number; windowMs: number; keysMax: number }): Repeats {
  // Windows in the order in which they began, so that those to end are in front.
  const windows = new Map<string, { endsMs: number; seen: number }>();

  const end = (key: string): HeldBack[] => {
    const suppressed = (windows.get(key)?.seen ?? 0) - max;
    windows.delete(key);
    return suppressed > 0 ? [{ key, suppressed }] : [];
  };
  const endOver = (nowMs: number): HeldBack[] => {
    const ended: HeldBack[] = [];
    for (const [key, { endsMs }] of windows) {
      if (endsMs > nowMs) break;
      ended.push(...end(key));
    }
    return ended;
  };

  return {
    take(key, nowMs) {
      const heldBack = endOver(nowMs);
      const window = windows.get(key) ?? { endsMs: nowMs + windowMs, seen: 0 };
      window.seen += 1;
      if (!windows.has(key) && windows.size >= keysMax) heldBack.push(...end(windows.keys().next().value!));
      windows.set(key, window);
      return { write: window.seen <= max, heldBack };
    },
    drain: () => [...windows.keys()].flatMap(end),
  };
}
