import type { SandboxClock } from '../clock.ts';

/**
 * What can be ordered to go wrong. `cut-before` destroys the connection without the effect, `cut-after` with it;
 * `reset` is `cut-before` with a TCP reset; `hang` never answers; `garbage` answers with what a broken proxy would.
 */
export const faultKinds = ['error', 'hang', 'delay', 'cut-before', 'cut-after', 'reset', 'garbage'] as const;

export type FaultKind = (typeof faultKinds)[number];

export interface FaultOrder {
  /** A method's name in any case, or `*`. */
  method: string;
  kind: FaultKind;
  errorCode?: number;
  description?: string;
  /** Seconds, for 429. */
  retryAfter?: number;
  delayMs?: number;
  /** How many calls it meets. Default 1, or no limit when `ttlMs` is given. */
  count?: number;
  ttlMs?: number;
  /** Only calls for this chat. */
  chatId?: number;
  /** Meets only this share of the matching calls (0 to 1), drawn by `seed`: the same calls each time. */
  probability?: number;
  seed?: number;
}

export interface Fault extends FaultOrder {
  id: number;
  /** Calls it can still meet; null: any number until it ends. */
  remaining: number | null;
  met: number;
  /** Epoch milliseconds; null: when the count is used up. */
  endsAt: number | null;
}

/** Faults standing at once; more are refused. */
const FAULTS_MAX = 100;

/** Keeps the ordered faults, each bounded by count or time. They do not outlive the process. */
export class FaultDesk {
  #faults: (Fault & { draw: () => number })[] = [];
  #lastId = 0;
  readonly #clock: SandboxClock;

  constructor(clock: SandboxClock) {
    this.#clock = clock;
  }

  /** Returns undefined when too many stand already. */
  order(order: FaultOrder): Fault | undefined {
    this.#dropEnded();
    if (this.#faults.length >= FAULTS_MAX) return undefined;
    const fault = {
      ...order,
      id: ++this.#lastId,
      remaining: order.count ?? (order.ttlMs === undefined ? 1 : null),
      met: 0,
      endsAt: order.ttlMs === undefined ? null : this.#clock.now() + order.ttlMs,
      draw: randomFrom(order.seed ?? 1),
    };
    this.#faults.push(fault);
    return shown(fault);
  }

  list(): Fault[] {
    this.#dropEnded();
    return this.#faults.map(shown);
  }

  /** Clears one or all; returns how many stood. */
  clear(id?: number): number {
    const before = this.#faults.length;
    this.#faults = id === undefined ? [] : this.#faults.filter(fault => fault.id !== id);
    return before - this.#faults.length;
  }

  /** The fault that meets this call, counted as met. */
  take(method: string, chatId: number | undefined): Fault | undefined {
    if (this.#faults.length === 0) return undefined;
    this.#dropEnded();
    const fault = this.#faults.find(each => matches(each, method, chatId) && each.draw() < (each.probability ?? 1));
    if (fault === undefined) return undefined;
    fault.met++;
    if (fault.remaining !== null) fault.remaining--;
    return shown(fault);
  }

  #dropEnded(): void {
    const now = this.#clock.now();
    this.#faults = this.#faults.filter(
      ({ remaining, endsAt }) => (remaining === null || remaining > 0) && (endsAt === null || endsAt > now),
    );
  }
}

function matches(fault: Fault, method: string, chatId: number | undefined): boolean {
  const methodMatches = fault.method === '*' || fault.method.toLowerCase() === method.toLowerCase();
  return methodMatches && (fault.chatId === undefined || fault.chatId === chatId);
}

function shown({ draw: _, ...fault }: Fault & { draw: () => number }): Fault {
  return fault;
}

/** Mulberry32: numbers in [0, 1) that depend on the seed alone. */
function randomFrom(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}
