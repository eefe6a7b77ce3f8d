import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type ExecutionContext, default as test } from 'ava';
import { sqliteSamples } from '../../../adapters/sqlite/samples.ts';
import { sampleFile } from '../../../adapters/sqlite/samples-file.ts';
import type { Sample } from '../../../domain/sample/sample.ts';
import { simulatedSample } from '../../../domain/sample/simulation.ts';

const start = Date.parse('2026-11-20T00:00:00.000Z');
const hour = 3_600_000;
const at = (ms: number, host = 'one', cpuPercent?: number): Sample => ({
  ...simulatedSample({ host, build: '1', everyMs: 10_000 }, ms),
  ...(cpuPercent === undefined ? {} : { cpuPercent }),
});
const nobody = { debug() {}, info() {}, warn() {}, error() {} };

function place(t: ExecutionContext): string {
  const directory = mkdtempSync(join(tmpdir(), 'binnacle-samples-'));
  t.teardown(() => rmSync(directory, { recursive: true }));
  return join(directory, 'samples.sqlite');
}

/** Kept in steps, as time goes by. */
function kept(samples: Sample[], path = ':memory:') {
  const file = sampleFile(path);
  for (let index = 0; index < samples.length; index += 360)
    file.keep(samples.slice(index, index + 360), Date.parse(samples[Math.min(index + 359, samples.length - 1)]!.at));
  return file;
}

test('samples come back as they came for 24 h, and a minute as its least, most and mean', t => {
  const samples = Array.from({ length: 8640 }, (_, index) => at(start + index * 10_000));
  const file = kept(samples);
  const nowMs = start + 86_400_000;
  const raw = file.series({ host: 'one', metric: 'cpu', fromMs: start, toMs: nowMs }, nowMs);
  t.deepEqual(
    [...raw.atMs],
    samples.map(one => Date.parse(one.at)),
  );
  t.deepEqual([...raw.mean], [...Float32Array.from(samples, one => one.cpuPercent!)]);
  t.is(raw.stepMs, 10_000);
  const minutes = file.series({ host: 'one', metric: 'cpu', fromMs: start, toMs: nowMs, pointsMax: 1440 }, nowMs);
  const expected = Array.from({ length: 1440 }, (_, minute) =>
    samples.slice(minute * 6, minute * 6 + 6).map(one => Math.fround(one.cpuPercent!)),
  );
  t.deepEqual(
    [...minutes.min],
    expected.map(values => Math.min(...values)),
  );
  t.deepEqual(
    [...minutes.max],
    expected.map(values => Math.max(...values)),
  );
  for (const [index, values] of expected.entries())
    t.true(Math.abs(minutes.mean[index]! - values.reduce((sum, value) => sum + value, 0) / 6) < 1e-3);
});

test('fewer points keep every least and most', t => {
  const samples = Array.from({ length: 3000 }, (_, index) => at(start + index * 10_000));
  const file = kept(samples);
  const all = samples.map(one => Math.fround(one.cpuPercent!));
  for (const pointsMax of [1, 7, 50, 400]) {
    const few = file.series({ host: 'one', metric: 'cpu', fromMs: start, toMs: start + 30_000_000, pointsMax }, start);
    t.true(few.atMs.length <= pointsMax, `${few.atMs.length} of ${pointsMax}`);
    t.is(Math.min(...few.min), Math.min(...all));
    t.is(Math.max(...few.max), Math.max(...all));
  }
});

test('a sample that comes twice, late or out of order counts once, in its place', t => {
  const file = sampleFile(':memory:');
  const nowMs = start + 600_000;
  t.is(file.keep([at(start + 30_000, 'one', 3), at(start + 10_000, 'one', 1)], nowMs).kept, 2);
  t.is(file.keep([at(start + 10_000, 'one', 9), at(start + 20_000, 'one', 2)], nowMs).kept, 1);
  const { atMs, mean } = file.series({ host: 'one', metric: 'cpu', fromMs: start, toMs: nowMs }, nowMs);
  t.deepEqual([...mean], [1, 2, 3]);
  t.deepEqual(
    [...atMs],
    [10_000, 20_000, 30_000].map(ms => start + ms),
  );
  const [minute] = file.series({ host: 'one', metric: 'cpu', fromMs: start, toMs: nowMs, pointsMax: 5 }, nowMs).mean;
  t.is(minute, 2);
});

test('what is older than a day or from the future is left out, and a machine past the bound too', t => {
  const file = sampleFile(':memory:', { rawKeptMs: 24 * hour, minutesKeptMs: 720 * hour, hostsMax: 1 });
  t.is(file.keep([at(start - 25 * hour), at(start + 120_000), at(start), at(start, 'two')], start).kept, 1);
  t.deepEqual(
    file.hosts().map(({ host }) => host),
    ['one'],
  );
});

test('after a day the minutes are left, after 30 days nothing', t => {
  const file = sampleFile(':memory:');
  const day = 24 * hour;
  file.keep([at(start)], start);
  file.keep([at(start + 2 * day, 'two')], start + 2 * day);
  const nowMs = start + 2 * day;
  const ask = { host: 'one', metric: 'cpu', fromMs: start - hour, toMs: start + hour };
  t.is(file.series(ask, Number.NEGATIVE_INFINITY).atMs.length, 0, 'the samples as they came are gone');
  t.is(file.series(ask, nowMs).atMs.length, 1);
  file.keep([at(start + 31 * day, 'two')], start + 31 * day);
  t.is(file.series(ask, start + 31 * day).atMs.length, 0);
  t.deepEqual(
    file.hosts().map(({ host }) => host),
    ['two'],
  );
});

test('a restart loses no history, and a damaged file is put aside', async t => {
  const path = place(t);
  const clock = { now: () => new Date(start + 60_000).toISOString() };
  const first = await sqliteSamples({ path, clock, log: nobody });
  t.deepEqual(await first.keep([at(start), at(start + 10_000)]), { kept: 2 });
  await first.close();
  await t.throwsAsync(first.hosts(), { message: /away/ });
  const second = await sqliteSamples({ path, clock, log: nobody });
  const ask = { host: 'one', metric: 'ram', fromMs: start, toMs: start + 60_000 };
  t.is((await second.series(ask)).mean.length, 2);
  t.deepEqual(await second.latest('one'), at(start + 10_000));
  t.true((await second.metrics('one')).includes('disk:/var'));
  await second.close();
  writeFileSync(path, 'this is no database, but long enough to be taken for one'.repeat(100));
  const third = await sqliteSamples({ path, clock, log: nobody });
  t.deepEqual(await third.hosts(), []);
  t.deepEqual(await third.keep([at(start)]), { kept: 1 });
  await third.close();
});
