import type { Log, Timers } from '../../actors/ports.ts';
import { pause } from '../../actors/waiting.ts';

/** What a stop waits for the log to take its words. */
const lastWordsMs = 3_000;

/** A stop does not hang on its own words: while the log is away they are left unsaid. */
export const lastWords =
  (timers: Timers, log: Log) =>
  (said: Promise<void>): Promise<void> => {
    const unsaid = said.catch(err => log.warn({ err }, 'the log did not take what this run said of its end'));
    return Promise.race([unsaid, pause(timers, lastWordsMs, new AbortController().signal)]);
  };
