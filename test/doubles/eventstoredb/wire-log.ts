import { EventEmitter, once } from 'node:events';
import type { StreamName } from '../../../domain/ids.ts';
import type { RecordedEvent } from '../../../domain/message.ts';
import type { EventLog } from '../../../projections/ports.ts';

/** An event as the wire carries it. */
export interface WireRecord {
  stream: string;
  revision: bigint;
  position: bigint;
  id: string;
  type: string;
  isJson: boolean;
  data: Buffer;
  metadata: Buffer;
  recordedAt: Date;
}

/** An event that is not one of ours, as a server has many: `$stats`, links, other programs' streams. */
export type Foreign = Pick<WireRecord, 'stream' | 'type'> & { data?: string; isJson?: boolean };

/** Positions on the wire are those of the store, spread, so that foreign events find room and nobody can count. */
const spread = 10n;
const toWire = (position: bigint) => (position + 1n) << spread;
/** The store's position after which all is after `position` on the wire, and the one before which all is before it. */
const after = (position: bigint) => (position >> spread) - 1n;
const before = (position: bigint) => -(-position >> spread) - 1n;
/** Beyond every position. */
const farEnd = 1n << 62n;

const asWire = (event: RecordedEvent): WireRecord => ({
  stream: event.stream,
  revision: event.revision,
  position: toWire(event.position),
  id: event.id,
  type: event.type,
  isJson: true,
  data: Buffer.from(JSON.stringify(event.data)),
  metadata: Buffer.from(JSON.stringify(event.metadata)),
  recordedAt: new Date(event.recordedAt),
});

/** The store's log as the server would give it, with foreign events between ours. */
export function wireLog(store: EventLog) {
  const foreign: WireRecord[] = [];
  const news = new EventEmitter().setMaxListeners(0);

  const between = (low: bigint, high: bigint) => foreign.filter(({ position }) => position > low && position < high);
  const merged = (records: WireRecord[], low: bigint, high: bigint) =>
    [...records, ...between(low, high)].sort((a, b) => Number(a.position - b.position));

  return {
    toWire,

    /** Records an event that no caller of ours wrote, at the head. */
    async addForeign({ stream, type, data = '{}', isJson = true }: Foreign): Promise<void> {
      const head = await store.head();
      const base = head === undefined ? 0n : toWire(head);
      const position = base + 1n + BigInt(between(base, base + 1024n).length);
      const revision = BigInt(foreign.filter(each => each.stream === stream).length);
      const id = crypto.randomUUID();
      const bytes = { data: Buffer.from(data), metadata: Buffer.alloc(0) };
      foreign.push({ stream, revision, position, id, type, isJson, ...bytes, recordedAt: new Date() });
      news.emit('foreign');
    },

    async *readStream(stream: string, options: { from?: bigint; backwards: boolean; limit: number }) {
      for await (const page of store.readStream(stream as StreamName, options)) yield* page.map(asWire);
    },

    /** Forwards from a position, that one included. */
    async *readForwards({ from = 0n, limit }: { from?: bigint; limit: number }) {
      let left = limit;
      let edge = from - 1n;
      const start = after(edge);
      for await (const page of store.readAll({ limit, ...(start < 0n ? {} : { after: start }) })) {
        const records = page.map(asWire);
        const last = records.at(-1)!.position;
        for (const record of merged(records, edge, last)) if (left-- > 0) yield record;
        edge = last;
      }
      for (const record of between(edge, farEnd)) if (left-- > 0) yield record;
    },

    /** Backwards, before a position. */
    async *readBackwards({ from, limit }: { from?: bigint; limit: number }) {
      let left = limit;
      let edge = from ?? farEnd;
      const start = from === undefined ? undefined : before(from);
      const options = { limit, backwards: true, ...(start === undefined ? {} : { after: start }) };
      for await (const page of start !== undefined && start < 0n ? [] : store.readAll(options)) {
        const records = page.map(asWire);
        const last = records.at(-1)!.position;
        for (const record of merged(records, last, edge).reverse()) if (left-- > 0) yield record;
        edge = last;
      }
      for (const record of between(-1n, edge).reverse()) if (left-- > 0) yield record;
    },

    /** Everything after a position, in pages, for ever; an empty page says that there is no more for now. */
    async *follow(from: bigint | undefined, signal: AbortSignal): AsyncGenerator<WireRecord[]> {
      let edge = from ?? -1n;
      const start = after(edge);
      const pages = store.subscribeAll({ ...(start < 0n ? {} : { after: start }), signal })[Symbol.asyncIterator]();
      let next = pages.next();
      for (;;) {
        const foreignCame = once(news, 'foreign', { signal }).then(() => 'foreign' as const);
        const page = await Promise.race([next, foreignCame]);
        if (page === 'foreign') {
          const seen = between(edge, ((edge >> spread) + 1n) << spread);
          edge = seen.at(-1)?.position ?? edge;
          if (seen.length > 0) yield seen;
          continue;
        }
        foreignCame.catch(() => {}); // Called off with the subscription.
        if (page.done) return;
        next = pages.next();
        const records = page.value.map(asWire).filter(({ position }) => position > edge);
        const last = records.at(-1)?.position ?? ((edge >> spread) + 1n) << spread;
        const mixed = merged(records, edge, last);
        edge = mixed.at(-1)?.position ?? edge;
        if (mixed.length > 0) yield mixed;
        if (page.value.length === 0) yield [];
      }
    },
  };
}

export type WireLog = ReturnType<typeof wireLog>;
