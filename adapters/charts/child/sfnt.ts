/**
 * What is wrong with the frame of a TrueType file, in words; `undefined` when nothing is. Tables must be there, lie
 * within the file and have the sums it names for them: the library that draws is not asked about a torn file.
 */
export function sfntFault(font: Buffer): string | undefined {
  if (font.length < 12 || font.readUInt32BE(0) !== 0x00010000) return 'it is no TrueType file';
  const count = font.readUInt16BE(4);
  if (count < required.length || count > 64 || 12 + 16 * count > font.length) return 'its list of tables is torn';
  const seen = new Map<string, Buffer>();
  for (let entry = 12; entry < 12 + 16 * count; entry += 16) {
    const name = font.toString('latin1', entry, entry + 4);
    const [sum, start, length] = [4, 8, 12].map(offset => font.readUInt32BE(entry + offset)) as [
      number,
      number,
      number,
    ];
    if (start + length > font.length) return `its table ${name} is cut off`;
    const table = font.subarray(start, start + length);
    if (sumOf(table, name) !== sum) return `its table ${name} has another sum than it says`;
    seen.set(name, table);
  }
  const missing = required.find(name => !seen.has(name));
  return missing === undefined ? glyphFault(seen) : `its table ${missing} is missing`;
}

const required = ['cmap', 'glyf', 'head', 'hhea', 'hmtx', 'loca', 'maxp', 'name'] as const;

/** Every glyph must lie within the table of glyphs. */
function glyphFault(tables: ReadonlyMap<string, Buffer>): string | undefined {
  const [head, maxp, loca, glyf] = ['head', 'maxp', 'loca', 'glyf'].map(name => tables.get(name)!) as [
    Buffer,
    Buffer,
    Buffer,
    Buffer,
  ];
  if (head.length < 54 || maxp.length < 6) return 'its head is cut off';
  const isLong = head.readInt16BE(50) === 1;
  const glyphs = maxp.readUInt16BE(4);
  if (loca.length < (glyphs + 1) * (isLong ? 4 : 2)) return 'its list of glyphs is cut off';
  let last = 0;
  for (let index = 0; index <= glyphs; index++) {
    const place = isLong ? loca.readUInt32BE(4 * index) : 2 * loca.readUInt16BE(2 * index);
    if (place < last || place > glyf.length) return `its glyph ${index} lies outside`;
    last = place;
  }
  return undefined;
}

/** The sum of all 32-bit words; `head` without the word that makes up for the whole file. */
function sumOf(table: Buffer, name: string): number {
  let sum = 0;
  const whole = table.length & ~3;
  for (let at = 0; at < whole; at += 4) sum = (sum + table.readUInt32BE(at)) | 0;
  if (whole < table.length)
    sum = (sum + table.readUIntBE(whole, table.length - whole) * 256 ** (4 - table.length + whole)) | 0;
  if (name === 'head' && table.length >= 12) sum = (sum - table.readUInt32BE(8)) | 0;
  return sum >>> 0;
}
