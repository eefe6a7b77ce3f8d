import { readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { default as test } from 'ava';
import { chartsDefaults } from '../../../adapters/charts/options.ts';
import { shippedFonts } from '../../../adapters/charts/shipped-fonts.ts';
import type { GraphCode } from '../../../domain/chart/graph-codes.ts';
import { fontFolder, spoil, withoutLetters, withoutOutlines } from './font-folder.ts';
import { endsIn, failureOf, poolOf } from './pools.ts';

const { childModule } = chartsDefaults;
const files = shippedFonts.map(({ faces }) => faces[0]!.file) as [primary: string, secondary: string];
const tear = (font: Buffer) => font.fill(0x55, 5000, 5004);

/** What may happen to the file of a font, and what it is called. */
const faults: Record<string, { code: GraphCode; spoilFile(folder: string, file: string): void }> = {
  'that is missing': { code: 'GRAPH_FONT_MISSING', spoilFile: (folder, file) => rmSync(join(folder, file)) },
  'that was changed': {
    code: 'GRAPH_FONT_CHECKSUM',
    spoilFile: (folder, file) => spoil(folder, file, tear, { forge: false }),
  },
  'that is torn': { code: 'GRAPH_FONT_PARSE', spoilFile: (folder, file) => spoil(folder, file, tear, { forge: true }) },
  'that is no font': {
    code: 'GRAPH_FONT_PARSE',
    spoilFile: (folder, file) => spoil(folder, file, () => Buffer.from('<html>not found</html>'), { forge: true }),
  },
  'with empty letters': {
    code: 'GRAPH_FONT_GLYPHS',
    spoilFile: (folder, file) => spoil(folder, file, withoutOutlines, { forge: true }),
  },
  'that draws boxes': {
    code: 'GRAPH_FONT_GLYPHS',
    spoilFile: (folder, file) => spoil(folder, file, withoutLetters, { forge: true }),
  },
};

for (const [what, { code, spoilFile }] of Object.entries(faults)) {
  test.serial(`[K-29] [K-30] [K-31] with a first font ${what} the second one draws, and ${code} is told`, async t => {
    const fontsDirectory = fontFolder(t);
    const [whole, spoilt] = [poolOf(t, { childModule }), poolOf(t, { fontsDirectory, childModule })];
    spoilFile(fontsDirectory, files[0]);
    const picture = await spoilt.draw('CPU');
    t.not(picture.sha256, (await whole.draw('CPU')).sha256);
    t.like(spoilt.pool.status(), { capability: 'degraded', cause: code, fonts: [{ state: code }, { state: 'ok' }] });
    t.regex(spoilt.pool.status().fonts[0]!.detail!, new RegExp(files[0]));
    t.like(
      spoilt.reports.find(({ type }) => type === 'capability'),
      { capability: 'degraded', cause: code },
    );
  });

  test.serial(
    `[K-29] [K-32] with both fonts ${what} charts are refused with ${code}, and one process looked`,
    async t => {
      const fontsDirectory = fontFolder(t);
      const { pool, draw, reports } = poolOf(t, { fontsDirectory, childModule });
      for (const file of files) spoilFile(fontsDirectory, file);
      const error = await failureOf(t, code, draw('CPU'));
      t.regex(error.message, new RegExp(`${files[0]}[^]*${files[1]}`));
      t.true(error.retryAfterMs! > 50_000);
      await failureOf(t, code, draw('RAM'));
      t.like(pool.status(), { capability: 'unavailable', cause: code });
      await pool.close();
      t.is(endsIn(reports).length, 1);
    },
  );
}

test.serial('[K-31] with a second font that is missing the first one draws, and the loss is told', async t => {
  const fontsDirectory = fontFolder(t);
  const { pool, draw } = poolOf(t, { fontsDirectory, childModule });
  rmSync(join(fontsDirectory, files[1]));
  t.is((await draw('CPU')).source, 'drawn');
  const fonts = [{ state: 'ok' }, { state: 'GRAPH_FONT_MISSING' }] as const;
  t.like(pool.status(), { capability: 'degraded', cause: 'GRAPH_FONT_MISSING', fonts });
});

test.serial('[K-30] a font in the place of another one is GRAPH_FONT_GLYPHS, even with the right checksum', async t => {
  const fontsDirectory = fontFolder(t);
  spoil(fontsDirectory, files[0], () => readFileSync(join(fontsDirectory, files[1])), { forge: true });
  const { pool } = poolOf(t, { fontsDirectory, childModule });
  await pool.warm();
  t.like(pool.status(), { fonts: [{ state: 'GRAPH_FONT_GLYPHS' }, { state: 'ok' }] });
});

test.serial('[K-32] fonts that were restored are found again, without a restart of the program', async t => {
  let now = 0;
  const fontsDirectory = fontFolder(t);
  const { pool, draw } = poolOf(t, { fontsDirectory, childModule, monotonicMs: () => now, fontsAgainMs: 60_000 });
  const restored = files.map(file => [file, readFileSync(join(fontsDirectory, file))] as const);
  for (const file of files) spoil(fontsDirectory, file, tear, { forge: false });
  await failureOf(
    t,
    'GRAPH_FONT_CHECKSUM',
    pool.warm().then(() => draw('CPU')),
  );
  for (const [file, font] of restored) spoil(fontsDirectory, file, () => font, { forge: false });
  now = 59_999;
  await failureOf(t, 'GRAPH_FONT_CHECKSUM', draw('CPU'));
  now = 60_000;
  t.is((await draw('CPU')).source, 'drawn');
  t.is(pool.status().capability, 'ready');
});

for (const [how, ending] of [
  ['crashes', 'SIGSEGV'],
  ['hangs', 'SIGKILL'],
] as const) {
  test.serial(
    `[K-36] a font on which the library ${how} is GRAPH_FONT_PARSE, and is left alone by the next process`,
    async t => {
      const module = new URL(`./font-${how}-child.ts`, import.meta.url);
      const { pool, draw, reports } = poolOf(t, { childModule: module, renderMs: how === 'hangs' ? 4000 : 20_000 });
      if (how === 'hangs') await failureOf(t, 'GRAPH_RENDER_TIMEOUT', draw('CPU'));
      t.is((await draw('CPU')).source, 'drawn');
      t.like(pool.status(), { capability: 'degraded', fonts: [{ state: 'GRAPH_FONT_PARSE' }, { state: 'ok' }] });
      t.is(endsIn(reports)[0]!.signal, ending);
    },
  );
}
