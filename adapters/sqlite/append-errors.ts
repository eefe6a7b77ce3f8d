import {
  type ExpectedRevision,
  OutcomeUnknown,
  RevisionConflict,
  StoreSaturated,
  StoreUnavailable,
} from '../../actors/ports.ts';
import type { StreamName } from '../../domain/ids.ts';

/** Why an append was not written, or may have been, in the words of the port. */

export interface SentAppend {
  stream: StreamName;
  expected: ExpectedRevision;
  /** The thread has it, or had it when it died. */
  sent: boolean;
}

export const closedError = () =>
  new StoreUnavailable('the event log is closed', { hint: 'The program is stopping: try again once it runs.' });

export function conflict({ stream, expected }: SentAppend, actual: number): RevisionConflict {
  return new RevisionConflict(stream, expected, actual === -1 ? 'no_stream' : BigInt(actual));
}

export function cut({ stream }: SentAppend, cause: Error): OutcomeUnknown {
  return new OutcomeUnknown(`an append to ${stream} was cut: the thread that writes the log died`, {
    hint: 'Append the same again: if it is there already, nothing is written twice.',
    cause,
  });
}

export function tooLate({ stream, sent }: SentAppend, deadlineMs: number): Error {
  const message = `an append to ${stream} had no answer within ${deadlineMs} ms`;
  if (sent) return new OutcomeUnknown(message, { hint: 'The disk is slow or hangs: append the same again.' });
  return new StoreUnavailable(message, { hint: 'The log cannot be opened: look at the disk and its free space.' });
}

export function tooMany(stream: StreamName, count: number, bytes: number): StoreSaturated {
  return new StoreSaturated(`no room for an append to ${stream}: ${count} (${bytes} bytes) wait to be written`, {
    hint: 'The disk is slower than the work: wait a moment, then append the same.',
  });
}
