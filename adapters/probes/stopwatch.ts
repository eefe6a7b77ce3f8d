/** Milliseconds between moments of one look, with one digit after the point. */
export function stopwatch() {
  const startMs = performance.now();
  const at = new Map<string, number>();
  return {
    /** Notes the moment; the first time counts. */
    note(moment: string): void {
      if (!at.has(moment)) at.set(moment, performance.now());
    },
    /** From one noted moment (or the start) to another; none when either never came. */
    between(from: string | undefined, to: string): number | undefined {
      const [first, last] = [from === undefined ? startMs : at.get(from), at.get(to)];
      return first === undefined || last === undefined ? undefined : rounded(last - first);
    },
    soFar: () => rounded(performance.now() - startMs),
  };
}

const rounded = (ms: number) => Math.max(0, Math.round(ms * 10) / 10);

/** `{ dnsMs: 1.2 }` without what is not known. */
export function onlyKnown<Value>(fields: Record<string, Value | undefined>): Record<string, Value> {
  return Object.fromEntries(Object.entries(fields).filter((entry): entry is [string, Value] => entry[1] !== undefined));
}
