import {
  type Appended,
  type EventStore,
  type ExpectedRevision,
  OutcomeUnknown,
  RevisionConflict,
  StoreUnavailable,
} from '../../../actors/ports.ts';
import type { StreamName } from '../../../domain/ids.ts';
import type { NewEvent } from '../../../domain/message.ts';
import type { Disk } from './disk.ts';
import type { Wire } from './wire.ts';

/** What befalls the log as a whole for a while. */
export interface StoreTrouble {
  full: boolean;
  readOnly: boolean;
}

interface Waiting {
  write(): Appended;
  answer(result: () => Appended): void;
}

/**
 * The appending half of the log. Appends that arrive while a sync is under way share the next one; what was not
 * synced when the process dies was never there.
 */
export function appender(disk: Disk, trouble: StoreTrouble, wire: Wire, now: () => string): EventStore['append'] {
  let group: Waiting[] = [];

  function sync(): void {
    const those = group;
    group = [];
    for (const { write, answer } of those) {
      try {
        const appended = write();
        answer(() => appended);
      } catch (error) {
        answer(() => {
          throw error;
        });
      }
    }
  }

  function take(waiting: Waiting): void {
    if (group.push(waiting) === 1) wire.world.in(wire.chance.between(0.2, 3), '', sync, wire.owner);
  }

  return (stream: StreamName, expected: ExpectedRevision, events: readonly NewEvent[]) => {
    const label = `append ${stream}@${expected} ${events.map(({ type }) => type).join(', ')}`;
    const slowMs = wire.strikes('store.slow') ? 500 + 9_500 * wire.faults.detail('store.slow') : 0;
    return wire.later(label, slowMs + wire.chance.between(0.05, 0.5), answer => {
      const fails = (error: Error) => answer(() => raise(error));
      if (trouble.full) return fails(unavailable('the disk is full'));
      if (trouble.readOnly) return fails(unavailable('the file is read-only'));
      if (wire.strikes('store.fail-before')) return fails(unavailable('it does not answer'));
      if (wire.strikes('store.wrong-revision'))
        return fails(new RevisionConflict(stream, expected, disk.headOf(stream)));
      if (wire.strikes('store.lost-sync')) return fails(unknown('the sync failed, and the tail was torn'));
      const cut = wire.strikes('store.fail-after');
      take({
        write: () => disk.write(stream, expected, events, now()),
        answer: result => (cut ? fails(unknown('the answer was cut off')) : answer(result)),
      });
    });
  };
}

export function raise(error: Error): never {
  throw error;
}

const unavailable = (message: string) => new StoreUnavailable(message, { hint: 'Simulated: wait.' });
const unknown = (message: string) => new OutcomeUnknown(message, { hint: 'Simulated: append the same again.' });
export const readFailed = () => unavailable('it cannot be read just now');
