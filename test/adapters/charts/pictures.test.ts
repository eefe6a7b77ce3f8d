import { inflateSync } from 'node:zlib';
import { default as test } from 'ava';
import { chartsDefaults } from '../../../adapters/charts/options.ts';
import { pngChunks } from '../../../adapters/charts/png-chunks.ts';
import { gallery } from './gallery.ts';
import { poolOf } from './pools.ts';

const { childModule } = chartsDefaults;

test.serial('[K-28] every chart of the gallery is the same bytes in two processes', async t => {
  const [one, other] = [poolOf(t, { childModule }), poolOf(t, { childModule })];
  const names = Object.keys(gallery);
  const sums = new Map<string, string>();
  for (const name of names) sums.set(name, (await one.pool.draw(gallery[name]!, { step: 'full' })).sha256);
  // In the other order: what was drawn before leaves no trace.
  for (const name of names.reverse()) {
    t.is((await other.pool.draw(gallery[name]!, { step: 'full' })).sha256, sums.get(name)!, name);
  }
  t.is(new Set(sums.values()).size, names.length);
});

test.serial('nothing in the charts of the gallery reaches the edge of the picture, where it would be cut', async t => {
  const { pool } = poolOf(t, { childModule });
  for (const [name, spec] of Object.entries(gallery)) {
    for (const step of ['full', 'smaller'] as const) {
      const { png, width, height } = await pool.draw(spec, { step });
      const { at } = pixelsOf(png, width);
      const background = at(0, 0);
      const edge = 2;
      const inked: string[] = [];
      for (let y = 0; y < height; y++) {
        for (let x = 0; x < width; x++) {
          const isEdge = x < edge || y < edge || x >= width - edge || y >= height - edge;
          if (isEdge && at(x, y) !== background) inked.push(`${x},${y}`);
        }
      }
      t.deepEqual(inked.slice(0, 5), [], `${name}, ${step}`);
    }
  }
});

function pixelsOf(png: Uint8Array, width: number) {
  const chunks = pngChunks(Buffer.from(png))!;
  const rows = inflateSync(chunks.find(({ name }) => name === 'IDAT')!.data);
  return { at: (x: number, y: number) => rows[y * (width + 1) + 1 + x]! };
}
