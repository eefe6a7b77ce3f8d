import { default as test } from 'ava';
import { spikesIn, sustainedIn } from '../../../domain/sample/anomalies.ts';
import { metrics, seriesOf } from '../../../domain/sample/metrics.ts';
import { sample } from '../../../domain/sample/sample.ts';
import { simulatedSample } from '../../../domain/sample/simulation.ts';

const start = Date.parse('2026-11-20T00:00:00.000Z');
const day = (host: string, seed?: number) =>
  Array.from({ length: 8640 }, (_, index) =>
    simulatedSample({ host, build: '1', everyMs: 10_000 }, start + index * 10_000, seed),
  );

test('simulated machines show the same waves whatever they are called, and other spikes for another seed', t => {
  const values = (host: string, seed?: number) => day(host, seed).map(({ cpuPercent }) => cpuPercent);
  t.deepEqual(values('one'), values('two'));
  t.notDeepEqual(values('one'), values('one', 2));
});

test('a simulated day holds spikes and a sustained stretch, and every sample has its shape', t => {
  const samples = day('one').map(one => sample.parse(one));
  const points = samples.map(one => [Date.parse(one.at), one.cpuPercent!] as const);
  t.true(sustainedIn(points, 85).length >= 4);
  t.true(points.filter(([, value]) => value >= 95).length > 90 * 5);
  const known = seriesOf(samples[0]!);
  t.deepEqual(
    metrics.filter(({ name }) => !known.has(name)).map(({ name }) => name),
    [],
  );
  t.true(known.has('disk:/var') && known.has('net:eth0'));
});

test('a spike returns within two minutes, or is none', t => {
  const flat = Array.from({ length: 200 }, (_, index) => [index * 10_000, 10] as [number, number | null]);
  const shaped = (from: number, length: number) =>
    flat.map(([at, value], index) => [at, index >= from && index < from + length ? 90 : value] as [number, number]);
  t.deepEqual(spikesIn(shaped(50, 3)), [{ fromMs: 500_000, toMs: 530_000, peak: 90, peakMs: 500_000 }]);
  t.is(spikesIn(shaped(50, 12)).length, 1);
  t.is(spikesIn(shaped(50, 13)).length, 0);
  const cut = shaped(50, 3).map(([at, value], index) => [at, index === 52 ? null : value] as [number, number | null]);
  t.is(spikesIn(cut).length, 0);
  t.deepEqual(spikesIn(flat), []);
});

test('a stretch is sustained from 300 s on, and a gap ends it', t => {
  const points = (length: number, gap = -1) =>
    Array.from({ length }, (_, index) => [index * 10_000, index === gap ? null : 85] as [number, number | null]);
  t.is(sustainedIn(points(30), 85).length, 0);
  t.deepEqual(sustainedIn(points(31), 85), [{ fromMs: 0, toMs: 300_000, peak: 85, peakMs: 0 }]);
  t.is(sustainedIn(points(40, 20), 85).length, 0);
  t.is(sustainedIn(points(31), 85.1).length, 0);
});
