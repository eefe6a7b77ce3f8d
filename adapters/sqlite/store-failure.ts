import { StoreCorrupt, StoreError, StoreUnavailable } from '../../actors/ports.ts';

/** What went wrong in a thread, as it crosses to the caller's: an error class does not survive the crossing. */
export interface Failure {
  kind: 'unavailable' | 'corrupt' | 'bug';
  message: string;
  hint: string;
}

/** Primary result codes of SQLite (https://sqlite.org/rescode.html) that say something of the world outside. */
const hints: Record<number, string> = {
  3: 'Give the program the right to read and write the log and its folder.',
  5: 'Another program holds the log: end it (`fuser` names it).',
  6: 'Another program holds the log: end it (`fuser` names it).',
  7: 'The machine is out of memory: look at what uses it.',
  8: 'The log cannot be written: check the rights on it and its folder, and whether the disk is mounted read-only.',
  10: 'The disk fails: look at `dmesg`, then at the disk.',
  13: 'The disk is full: free some space, then it goes on by itself.',
  14: 'Check that the folder of the log is there and may be written.',
  15: 'Another program holds the log: end it (`fuser` names it).',
};
const corrupt = new Set([11, 26]);

/** Result codes under which nothing is known of a commit that met them. */
export const isDiskFailure = (error: unknown): boolean => primaryCode(error) === 10;

/** Sorts an error of SQLite, or of the adapter itself; what is neither is a bug. */
export function failureOf(error: unknown): Failure {
  if (error instanceof StoreError) {
    const kind = error instanceof StoreCorrupt ? 'corrupt' : 'unavailable';
    return { kind, message: error.message, hint: error.hint };
  }
  const code = primaryCode(error);
  const message = `SQLite: ${error instanceof Error ? error.message : String(error)}`;
  if (code !== undefined && corrupt.has(code)) {
    return { kind: 'corrupt', message, hint: 'Stop the program, keep the file, and restore the last backup.' };
  }
  const hint = code === undefined ? undefined : hints[code];
  if (hint !== undefined) return { kind: 'unavailable', message, hint };
  return { kind: 'bug', message: error instanceof Error ? (error.stack ?? message) : message, hint: '' };
}

/** The error a caller of the port is given. */
export function errorOf({ kind, message, hint }: Failure): Error {
  if (kind === 'corrupt') return new StoreCorrupt(message, { hint });
  if (kind === 'unavailable') return new StoreUnavailable(message, { hint });
  return new Error(message);
}

function primaryCode(error: unknown): number | undefined {
  const code = error instanceof Error && 'errcode' in error ? error.errcode : undefined;
  return typeof code === 'number' ? code & 0xff : undefined;
}
