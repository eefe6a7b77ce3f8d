import type { AppendRequest } from './append-request.ts';
import type { EventTableOptions } from './event-table.ts';
import type { Failure } from './store-failure.ts';
import type { FaultCells } from './store-faults.ts';
import type { WakeUps } from './thread-inbox.ts';

/** What the writing thread and its calling side say to each other. */

export interface WriterData extends EventTableOptions {
  wakeUps: WakeUps;
  faults: FaultCells;
  lockWaitMs: number;
  /** Name of the channel on which other threads of the process hear of new events. */
  channel: string;
}

/** To the thread: appends with their numbers, in the order they were asked for; or the wish that it ends. */
export type WriterMessage = AppendRequest[] | 'close';

/** From the thread, for one transaction. Four for each append: number, kind, and two values by kind. */
export type WriterReply = (number | Failure)[];
export const outcomeKind = { appended: 0, conflict: 1, failed: 2 } as const;
