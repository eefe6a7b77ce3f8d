import { appendFileSync, mkdirSync, readFileSync, renameSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';
import type { Log } from '../../actors/ports.ts';
import type { SampleSpool } from '../../actors/sampling/sampling-ports.ts';
import { type Sample, sample } from '../../domain/sample/sample.ts';

export interface SampleSpoolOptions {
  path: string;
  /** The oldest is let go when one more comes. */
  samplesMax: number;
  log: Log;
}

/** A file of more is not taken up: it is none of this spool's. */
const bytesMax = 256 * 1024 * 1024;

/**
 * The spool of an agent in a file, a sample a line. Adding appends; what was sent is let go from memory at once, and from
 * the file when it is empty or has twice as many lines as are left: after a kill some samples go twice, and count once.
 */
export function fileSampleSpool({ path, samplesMax, log }: SampleSpoolOptions): SampleSpool {
  mkdirSync(dirname(path), { recursive: true });
  let held = readHeld(path).slice(-samplesMax);
  let lines = held.length;
  let isUnwritable = false;
  if (lines > 0) onDisk(rewrite);

  /** A disk that takes nothing costs the agent its memory of a restart, not its samples. */
  function onDisk(write: () => void): void {
    try {
      write();
      isUnwritable = false;
    } catch (cause) {
      if (!(cause instanceof Error && 'syscall' in cause)) throw cause;
      if (!isUnwritable)
        log.warn({ path, cause: cause.message }, 'the spool cannot be written: samples wait in memory');
      isUnwritable = true;
    }
  }

  function rewrite(): void {
    lines = held.length;
    if (lines === 0) rmSync(path, { force: true });
    else {
      writeFileSync(`${path}.new`, `${held.map(one => JSON.stringify(one)).join('\n')}\n`, { mode: 0o600 });
      renameSync(`${path}.new`, path);
    }
  }

  return {
    get size() {
      return held.length;
    },
    add(one) {
      held.push(one);
      lines += 1;
      const over = Math.max(0, held.length - samplesMax);
      if (over > 0) held = held.slice(over);
      const text = `${JSON.stringify(one)}\n`;
      if (lines > 2 * Math.max(held.length, 50)) onDisk(rewrite);
      else onDisk(() => appendFileSync(path, text, { mode: 0o600 }));
      return over;
    },
    oldest: count => held.slice(0, count),
    drop(count) {
      held = held.slice(count);
      if (held.length === 0 || lines > 2 * Math.max(held.length, 50)) onDisk(rewrite);
    },
  };
}

/** What an earlier run could not send. A line that was cut off, or is none of ours, is passed over. */
function readHeld(path: string): Sample[] {
  if ((statSync(path, { throwIfNoEntry: false })?.size ?? 0) > bytesMax) return [];
  return readLines(path).flatMap(line => {
    try {
      const parsed = sample.safeParse(JSON.parse(line));
      return parsed.success ? [parsed.data] : [];
    } catch {
      return [];
    }
  });
}

function readLines(path: string): string[] {
  try {
    return readFileSync(path, 'utf8').split('\n');
  } catch (cause) {
    if ((cause as NodeJS.ErrnoException).code === 'ENOENT') return [];
    throw cause;
  }
}
