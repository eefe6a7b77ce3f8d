import { type ChartSpec, chartSpec, type Point } from '../../../domain/chart/spec.ts';
import { noon, seriesOf, wave } from '../../domain/chart/specs.ts';

const hour = 3_600_000;
const day = 24 * hour;
const scaled = (points: readonly Point[], factor: number): Point[] =>
  points.map(([at, value]) => [at, value === null ? null : value * factor]);
const withHole = (points: readonly Point[], from: number, to: number) =>
  points.map(([at, value], index): Point => [at, index >= from && index < to ? null : value]);
const named = (count: number, nameOf: (index: number) => string, points: (index: number) => readonly Point[]) =>
  Array.from({ length: count }, (_, index) => seriesOf(points(index), { name: nameOf(index), host: `h${index}` }));

/** Charts that show what can go wrong in one: by name, all to be looked at (`print-gallery.ts`). */
export const gallery: Record<string, ChartSpec> = Object.fromEntries(
  Object.entries({
    one: {
      title: 'CPU · web-01',
      timeZone: 'Europe/Berlin',
      from: noon - 6 * hour,
      threshold: { value: 85 },
      series: [seriesOf(wave(360, 60_000))],
    },
    'one stopped': {
      title: 'CPU · a, b, c',
      theme: 'light',
      timeZone: 'Asia/Kolkata',
      from: noon - day,
      threshold: { value: 85, label: 'alert' },
      series: named(
        3,
        index => `cpu ${'abc'[index]}`,
        index => withHole(wave(1440, 60_000, 2 * index), index === 2 ? 800 : 0, index === 2 ? 1440 : 0),
      ),
    },
    'two units': {
      title: 'CPU and network of a machine with a very long name indeed.example.com',
      subtitle: 'simulated',
      timeZone: 'America/New_York',
      from: noon - 7 * day,
      series: [
        seriesOf(wave(1000, 604_800)),
        seriesOf(scaled(wave(1000, 604_800, 1), 345_678), { name: 'net in web-01', unit: 'bytes_per_second' }),
      ],
    },
    'ten hosts': {
      title: 'Нагрузка Ωμέγα 日本',
      unit: 'load',
      from: noon - 30 * day,
      series: named(
        10,
        index => `load prod-eu-west-1-web-${index}.internal.example.com`,
        index => scaled(wave(2000, 30 * 43_200, index), 0.05 + index / 50),
      ).map(series => ({ ...series, unit: 'load' })),
    },
    dots: {
      title: 'Temperature',
      unit: 'celsius',
      from: noon - 60_000,
      series: [
        seriesOf(
          [
            [noon - 50_000, 54],
            [noon - 40_000, null],
            [noon - 30_000, 57],
            [noon - 20_000, null],
            [noon - 10_000, 56],
            [noon, 55.4],
          ],
          {
            unit: 'celsius',
            name: 'temp',
          },
        ),
        seriesOf([], { unit: 'celsius', name: 'temp b' }),
      ],
    },
    narrow: {
      title: 'WWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWW',
      subtitle: 'WWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWW',
      unit: 'bytes',
      from: noon - 2 * hour,
      size: { width: 240, height: 240, ratio: 2 },
      threshold: { value: 9e14, label: 'full' },
      series: named(
        6,
        index => `WWWWWWWWWWWWWWWWWWWWWWWWW ${index}`,
        index => scaled(wave(200, 40_000, index), 1e13),
      ).map(series => ({
        ...series,
        unit: 'bytes',
      })),
    },
    'on a page': {
      title: 'Memory',
      theme: 'light',
      unit: 'bytes',
      from: noon - 6 * hour,
      size: { width: 1200, height: 300, ratio: 1 },
      series: [seriesOf(scaled(wave(360, 60_000), 2e8), { unit: 'bytes', name: 'ram web-01' })],
    },
  }).map(([name, spec]) => [name, chartSpec.parse({ unit: 'percent', timeZone: 'UTC', to: noon, ...spec })]),
);
