import { join } from 'node:path';

/** Where a run leaves what, by its name `<jobId>.<fence>`. */
export function placesOf(directory: string, name: string) {
  const of = (end: string) => join(directory, `${name}${end}`);
  return {
    /** Its outcome; there by an atomic rename, so whole or not at all. */
    result: of('.json'),
    /** The same before the rename. */
    draft: of('.json.draft'),
    marker: of('.marker.json'),
    progress: of('.progress.json'),
    output: of('.output.txt'),
    /** What everything that descends from the run carries in its environment: no other program has the same. */
    badge: of(''),
  };
}

/** @throws {RangeError} an id that could lead out of the directory. */
export function runName(jobId: string, fence: number): string {
  if (!/^[A-Za-z0-9_-]{1,40}$/.test(jobId)) throw new RangeError(`${JSON.stringify(jobId)} is no id of a job`);
  return `${jobId}.${fence}`;
}
