import { join } from 'node:path';
import { createCanvas, registerFont } from 'canvas';
// @ts-expect-error The build that loads in a fifth of the time comes without types.
import { init, setPlatformAPI } from 'echarts/dist/echarts.esm.min.mjs';
import { indexedPng } from '../../../adapters/charts/child/indexed-png.ts';

/** The least that the same libraries can do: options that were made before, a canvas for each, the same encoding. */

const fonts = join(import.meta.dirname, '../../../fonts');
registerFont(join(fonts, 'NotoSans-Regular.ttf'), { family: 'Bare' });
registerFont(join(fonts, 'NotoSans-Bold.ttf'), { family: 'Bare', weight: 'bold' });
const ruler = createCanvas(8, 8);
setPlatformAPI({ createCanvas: () => ruler });

const [width, height, ratio] = [450, 225, 2];

function draw(option: object): number {
  const canvas = createCanvas(width * ratio, height * ratio);
  const chart = init(canvas, null, { width, height, devicePixelRatio: ratio });
  chart.setOption(option);
  const raw = canvas.toBuffer('raw');
  const png = indexedPng(new Uint32Array(raw.buffer, raw.byteOffset, raw.length / 4), canvas.width, canvas.height);
  chart.dispose();
  return png.length;
}

process.on('message', async (options: object[]) => {
  const times: number[] = [];
  for (const option of options) {
    const began = performance.now();
    draw(option);
    times.push(performance.now() - began);
    // Without a turn of the loop nothing is freed.
    await new Promise(setImmediate);
  }
  process.send?.(times);
});
process.on('disconnect', () => process.exit());
