import { availableParallelism } from 'node:os';
import { type ExecutionContext, default as test } from 'ava';
import { ChartError } from '../../../actors/answers/chart-ports.ts';
import { fontFilesFault } from '../../../adapters/charts/child/font-files.ts';
import { chartsDefaults } from '../../../adapters/charts/options.ts';
import { shippedFonts } from '../../../adapters/charts/shipped-fonts.ts';
import { fontFolder, spoil, withTableSums } from './font-folder.ts';
import { poolOf } from './pools.ts';

/** `npm run test:fonts` tries a thousand. */
const corruptions = Number(process.env.BINNACLE_FONT_CORRUPTIONS ?? 60);
const seed = Number(process.env.BINNACLE_FONT_SEED ?? 1);

/** As a disk, a copy or a hostile hand may leave it; how deep the corruption goes before it is noticed. */
const depths = {
  'checksums as released': (fontsDirectory: string, file: string, change: (font: Buffer) => Buffer) =>
    spoil(fontsDirectory, file, change, { forge: false }),
  'checksums forged': (fontsDirectory: string, file: string, change: (font: Buffer) => Buffer) =>
    spoil(fontsDirectory, file, change, { forge: true }),
  'all sums forged': (fontsDirectory: string, file: string, change: (font: Buffer) => Buffer) =>
    spoil(fontsDirectory, file, font => withTableSums(change(font)), { forge: true }),
};

test.serial(
  `[K-31] [K-42] ${corruptions} random corruptions of a font are each noticed or harmless, and never more`,
  async t => {
    t.timeout(30 * 60_000);
    const numbers = Array.from({ length: corruptions }, (_, index) => index);
    const tally = new Map<string, number>();
    const worker = async () => {
      for (let number = numbers.shift(); number !== undefined; number = numbers.shift()) {
        const what = await corruptOnce(t, number);
        tally.set(what, (tally.get(what) ?? 0) + 1);
      }
    };
    await Promise.all(Array.from({ length: Math.min(2, availableParallelism()) }, worker));
    for (const [what, count] of [...tally].sort()) t.log(`${count} × ${what}`);
    t.is(
      [...tally.values()].reduce((sum, count) => sum + count, 0),
      corruptions,
    );
  },
);

async function corruptOnce(t: ExecutionContext, number: number): Promise<string> {
  const random = randomFrom(seed * 1_000_003 + number);
  const depth = (Object.keys(depths) as (keyof typeof depths)[])[number % 3]!;
  const family = shippedFonts[Math.floor(random() * 2)]!;
  const { file } = family.faces[Math.floor(random() * 2)]!;
  const fontsDirectory = fontFolder(t);
  depths[depth](fontsDirectory, file, font => corrupted(font, random));
  const label = `${depth}, seed ${seed}, number ${number}, ${file}`;
  if (depth === 'checksums as released') {
    // Noticed before anything native opens it: no process is needed to see that.
    t.is(fontFilesFault(fontsDirectory, family)?.code, 'GRAPH_FONT_CHECKSUM', label);
    return `${depth}: GRAPH_FONT_CHECKSUM`;
  }
  const { pool, draw } = poolOf(t, { fontsDirectory, childModule: chartsDefaults.childModule });
  const outcome = await draw('CPU').then(
    () => pool.status().cause ?? 'harmless',
    cause => {
      // A glyph that no probe draws may still end the process: then it is a crash with a code, not a crash of ours.
      t.true(cause instanceof ChartError, `${label}: ${cause}`);
      return `refused with ${(cause as ChartError).code}`;
    },
  );
  t.regex(
    outcome,
    /^harmless$|^GRAPH_FONT_(PARSE|GLYPHS)$|^refused with GRAPH_(WORKER_CRASHED|BACKEND_ERROR|RENDER_TIMEOUT|OUT_OF_MEMORY)$/,
    label,
  );
  t.is(pool.status().busySlots, 0, label);
  await pool.close();
  return `${depth}: ${outcome}`;
}

/** 1 to 2,000 bytes changed, at random places or in a stretch; or the end cut off. */
function corrupted(font: Buffer, random: () => number): Buffer {
  const kind = random();
  if (kind < 0.1) return font.subarray(0, Math.floor(random() * font.length));
  const count = Math.ceil(random() ** 3 * 2000);
  const start = Math.floor(random() * font.length);
  for (let index = 0; index < count; index++) {
    const place = kind < 0.4 ? (start + index) % font.length : Math.floor(random() * font.length);
    font[place] = font[place]! ^ (1 + Math.floor(random() * 255));
  }
  return font;
}

/** Mulberry32: the same numbers for the same seed. */
function randomFrom(start: number): () => number {
  let state = start;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}
