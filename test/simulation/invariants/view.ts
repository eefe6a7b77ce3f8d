import type { RecordedEvent } from '../../../domain/message.ts';
import type { Machine } from '../engines/machine.ts';
import type { JobBook } from '../job-book.ts';
import type { Outgone } from '../workload/crowd.ts';

/** What an invariant may look at. It says what is wrong, and never throws. */
export interface Sight {
  machine: Machine;
  /** What people sent, by update id. */
  sent: Outgone;
  /** The jobs as they were before the event that is looked at. */
  jobs: JobBook;
  broken(what: string): void;
}

/**
 * Something that always holds. `event` sees each synced event once, in order; `step` looks after every step that
 * appended; `end` looks when everything has been healed and has come to rest.
 */
export interface Invariant {
  id: string;
  says: string;
  watch(sight: Sight): Watching;
}

export interface Watching {
  event?(event: RecordedEvent): void;
  snapshot?(stream: string, entry: { state: object; revision: bigint }): void;
  logLine?(level: string, fields: object, message: string): void;
  /** Telegram was told that everything below this number may go. */
  confirmed?(updateId: number): void;
  shown?(shown: import('../engines/telegram-server.ts').Shown): void;
  end?(): Promise<void> | void;
}
