import { readdirSync, rmSync, statSync } from 'node:fs';
import { join } from 'node:path';

export interface Retention {
  /** Runs whose files are kept. */
  runsMax: number;
  /** Runs whose whole output is kept, each up to 1 MiB. */
  outputsMax: number;
}

/**
 * Removes the files of the oldest runs that have ended, so that a directory stays within its bounds. A run without
 * an outcome is never touched.
 */
export function keepWithin(directory: string, { runsMax, outputsMax }: Retention): void {
  const files = readdirSync(directory);
  const named = (end: string) => files.filter(file => file.endsWith(end)).map(file => file.slice(0, -end.length));
  const ended = new Set(named('.json').filter(name => /^[A-Za-z0-9_-]+\.\d+$/.test(name)));
  for (const name of oldestOver(directory, [...ended], '.json', runsMax))
    for (const end of ['.output.txt', '.progress.json', '.marker.json', '.json'])
      rmSync(join(directory, `${name}${end}`), { force: true });
  for (const name of oldestOver(directory, named('.output.txt'), '.output.txt', outputsMax))
    rmSync(join(directory, `${name}.output.txt`), { force: true });
}

function oldestOver(directory: string, names: string[], end: string, max: number): string[] {
  if (names.length <= max) return [];
  const aged = names.map(name => ({
    name,
    atMs: statSync(join(directory, `${name}${end}`), { throwIfNoEntry: false })?.mtimeMs ?? 0,
  }));
  return aged
    .sort((one, other) => one.atMs - other.atMs)
    .slice(0, names.length - max)
    .map(({ name }) => name);
}
