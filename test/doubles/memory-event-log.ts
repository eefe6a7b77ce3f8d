import type { StreamName } from '../../domain/ids.ts';
import { categoryOf } from '../../domain/ids.ts';
import type { Instant, NewEvent, RecordedEvent } from '../../domain/message.ts';
import type { EventLog } from '../../projections/ports.ts';

/** How subscriptions misbehave; each fault is used up by the subscription that meets it. */
export interface LogFaults {
  /** Every call fails while it is set. */
  away?: string;
  /** The next subscription ends by itself, or throws, after so many pages. */
  cutAfterPages?: { pages: number; how: 'end' | 'throw' };
  /** The next subscription stays silent for ever after so many pages. */
  silentAfterPages?: number;
  /** Every page also repeats so many events from before it. */
  repeats?: number;
}

/** An event log in memory: one append at a time, positions from `firstPosition` with the given step between them. */
export class MemoryEventLog implements EventLog {
  readonly events: RecordedEvent[] = [];
  readonly faults: LogFaults = {};
  subscriptions = 0;
  readonly #now: () => Instant;
  readonly #pageMax: number;
  readonly #step: bigint;
  readonly #revisions = new Map<StreamName, bigint>();
  #appended = Promise.withResolvers<void>();

  constructor(options: { now: () => Instant; pageMax?: number; step?: bigint }) {
    this.#now = options.now;
    this.#pageMax = options.pageMax ?? 500;
    this.#step = options.step ?? 1n;
  }

  append(stream: StreamName, ...events: NewEvent[]): bigint {
    for (const event of events) {
      const revision = (this.#revisions.get(stream) ?? -1n) + 1n;
      this.#revisions.set(stream, revision);
      const position = (this.events.at(-1)?.position ?? 0n) + this.#step;
      this.events.push({ ...structuredClone(event), stream, revision, position, recordedAt: this.#now() });
    }
    this.#appended.resolve();
    this.#appended = Promise.withResolvers();
    return this.events.at(-1)!.position;
  }

  /** Forgets the events past the first `count`, as a restored backup does. */
  truncate(count: number): void {
    this.events.length = count;
    this.#revisions.clear();
    for (const { stream, revision } of this.events) this.#revisions.set(stream, revision);
  }

  async *readStream(stream: StreamName, options: Parameters<EventLog['readStream']>[1] = {}) {
    const { from, backwards = false } = options;
    const mine = this.events.filter(event => event.stream === stream);
    const wanted = mine.filter(
      ({ revision }) => from === undefined || (backwards ? revision <= from : revision >= from),
    );
    yield* this.#pages(wanted, options);
  }

  async *readCategory(category: string, options: Parameters<EventLog['readCategory']>[1] = {}) {
    const mine = this.events.filter(event => categoryOf(event.stream) === category);
    yield* this.#pages(mine.filter(past(options)), options);
  }

  async *readAll(options: Parameters<EventLog['readAll']>[0] = {}) {
    yield* this.#pages(this.events.filter(past(options)), options);
  }

  async *subscribeAll({ after, signal }: { after?: bigint; signal: AbortSignal }): AsyncGenerator<RecordedEvent[]> {
    this.#requireThere();
    this.subscriptions += 1;
    const { cutAfterPages: cut, silentAfterPages: silent } = this.faults;
    delete this.faults.cutAfterPages;
    delete this.faults.silentAfterPages;
    let reached = after ?? -1n;
    for (let pages = 0; !signal.aborted; pages += 1) {
      if (cut?.pages === pages && cut.how === 'throw') throw new Error('the connection was lost');
      if (cut?.pages === pages) return;
      if (silent === pages) await new Promise(() => {});
      this.#requireThere();
      const start = this.events.findIndex(({ position }) => position > reached);
      const page = start < 0 ? [] : this.events.slice(start, start + this.#pageMax);
      reached = page.at(-1)?.position ?? reached;
      const grown = this.#appended.promise;
      yield page.length === 0
        ? []
        : [...this.events.slice(Math.max(0, start - (this.faults.repeats ?? 0)), start), ...page];
      if (page.length === 0 && this.events.every(({ position }) => position <= reached)) await orAborted(grown, signal);
    }
  }

  async head(): Promise<bigint | undefined> {
    this.#requireThere();
    return this.events.at(-1)?.position;
  }

  /** Wakes the subscriptions, so that they meet a fault that was set. */
  stir(): void {
    this.#appended.resolve();
    this.#appended = Promise.withResolvers();
  }

  async *#pages(
    events: RecordedEvent[],
    { backwards = false, limit = Infinity, signal }: { backwards?: boolean; limit?: number; signal?: AbortSignal },
  ): AsyncGenerator<RecordedEvent[]> {
    const wanted = (backwards ? events.reverse() : events).slice(0, limit);
    for (let start = 0; start < wanted.length && !signal?.aborted; start += this.#pageMax) {
      this.#requireThere();
      yield wanted.slice(start, start + this.#pageMax);
    }
    this.#requireThere();
  }

  #requireThere(): void {
    if (this.faults.away !== undefined) throw new Error(this.faults.away);
  }
}

const past =
  ({ after, backwards = false }: { after?: bigint; backwards?: boolean }) =>
  ({ position }: RecordedEvent): boolean =>
    after === undefined || (backwards ? position < after : position > after);

async function orAborted(promise: Promise<void>, signal: AbortSignal): Promise<void> {
  const aborted = Promise.withResolvers<void>();
  signal.addEventListener('abort', () => aborted.resolve(), { once: true });
  if (signal.aborted) aborted.resolve();
  await Promise.race([promise, aborted.promise]);
}
