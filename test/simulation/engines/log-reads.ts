import type { EventStore } from '../../../actors/ports.ts';
import { categoryOf } from '../../../domain/ids.ts';
import type { RecordedEvent } from '../../../domain/message.ts';
import type { EventLog } from '../../../projections/ports.ts';
import type { Disk } from './disk.ts';
import { readFailed } from './event-store.ts';
import type { Wire } from './wire.ts';

/** Small, so that reads have many pages. */
const pageMax = 20;
/** A subscription gives at most so many events at once. */
const batchMax = 30;

/** The reading half of the log, and its subscription with everything that may happen to one. */
export function logReads(disk: Disk, wire: Wire): EventLog & Pick<EventStore, 'readStream'> {
  const page = (label: string, wanted: () => RecordedEvent[]) =>
    wire.call(label, wire.chance.between(0.05, 1), () => {
      if (wire.strikes('store.read-fails')) throw readFailed();
      return wanted();
    });

  async function* pages(
    label: string,
    source: () => readonly RecordedEvent[],
    keep: (event: RecordedEvent) => boolean,
    { backwards = false, limit = Infinity, signal }: { backwards?: boolean; limit?: number; signal?: AbortSignal },
  ): AsyncGenerator<RecordedEvent[]> {
    let last: bigint | undefined;
    for (let left = limit; left > 0 && signal?.aborted !== true; ) {
      const found = await page(label, () => {
        const all = source().filter(keep);
        const ordered = backwards ? all.reverse() : all;
        const rest = ordered.filter(({ position }) =>
          last === undefined ? true : backwards ? position < last : position > last,
        );
        return structuredClone(rest.slice(0, Math.min(left, pageMax)));
      });
      if (found.length === 0) return;
      last = found.at(-1)!.position;
      left -= found.length;
      yield found;
      if (found.length < pageMax) return;
    }
  }

  return {
    readStream: (stream, options = {}) => {
      const { from, backwards = false } = options;
      const keep = ({ revision }: RecordedEvent) =>
        from === undefined || (backwards ? revision <= from : revision >= from);
      return pages(`read ${stream}${from === undefined ? '' : ` from ${from}`}`, () => disk.of(stream), keep, options);
    },
    readCategory: (category, options = {}) => {
      const keep = ({ stream, position }: RecordedEvent) =>
        categoryOf(stream) === category && position > (options.after ?? -1n);
      return pages(`read category ${category}`, () => disk.events, keep, options);
    },
    readAll: (options = {}) => {
      const { after, backwards = false } = options;
      const keep = ({ position }: RecordedEvent) =>
        after === undefined || (backwards ? position < after : position > after);
      return pages('', () => disk.events, keep, options);
    },
    subscribeAll: ({ after, signal }) => subscription(disk, wire, after, signal),
    head: () => page('', () => disk.events.slice(-1)).then(([last]) => last?.position),
  };
}

async function* subscription(
  disk: Disk,
  wire: Wire,
  after: bigint | undefined,
  signal: AbortSignal,
): AsyncGenerator<RecordedEvent[]> {
  let reached = after ?? -1n;
  while (!signal.aborted) {
    const fresh = await wire.call('', wire.chance.between(0.1, 3), () => {
      const start = disk.events.findIndex(({ position }) => position > reached);
      return start < 0 ? [] : structuredClone(disk.events.slice(start, start + batchMax));
    });
    if (fresh.length > 0 && wire.strikes('subscription.dropped')) throw readFailed();
    if (fresh.length > 0 && wire.strikes('subscription.ended')) return;
    // What came is lost on the way, and nothing comes after it: only a look at the log's head shows it.
    if (fresh.length > 0 && wire.strikes('subscription.gapped')) return await new Promise<never>(() => {});
    const before = reached;
    reached = fresh.at(-1)?.position ?? reached;
    const again: RecordedEvent[] =
      fresh.length > 0 && wire.strikes('subscription.duplicated') ? repeats(disk, before) : [];
    yield [...again, ...fresh];
    if (fresh.length === 0) await grown(disk, wire, signal);
  }
}

function repeats(disk: Disk, before: bigint): RecordedEvent[] {
  return structuredClone(disk.events.filter(({ position }) => position <= before).slice(-3));
}

/** Resolves when something is appended, or when the signal fires. */
function grown(disk: Disk, wire: Wire, signal: AbortSignal): Promise<void> {
  return new Promise(resolve => {
    const listener = () => {
      disk.listeners.delete(listener);
      wire.world.in(wire.chance.between(0.1, 2), '', resolve, wire.owner);
    };
    disk.listeners.add(listener);
    const stop = () => {
      disk.listeners.delete(listener);
      resolve();
    };
    signal.addEventListener('abort', stop, { once: true });
  });
}
