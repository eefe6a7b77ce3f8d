import { shareOf } from './kernel/chance.ts';

/** Every kind of fault there is: `<engine>.<what>`, with the most that may be its rate. */
export const faultKinds = {
  'store.fail-before': 0.15,
  'store.fail-after': 0.12,
  'store.slow': 0.1,
  'store.wrong-revision': 0.1,
  'store.lost-sync': 0.08,
  'store.read-fails': 0.08,
  'store.full': 1,
  'store.read-only': 1,
  'subscription.dropped': 0.1,
  'subscription.ended': 0.08,
  'subscription.duplicated': 0.3,
  'subscription.gapped': 0.05,
  'views.fail': 0.1,
  'anchors.fail-before': 0.2,
  'anchors.fail-after': 0.2,
  'cache.lost': 0.5,
  'bus.drop': 0.25,
  'bus.acked-not-stored': 0.25,
  'bus.ack-lost': 0.25,
  'bus.duplicate': 0.3,
  'bus.delay': 0.2,
  'bus.redeliver': 0.25,
  'bus.garbage': 0.08,
  'bus.stall': 1,
  'bus.leader-change': 1,
  'bus.wipe': 1,
  'work.drop': 0.25,
  'work.acked-not-stored': 0.25,
  'work.duplicate': 0.3,
  'work.delay': 0.3,
  'work.reorder': 0.5,
  'work.redeliver': 0.3,
  'work.recall-lost': 0.5,
  'work.order-lost': 0.15,
  'work.answer-lost': 0.15,
  'worker.not-begun': 0.1,
  'worker.exit': 0.15,
  'worker.hang': 0.1,
  'worker.crash': 0.12,
  'worker.oom': 0.1,
  'worker.huge-output': 0.3,
  'worker.success-then-failure': 0.12,
  'worker.deaf': 0.3,
  'worker.pause': 0.1,
  'worker.dies-along': 0.6,
  'worker.kill': 1,
  'worker.stop': 1,
  'worker.sigterm': 1,
  'telegram.poll-429': 0.05,
  'telegram.poll-5xx': 0.08,
  'telegram.poll-401': 0.04,
  'telegram.poll-409': 0.04,
  'telegram.poll-hang': 0.05,
  'telegram.poll-answer-lost': 0.1,
  'telegram.redelivered': 0.2,
  'telegram.429': 0.12,
  'telegram.5xx': 0.12,
  'telegram.400': 0.05,
  'telegram.401': 0.04,
  'telegram.403': 0.05,
  'telegram.hang': 0.06,
  'telegram.cut-before': 0.08,
  'telegram.cut-after': 0.15,
  'clock.jump': 1,
  'clock.drift': 1,
  'process.stall': 1,
  'process.crash': 1,
  'process.power-loss': 1,
  'process.sigterm': 1,
} as const satisfies Record<string, number>;

export type FaultKind = keyof typeof faultKinds;

/** `kind#n`: the n-th occasion (from 1) on which a kind could strike. */
export type Occasion = `${FaultKind}#${number}`;

export interface FaultPlan {
  /** Only what `only` names strikes; nothing is drawn. */
  only?: ReadonlySet<string>;
  /** Kinds and occasions that do not strike, for shrinking: `bus.drop`, `bus.drop#7`. */
  without?: ReadonlySet<string>;
}

/**
 * Which faults strike, by `hash(seed, kind, occurrence)`: each is a number of its own, so that removing one does
 * not move the others. A seed leaves each kind out with probability ½ and draws its rate.
 */
export class Faults {
  readonly #seed: number;
  readonly #plan: FaultPlan;
  readonly #occasions = new Map<string, number>();
  /** Every occasion that struck. */
  readonly struck: string[] = [];
  healed = false;
  /** Told of each. */
  onStrike: (occasion: string) => void = () => {};

  constructor(seed: number, plan: FaultPlan) {
    this.#seed = seed;
    this.#plan = plan;
  }

  /** Asked once on each occasion. */
  strikes(kind: FaultKind): boolean {
    if (this.healed) return false;
    const number = (this.#occasions.get(kind) ?? 0) + 1;
    this.#occasions.set(kind, number);
    const name = `${kind}#${number}`;
    const { only, without } = this.#plan;
    if (without?.has(kind) || without?.has(name)) return false;
    const strikes = only === undefined ? shareOf(this.#seed, kind, number) < this.#rate(kind) : only.has(name);
    if (!strikes) return false;
    this.struck.push(name);
    this.onStrike(name);
    return true;
  }

  /** How often a kind was asked for. */
  occasions(kind: FaultKind): number {
    return this.#occasions.get(kind) ?? 0;
  }

  /** A number for the details of the fault that has just struck. */
  detail(kind: FaultKind): number {
    return shareOf(this.#seed, 'detail', kind, this.occasions(kind));
  }

  #rate(kind: FaultKind): number {
    if (shareOf(this.#seed, 'on', kind) < 0.5) return 0;
    return faultKinds[kind] * (0.1 + 0.9 * shareOf(this.#seed, 'rate', kind));
  }
}
