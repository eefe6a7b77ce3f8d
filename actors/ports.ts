import type { Reply } from '../domain/chat/reply.ts';
import type { StreamName } from '../domain/ids.ts';
import type { Command, Instant, NewEvent, RecordedEvent } from '../domain/message.ts';

/** What the actors need of the outside. Adapters implement it; nothing here knows an engine. */

// ---------------------------------------------------------------- the event log

/** The revision a stream must have for an append to count: that of its last event, or none yet. */
export type ExpectedRevision = bigint | 'no_stream';

export interface Appended {
  /** Revision of the last event of the append. */
  revision: bigint;
  /** Position in the log of the last event of the append. */
  position: bigint;
}

export interface ReadOptions {
  /** First revision to read, inclusive. Default: the beginning (backwards: the end). */
  from?: bigint;
  backwards?: boolean;
  /** At most so many events. Default: all. */
  limit?: number;
  /** Stops the read between two pages. */
  signal?: AbortSignal;
}

/**
 * The one place of truth. Idempotent as EventStoreDB is: expected = head writes without looking at ids;
 * expected < head with the same ids right after it is a success that writes nothing; a partial overlap or
 * other ids is a `RevisionConflict`.
 */
export interface EventStore {
  /**
   * Records the events of one decision, all or none, synced before it resolves.
   * @throws {RevisionConflict} the stream is elsewhere. {@link EventTooLarge} over 1 MiB in one append.
   * {@link StoreUnavailable} nothing was written. {@link OutcomeUnknown} it may have been written:
   * append the same again.
   */
  append(stream: StreamName, expected: ExpectedRevision, events: readonly NewEvent[]): Promise<Appended>;
  /** The events of a stream in pages of at most 500; none when there is no such stream. */
  readStream(stream: StreamName, options?: ReadOptions): AsyncIterable<RecordedEvent[]>;
}

/** An expected failure of the log; `hint` says what an operator can do. */
export class StoreError extends Error {
  override name = 'StoreError';
  readonly hint: string;
  constructor(message: string, options: { hint: string; cause?: unknown }) {
    super(message, options.cause === undefined ? undefined : { cause: options.cause });
    this.hint = options.hint;
  }
}

/** The stream's last revision was not the expected one. */
export class RevisionConflict extends StoreError {
  override name = 'RevisionConflict';
  readonly stream: StreamName;
  readonly expected: ExpectedRevision;
  readonly actual: ExpectedRevision;
  constructor(stream: StreamName, expected: ExpectedRevision, actual: ExpectedRevision) {
    super(`${stream} is at ${actual}, not at ${expected}`, { hint: 'Read the stream again and decide again.' });
    this.stream = stream;
    this.expected = expected;
    this.actual = actual;
  }
}

/** The log could not be reached or refused; nothing was written. */
export class StoreUnavailable extends StoreError {
  override name = 'StoreUnavailable';
}

/** The log is busy, not away: too much waits for it already. Nothing was written. */
export class StoreSaturated extends StoreUnavailable {
  override name = 'StoreSaturated';
}

/** The append was cut after it was sent: it may be in the log. The same append again is safe. */
export class OutcomeUnknown extends StoreError {
  override name = 'OutcomeUnknown';
}

/** One append holds at most 1 MiB. */
export class EventTooLarge extends StoreError {
  override name = 'EventTooLarge';
}

/** The log cannot be read as what it must be (a torn file, a foreign schema): stop, restore, report. */
export class StoreCorrupt extends StoreError {
  override name = 'StoreCorrupt';
}

// ---------------------------------------------------------------- beside the log

/**
 * Snapshots of folded streams: a cache that shortens waking and may be lost at any time. An entry counts
 * only for the machine version that made it.
 */
export interface SnapshotCache {
  load(stream: StreamName, machineVersion: number): { state: object; revision: bigint } | undefined;
  save(stream: StreamName, machineVersion: number, entry: { state: object; revision: bigint }): void;
}

/** Where the loss of the log itself is kept until the log can take it. Survives the process. */
export interface Spool {
  read(): { cause: string; since: Instant } | undefined;
  write(loss: { cause: string; since: Instant }): void;
  clear(): void;
}

// ---------------------------------------------------------------- the bus

/** One delivery of a command by the bus. It is acknowledged when `handle` resolves, redelivered when it rejects. */
export interface Delivery {
  command: unknown;
  /** 1 for the first delivery. */
  attempt: number;
}

/** Transport of commands: at least once, in order within a partition, one at a time per partition. */
export interface Bus {
  /**
   * Resolves once the bus has stored it. `messageId` deduplicates within the bus' window.
   * @throws {BusUnavailable} it is not known to be stored: the sweeper will bring it again.
   */
  publish(command: Command, messageId: string): Promise<void>;
  /** Starts taking deliveries; survives reconnects and a wiped bus. Resolves once every partition is listened to. */
  consume(handle: (delivery: Delivery) => Promise<void>): Promise<{ stop(): Promise<void> }>;
  /** Tells of every change between reachable and not, `gapMs` being how long it was away. */
  onChange(tell: (change: BusChange) => void): void;
}

export type BusChange = { state: 'up'; gapMs: number } | { state: 'down'; cause: string };

export class BusUnavailable extends Error {
  override name = 'BusUnavailable';
}

// ---------------------------------------------------------------- Telegram

/** An update as Telegram gave it, not yet looked at. */
export type RawUpdate = unknown;

/** A failed call of the Bot API, sorted by what is to be done. */
export type TelegramFailure =
  /** Obey: nothing to this chat before `retryAfterMs` is over. */
  | { kind: 'throttled'; retryAfterMs: number; description: string }
  /** Certainly not done: no connection, DNS, 5xx with an answer. May be repeated. */
  | { kind: 'not_sent'; description: string }
  /** It may have been done: the answer never came. */
  | { kind: 'unknown'; description: string }
  /** The chat is gone or has blocked the bot. Never repeat. */
  | { kind: 'unreachable'; description: string }
  /** The group became a supergroup: the same again, there. */
  | { kind: 'migrated'; toChatId: number; description: string }
  /** The request itself is wrong (400). Never repeat as it is. */
  | { kind: 'rejected'; description: string }
  /** The token is not valid (401). */
  | { kind: 'auth'; description: string }
  /** Another poller holds the bot (409). */
  | { kind: 'conflict'; description: string };

export class TelegramError extends Error {
  override name = 'TelegramError';
  readonly failure: TelegramFailure;
  constructor(failure: TelegramFailure) {
    super(`${failure.kind}: ${failure.description}`);
    this.failure = failure;
  }
}

/** Where a message goes. */
export interface Destination {
  chatId: number;
  /** A forum topic. */
  threadId?: number;
  /** Quoted, when it still exists. */
  replyTo?: number;
  /** Arrives without a sound. */
  silent?: boolean;
}

/** Receiving half of Telegram. */
export interface TelegramPoller {
  /**
   * Updates from `offset` on (which confirms all before it); waits up to the configured long poll.
   * @throws {TelegramError}
   */
  poll(offset: number | undefined, signal: AbortSignal): Promise<RawUpdate[]>;
}

/** One message of a rendered reply: a long reply has several, a very long one a file. */
export interface Outgoing {
  /** Opaque to everyone but the renderer that made it and the sender. */
  readonly content: unknown;
}

/** Sending half of Telegram. Each call ends within its deadline; none is repeated here. */
export interface TelegramSender {
  /** Turns a reply into 1 to 3 messages, pure and total: a reply past three messages becomes a file. */
  render(reply: Reply): Outgoing[];
  /** @throws {TelegramError} */
  send(to: Destination, message: Outgoing): Promise<{ messageId: number }>;
  /** Resolves also when Telegram says that nothing changed. @throws {TelegramError} */
  edit(to: { chatId: number; messageId: number }, message: Outgoing): Promise<void>;
  /** Stops the button's busy sign. `text` ≤ 200 characters. @throws {TelegramError} */
  acknowledge(callbackId: string, text?: string): Promise<void>;
}

// ---------------------------------------------------------------- time and chance

export interface Clock {
  now(): Instant;
  /** Milliseconds that only grow; for durations. */
  monotonicMs(): number;
}

export interface Timers {
  /** Calls back once the clock has reached `at` (at once when it has passed). Returns how to call it off. */
  at(at: Instant, callback: () => void): () => void;
  /** Calls back after `ms`. */
  after(ms: number, callback: () => void): () => void;
}

export interface Random {
  /** At least 0, under 1. */
  number(): number;
  uuid(): string;
}

// ---------------------------------------------------------------- words to the operator of the process

/** The operator's log of the process: structured, scrubbed at the sink. */
export interface Log {
  debug(fields: object, message: string): void;
  info(fields: object, message: string): void;
  warn(fields: object, message: string): void;
  error(fields: object, message: string): void;
}
