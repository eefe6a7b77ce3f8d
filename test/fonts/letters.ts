import { readFileSync } from 'node:fs';
import { join } from 'node:path';

const folder = join(import.meta.dirname, '../../fonts');

/** The code points of a shipped font that have a glyph of their own, by its `cmap`. */
export function lettersOf(file: string): Set<number> {
  const font = readFileSync(join(folder, file));
  const cmap = tableOf(font, 'cmap');
  const found = new Set<number>();
  for (let index = 0; index < font.readUInt16BE(cmap + 2); index++) {
    const table = cmap + font.readUInt32BE(cmap + 8 + 8 * index);
    if (font.readUInt16BE(table) === 4) for (const code of format4(font, table)) found.add(code);
  }
  return found;
}

function tableOf(font: Buffer, name: string): number {
  for (let index = 0; index < font.readUInt16BE(4); index++) {
    const entry = 12 + 16 * index;
    if (font.toString('latin1', entry, entry + 4) === name) return font.readUInt32BE(entry + 8);
  }
  throw new Error(`no table ${name}`);
}

/** Segments of code points up to U+FFFF; glyph 0 is the box that stands for a missing one. */
function* format4(font: Buffer, table: number): Generator<number> {
  const segments = font.readUInt16BE(table + 6) / 2;
  for (let index = 0; index < segments; index++) {
    const end = font.readUInt16BE(table + 14 + 2 * index);
    const start = font.readUInt16BE(table + 16 + 2 * (segments + index));
    const delta = font.readUInt16BE(table + 16 + 2 * (2 * segments + index));
    const place = table + 16 + 2 * (3 * segments + index);
    const offset = font.readUInt16BE(place);
    for (let code = start; code <= end && code < 0xffff; code++) {
      const glyph = offset === 0 ? (code + delta) & 0xffff : font.readUInt16BE(place + offset + 2 * (code - start));
      if (glyph !== 0) yield code;
    }
  }
}
