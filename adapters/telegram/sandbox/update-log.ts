/** An update waiting for the bot, or once given to it. `update` is what goes on the wire, whatever it is. */
export interface LoggedUpdate {
  id: number;
  update: unknown;
}

/** How far past the newest update an offset may lie before Telegram takes it for a mistake and ignores it. */
const OFFSET_SLACK = 10;

/** The first update id of a new sandbox. */
const FIRST_UPDATE_ID = 700_000_001;

/**
 * The queue of updates with Telegram's meaning of an offset: it confirms all before it; a negative one keeps only
 * the newest; one too far in the future is ignored. Unconfirmed updates stay and are given again.
 */
export class UpdateLog {
  nextId = FIRST_UPDATE_ID;
  pending: LoggedUpdate[] = [];
  /** Kept so that a test can have them delivered again. */
  confirmed: LoggedUpdate[] = [];
  confirmedBelow = 0;
  readonly #max: number;

  constructor(max: number) {
    this.#max = max;
  }

  add(update: LoggedUpdate): void {
    this.pending.push(update);
    this.nextId = update.id + 1;
    if (this.pending.length > this.#max) this.pending.shift();
  }

  /** The offset that a poll confirms, or undefined when it confirms nothing. */
  confirmedBy(offset: number): number | undefined {
    const first = this.pending[0];
    if (offset < 0) return this.pending.at(offset)?.id ?? first?.id;
    if (offset === 0 || offset > this.nextId + OFFSET_SLACK) return undefined;
    return offset > this.confirmedBelow || (first !== undefined && first.id < offset) ? offset : undefined;
  }

  /** Takes the updates before `below` off the queue. */
  confirm(below: number): void {
    const kept = this.pending.findIndex(({ id }) => id >= below);
    const count = kept === -1 ? this.pending.length : kept;
    this.confirmed.push(...this.pending.splice(0, count));
    if (this.confirmed.length > this.#max * 1.25) this.confirmed = this.confirmed.slice(-this.#max);
    this.confirmedBelow = Math.max(this.confirmedBelow, below);
  }
}
