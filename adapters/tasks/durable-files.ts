import { closeSync, fsyncSync, linkSync, openSync, readFileSync, renameSync, rmSync, writeSync } from 'node:fs';
import { dirname } from 'node:path';
import type { z } from 'zod';

/** Files that survive a crash whole or not at all. Synchronous: whoever writes them does nothing else meanwhile. */

/** Writes and syncs a file that is not yet where it belongs. */
export function writeSynced(path: string, text: string): void {
  const file = openSync(path, 'w', 0o600);
  try {
    const bytes = Buffer.from(text);
    for (let at = 0; at < bytes.length; ) at += writeSync(file, bytes, at);
    fsyncSync(file);
  } finally {
    closeSync(file);
  }
}

/** Puts a synced file where it belongs; once this returns it stays there. */
export function moveSynced(from: string, to: string): void {
  renameSync(from, to);
  syncDirectory(dirname(to));
}

/** Makes the file, whole, unless there is one: of all that try, in all processes, one gets `true`. */
export function createOnce(path: string, text: string): boolean {
  const draft = `${path}.${process.pid}.draft`;
  writeSynced(draft, text);
  try {
    linkSync(draft, path);
    syncDirectory(dirname(path));
    return true;
  } catch (cause) {
    if ((cause as NodeJS.ErrnoException).code === 'EEXIST') return false;
    throw cause;
  } finally {
    rmSync(draft, { force: true });
  }
}

/** Replaces a file that may be lost, but must never be seen half. */
export function replaceUnsynced(path: string, text: string): void {
  const draft = `${path}.draft`;
  const file = openSync(draft, 'w', 0o600);
  try {
    writeSync(file, text);
  } finally {
    closeSync(file);
  }
  renameSync(draft, path);
}

/** What stands in a file; undefined when there is none or it is not whole. */
export function readWhole<Shape extends z.ZodType>(path: string, shape: Shape): z.output<Shape> | undefined {
  const text = textOf(path);
  if (text === undefined) return undefined;
  try {
    return shape.safeParse(JSON.parse(text)).data;
  } catch (cause) {
    if (cause instanceof SyntaxError) return undefined; // Cut by a crash: as good as not there.
    throw cause;
  }
}

/** The text of a file; undefined when there is none. */
export function textOf(path: string): string | undefined {
  try {
    return readFileSync(path, 'utf8');
  } catch (cause) {
    const { code } = cause as NodeJS.ErrnoException;
    // ESRCH: of a process that went while its entry was read.
    if (code === 'ENOENT' || code === 'ESRCH') return undefined;
    throw cause;
  }
}

function syncDirectory(path: string): void {
  const directory = openSync(path, 'r');
  try {
    fsyncSync(directory);
  } finally {
    closeSync(directory);
  }
}
