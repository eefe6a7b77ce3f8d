import type { RecordedEvent } from '../message.ts';
import { genesis, type Link, linked } from './chain.ts';

/** Where and how a chain is broken: between the last place that is as it was, and the first that is not. */
export interface Break {
  /**
   * `changed`: an event was edited, removed, added or moved; `cut`: the log ends before its anchor; `disordered`: places
   * do not rise; `anchors`: two anchors contradict each other.
   */
  kind: 'changed' | 'cut' | 'disordered' | 'anchors';
  /** The last anchor that holds. */
  after: Link;
  /** Where it showed. */
  at: Link;
  detail: string;
}

/** Goes along a log from a place whose link is known, and compares with anchors on the way. */
export class ChainWalk {
  #head: Link;
  #held: Link;
  readonly #anchors: readonly Link[];
  #next = 0;
  #position: bigint;
  broken: Break | undefined;

  constructor(anchors: readonly Link[], from: Link = genesis) {
    this.#head = from;
    this.#held = from;
    this.#position = BigInt(from.position);
    this.#anchors = anchors.filter(({ count }) => count > from.count).sort((one, other) => one.count - other.count);
    const same = anchors.find(({ count, hash }) => count === from.count && hash !== from.hash);
    if (same !== undefined) this.#break('anchors', same, `two anchors say different things of event ${same.count}`);
  }

  get head(): Link {
    return this.#head;
  }

  /** How many anchors there are to come. */
  get left(): number {
    return this.#anchors.length - this.#next;
  }

  take(event: RecordedEvent): void {
    if (this.broken !== undefined) return;
    this.#head = linked(this.#head, event);
    if (event.position <= this.#position) {
      this.#break(
        'disordered',
        this.#head,
        `event ${this.#head.count} is at ${event.position}, after ${this.#position}`,
      );
      return;
    }
    this.#position = event.position;
    for (; this.#anchors[this.#next]?.count === this.#head.count; this.#next += 1)
      this.#compare(this.#anchors[this.#next]!);
  }

  /** The log is at its end. */
  end(): Break | undefined {
    const missing = this.#anchors[this.#next];
    if (this.broken === undefined && missing !== undefined) {
      const { count, position } = this.#head;
      const lost = `the log ends with event ${count} at ${position}, and had ${missing.count} up to ${missing.position}`;
      this.#break('cut', missing, lost);
    }
    return this.broken;
  }

  #compare(anchor: Link): void {
    const { count, hash, position } = this.#head;
    if (anchor.hash === hash && anchor.position === position) {
      this.#held = this.#head;
      return;
    }
    const between = `between event ${this.#held.count + 1} (after ${this.#held.position}) and event ${count} (at ${position})`;
    this.#break('changed', anchor, `${between} the log is not what was recorded`);
  }

  #break(kind: Break['kind'], at: Link, detail: string): void {
    this.broken ??= { kind, after: this.#held, at, detail };
  }
}
