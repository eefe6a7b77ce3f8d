/**
 * What both shipped font families have letters for, each alone: Latin, Greek, Cyrillic, punctuation, currencies,
 * letter-like signs. `test/domain/chart/drawable-text.test.ts` looks each of them up in the fonts.
 */
const drawn =
  /[\u0020-\u007e\u00a1-\u00ac\u00ae-\u024f\u0370-\u0377\u037a-\u037f\u0384-\u038a\u038c\u038e-\u03a1\u03a3-\u03e1\u0400-\u0482\u048a-\u0525\u1e00-\u1efb\u2010-\u2015\u2018-\u2022\u2026\u2030-\u203a\u20a0-\u20b5\u2116\u2122]/u;
/** Joiners, marks and controls: left out without a trace. */
const unseen = /[\p{Cc}\p{Cf}\p{Mn}\p{Me}]/u;

/** The text with a `?` for every letter that the fonts do not have: a chart never shows the boxes that stand for one. */
export function drawableText(text: string): string {
  let drawable = '';
  for (const letter of text.normalize('NFC')) {
    if (drawn.test(letter)) drawable += letter;
    else if (/\s/u.test(letter)) drawable += ' ';
    else if (!unseen.test(letter)) drawable += '?';
  }
  return drawable;
}

/** At most `max` letters; the middle is left out, because names of hosts differ at their ends. */
export function shortened(text: string, max: number): string {
  const letters = [...text];
  if (letters.length <= max) return text;
  const head = Math.ceil((max - 1) / 2);
  return `${letters.slice(0, head).join('').trimEnd()}…${letters
    .slice(letters.length - (max - 1 - head))
    .join('')
    .trimStart()}`;
}
