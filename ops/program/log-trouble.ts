import type { LogTrouble } from '../../actors/actor.ts';
import type { Timers } from '../../actors/ports.ts';
import type { Recorder } from '../../actors/resilience/recorder.ts';
import { tally } from '../../actors/resilience/tally.ts';

/** What the log makes actors do twice is told at most so often: a storm must not write a storm. */
const everyMs = 60_000;
const stream = 'dependency-eventstore';

/** Counts what is decided or appended again. What the recording of trouble itself meets is not told. */
export function logTrouble(recorder: Recorder, timers: Timers): { note(trouble: LogTrouble): void; stop(): void } {
  const repeats = tally<LogTrouble>(everyMs, {
    timers,
    tell(count, trouble) {
      if (trouble.kind === 'decided again')
        recorder.note(stream, 'NoteConcurrencyRetried', { count, stream: trouble.stream });
      else recorder.note(stream, 'NoteAppendResolved', { count, stream: trouble.stream, stored: trouble.stored });
    },
  });
  return {
    note: trouble => {
      if (!trouble.stream.startsWith('dependency-')) repeats.note(trouble.kind, trouble);
    },
    stop: repeats.stop,
  };
}
