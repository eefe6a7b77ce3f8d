import { mkdir, readdir, rename, rm, stat, utimes, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Files } from '../../actors/answers/file-ports.ts';
import { sha256 } from '../../domain/ids.ts';
import { Refusal } from '../../domain/refusal.ts';

/** Bounds of the folder: the oldest go first. */
const defaults = { filesMax: 200, bytesMax: 256 * 1024 * 1024 };

/** Files in one folder, each named by its checksum (mode 0600, as the folder 0700). */
export function keptFiles(directory: string, { filesMax, bytesMax } = defaults): Files {
  return {
    async keep(_name, content) {
      const digest = sha256(content);
      const path = join(directory, digest);
      try {
        await mkdir(directory, { recursive: true, mode: 0o700 });
        const draft = `${path}.${process.pid}.new`;
        await writeFile(draft, content, { mode: 0o600 });
        await rename(draft, path);
        await utimes(path, new Date(), new Date());
        await trim(directory, filesMax, bytesMax);
        return { path, sha256: digest };
      } catch (cause) {
        if (!(cause instanceof Error && 'syscall' in cause)) throw cause;
        throw new Refusal('upstream_unavailable', `The file cannot be kept: ${cause.message.slice(0, 200)}.`, {
          hint: 'Free some space on the disk of the program, then send it again.',
        });
      }
    },
  };
}

async function trim(directory: string, filesMax: number, bytesMax: number): Promise<void> {
  const names = await readdir(directory);
  const files = await Promise.all(
    names.map(async name => {
      const path = join(directory, name);
      // Another call may have let go of it meanwhile.
      const found = await stat(path).catch(() => undefined);
      return { path, bytes: found?.size ?? 0, ms: found?.mtimeMs ?? 0 };
    }),
  );
  let bytes = 0;
  const newestFirst = files.sort((one, other) => other.ms - one.ms);
  for (const [index, file] of newestFirst.entries()) {
    bytes += file.bytes;
    if (index > 0 && (index >= filesMax || bytes > bytesMax)) await rm(file.path, { force: true });
  }
}
