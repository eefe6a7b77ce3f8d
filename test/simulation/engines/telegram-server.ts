import type { Owner } from '../kernel/agenda.ts';
import type { World } from '../kernel/world.ts';

/** What travels to the server with each message: enough to tell which reply it was made of. */
export interface Rendered {
  /** The reply, as canonical JSON. */
  of: string;
  part: number;
  buttons: string[];
}

/** A message of the bot as its reader sees it. */
export interface Shown extends Rendered {
  atMs: number;
  chatId: number;
  messageId: number;
  edited: boolean;
}

/** Telegram counts `retry_after` in whole seconds; a machine's clock that runs 500 ppm fast is this far off in 20 s. */
const precisionMs = 10;

/** Telegram's side: it outlives the program, keeps updates until they are confirmed, and is all that people see. */
export class TelegramServer {
  readonly #world: World;
  /** In the order sent; confirmed ones are gone. */
  #queue: { update_id: number }[] = [];
  #confirmed: { update_id: number }[] = [];
  readonly #waiting = new Set<() => void>();
  #messageId = 100;
  /** Everything that arrived in a chat, in order. */
  readonly shown: Shown[] = [];
  readonly acknowledged: string[] = [];
  readonly movedTo = new Map<number, number>();
  readonly #throttledUntil = new Map<number, number>();
  readonly #inFlight = new Map<number, number>();
  /** Whether the log holds the latest `retry_after` of a chat. */
  throttleRecorded: (chatId: number) => boolean = () => true;
  /** Effects that were answered by nothing. */
  cuts = 0;
  /** Told of each confirmed update that leaves the queue; of each message; of calls in parallel. */
  onConfirmed: (updateId: number) => void = () => {};
  onShown: (shown: Shown) => void = () => {};

  constructor(world: World) {
    this.#world = world;
  }

  /** Somebody sent something. */
  receive(update: { update_id: number }): void {
    this.#queue.push(update);
    for (const wake of [...this.#waiting]) wake();
  }

  pending(): { update_id: number }[] {
    return this.#queue;
  }

  /** What a server that forgets gives again. */
  confirmedLately(): { update_id: number }[] {
    return this.#confirmed.slice(-3);
  }

  confirm(offset: number | undefined): void {
    if (offset === undefined) return;
    const gone = this.#queue.filter(({ update_id }) => update_id < offset);
    this.#queue = this.#queue.filter(({ update_id }) => update_id >= offset);
    this.#confirmed.push(...gone);
    for (const { update_id } of gone) this.onConfirmed(update_id);
  }

  /** The long poll: at once when something waits, else when something comes or the time is over. */
  whenThereAre(maxMs: number, signal: AbortSignal, owner: Owner, done: () => void): void {
    const finish = () => {
      this.#waiting.delete(soon);
      callOff();
      if (owner.alive) done();
    };
    const soon = () => {
      this.#waiting.delete(soon);
      this.#world.in(1, '', finish, owner);
    };
    const callOff = this.#world.in(maxMs, '', finish, owner);
    signal.addEventListener('abort', () => this.#waiting.delete(soon), { once: true });
    this.#waiting.add(soon);
    if (this.#queue.length > 0) soon();
  }

  begins(label: string, chatId: number | undefined): void {
    if (chatId === undefined) return;
    const count = (this.#inFlight.get(chatId) ?? 0) + 1;
    this.#inFlight.set(chatId, count);
    // A group that has moved has two streams of replies: that of its old number and that of its new one.
    const moved = [...this.movedTo.values()].includes(chatId);
    if (count > 1 && !moved) this.#world.broken('I23', `${count} calls at once to chat ${chatId}, the last: ${label}`);
  }

  ends(chatId: number | undefined): void {
    if (chatId !== undefined) this.#inFlight.set(chatId, this.#inFlight.get(chatId)! - 1);
  }

  /** The process is gone, and its calls with it. */
  hangUp(): void {
    this.#inFlight.clear();
    // What it heard and could not record, the next one cannot know.
    for (const chatId of this.#throttledUntil.keys())
      if (!this.throttleRecorded(chatId)) this.#throttledUntil.delete(chatId);
    this.#waiting.clear();
  }

  throttle(chatId: number, ms: number): void {
    this.#throttledUntil.set(chatId, this.#world.ms + ms);
  }

  requireAllowed(chatId: number, label: string): void {
    const leftMs = (this.#throttledUntil.get(chatId) ?? 0) - this.#world.ms;
    if (leftMs > precisionMs)
      this.#world.broken('I25', `${label} came ${Math.round(leftMs)} ms before retry_after was over`);
  }

  deliver(chatId: number, content: Rendered): number {
    const messageId = this.#messageId++;
    this.#show({ ...content, atMs: this.#world.ms, chatId, messageId, edited: false });
    return messageId;
  }

  edit(chatId: number, messageId: number, content: Rendered): void {
    this.#show({ ...content, atMs: this.#world.ms, chatId, messageId, edited: true });
  }

  acknowledge(callbackId: string): void {
    this.acknowledged.push(callbackId);
  }

  #show(shown: Shown): void {
    this.shown.push(shown);
    this.onShown(shown);
  }
}
