import type { Clock } from '../ports.ts';
import type { Alarms } from './alarms.ts';
import type { Attempt } from './ports.ts';

type Progress = Parameters<Attempt['tell']>[0];

export interface PacedProgress {
  tell(progress: Progress): void;
  /** Sends what was told last, if it was not sent. */
  flush(): Promise<void>;
}

/**
 * Lets a worker tell as often as it likes, and records at most one progress each `everyMs`: always the latest. The
 * first waits as long, so that work which is over sooner says only its last.
 */
export function pacedProgress(options: {
  everyMs: number;
  send(progress: Required<Pick<Progress, 'note' | 'lines'>> & Pick<Progress, 'percent'>): Promise<void>;
  clock: Clock;
  alarms: Alarms;
}): PacedProgress {
  const { everyMs, send, clock, alarms } = options;
  let latest: Progress | undefined;
  let sentMs = clock.monotonicMs();
  let sending = Promise.resolve();

  function flush(): Promise<void> {
    sending = sending.then(async () => {
      if (latest === undefined) return;
      const { note, percent, lines = [] } = latest;
      latest = undefined;
      sentMs = clock.monotonicMs();
      const within = percent === undefined ? {} : { percent: Math.max(0, Math.min(100, percent)) };
      await send({ note: short(note), ...within, lines: lines.slice(-linesMax).map(short) });
    });
    return sending;
  }

  return {
    flush,
    tell(progress) {
      if (latest === undefined) alarms.set('progress', sentMs + everyMs, () => void flush());
      latest = progress;
    },
  };
}

const linesMax = 10;
const short = (text: string): string => (text.length <= 300 ? text : `${text.slice(0, 299)}…`);
