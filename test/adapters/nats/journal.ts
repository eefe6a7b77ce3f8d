/** What a test waits for: entries in the order they came, awaited instead of slept for. */
export interface Journal<Entry> {
  readonly entries: Entry[];
  add(entry: Entry): void;
  /** Resolves with the first entry that fits, past or to come. @throws after `withinMs`. */
  first(fits: (entry: Entry) => boolean, withinMs?: number): Promise<Entry>;
  /** Resolves with the first `count` entries. @throws after `withinMs`. */
  atLeast(count: number, withinMs?: number): Promise<Entry[]>;
}

export function journal<Entry>(): Journal<Entry> {
  const entries: Entry[] = [];
  const watchers = new Set<() => void>();
  const when = <Found>(find: () => Found | undefined, withinMs: number) =>
    new Promise<Found>((resolve, reject) => {
      const look = () => {
        const found = find();
        if (found === undefined) return;
        watchers.delete(look);
        clearTimeout(timer);
        resolve(found);
      };
      const timer = setTimeout(() => {
        watchers.delete(look);
        reject(new Error(`not within ${withinMs} ms; so far: ${JSON.stringify(entries).slice(0, 500)}`));
      }, withinMs);
      watchers.add(look);
      look();
    });
  return {
    entries,
    add(entry) {
      entries.push(entry);
      for (const look of [...watchers]) look();
    },
    first: (fits, withinMs = 5_000) => when(() => entries.find(fits), withinMs),
    atLeast: (count, withinMs = 5_000) =>
      when(() => (entries.length >= count ? entries.slice(0, count) : undefined), withinMs),
  };
}
