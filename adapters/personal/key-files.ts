import { createCipheriv, createDecipheriv, randomBytes } from 'node:crypto';
import { closeSync, fsyncSync, mkdirSync, openSync, readFileSync, renameSync, rmSync, writeSync } from 'node:fs';
import { join } from 'node:path';
import { deflateRawSync, inflateRawSync } from 'node:zlib';
import type { KeyRing, Subject } from '../../domain/personal/seal.ts';

/** A ring that can also destroy. */
export interface Keys extends KeyRing {
  /** Overwrites and removes the key, synced; what was sealed with it is gone. Whether there was one. */
  destroy(subject: Subject): boolean;
  /** Forgets what it has read: another thread, or somebody else, has destroyed a key. */
  reload(): void;
}

const [keyBytes, ivBytes, tagBytes] = [32, 12, 16];
/** To compress a shorter text takes longer than to write it. */
const compressFrom = 4096;
/** Keys kept at hand; the one read longest ago goes first. */
const keptMax = 10_000;

/** Keys in files of a directory. Every method works at once: a key is made once a person. */
export function keyFiles(directory: string): Keys {
  const kept = new Map<Subject, Buffer>();
  const pathOf = (subject: Subject) => join(directory, `${subject.replace(':', '_')}.key`);

  function keep(subject: Subject, key: Buffer): Buffer {
    if (kept.size >= keptMax) kept.delete(kept.keys().next().value!);
    kept.set(subject, key);
    return key;
  }

  function keyOf(subject: Subject): Buffer | undefined {
    const known = kept.get(subject);
    if (known !== undefined) return known;
    const found = readIfThere(pathOf(subject));
    return found === undefined ? undefined : keep(subject, found);
  }

  function made(subject: Subject): Buffer {
    mkdirSync(directory, { recursive: true, mode: 0o700 });
    const key = randomBytes(keyBytes);
    writeSynced(`${pathOf(subject)}.tmp`, key);
    renameSync(`${pathOf(subject)}.tmp`, pathOf(subject));
    syncDirectory(directory);
    return keep(subject, key);
  }

  return {
    seal: (subject, about, text) => sealWith(keyOf(subject) ?? made(subject), about, text),
    open(subject, about, sealed) {
      const key = keyOf(subject);
      return key === undefined ? undefined : openWith(key, about, sealed);
    },
    destroy(subject) {
      kept.delete(subject);
      const path = pathOf(subject);
      if (readIfThere(path) === undefined) return false;
      writeSynced(path, randomBytes(keyBytes), 'r+');
      rmSync(path);
      syncDirectory(directory);
      return true;
    },
    reload: () => kept.clear(),
  };
}

function sealWith(key: Buffer, about: string, text: string): string {
  const plain = Buffer.from(text);
  const packed = plain.length < compressFrom ? plain : deflateRawSync(plain, { level: 1 });
  const iv = randomBytes(ivBytes);
  const cipher = createCipheriv('aes-256-gcm', key, iv).setAAD(Buffer.from(about));
  const parts = [iv, cipher.update(packed), cipher.final(), cipher.getAuthTag()];
  return `${packed === plain ? 'p' : 'd'}${Buffer.concat(parts).toString('base64')}`;
}

/** None also for what was sealed with a key that came before this one. */
function openWith(key: Buffer, about: string, sealed: string): string | undefined {
  const bytes = Buffer.from(sealed.slice(1), 'base64');
  if (bytes.length < ivBytes + tagBytes) return undefined;
  const decipher = createDecipheriv('aes-256-gcm', key, bytes.subarray(0, ivBytes)).setAAD(Buffer.from(about));
  decipher.setAuthTag(bytes.subarray(-tagBytes));
  try {
    const packed = Buffer.concat([decipher.update(bytes.subarray(ivBytes, -tagBytes)), decipher.final()]);
    return (sealed[0] === 'd' ? inflateRawSync(packed) : packed).toString();
  } catch {
    return undefined; // The cipher's way of saying that it is not of this key.
  }
}

function readIfThere(path: string): Buffer | undefined {
  try {
    const key = readFileSync(path);
    if (key.length !== keyBytes) throw new Error(`${path} is no key: restore it from a backup, or remove it`);
    return key;
  } catch (cause) {
    if ((cause as NodeJS.ErrnoException).code === 'ENOENT') return undefined;
    throw cause;
  }
}

function writeSynced(path: string, bytes: Buffer, flags = 'w'): void {
  const file = openSync(path, flags, 0o600);
  try {
    writeSync(file, bytes, 0, bytes.length, 0);
    fsyncSync(file);
  } finally {
    closeSync(file);
  }
}

function syncDirectory(path: string): void {
  const folder = openSync(path, 'r');
  try {
    fsyncSync(folder);
  } finally {
    closeSync(folder);
  }
}
