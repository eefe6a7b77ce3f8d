/**
 * Measures the embedded event log against the least that SQLite itself can do with the same events on the same disk,
 * in alternating rounds. Ratios are what counts: the machine and the disk set the rest.
 *
 *   node ops/bench/event-store.ts [--json] [--dir <folder on the disk to measure>] [--rounds 15]
 *
 * It takes about 15 s and 100 MB, and leaves nothing behind. Exit code 1: a target is missed.
 */
import { randomUUID } from 'node:crypto';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { monitorEventLoopDelay } from 'node:perf_hooks';
import { DatabaseSync } from 'node:sqlite';
import { setTimeout } from 'node:timers/promises';
import { parseArgs } from 'node:util';
import { sqliteEventStore } from '../../adapters/sqlite/event-store.ts';
import type { NewEvent } from '../../domain/message.ts';

const { values: flags } = parseArgs({
  options: {
    json: { type: 'boolean', default: false },
    dir: { type: 'string', default: tmpdir() },
    rounds: { type: 'string', default: '15' },
  },
});
const rounds = Math.min(Math.max(Number(flags.rounds), 1), 50);
const roundMs = 150;
const atOnce = 64;
const toRead = 40_000;

const sample = (n: number): NewEvent => ({
  id: randomUUID(),
  type: 'RenderAttempted',
  data: { attempt: n, fence: 3, step: 'full', at: '2026-01-01T00:00:00.000Z' },
  metadata: {
    correlationId: `tg-${n}`,
    causationId: `tg-${n}`,
    actor: { id: 'tg:7', role: 'operator' },
    schema: 1,
    build: '0.1.0+abcdef0',
    config: '0123456789ab',
    traffic: 'real',
  },
});

/** How many a second: calls `step`, which does `each`, until the round is over. */
async function rate(each: number, step: () => Promise<unknown> | unknown): Promise<number> {
  const start = performance.now();
  let done = 0;
  while (performance.now() - start < roundMs) {
    await step();
    done += each;
  }
  return (done / (performance.now() - start)) * 1000;
}

/** The least a log can be: one table, one index, prepared statements, on the calling thread. */
function openBare(path: string) {
  const db = new DatabaseSync(path);
  db.exec(`PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL; PRAGMA wal_autocheckpoint = 10000;
    CREATE TABLE events (position INTEGER PRIMARY KEY AUTOINCREMENT, stream TEXT NOT NULL, revision INTEGER NOT NULL,
      id TEXT NOT NULL, type TEXT NOT NULL, data TEXT NOT NULL, metadata TEXT NOT NULL, recorded_at TEXT NOT NULL,
      UNIQUE (stream, revision)) STRICT`);
  const insert = db.prepare(`INSERT INTO events (stream, revision, id, type, data, metadata, recorded_at)
    VALUES (?, ?, ?, ?, ?, ?, ?)`);
  const page = db.prepare('SELECT * FROM events WHERE position > ? ORDER BY position LIMIT 500');
  return {
    insert(stream: string, revision: number, { id, type, data, metadata }: NewEvent) {
      const now = new Date().toISOString();
      insert.run(stream, revision, id, type, JSON.stringify(data), JSON.stringify(metadata), now);
    },
    exec: (sql: string) => db.exec(sql),
    readAll() {
      let [count, after] = [0, 0];
      for (let rows = page.all(after); rows.length > 0; rows = page.all(after)) {
        for (const row of rows) {
          row.data = JSON.parse(row.data as string);
          row.metadata = JSON.parse(row.metadata as string);
        }
        count += rows.length;
        after = rows.at(-1)!.position as number;
      }
      return count;
    },
    close: () => db.close(),
  };
}

const folder = await mkdtemp(join(flags.dir, 'binnacle-bench-'));
const bare = openBare(join(folder, 'bare.sqlite'));
const store = await sqliteEventStore({ path: join(folder, 'log.sqlite') });

/** Lanes are streams with their next revision; each round goes on where the last one ended. */
const lanes = Array.from({ length: atOnce }, (_, n) => ({ stream: `job-${n}` as const, bare: 0, stored: 0n }));
const [first] = lanes as [(typeof lanes)[number]];
let drawn = 0;
const next = () => {
  drawn += 1;
  return sample(drawn);
};

async function appendOne(lane: (typeof lanes)[number]) {
  await store.append(lane.stream, lane.stored === 0n ? 'no_stream' : lane.stored - 1n, [next()]);
  lane.stored += 1n;
}
const bareOne = (lane: (typeof lanes)[number]) => {
  bare.insert(lane.stream, lane.bare, next());
  lane.bare += 1;
};

/** 64 callers, each appending again as soon as it is answered. */
async function rateAtOnce(): Promise<number> {
  const start = performance.now();
  let done = 0;
  const caller = async (lane: (typeof lanes)[number]) => {
    while (performance.now() - start < roundMs) {
      await appendOne(lane);
      done += 1;
    }
  };
  await Promise.all(lanes.map(caller));
  return (done / (performance.now() - start)) * 1000;
}

async function readAllRate(): Promise<number> {
  const start = performance.now();
  let count = 0;
  for await (const page of store.readAll({ limit: toRead })) count += page.length;
  return (count / (performance.now() - start)) * 1000;
}

function bareReadRate(): number {
  const start = performance.now();
  return (bare.readAll() / (performance.now() - start)) * 1000;
}

/** The same events in both, so that both read the same. */
async function fillToRead() {
  bare.exec('BEGIN');
  for (let n = 0; n < toRead; n += 1) bare.insert('read-1', n, next());
  bare.exec('COMMIT');
  for (let n = 0; n < toRead; n += 500) {
    const events = Array.from({ length: 500 }, next);
    await store.append('read-1', n === 0 ? 'no_stream' : BigInt(n - 1), events);
  }
}

const pairs = {
  'append, one at a time': {
    bare: () => rate(1, () => bareOne(first)),
    store: () => rate(1, () => appendOne(first)),
    rates: [] as [number, number][],
  },
  'append, 64 at once': {
    bare: () =>
      rate(atOnce, () => {
        bare.exec('BEGIN');
        for (const lane of lanes) bareOne(lane);
        bare.exec('COMMIT');
      }),
    store: rateAtOnce,
    rates: [] as [number, number][],
  },
  'read all': { bare: bareReadRate, store: readAllRate, rates: [] as [number, number][] },
};

const median = (numbers: number[]) => numbers.toSorted((a, b) => a - b)[Math.floor(numbers.length / 2)]!;

/** 99th percentile of the event loop's delay while `work` runs five times. */
async function delayP99Ms(work: () => Promise<unknown>): Promise<number> {
  const delay = monitorEventLoopDelay({ resolution: 1 });
  delay.enable();
  for (let time = 0; time < 5; time += 1) await work();
  delay.disable();
  return Number(Math.max(0, delay.percentile(99) / 1e6 - 1).toFixed(1));
}

await fillToRead();
for (let round = 0; round <= rounds; round += 1) {
  for (const pair of Object.values(pairs)) {
    const rates = [await pair.bare(), await pair.store()] as [number, number];
    if (round === 0) continue; // The first round warms up.
    pair.rates.push(rates);
  }
}
const delayMs = { idle: await delayP99Ms(() => setTimeout(roundMs)), slowSync: 0, target: 10 };
store.faults.slowSync(20);
delayMs.slowSync = await delayP99Ms(rateAtOnce);
store.faults.slowSync(0);
await store.close();
bare.close();
await rm(folder, { recursive: true });

const rows = Object.entries(pairs).map(([what, { rates }]) => {
  const best = [0, 1].map(side => Math.max(...rates.map(pair => pair[side]!))) as [number, number];
  return {
    what,
    'bare/s': Math.round(best[0]),
    'log/s': Math.round(best[1]),
    // Of the best rounds: what others do on the machine only ever slows a round down.
    ratio: Number((best[1] / best[0]).toFixed(2)),
    'median ratio': Number(median(rates.map(([least, log]) => log / least)).toFixed(2)),
    target: 0.6,
  };
});
if (flags.json) console.log(JSON.stringify({ rows, delayMs }, null, 2));
else {
  console.table(rows);
  console.log(
    `event loop delay, p99, 64 appends always in flight and each sync taking 20 ms longer: ${delayMs.slowSync} ms`,
  );
  console.log(`(target ${delayMs.target} ms; doing nothing, on this machine, now: ${delayMs.idle} ms)`);
}
process.exitCode = rows.every(row => row.ratio >= row.target) && delayMs.slowSync <= delayMs.target ? 0 : 1;
