import { Agenda, type Appointment, type Owner } from './agenda.ts';
import { hash32 } from './chance.ts';
import { endOfTurn } from './traps.ts';

/** What broke, with what it broke. The first one of a run ends it. */
export class Violation extends Error {
  override name = 'Violation';
  readonly invariant: string;
  constructor(invariant: string, what: string) {
    super(`${invariant}: ${what}`);
    this.invariant = invariant;
  }
}

/** More steps than any seed needs: a run that takes so many has run away. */
const stepsMax = 400_000;
const linesMax = 20_000;

/**
 * The kernel: virtual time, one thing at a time. A step takes the next appointment, lets it run, and waits until
 * nothing can follow from it without time passing; then `after` looks at what came of it.
 */
export class World {
  readonly seed: number;
  /** Virtual milliseconds since the beginning. */
  ms = 0;
  steps = 0;
  /** Of everything that happened, in order: two runs that give the same hash took the same way. */
  hash = 0;
  /** What happened, in words; kept when asked for. */
  readonly lines: string[] = [];
  readonly #keepLines: boolean;
  readonly #agenda = new Agenda();
  #drawn = 0;
  /** The first thing that broke. */
  violation: Violation | undefined;
  after: () => void = () => {};

  constructor(seed: number, keepLines: boolean) {
    this.seed = seed;
    this.#keepLines = keepLines;
  }

  /** Makes an appointment so many milliseconds from now; gives how to call it off. */
  in(ms: number, label: string, run: () => void, owner?: Owner): () => void {
    const tie = hash32(this.seed, this.#drawn++);
    const appointment: Appointment = { atMs: this.ms + Math.max(0, ms), tie, label, owner, run, off: false };
    this.#agenda.add(appointment);
    return () => {
      appointment.off = true;
    };
  }

  say(text: string): void {
    this.hash = hash32(this.hash, text, Math.round(this.ms * 1000));
    if (!this.#keepLines) return;
    if (this.lines.length >= linesMax) this.lines.shift();
    this.lines.push(`${(this.ms / 1000).toFixed(3).padStart(9)} s  ${text}`);
  }

  broken(invariant: string, what: string): void {
    this.violation ??= new Violation(invariant, what);
    this.say(`BROKEN ${invariant}: ${what}`);
  }

  /** Steps until `done`, or until `untilMs`, or until something breaks. */
  async run(untilMs: number, done: () => boolean = () => false): Promise<void> {
    while (this.violation === undefined && !done()) {
      const next = this.#agenda.next();
      if (next === undefined) break;
      if (next.atMs > untilMs) {
        this.#agenda.add(next);
        break;
      }
      if (++this.steps > stepsMax) return this.broken('bounded', `more than ${stepsMax} steps`);
      await this.#step(next);
    }
    if (this.violation === undefined && !done()) this.ms = Math.max(this.ms, untilMs);
  }

  async #step(next: Appointment): Promise<void> {
    const { owner } = next;
    if (owner !== undefined && owner.stillUntilMs > next.atMs) {
      next.atMs = owner.stillUntilMs;
      return this.#agenda.add(next);
    }
    this.ms = next.atMs;
    this.hash = Math.imul(this.hash ^ next.tie, 0x01000193) ^ Math.round(next.atMs * 1000);
    if (next.label !== '') this.say(next.label);
    next.run();
    await endOfTurn();
    this.after();
  }
}
