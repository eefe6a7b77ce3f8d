import { decode } from '../domain/upcast.ts';
import { backoffMs } from './backoff.ts';
import { delay } from './delay.ts';
import { Head } from './head.ts';
import { ViewsCorrupt } from './ports.ts';
import { Builds, type Built } from './rebuild.ts';
import type { RetryLimits, RunnerOptions } from './runner-options.ts';
import { Session } from './session.ts';
import { type Degraded, SetAside } from './set-aside.ts';
import { type RunnerStatus, statusOf } from './status.ts';
import type { View } from './view.ts';
import { Waiting } from './waiting.ts';

const stopped = () => new Error('projecting was stopped');

/** Folds the log into the views for as long as it runs, and heals by itself. Inline or in a thread: it knows of none. */
export class ProjectionRunner {
  readonly head: Head;
  readonly #options: RunnerOptions;
  readonly #retry: RetryLimits;
  readonly #stopping = new AbortController();
  readonly #setAside: SetAside;
  readonly #waiting = new Waiting();
  readonly #builds: Builds;
  /** The latest one that has got as far as to make its plan. */
  #session: Session | undefined;
  #ending = new AbortController();
  #sessionMs = 0;
  #trouble: { cause: string; failures: number } | undefined;
  #running: Promise<void> | undefined;

  constructor(options: RunnerOptions) {
    const { clock, timers, log } = options;
    this.#options = options;
    this.#retry = options.retry ?? { baseMs: 1000, capMs: 60_000 };
    this.#setAside = new SetAside(clock, timers, this.#retry, (view, degraded) => this.#degraded(view, degraded));
    this.#builds = new Builds(options);
    this.head = new Head(log, clock, timers);
  }

  /** Begins; returns at once. Calling it again changes nothing. */
  start(): void {
    this.#running ??= this.#run(this.#stopping.signal);
  }

  /** Resolves when the batch in hand is saved and nothing is read any more. The views stay open. */
  async stop(): Promise<void> {
    this.#stopping.abort();
    this.#setAside.stop();
    this.#waiting.stop(stopped());
    this.#builds.stop(stopped());
    await this.#running;
  }

  /**
   * Resolves when everything that was in the log at the call is in the views, made by today's version. It names
   * those that are set aside, which it does not wait for. It waits while the log is away: race it with a deadline.
   */
  async caughtUp(): Promise<{ degraded: string[] }> {
    const reached = this.#waiting.until(await this.#headNow(this.#stopping.signal));
    this.#progress();
    await reached;
    const names = this.#options.projections.map(({ name }) => name);
    return { degraded: names.filter(name => this.degraded(name) !== undefined) };
  }

  /** Why a view rests, or nothing. */
  degraded(name: string): Degraded | undefined {
    const view = (this.#session?.outdated.has(name) ? this.#session.next : this.#session?.current)?.get(name);
    return view && this.#setAside.of(view);
  }

  status(): Promise<RunnerStatus> {
    const { projections, models } = this.#options;
    const [session, setAside, trouble] = [this.#session, this.#setAside, this.#trouble];
    return statusOf({ projections, models, head: this.head, session, setAside, trouble });
  }

  /**
   * Builds a view anew from the beginning of the log, beside the old one, which answers and follows meanwhile.
   * Resolves once the new one is in its place. A build that is under way is joined.
   * @throws {Refusal} `not_found`. {@link ViewsUnavailable}. Also when its `apply` throws: it is retried, and shown.
   */
  rebuild(name: string): Promise<Built> {
    return this.#builds.begin(name, this.#session);
  }

  /** Throws all views away, because somebody found them damaged, and begins again from the log. */
  discard(reason: string): void {
    this.#ending.abort();
    this.#session = undefined;
    try {
      this.#options.models.discard();
      this.#options.tell?.({ type: 'ViewsDiscarded', reason });
    } catch (error) {
      // The next session meets it and comes back here.
      const cause = `the damaged views cannot be thrown away: ${(error as Error).message}`.slice(0, 300);
      this.#trouble = { cause, failures: (this.#trouble?.failures ?? 0) + 1 };
    }
  }

  async #run(signal: AbortSignal): Promise<void> {
    while (!signal.aborted) {
      try {
        await this.#runSession(signal);
      } catch (error) {
        if (!signal.aborted) await this.#rest(error as Error, signal);
      }
    }
  }

  async #runSession(stopping: AbortSignal): Promise<void> {
    const { batchMax = 500, stallMs = 10_000, gatherMs = 0, pause = async () => {} } = this.#options;
    const ending = new AbortController();
    this.#ending = ending;
    this.#sessionMs = this.#options.clock.monotonicMs();
    const session: Session = new Session({
      ...this.#options,
      batchMax,
      decode: this.#options.decode ?? decode,
      stallMs,
      pause,
      gatherMs,
      signal: AbortSignal.any([stopping, ending.signal]),
      setAside: this.#setAside,
      onDiscarded: reason => {
        this.#session = undefined;
        this.#options.tell?.({ type: 'ViewsDiscarded', reason });
      },
      onBuilt: view => this.#built(view),
      onProgress: () => {
        this.#session = session;
        this.#progress();
      },
    });
    try {
      await session.run();
    } finally {
      ending.abort();
    }
  }

  /** After trouble outside: a damaged store is thrown away at once, everything else is waited for. */
  async #rest(error: Error, signal: AbortSignal): Promise<void> {
    const failures = (this.#trouble?.failures ?? 0) + 1;
    const retryMs = backoffMs(failures, this.#retry);
    const cause = `${error.name}: ${error.message}`.slice(0, 300);
    this.#trouble = { cause, failures };
    this.#options.tell?.({ type: 'ProjectingInterrupted', cause, failures, retryMs });
    if (error instanceof ViewsCorrupt) this.discard(error.message);
    await delay(this.#options.timers, retryMs, signal);
  }

  #progress(): void {
    const session = this.#session;
    if (session === undefined) return;
    if (this.#trouble !== undefined && session.answered) {
      this.#options.tell?.({ type: 'ProjectingResumed', failures: this.#trouble.failures });
      this.#trouble = undefined;
    }
    const names = this.#options.projections.map(({ name }) => name);
    this.#waiting.check(target => names.every(name => this.degraded(name) !== undefined || session.has(name, target)));
  }

  #built(view: View): void {
    const built = this.#builds.done(view, this.#sessionMs);
    this.#options.tell?.({ type: 'ProjectionRebuilt', name: view.projection.name, ...built });
  }

  #degraded({ projection: { name }, slot }: View, { position, error, retryAt }: Degraded): void {
    if (slot === 'next')
      this.#builds.failed(name, new Error(`building ${name} anew stopped at position ${position}: ${error}`));
    this.#options.tell?.({ type: 'ProjectionDegraded', name, position: String(position), error, retryAt });
    this.#progress();
  }

  /** The session meets the same trouble and shows it; this only waits for its end. */
  async #headNow(signal: AbortSignal): Promise<bigint | undefined> {
    for (let failures = 1; !signal.aborted; failures += 1) {
      try {
        return await this.#options.log.head();
      } catch {
        await delay(this.#options.timers, backoffMs(failures, this.#retry), signal);
      }
    }
    throw stopped();
  }
}
