import { createHash } from 'node:crypto';
import { setTimeout as pause } from 'node:timers/promises';
import { moveSynced, writeSynced } from './durable-files.ts';
import type { Outcome } from './outcome.ts';
import { placesOf } from './places.ts';
import type { RunOrder, RunPoint } from './run-order.ts';

/** Most of the output that goes into the log. */
const resultBytes = 64 * 1024;
/** A full disk may be cleared; after this the outcome stays unknown. */
const triesMax = 10;
const tryEveryMs = 1000;

/** Leaves the outcome where it is looked for: synced, and there as a whole or not at all. */
export async function leaveOutcome(
  order: RunOrder,
  ended: Omit<Outcome, 'output'>,
  kept: string,
  reached: (point: RunPoint) => void,
): Promise<void> {
  const places = placesOf(order.directory, order.name);
  const write = (outcome: Outcome) => writeSynced(places.draft, JSON.stringify(outcome));
  for (let tries = 1; ; tries++) {
    try {
      // What does not fit on the disk is the output, not the outcome.
      write(tries === 1 ? { ...ended, ...outputOf(kept, places.output) } : { ...ended, output: '' });
      break;
    } catch (cause) {
      if (tries >= triesMax) throw cause;
      await pause(tryEveryMs);
    }
  }
  reached('after_result');
  moveSynced(places.draft, places.result);
  reached('after_rename');
}

/** The end of the output, and a file with all that was kept where that is more. */
function outputOf(kept: string, path: string): Pick<Outcome, 'output' | 'outputFile'> {
  const output = lastBytes(kept, resultBytes);
  if (output.length === kept.length) return { output };
  writeSynced(path, kept);
  return { output, outputFile: { path, sha256: createHash('sha256').update(kept).digest('hex') } };
}

/** The end of a text within so many bytes of UTF-8, from the beginning of a character. */
function lastBytes(text: string, bytes: number): string {
  const all = Buffer.from(text);
  let from = Math.max(0, all.length - bytes);
  while (from < all.length && (all[from]! & 0xc0) === 0x80) from++;
  return all.toString('utf8', from);
}
