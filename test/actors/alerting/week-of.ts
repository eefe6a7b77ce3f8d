import type { Sample } from '../../../domain/sample/sample.ts';
import type { History, Input } from './history.ts';

const startMs = Date.parse('2026-11-16T00:00:00.000Z');
const minute = 60_000;
const hour = 60 * minute;
const day = 24 * hour;

/** Seeded chance (mulberry32). */
function chanceOf(seed: number) {
  let state = seed | 0;
  const number = () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
  const whole = (from: number, to: number) => from + Math.floor(number() * (to - from + 1));
  return { number, whole, pick: <Item>(items: readonly Item[]) => items[whole(0, items.length - 1)]! };
}

/** Values that change now and then, often around the threshold and the level at which it is over. */
function wander(chance: ReturnType<typeof chanceOf>) {
  let left = 0;
  let value = 20;
  let flutters = 0;
  return () => {
    if (left-- > 0) return value;
    if (flutters > 0) flutters -= 1;
    else if (chance.number() < 0.04) flutters = chance.whole(6, 20);
    value = flutters > 0 ? (value > 85 ? 20 : 95) : chance.pick([20, 20, 20, 40, 79, 80, 81, 84, 85, 86, 95, 99]);
    left = flutters > 0 ? chance.whole(4, 12) : chance.whole(1, 120);
    return value;
  };
}

/** So many days of three machines, with holes, restarts, mutes and people. */
export function weekOf(seed: number, days: number, everyMs: number): History {
  const chance = chanceOf(seed);
  const hosts = ['main', 'web-1', 'db_2'];
  const endMs = startMs + days * day;
  const downs: [number, number][] = Array.from({ length: days }, (_, index) => {
    const from = startMs + index * day + chance.whole(0, 80_000) * 1000 + 777;
    return [from, from + chance.pick([20, 60, 300, 3600]) * 1000 + 111];
  });
  const isDown = (at: number) => downs.find(([from, to]) => from <= at && at < to);
  const inputs: Input[] = downs.flatMap(([from, to]) => [
    { type: 'stop' as const, atMs: from },
    { type: 'start' as const, atMs: to },
  ]);
  for (const [index, host] of hosts.entries()) {
    const [cpu, ram] = [wander(chance), wander(chance)];
    let holeUntil = 0;
    let spooled: Sample[] = [];
    for (let at = startMs + 1234 + index * 3500; at < endMs; at += everyMs) {
      const [cpuPercent, usedPercent] = [cpu(), ram()];
      if (chance.number() < 0.0005) holeUntil = at + chance.whole(1, 40) * minute;
      if (at < holeUntil) continue;
      const sample: Sample = {
        ...{ host, at: new Date(at).toISOString(), mode: 'real', build: '1', everyMs, cpuPercent },
        memory: { usedPercent, usedBytes: 1, totalBytes: 1 },
        ...{ mounts: [], temperatures: [], processes: [] },
      };
      // The machine that watches cannot look while it is down; agents keep what they see.
      if (isDown(at) !== undefined) {
        if (index > 0) spooled.push(sample);
        continue;
      }
      inputs.push({ type: 'samples', atMs: at, samples: [...spooled, sample] });
      spooled = [];
    }
  }
  const scope = () => ({ host: chance.pick([...hosts, 'all']), metric: chance.pick(['cpu', 'ram', 'all']) });
  for (let count = 0; count < days * 8; count++) {
    const atMs = startMs + chance.whole(0, (days * day) / 1000 - 10) * 1000 + 555;
    if (isDown(atMs) !== undefined) continue;
    const kind = chance.pick(['mute', 'mute', 'unmute', 'acknowledge', 'acknowledge', 'acknowledge'] as const);
    if (kind === 'mute') inputs.push({ type: kind, atMs, ...scope(), untilMs: atMs + chance.whole(1, 180) * minute });
    if (kind === 'unmute') inputs.push({ type: kind, atMs, ...scope() });
    if (kind === 'acknowledge')
      inputs.push({ type: kind, atMs, host: chance.pick(hosts), metric: chance.pick(['cpu', 'ram']) });
  }
  inputs.sort((a, b) => a.atMs - b.atMs);
  return {
    ...{ startMs, timeZone: 'UTC', hosts, inputs },
    rules: [
      { metric: 'cpu', threshold: 85, hysteresis: 5, forMs: 3 * minute, cooldownMs: 15 * minute, severity: 'critical' },
      {
        ...{ metric: 'ram', threshold: 85, hysteresis: 1, forMs: 0, cooldownMs: 5 * minute, severity: 'warning' },
        quiet: { fromMinute: 22 * 60, toMinute: 7 * 60 },
      },
    ],
    undelivered: Array.from({ length: days }, () => {
      const from = startMs + chance.whole(0, days * 24) * hour;
      return [from, from + 2 * hour];
    }),
  };
}
