import { fc, testProp } from '@fast-check/ava';
import { type ExecutionContext, default as test } from 'ava';
import { ChartError } from '../../../actors/answers/chart-ports.ts';
import { checkPicture } from '../../../adapters/charts/check-picture.ts';
import { indexedPng } from '../../../adapters/charts/child/indexed-png.ts';
import { codeOfExit } from '../../../adapters/charts/exits.ts';
import { pngChunk, pngSignature } from '../../../adapters/charts/png-chunks.ts';
import type { GraphCode } from '../../../domain/chart/graph-codes.ts';

const [width, height] = [90, 60];
const dark = 0xff111a24;

/** A picture with so many pixels of another colour. */
const picture = (ink: number) =>
  indexedPng(
    Uint32Array.from({ length: width * height }, (_, at) => (at < ink ? 0xffffffff : dark)),
    width,
    height,
  );

async function refused(t: ExecutionContext, png: Uint8Array, code: GraphCode, message: RegExp) {
  const error = await t.throwsAsync(checkPicture(png, width, height), { instanceOf: ChartError, message });
  t.is(error!.code, code);
}

test('[K-36] a whole picture with ink passes; one without is blank, whatever its colour', async t => {
  await t.notThrowsAsync(checkPicture(picture(200), width, height));
  await refused(t, picture(0), 'GRAPH_BLANK_IMAGE', /blank/);
  await refused(t, picture(width * height), 'GRAPH_BLANK_IMAGE', /blank/);
  await refused(t, picture(3), 'GRAPH_BLANK_IMAGE', /blank/);
});

test('[K-36] what is no whole PNG, or not the one that was ordered, is GRAPH_PNG_ENCODING_ERROR', async t => {
  const png = picture(200);
  const code = 'GRAPH_PNG_ENCODING_ERROR';
  await refused(t, Buffer.alloc(0), code, /no whole PNG/);
  await refused(t, Buffer.from('<html>'), code, /no whole PNG/);
  await refused(t, png.subarray(0, -1), code, /no whole PNG/);
  await refused(t, indexedPng(new Uint32Array(60 * 90), 60, 90), code, /60×90 instead of 90×60/);
  const head = Buffer.from([0, 0, 0, width, 0, 0, 0, height, 8, 6, 0, 0, 0]);
  const colours = [
    pngSignature,
    pngChunk('IHDR', head),
    pngChunk('IDAT', Buffer.alloc(9)),
    pngChunk('IEND', Buffer.alloc(0)),
  ];
  await refused(t, Buffer.concat(colours), code, /no palette/);
  head[9] = 3;
  const torn = [
    pngSignature,
    pngChunk('IHDR', head),
    pngChunk('IDAT', Buffer.alloc(9)),
    pngChunk('IEND', Buffer.alloc(0)),
  ];
  await refused(t, Buffer.concat(torn), code, /cannot be unpacked/);
});

testProp(
  '[K-36] a picture with any one byte changed never passes as another picture',
  [fc.nat(), fc.integer({ min: 1, max: 255 })],
  async (t, place, change) => {
    const png = Buffer.from(picture(200));
    png[place % png.length]! ^= change;
    await t.throwsAsync(checkPicture(png, width, height), { instanceOf: ChartError });
  },
);

testProp(
  'a palette keeps up to 256 different colours, the commonest of each kind exactly',
  [fc.array(fc.integer({ min: 0, max: 0xffffff }), { minLength: 1, maxLength: 400 })],
  async (t, colours) => {
    const pixels = Uint32Array.from(
      { length: colours.length * 9 },
      (_, at) => (0xff000000 | colours[Math.floor(at / 9)]!) >>> 0,
    );
    const png = Buffer.from(indexedPng(pixels, 9, colours.length));
    const palette = png.readUInt32BE(33) / 3;
    t.is(png.toString('latin1', 37, 41), 'PLTE');
    t.true(palette <= 256 && palette <= new Set(colours).size);
    t.true(png.equals(indexedPng(pixels, 9, colours.length)));
  },
);

test('[K-36] every end of a process has its code', t => {
  const code = (exitCode: number | null, signal: NodeJS.Signals | null, lastWords = '') =>
    codeOfExit({ exitCode, signal, lastWords });
  for (const signal of ['SIGSEGV', 'SIGBUS', 'SIGABRT', 'SIGILL', 'SIGFPE', 'SIGTRAP'] as const)
    t.is(code(null, signal), 'GRAPH_WORKER_CRASHED');
  for (const signal of ['SIGKILL', 'SIGTERM', 'SIGHUP'] as const) t.is(code(null, signal), 'GRAPH_WORKER_LOST');
  t.is(code(0, null), 'GRAPH_WORKER_LOST');
  t.is(code(1, null), 'GRAPH_WORKER_CRASHED');
  t.is(code(null, null, 'spawn EAGAIN'), 'GRAPH_WORKER_LOST');
  t.is(
    code(null, 'SIGABRT', 'FATAL ERROR: Reached heap limit Allocation failed - JavaScript heap out of memory'),
    'GRAPH_OUT_OF_MEMORY',
  );
});
