import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { drawingPool } from '../../../adapters/charts/charts.ts';
import { gallery } from './gallery.ts';

/** Draws every chart of the gallery, at both steps, into the folder that is named: to be looked at by a person. */
const [folder = '.'] = process.argv.slice(2);
const pool = drawingPool({ tell: report => report.type === 'child_ended' && console.error(report) });
for (const [name, spec] of Object.entries(gallery)) {
  for (const step of ['full', 'smaller'] as const) {
    const { png, width, height, renderMs } = await pool.draw(spec, { step });
    const path = join(folder, `${name.replaceAll(' ', '-')}-${step}.png`);
    writeFileSync(path, png);
    console.log(`${path}  ${width}×${height}  ${png.length} bytes  ${renderMs} ms`);
  }
}
await pool.close();
