/** Columns that text takes in a fixed-width face: 2 for East Asian wide characters and emoji, 0 for what combines. */

const ascii = /^[\x20-\x7e]*$/;
const zeroWidth = /^[\p{M}\p{Cf}]/u;
const emoji = /\p{Emoji_Presentation}|\ufe0f/u;
const wide =
  /^[\u1100-\u115f\u2e80-\u303e\u3041-\u33ff\u3400-\u4dbf\u4e00-\ua4cf\ua960-\ua97f\uac00-\ud7a3\uf900-\ufaff\ufe30-\ufe6f\uff00-\uff60\uffe0-\uffe6\u{1f300}-\u{1f64f}\u{1f900}-\u{1f9ff}\u{20000}-\u{3fffd}]/u;
const graphemes = new Intl.Segmenter('en', { granularity: 'grapheme' });

function graphemeWidth(grapheme: string): number {
  if (zeroWidth.test(grapheme)) return 0;
  return wide.test(grapheme) || emoji.test(grapheme) ? 2 : 1;
}

/** Width of one line of clean text. */
export function displayWidth(line: string): number {
  if (ascii.test(line)) return line.length;
  let width = 0;
  for (const { segment } of graphemes.segment(line)) width += graphemeWidth(segment);
  return width;
}

/** The line filled with spaces to `width` columns, so that it stands left or right; a wider one is returned as it is. */
export function align(line: string, width: number, side: 'left' | 'right' = 'left'): string {
  const fill = ' '.repeat(Math.max(0, width - displayWidth(line)));
  return side === 'left' ? line + fill : fill + line;
}

/**
 * The line cut into pieces of at most `width` columns (at least 2), at spaces where there are any in the last
 * third, never inside a grapheme. The pieces joined are the line, but for the spaces at the cuts.
 */
export function wrap(line: string, width: number): string[] {
  if (displayWidth(line) <= width) return [line];
  const pieces: string[] = [];
  let piece = '';
  let taken = 0;
  for (const { segment } of graphemes.segment(line)) {
    const segmentWidth = graphemeWidth(segment);
    if (taken + segmentWidth > width && piece !== '') {
      const space = segment === ' ' ? piece.length : piece.lastIndexOf(' ');
      const cut = space > (piece.length * 2) / 3 ? space : piece.length;
      pieces.push(piece.slice(0, cut).trimEnd());
      piece = piece.slice(cut).trimStart();
      taken = displayWidth(piece);
    }
    if (piece === '' && segment === ' ' && pieces.length > 0) continue;
    piece += segment;
    taken += segmentWidth;
  }
  return piece === '' ? pieces : [...pieces, piece];
}
