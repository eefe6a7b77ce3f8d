import { type EventStore, OutcomeUnknown, StoreUnavailable } from '../../../actors/ports.ts';
import { categoryOf, type StreamName } from '../../../domain/ids.ts';
import type { Through } from './through.ts';

const hint = 'It was injected, and ends by itself; `binnacle fault list` shows it.';

/** The log, but that calls can be hit. What is recorded of faults themselves always goes through. */
export function faultyStore(store: EventStore, through: Through, appendDeadlineMs: number): EventStore {
  const spared = (stream: StreamName) => categoryOf(stream) === 'fault';
  return {
    append(stream, expected, events) {
      const append = () => store.append(stream, expected, events);
      if (spared(stream)) return append();
      return through(
        'store.append',
        {
          hangMaxMs: appendDeadlineMs,
          failure: (kind, words) =>
            kind === 'hang' ? new OutcomeUnknown(words, { hint }) : new StoreUnavailable(words, { hint }),
          async drop(call, words) {
            await call();
            throw new OutcomeUnknown(words, { hint });
          },
          async duplicate(call) {
            await call();
            return call();
          },
        },
        append,
      );
    },
    async *readStream(stream, options) {
      const failure = (_: string, words: string) => new StoreUnavailable(words, { hint });
      if (!spared(stream)) await through('store.read', { failure }, async () => {}, options?.signal);
      yield* store.readStream(stream, options);
    },
  };
}
