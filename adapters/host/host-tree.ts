import { readdirSync, readFileSync, readlinkSync } from 'node:fs';
import { access, open, readdir } from 'node:fs/promises';
import { join } from 'node:path';

/**
 * The files in which a Linux machine tells of itself, below one root (`/`, or a recorded tree).
 *
 * Whatever the system refuses (no such file, no permission, a sensor that does not answer) is undefined or
 * empty: the reading then says what is missing. Any other error is a bug and is thrown.
 */
export interface HostTree {
  /** The beginning of a file, as UTF-8, at most `bytesMax`. */
  text(path: string, bytesMax?: number): Promise<string | undefined>;
  /** The same, as it is. */
  bytes(path: string): Promise<Buffer | undefined>;
  /** A short file, trimmed; undefined when empty too. */
  word(path: string): Promise<string | undefined>;
  /** A whole number in a file of its own. */
  number(path: string): Promise<number | undefined>;
  /** Names in a directory, sorted as people count (`hwmon2` before `hwmon10`). */
  entries(path: string): Promise<string[]>;
  exists(path: string): Promise<boolean>;
  /** At once, for many small files of /proc: a turn of the loop for each would cost more than the read. */
  textNow(path: string): string | undefined;
  linkNow(path: string): string | Refused;
  entriesNow(path: string): string[] | Refused;
}

/** The system's word for why it did not give something: `ENOENT`, `EACCES`, … */
export interface Refused {
  refused: string;
}

const wordBytesMax = 4096;
const chunkBytes = 64 * 1024;

export function hostTree(root: string, fileBytesMax: number): HostTree {
  const at = (path: string) => join(root, path);
  const text = (path: string, bytesMax = fileBytesMax) => given(readStart(at(path), bytesMax).then(String));
  const word = async (path: string) => (await text(path, wordBytesMax))?.replaceAll('\0', ' ').trim() || undefined;
  return {
    text,
    bytes: path => given(readStart(at(path), fileBytesMax)),
    word,
    async number(path) {
      const written = await word(path);
      return written !== undefined && /^-?\d+$/.test(written) ? Number(written) : undefined;
    },
    async entries(path) {
      const names = (await given(readdir(at(path)))) ?? [];
      return names.sort((one, other) => one.localeCompare(other, 'en', { numeric: true }));
    },
    exists: async path => (await given(access(at(path)).then(() => true))) === true,
    textNow(path) {
      const text = orRefused(() => readFileSync(at(path), 'utf8'));
      return typeof text === 'string' ? text : undefined;
    },
    linkNow: path => orRefused(() => readlinkSync(at(path))),
    entriesNow: path => orRefused(() => readdirSync(at(path))),
  };
}

/** Files of /proc have no size: they are read until they end or the bound is reached. */
async function readStart(path: string, bytesMax: number): Promise<Buffer> {
  await using file = await open(path);
  const chunks: Buffer[] = [];
  let total = 0;
  while (total < bytesMax) {
    const wanted = Math.min(chunkBytes, bytesMax - total);
    const { bytesRead, buffer } = await file.read(Buffer.allocUnsafe(wanted), 0, wanted);
    if (bytesRead === 0) break;
    chunks.push(buffer.subarray(0, bytesRead));
    total += bytesRead;
  }
  return Buffer.concat(chunks, total);
}

async function given<Value>(reading: Promise<Value>): Promise<Value | undefined> {
  try {
    return await reading;
  } catch (cause) {
    refusedWith(cause);
    return undefined;
  }
}

function orRefused<Value>(read: () => Value): Value | Refused {
  try {
    return read();
  } catch (cause) {
    return { refused: refusedWith(cause) };
  }
}

/** The code of an error of the operating system. @throws any other error. */
function refusedWith(cause: unknown): string {
  if (cause instanceof Error && 'syscall' in cause && 'code' in cause) return String(cause.code);
  throw cause;
}
