import { existsSync } from 'node:fs';
import { DatabaseSync } from 'node:sqlite';
import { StoreUnavailable } from '../../actors/ports.ts';

/**
 * Takes the right to write the log at `path`, for as long as the lock is open; the kernel frees it when the
 * process dies. It is a transaction never ended on a file beside the log, so that readers are not kept out.
 * @throws {StoreUnavailable} another program, or another store of this one, has it after `waitMs`.
 */
export function lockStore(path: string, waitMs: number): DatabaseSync {
  const lock = new DatabaseSync(`${path}.lock`, { timeout: waitMs });
  try {
    lock.exec('PRAGMA journal_mode = MEMORY; BEGIN EXCLUSIVE');
    return lock;
  } catch (cause) {
    lock.close();
    throw new StoreUnavailable(`another program writes the event log ${path}`, {
      hint: `End it first (\`fuser ${path}.lock\` names it): one log has one writer.`,
      cause,
    });
  }
}

/** Whether a program writes the log at `path` now, be it ready, starting or stopping; this one counts too. */
export function isStoreLocked(path: string): boolean {
  if (!existsSync(`${path}.lock`)) return false;
  try {
    lockStore(path, 0).close();
    return false;
  } catch (error) {
    if (error instanceof StoreUnavailable) return true;
    throw error;
  }
}
