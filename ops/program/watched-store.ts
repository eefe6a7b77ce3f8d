import {
  type Clock,
  type EventStore,
  OutcomeUnknown,
  RevisionConflict,
  StoreCorrupt,
  type StoreError,
  StoreUnavailable,
} from '../../actors/ports.ts';
import type { Watch } from '../../actors/watch.ts';

/** The log, with an eye on whether it answers: every append is the proof. */
export function watchedStore(
  store: EventStore,
  watch: Watch,
  clock: Clock,
): EventStore & { lastAppendMs(): number | undefined } {
  let lastAppendMs: number | undefined;
  const proven = () => {
    lastAppendMs = clock.monotonicMs();
    if (watch.down !== undefined) watch.found();
  };
  return {
    readStream: (stream, options) => store.readStream(stream, options),
    lastAppendMs: () => lastAppendMs,
    async append(stream, expected, events) {
      try {
        const appended = await store.append(stream, expected, events);
        proven();
        return appended;
      } catch (error) {
        if (error instanceof RevisionConflict) proven();
        else if (isLoss(error)) watch.lost(error.message);
        throw error;
      }
    },
  };
}

/** A log that does not answer is as lost as one that says no. */
function isLoss(error: unknown): error is StoreError {
  return error instanceof StoreUnavailable || error instanceof OutcomeUnknown || error instanceof StoreCorrupt;
}
