import { Refusal } from '../domain/refusal.ts';
import { asToday } from './plan.ts';
import type { Clock, ReadModels } from './ports.ts';
import type { Projection } from './projection.ts';
import type { Session } from './session.ts';
import { type View, viewOf } from './view.ts';

/** How a view was built anew. */
export interface Built {
  events: number;
  ms: number;
}

type Build = PromiseWithResolvers<Built> & { startedMs: number };

export interface BuildOptions {
  models: ReadModels;
  projections: readonly Projection[];
  clock: Clock;
}

/**
 * The builds that somebody waits for. What is built is stored beside the old view, with a checkpoint of its own,
 * so a build that is cut off by anything is taken up by the next session, in this process or the next.
 */
export class Builds {
  readonly #options: BuildOptions;
  readonly #asked = new Map<string, Build>();

  constructor(options: BuildOptions) {
    this.#options = options;
  }

  /** @throws {Refusal} `not_found`. {@link ViewsUnavailable}. Rejects when the projection throws. */
  async begin(name: string, session: Session | undefined): Promise<Built> {
    const { projections, models, clock } = this.#options;
    const projection = projections.find(each => each.name === name);
    if (projection === undefined) {
      const hint = `There are: ${projections.map(each => each.name).join(', ')}.`;
      throw new Refusal('not_found', `There is no projection ${name}.`, { hint });
    }
    const underWay = this.#asked.get(name);
    if (underWay !== undefined) return underWay.promise;
    if (session?.next.has(name) !== true) {
      const view = viewOf(projection, models.create(projection, 'next', asToday(projection)));
      session?.bringLevel(view);
    }
    const build = { ...Promise.withResolvers<Built>(), startedMs: clock.monotonicMs() };
    this.#asked.set(name, build);
    return build.promise;
  }

  /** The new view is in place. Gives the time since it was asked for, or else since `sinceMs`. */
  done({ projection: { name }, seen }: View, sinceMs: number): Built {
    const build = this.#asked.get(name);
    const built = { events: seen, ms: Math.round(this.#options.clock.monotonicMs() - (build?.startedMs ?? sinceMs)) };
    this.#asked.delete(name);
    build?.resolve(built);
    return built;
  }

  failed(name: string, error: Error): void {
    this.#asked.get(name)?.reject(error);
    this.#asked.delete(name);
  }

  stop(error: Error): void {
    for (const name of this.#asked.keys()) this.failed(name, error);
  }
}
