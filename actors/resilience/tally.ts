import type { Timers } from '../ports.ts';

/** Says a thing that happens often at once, and then at most every `everyMs` how often it happened since. */
export interface Tally<Thing> {
  note(key: string, thing: Thing): void;
  stop(): void;
}

/** `keysMax`: so many things are counted apart; what goes past that is not told until one of them rests. */
export function tally<Thing>(
  everyMs: number,
  {
    timers,
    tell,
    keysMax = 100,
  }: { timers: Timers; tell(count: number, latest: Thing, key: string): void; keysMax?: number },
): Tally<Thing> {
  const counting = new Map<string, { count: number; latest: Thing; callOff: () => void }>();

  function begin(key: string, thing: Thing): void {
    if (counting.size >= keysMax) return;
    const entry = { count: 0, latest: thing, callOff: timers.after(everyMs, () => look(key)) };
    counting.set(key, entry);
    tell(1, thing, key);
  }

  function look(key: string): void {
    const { count, latest } = counting.get(key)!;
    counting.delete(key);
    if (count === 0) return;
    counting.set(key, { count: 0, latest, callOff: timers.after(everyMs, () => look(key)) });
    tell(count, latest, key);
  }

  return {
    note(key, thing) {
      const entry = counting.get(key);
      if (entry === undefined) return begin(key, thing);
      entry.count += 1;
      entry.latest = thing;
    },
    stop() {
      for (const { callOff } of counting.values()) callOff();
      counting.clear();
    },
  };
}
