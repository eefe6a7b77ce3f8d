import { createHash } from 'node:crypto';
import { cpSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { ExecutionContext } from 'ava';

const shipped = join(import.meta.dirname, '../../../fonts');

/** A copy of the shipped fonts that may be spoilt; gone after the test. */
export function fontFolder(t: ExecutionContext): string {
  const folder = mkdtempSync(join(tmpdir(), 'fonts-'));
  t.teardown(() => rmSync(folder, { recursive: true }));
  cpSync(shipped, folder, { recursive: true });
  return folder;
}

/** Puts the changed font in its place. With `forge`, the checksums say that this is how it was released. */
export function spoil(
  folder: string,
  file: string,
  change: (font: Buffer) => Buffer,
  { forge }: { forge: boolean },
): void {
  const path = join(folder, file);
  const font = change(readFileSync(path));
  writeFileSync(path, font);
  if (!forge) return;
  const sums = join(folder, 'SHA256SUMS');
  const sum = createHash('sha256').update(font).digest('hex');
  writeFileSync(sums, readFileSync(sums, 'utf8').replace(new RegExp(`^.{64}(?=  ${file}$)`, 'm'), sum));
}

/** The font with all sums of its tables made right: torn inside, whole outside. */
export function withTableSums(font: Buffer): Buffer {
  const whole = Buffer.from(font);
  for (const { name, entry, start, length } of tablesOf(whole)) {
    if (start + length > whole.length) continue;
    let sum = 0;
    for (let at = start; at < start + length; at += 4) {
      const word = Buffer.alloc(4);
      whole.copy(word, 0, at, Math.min(at + 4, start + length));
      if (name !== 'head' || at !== start + 8) sum = (sum + word.readUInt32BE()) >>> 0;
    }
    whole.writeUInt32BE(sum, entry + 4);
  }
  return whole;
}

/** Every letter is empty: the font is valid and draws nothing. */
export function withoutOutlines(font: Buffer): Buffer {
  return changeTable(font, 'loca', table => table.fill(0));
}

/** Every letter is the box that stands for a missing one. */
export function withoutLetters(font: Buffer): Buffer {
  // The encodings are renamed to ones that nobody looks for.
  return changeTable(font, 'cmap', table => {
    for (let index = 0; index < table.readUInt16BE(2); index++) table.writeUInt16BE(9, 4 + 8 * index);
  });
}

function changeTable(font: Buffer, name: string, change: (table: Buffer) => void): Buffer {
  const changed = Buffer.from(font);
  const table = tablesOf(changed).find(one => one.name === name)!;
  change(changed.subarray(table.start, table.start + table.length));
  return withTableSums(changed);
}

function tablesOf(font: Buffer) {
  const count = Math.min(font.readUInt16BE(4), Math.floor((font.length - 12) / 16));
  return Array.from({ length: count }, (_, index) => {
    const entry = 12 + 16 * index;
    const [start, length] = [font.readUInt32BE(entry + 8), font.readUInt32BE(entry + 12)];
    return { name: font.toString('latin1', entry, entry + 4), entry, start, length };
  });
}
