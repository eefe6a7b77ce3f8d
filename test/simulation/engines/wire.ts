import type { FaultKind, Faults } from '../faults.ts';
import type { Owner } from '../kernel/agenda.ts';
import type { Chance } from '../kernel/chance.ts';
import type { World } from '../kernel/world.ts';

/** What an engine does when it gets a call: at once, or told later by `answer`. */
export type Effect<Result> = () => Result;

/**
 * The way between one life of the process and the engines. A call takes effect on the far side at one moment
 * and is answered at another, so that a crash between them is "done, but nobody knows". What a dead process
 * asked for is never answered.
 */
export class Wire {
  readonly world: World;
  readonly owner: Owner;
  readonly faults: Faults;
  readonly chance: Chance;
  /** Told before each effect and each answer: the points where a crash is of interest. */
  readonly #point: (label: string) => void;

  constructor(world: World, owner: Owner, faults: Faults, chance: Chance, point: (label: string) => void) {
    this.world = world;
    this.owner = owner;
    this.faults = faults;
    this.chance = chance;
    this.#point = point;
  }

  /** Calls an engine: `effect` runs there after a while, and its result or error comes back after another. */
  call<Result>(label: string, ms: number, effect: Effect<Result>): Promise<Result> {
    return this.later(label, ms, answer => {
      try {
        const result = effect();
        answer(() => result);
      } catch (error) {
        answer(() => {
          throw error;
        });
      }
    });
  }

  /** As `call`, for an engine that answers when it likes: `answer` may be called once, at any time. */
  later<Result>(label: string, ms: number, effect: (answer: (result: () => Result) => void) => void): Promise<Result> {
    return new Promise((resolve, reject) => {
      const settle = (result: () => Result) => {
        try {
          resolve(result());
        } catch (error) {
          reject(error as Error);
        }
      };
      const answer = (result: () => Result) =>
        this.world.in(
          this.chance.between(0.1, 2),
          '',
          () => this.#at(`${label} answers`, () => settle(result)),
          this.owner,
        );
      this.world.in(ms, label, () => this.#at(label, () => effect(answer)), this.owner);
    });
  }

  strikes(kind: FaultKind): boolean {
    return this.faults.strikes(kind);
  }

  /** The process may die right before. */
  #at(label: string, work: () => void): void {
    this.#point(label);
    if (this.owner.alive) work();
  }
}
