import { join } from 'node:path';
import { createCanvas, registerFont } from 'canvas';
import { measureInk, probeSize } from '../../../adapters/charts/child/font-ink.ts';
import { shippedFonts } from '../../../adapters/charts/shipped-fonts.ts';

/** Prints the entries of `shipped-ink.ts`. Run with `FONTCONFIG_FILE=fonts/fonts.conf`, and look at a chart before you keep them. */
const faces = shippedFonts.flatMap(({ alias, faces }) => faces.map(face => ({ alias, ...face })));
for (const { alias, file, weight } of faces) {
  registerFont(join(import.meta.dirname, '../../../fonts', file), { family: alias, weight });
}
const context = createCanvas(probeSize.width, probeSize.height).getContext('2d');
for (const { alias, file, weight } of faces) {
  const { width, letters } = measureInk(context, alias, weight);
  console.log(`  '${file}': { width: ${width}, letters: '${letters}' },`);
}
