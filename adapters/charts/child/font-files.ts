import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { FontFault } from '../protocol.ts';
import type { FontFamily } from '../shipped-fonts.ts';
import { sfntFault } from './sfnt.ts';

/**
 * What is wrong with the files of a family, before anything native opens them: missing, other than the checksum
 * says, or no font. `undefined` when nothing is.
 */
export function fontFilesFault(directory: string, { faces }: FontFamily): FontFault | undefined {
  const sums = readOrFault(directory, 'SHA256SUMS');
  if ('code' in sums) return sums;
  const sumOf = new Map(
    sums
      .toString('utf8')
      .split('\n')
      .map(line => [line.slice(66).trim(), line.slice(0, 64)]),
  );
  for (const { file } of faces) {
    const font = readOrFault(directory, file);
    if ('code' in font) return font;
    const sum = createHash('sha256').update(font).digest('hex');
    if (sumOf.get(file) !== sum) return { code: 'GRAPH_FONT_CHECKSUM', detail: `${file} is not what SHA256SUMS says` };
    const fault = sfntFault(font);
    if (fault !== undefined) return { code: 'GRAPH_FONT_PARSE', detail: `${file}: ${fault}` };
  }
  return undefined;
}

function readOrFault(directory: string, file: string): Buffer | FontFault {
  try {
    return readFileSync(join(directory, file));
  } catch (cause) {
    return { code: 'GRAPH_FONT_MISSING', detail: `${file}: ${(cause as Error).message}` };
  }
}
