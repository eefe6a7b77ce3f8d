import { closeSync, existsSync, writeFileSync } from 'node:fs';
import { drawChart, encodeDrawing } from '../../../adapters/charts/child/draw-chart.ts';
import { preflight, usableFamilies } from '../../../adapters/charts/child/preflight.ts';
import { type Drawing, serveDrawings } from '../../../adapters/charts/child/serve-drawings.ts';
import type { ChartSpec } from '../../../domain/chart/spec.ts';

/**
 * A drawing process that does what the title of a chart says it shall suffer, and draws every other chart as the
 * real one does. `once <fault>` is suffered by one process alone: the subtitle names the file that remembers it.
 */
const faults: Record<string, (spec: ChartSpec, font: string) => Drawing> = {
  abort: () => process.abort(),
  segfault: () => dieOf('SIGSEGV'),
  leave: () => process.exit(0),
  fail: () => process.exit(3),
  'be ended': () => dieOf('SIGKILL'),
  'hang up': () => {
    // The channel itself: a polite goodbye would wait for the next turn of the loop.
    closeSync(3);
    return hang();
  },
  hang: () => hang(),
  'eat memory': () => eat(),
  'eat heap': () => eatHeap(),
  throw: () => {
    throw new Error('the canvas is torn');
  },
  blank: (spec, font) => {
    const drawing = drawChart(spec, font);
    return { ...drawing, pixels: drawing.pixels.fill(0xff112233) };
  },
  'wrong size': (spec, font) => ({ ...drawChart({ ...spec, size: { ...spec.size, ratio: 1 } }, font) }),
  'refuse to encode': (spec, font) => ({ ...drawChart(spec, font), height: -1 }),
  slow: (spec, font) => {
    Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 400);
    return drawChart(spec, font);
  },
};

await serveDrawings(async () => ({
  preflight(orders, tryOut) {
    const fonts = preflight(orders, tryOut);
    return { fonts, font: usableFamilies(fonts) };
  },
  draw(spec, font) {
    const [, once, name = ''] = /^(once )?(.*)$/.exec(spec.title) ?? [];
    if (once !== undefined) {
      if (existsSync(spec.subtitle)) return drawChart(spec, font);
      writeFileSync(spec.subtitle, '');
    }
    return (faults[name] ?? drawChart)(spec, font);
  },
  encode: encodeDrawing,
}));

function dieOf(signal: NodeJS.Signals): never {
  process.kill(process.pid, signal);
  return hang();
}

function hang(): never {
  for (;;) Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 1000);
}

/** Outside of V8's heap, and really used. */
function eat(): never {
  const kept: Buffer[] = [];
  for (;;) {
    kept.push(Buffer.alloc(8 * 1024 ** 2, 1));
    Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 5);
  }
}

function eatHeap(): never {
  const kept: object[] = [];
  for (;;) kept.push({ kept: new Array(100).fill(kept.length) });
}
