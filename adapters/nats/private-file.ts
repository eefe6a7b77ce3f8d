import { chmodSync, renameSync, writeFileSync } from 'node:fs';

/** Writes a file that only the program's user may read; a reader sees the old text or the new, never half. */
export function writePrivately(path: string, text: string): void {
  const draft = `${path}.new`;
  writeFileSync(draft, text, { mode: 0o600 });
  // The mode above counts only for a file that was not there.
  chmodSync(draft, 0o600);
  renameSync(draft, path);
}
