import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readdirSync, readFileSync, renameSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

/** The bytes of files, under a name made of their hash: the same bytes are kept once. */
export interface Blobs {
  /** Returns the name. Forgets the oldest blobs once more than the bound is held. */
  put(bytes: Buffer): string;
  get(name: string): Buffer | undefined;
}

/** Blobs in the process' memory. */
export function memoryBlobs(bytesMax: number): Blobs {
  const kept = new Map<string, Buffer>();
  const put = (bytes: Buffer) => {
    const name = nameOf(bytes);
    kept.set(name, bytes);
    trim(
      [...kept].map(([key, value]) => ({ name: key, bytes: value.length })),
      bytesMax,
      old => kept.delete(old),
    );
    return name;
  };
  return { put, get: name => kept.get(name) };
}

/** Blobs as files of a directory, each written whole or not at all. */
export function fileBlobs(directory: string, bytesMax: number): Blobs {
  mkdirSync(directory, { recursive: true });
  return {
    put(bytes) {
      const name = nameOf(bytes);
      const path = join(directory, name);
      if (existsSync(path)) return name;
      writeFileSync(`${path}.tmp`, bytes);
      renameSync(`${path}.tmp`, path);
      trim(oldestFirst(directory), bytesMax, old => rmSync(join(directory, old), { force: true }));
      return name;
    },
    get(name) {
      const path = join(directory, name);
      return /^[\w-]+$/.test(name) && existsSync(path) ? readFileSync(path) : undefined;
    },
  };
}

const nameOf = (bytes: Buffer) => createHash('sha256').update(bytes).digest('base64url').slice(0, 20);

function oldestFirst(directory: string): { name: string; bytes: number }[] {
  return readdirSync(directory)
    .map(name => ({ name, stat: statSync(join(directory, name)) }))
    .sort((a, b) => a.stat.mtimeMs - b.stat.mtimeMs)
    .map(({ name, stat }) => ({ name, bytes: stat.size }));
}

function trim(held: { name: string; bytes: number }[], bytesMax: number, forget: (name: string) => void): void {
  let total = held.reduce((sum, { bytes }) => sum + bytes, 0);
  for (const { name, bytes } of held.slice(0, -1)) {
    if (total <= bytesMax) return;
    forget(name);
    total -= bytes;
  }
}
