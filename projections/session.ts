import type { RecordedEvent } from '../domain/message.ts';
import type { Decoded } from '../domain/upcast.ts';
import { delay } from './delay.ts';
import { follow } from './follow.ts';
import { foreign, planViews } from './plan.ts';
import type { EventLog, ReadModels, Timers } from './ports.ts';
import type { Projection } from './projection.ts';
import type { SetAside } from './set-aside.ts';
import { type Failure, project, type View } from './view.ts';

export interface SessionOptions {
  log: EventLog;
  models: ReadModels;
  projections: readonly Projection[];
  decode: (event: RecordedEvent) => Decoded;
  timers: Timers;
  signal: AbortSignal;
  stallMs: number;
  /** At most so many events a transaction. */
  batchMax: number;
  /** Between two batches: where the host lets others have their turn. */
  pause: () => Promise<void>;
  /** See `RunnerOptions`. */
  gatherMs: number;
  setAside: SetAside;
  onDiscarded(reason: string): void;
  /** A newly built view has taken the place of the old one. */
  onBuilt(view: View): void;
  /** Once the plan is made, after every batch, and whenever a view joins or leaves. */
  onProgress(): void;
}

/** A page with fewer is not a full one: it is worth waiting for more. */
const fewEvents = 500;

/**
 * From the stored checkpoints to the first trouble outside: the one way in which projecting starts, also after a
 * crash, a lost log or a locked file. Views that are level with the log follow one subscription; those that are
 * further back (new, set aside, being built) are brought level by one reader beside it, and then join.
 */
export class Session {
  readonly #options: SessionOptions;
  readonly #followers = new Set<View>();
  readonly #behind = new Set<View>();
  /** Of today's version and answering, whether they follow, are behind or are set aside. */
  readonly current = new Map<string, View>();
  readonly next = new Map<string, View>();
  outdated: ReadonlySet<string> = new Set();
  /** What the subscription has given so far. */
  #position: bigint | undefined;
  #wake = Promise.withResolvers<void>();
  /** The subscription has given a page. */
  answered = false;

  constructor(options: SessionOptions) {
    this.#options = options;
  }

  /** Resolves when `signal` fires. @throws what ended it: everything it held is stored, begin again. */
  async run(): Promise<void> {
    await this.#begin();
    await Promise.all([this.#follow(), this.#catchUp()]);
  }

  /** Whether today's version of a view has everything up to `target`. */
  has(name: string, target: bigint | undefined): boolean {
    return !this.outdated.has(name) && (this.current.get(name)?.checkpoint ?? -1n) >= (target ?? -1n);
  }

  isBehind(view: View): boolean {
    return this.#behind.has(view);
  }

  /** A view to be brought level: a retry, or a build that was asked for. */
  bringLevel(view: View): void {
    (view.slot === 'next' ? this.next : this.current).set(view.projection.name, view);
    this.#behind.add(view);
    this.#wake.resolve();
  }

  async #begin(): Promise<void> {
    const { log, models, projections, onDiscarded, setAside } = this.#options;
    const reason = await foreign(log, models.stored());
    if (reason !== undefined) {
      models.discard();
      onDiscarded(reason);
    }
    const plan = planViews(models, projections);
    this.#position = plan.reached;
    this.outdated = plan.outdated;
    for (const view of plan.current) this.current.set(view.projection.name, view);
    for (const view of [...plan.current, ...plan.next]) {
      if (view.slot === 'next') this.next.set(view.projection.name, view);
      setAside.whenDue(view, () => this.bringLevel(view));
    }
    this.#settle();
  }

  async #follow(): Promise<void> {
    const { pause, gatherMs, timers, signal } = this.#options;
    for await (const page of follow({ ...this.#options, after: this.#position })) {
      this.answered = true;
      for (const batch of this.#batchesOf(page, this.#position)) {
        this.#take(this.#followers, batch);
        this.#position = batch.at(-1)!.position;
        this.#settle();
        await pause();
      }
      // An empty page: the log answers, and there is nothing more.
      this.#settle();
      if (gatherMs > 0 && page.length > 0 && page.length < fewEvents) await delay(timers, gatherMs, signal);
    }
  }

  /** One reader for all that are behind; it begins again further back when one joins that is. */
  async #catchUp(): Promise<void> {
    const { log, signal, timers, pause } = this.#options;
    while (!signal.aborted) {
      if (this.#behind.size === 0) await this.#sleep();
      this.#settle();
      let reached = lowest(this.#behind);
      const before = reached;
      for await (const page of log.readAll({ ...(reached === undefined ? {} : { after: reached }), signal })) {
        for (const batch of this.#batchesOf(page, reached)) {
          this.#take(this.#behind, batch);
          reached = batch.at(-1)!.position;
          this.#settle();
          await pause();
        }
        if (this.#behind.size === 0 || (lowest(this.#behind) ?? -1n) < (reached ?? -1n)) break;
      }
      // A replica that lags behind the subscription: what is missing comes.
      if (this.#behind.size > 0 && reached === before) await delay(timers, 100, signal);
    }
  }

  #take(views: Set<View>, batch: readonly RecordedEvent[]): void {
    if (this.#options.signal.aborted) return;
    for (const failure of project(this.#options.models, views, batch.map(this.#options.decode)))
      this.#fail(failure, views);
  }

  #fail({ view, event, error }: Failure, views: Set<View>): void {
    views.delete(view);
    this.#options.setAside.put(view, event, error, () => this.bringLevel(view));
  }

  /** Views that have what the subscription has given follow it from here on. */
  #settle(): void {
    if (this.#options.signal.aborted) return;
    for (const view of this.#behind) {
      if ((view.checkpoint ?? -1n) < (this.#position ?? -1n)) continue;
      this.#behind.delete(view);
      this.#join(view);
    }
    this.#options.onProgress();
  }

  #join(view: View): void {
    this.#options.setAside.heal(view);
    if (view.slot === 'next') this.#putInPlace(view, view.projection.name);
    this.#followers.add(view);
  }

  #putInPlace(view: View, name: string): void {
    this.#options.models.swap(name);
    const old = this.current.get(name);
    if (old !== undefined) for (const views of [this.#followers, this.#behind]) views.delete(old);
    view.slot = 'live';
    this.next.delete(name);
    this.current.set(name, view);
    this.outdated = new Set([...this.outdated].filter(each => each !== name));
    this.#options.onBuilt(view);
  }

  /** Only what is past what was given already: a repeat is dropped here, and again at each view's checkpoint. */
  *#batchesOf(page: readonly RecordedEvent[], after: bigint | undefined): Generator<RecordedEvent[]> {
    const { batchMax } = this.#options;
    const fresh = page.filter(({ position }, index) => position > (page[index - 1]?.position ?? after ?? -1n));
    for (let start = 0; start < fresh.length; start += batchMax) yield fresh.slice(start, start + batchMax);
  }

  async #sleep(): Promise<void> {
    const { signal } = this.#options;
    this.#wake = Promise.withResolvers();
    const wake = () => this.#wake.resolve();
    signal.addEventListener('abort', wake, { once: true });
    if (signal.aborted || this.#behind.size > 0) wake();
    await this.#wake.promise;
    signal.removeEventListener('abort', wake);
  }
}

const later = (one: bigint | undefined, other: bigint | undefined) => ((one ?? -1n) > (other ?? -1n) ? one : other);

/** Where the furthest back of them stands; none at the beginning of the log. */
function lowest(views: Iterable<View>): bigint | undefined {
  const [first, ...others] = [...views].map(({ checkpoint }) => checkpoint);
  return others.reduce((least, checkpoint) => (later(least, checkpoint) === least ? checkpoint : least), first);
}
