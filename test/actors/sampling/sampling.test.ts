import { appendFileSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type ExecutionContext, default as test } from 'ava';
import { keepSamples } from '../../../actors/sampling/keep-samples.ts';
import { LinkUnavailable, type SampleLink } from '../../../actors/sampling/sampling-ports.ts';
import { sendSamples } from '../../../actors/sampling/send-samples.ts';
import { fileSampleSpool } from '../../../adapters/files/sample-spool.ts';
import { inlineSamples } from '../../../adapters/sqlite/samples.ts';
import { Refusal } from '../../../domain/refusal.ts';
import type { Sample } from '../../../domain/sample/sample.ts';
import { simulatedSample } from '../../../domain/sample/simulation.ts';

const start = Date.parse('2026-11-20T00:00:00.000Z');
const nth = (index: number, host = 'one'): Sample =>
  simulatedSample({ host, build: '1', everyMs: 10_000 }, start + index * 10_000);
const times = (samples: readonly Sample[]) => samples.map(({ at }) => (Date.parse(at) - start) / 10_000);

function words() {
  const said: string[] = [];
  const say = (_: object, message: string) => void said.push(message);
  return { said, log: { debug: say, info: say, warn: say, error: say } };
}

function spoolPath(t: ExecutionContext): string {
  const directory = mkdtempSync(join(tmpdir(), 'binnacle-spool-'));
  t.teardown(() => rmSync(directory, { recursive: true }));
  return join(directory, 'samples.spool');
}

/** A way that can be cut: what came over it, in order. */
function road() {
  const arrived: Sample[] = [];
  const state = { isOpen: true };
  const link: SampleLink = {
    isUp: () => state.isOpen,
    async send(samples) {
      if (!state.isOpen) throw new LinkUnavailable('cut');
      arrived.push(...samples);
    },
    async close() {},
  };
  return { arrived, state, link };
}

test('an agent that is cut off spools, says so, and sends all of it in order when it is back', async t => {
  const { arrived, state, link } = road();
  const { said, log } = words();
  const spool = fileSampleSpool({ path: spoolPath(t), samplesMax: 1000, log });
  const { took } = sendSamples(link, spool, log);
  await took(nth(0));
  state.isOpen = false;
  for (let index = 1; index <= 130; index++) await took(nth(index));
  t.is(arrived.length, 1);
  t.deepEqual(said, ['nobody keeps the samples now: they are spooled here']);
  state.isOpen = true;
  await took(nth(131));
  t.deepEqual(
    times(arrived),
    Array.from({ length: 132 }, (_, index) => index),
  );
  t.is(spool.size, 0);
  t.is(said.at(-1), 'all spooled samples have been sent');
});

test('a spool outlives its agent, holds as many as it may, and passes over a line that was cut off', async t => {
  const path = spoolPath(t);
  const { said, log } = words();
  const { state, link } = road();
  state.isOpen = false;
  const first = sendSamples(link, fileSampleSpool({ path, samplesMax: 60, log }), log);
  for (let index = 0; index < 200; index++) await first.took(nth(index));
  t.true(said.includes('the spool is full: the oldest samples are let go'));
  appendFileSync(path, '{"host":"one","at":"2026-1');
  const spool = fileSampleSpool({ path, samplesMax: 60, log });
  t.deepEqual(
    times(spool.oldest(100)),
    Array.from({ length: 60 }, (_, index) => 140 + index),
  );
  spool.drop(60);
  t.is(fileSampleSpool({ path, samplesMax: 60, log }).size, 0);
});

test('a disk that takes nothing costs no news and no sample of this machine; an agent is told to keep its own', async t => {
  const samples = inlineSamples({ now: () => nth(100).at });
  const { said, log } = words();
  const disk = { isFull: true };
  const heard: Sample[] = [];
  const keep = async (batch: readonly Sample[]) => {
    if (disk.isFull) throw new Refusal('upstream_unavailable', 'The disk is full.');
    return samples.keep(batch);
  };
  const desk = keepSamples({ keep }, sample => heard.push(sample), log);
  for (let index = 0; index < 5; index++) await desk.own(nth(index));
  await t.throwsAsync(desk.ofAgent([nth(1, 'two')]), { instanceOf: Refusal });
  t.is(heard.length, 6);
  disk.isFull = false;
  await desk.own(nth(5));
  await desk.ofAgent([nth(1, 'two'), nth(2, 'two')]);
  const range = { metric: 'cpu', fromMs: start, toMs: start + 1_000_000 };
  t.is((await samples.series({ host: 'one', ...range })).atMs.length, 6);
  t.is((await samples.series({ host: 'two', ...range })).atMs.length, 2);
  t.deepEqual(times(heard.filter(({ host }) => host === 'two')), [1, 2], 'nothing is heard twice');
  t.deepEqual(said, ['the disk takes no samples: they wait in memory', 'the disk takes samples again']);
});
