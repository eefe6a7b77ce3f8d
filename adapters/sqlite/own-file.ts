import { closeSync, openSync } from 'node:fs';

/**
 * A new file at `path` belongs to its owner alone (mode 0600), and so do those that SQLite puts beside it. An old one
 * is not touched: to open and close it here would free the locks that SQLite holds on it in this process.
 */
export function createPrivately(path: string): void {
  try {
    closeSync(openSync(path, 'wx', 0o600));
  } catch {
    // There already, or not creatable: then opening it says why.
  }
}
