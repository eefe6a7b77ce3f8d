import { createHash } from 'node:crypto';
import { default as test } from 'ava';
import { residentBytes } from '../../../adapters/charts/memory.ts';
import type { ChartSpec } from '../../../domain/chart/spec.ts';
import { seriesOf, specOf, wave } from '../../domain/chart/specs.ts';
import { endsIn, failureOf, poolOf } from './pools.ts';

test.serial('a chart is a PNG of the size that was ordered, with its checksum and its times', async t => {
  const { pool, reports } = poolOf(t);
  t.is(pool.status().capability, 'unknown');
  const picture = await pool.draw(specOf({ size: { width: 450, height: 225, ratio: 2 } }), { step: 'full' });
  t.like(picture, { width: 900, height: 450, step: 'full', source: 'drawn' });
  t.is(picture.sha256, createHash('sha256').update(picture.png).digest('hex'));
  t.true(picture.renderMs > 0 && picture.png.length > 5000 && picture.png.length < 60_000);
  t.like(await pool.draw(specOf(), { step: 'smaller' }), { width: 450, height: 290, step: 'smaller' });
  t.deepEqual(
    reports.map(({ type }) => type),
    ['child_started', 'capability'],
  );
  t.like(pool.status(), { capability: 'ready', fonts: [{ family: 'Noto Sans', state: 'ok' }, { state: 'ok' }] });
});

test.serial('[K-28] the same chart is the same bytes, in another process and after other charts', async t => {
  const [one, other] = [poolOf(t), poolOf(t)];
  const golden = await one.draw('CPU');
  await other.draw('RAM', { theme: 'light', size: { width: 600, height: 200, ratio: 1 } });
  await other.draw('disk');
  t.is((await other.draw('CPU')).sha256, golden.sha256);
  one.pool.cache.clear();
  const again = await one.draw('CPU');
  t.is(again.source, 'drawn');
  t.deepEqual(again.png, golden.png);
});

test.serial(
  '[K-40] identical requests share one drawing, and later ones are served from the cache for a time',
  async t => {
    let now = 0;
    const { pool, draw, reports } = poolOf(t, {
      monotonicMs: () => now,
      slots: 2,
      cache: { ttlMs: 1000, bytesMax: 1e6 },
    });
    const pictures = await Promise.all([draw('CPU'), draw('CPU'), draw('CPU'), draw('RAM')]);
    t.deepEqual(
      pictures.map(({ source }) => source),
      ['drawn', 'shared', 'shared', 'drawn'],
    );
    t.is(new Set(pictures.map(({ sha256 }) => sha256)).size, 2);
    now = 999;
    t.like(await draw('CPU'), { source: 'cached', queueWaitMs: 0, renderMs: 0 });
    t.like(pool.cache.stats(), { namespace: 'charts', entries: 2, hits: 1 });
    now = 1000;
    t.is((await draw('CPU')).source, 'drawn');
    t.is(pool.cache.clear(), 1);
    t.is(reports.filter(({ type }) => type === 'child_started').length, 2);
  },
);

test.serial('the cache holds no more bytes than it may; the oldest picture goes first', async t => {
  const { pool, draw } = poolOf(t, { cache: { ttlMs: 1e6, bytesMax: 30_000 } });
  for (const title of ['a', 'b', 'c', 'd']) await draw(title);
  const { entries, bytes } = pool.cache.stats();
  t.true(entries >= 1 && entries < 4 && bytes <= 30_000);
  t.is((await draw('d')).source, 'cached');
  t.is((await draw('a')).source, 'drawn');
});

test.serial('who no longer waits is answered at once; a drawing that nobody waits for is never begun', async t => {
  const { pool, draw } = poolOf(t);
  await pool.warm();
  const busy = draw('slow');
  const gone = new AbortController();
  const left = pool.draw(specOf({ title: 'left' }), { step: 'full', signal: gone.signal });
  t.is(pool.status().waiting, 1);
  gone.abort(new Error('not wanted any more'));
  await t.throwsAsync(left, { message: 'not wanted any more' });
  await new Promise(setImmediate);
  t.is(pool.status().waiting, 0);
  await busy;
});

test.serial(
  '[K-39] 50 mixed requests at once, faults among them, are all answered and every slot is free again',
  async t => {
    const { pool, draw } = poolOf(t, {
      slots: 2,
      waitingMax: 60,
      renderMs: 15_000,
      slotWaitMs: 60_000,
      failuresMax: 1000,
    });
    const faults = { 7: 'abort', 13: 'throw', 21: 'blank', 34: 'leave', 42: 'segfault' } as Record<number, string>;
    const titles = Array.from({ length: 50 }, (_, index) => faults[index] ?? `chart ${index % 30}`);
    const answers = await Promise.allSettled(titles.map(title => draw(title)));
    t.is(answers.filter(({ status }) => status === 'rejected').length, 5);
    const drawn = answers.filter(answer => answer.status === 'fulfilled').map(({ value }) => value);
    t.is(new Set(drawn.map(({ sha256 }) => sha256)).size, 29);
    t.like(pool.status(), { busySlots: 0, waiting: 0, slots: 2 });
    t.is((await draw('after')).source, 'drawn');
  },
);

test.serial('a process is replaced after so many drawings, and ended when it is not used', async t => {
  const { draw, reports } = poolOf(t, { drawingsMax: 2, idleMs: 300 });
  await draw('a');
  await draw('b');
  await draw('c');
  const ended = Promise.withResolvers<void>();
  const look = setInterval(() => endsIn(reports).length === 2 && ended.resolve(), 20);
  await ended.promise;
  clearInterval(look);
  const [worn, unused] = endsIn(reports);
  t.regex(worn!.why, /^replaced after 2 drawings/);
  t.is(unused!.why, 'unused');
  t.is(worn!.code, undefined);
});

test.serial('[K-37] a hundred charts leave a process well under its limit of memory', async t => {
  const { pool, reports } = poolOf(t);
  const spec = (turn: number): ChartSpec =>
    specOf({
      from: 0,
      series: [0, 1, 2].map(index => seriesOf(wave(1440, 60_000, index + turn), { name: `${index}` })),
    });
  for (let turn = 0; turn < 100; turn++) await pool.draw(spec(turn), { step: 'full' });
  const pids = reports.filter(report => report.type === 'child_started').map(({ pid }) => pid);
  t.is(pids.length, 1);
  const bytes = residentBytes(pids[0]!)!;
  t.log(`${Math.round(bytes / 1024 ** 2)} MiB`);
  t.true(bytes < 200 * 1024 ** 2);
});

test.serial(
  '30 days of minutes of ten hosts are drawn; a spec of that size is checked without holding up the program',
  async t => {
    const { pool } = poolOf(t);
    const began = performance.now();
    const spec = specOf({
      from: Date.UTC(2026, 9, 22),
      series: Array.from({ length: 10 }, (_, host) => seriesOf(wave(43_200, 60_000, host), { name: `host ${host}` })),
    });
    t.log(`made and checked in ${Math.round(performance.now() - began)} ms`);
    t.is((await pool.draw(spec, { step: 'full' })).width, 900);
    await failureOf(t, 'GRAPH_NOT_ENOUGH_POINTS', pool.draw({ ...spec, series: [] }, { step: 'full' }));
  },
);
