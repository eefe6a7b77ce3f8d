import { default as test } from 'ava';
import { incident } from '../../actors/forensics/incident.ts';
import { incidentChart, incidentReport } from '../../actors/forensics/incident-report.ts';
import { positionBefore } from '../../actors/forensics/position-at.ts';
import { streamEvents, streamPast } from '../../actors/forensics/stream-past.ts';
import { replay } from '../../actors/replay.ts';
import { foldable } from '../../domain/aggregates.ts';
import type { StreamName } from '../../domain/ids.ts';
import type { RecordedEvent } from '../../domain/message.ts';
import { wordsOf } from '../../ops/program/past-words.ts';
import { given } from '../projections/histories.ts';

/** A log with holes between its positions, ten seconds from event to event. */
function logOf(placed: { stream: StreamName; event: object }[]) {
  const revisions = new Map<string, bigint>();
  const events = placed.map(({ stream, event }, index) => {
    const revision = (revisions.get(stream) ?? -1n) + 1n;
    revisions.set(stream, revision);
    const recordedAt = new Date(Date.UTC(2026, 10, 21, 3, 0, index * 10)).toISOString();
    return { ...event, stream, revision, position: BigInt(index * 7), recordedAt } as RecordedEvent;
  });
  return {
    events,
    log: {
      async *readStream(stream: StreamName, { from = 0n, backwards = false, limit = 1e9 } = {}) {
        const found = events.filter(event => event.stream === stream && event.revision >= from);
        yield (backwards ? found.reverse() : found).slice(0, limit);
      },
      async *readAll({ after = -1n, limit = 1e9 } = {}) {
        yield events.filter(({ position }) => position > after).slice(0, limit);
      },
      head: async () => events.at(-1)?.position,
    },
  };
}

const answered = (id: number) => [given.received(id, 1001), given.accepted(id, 1001), given.answered(id, 1001)];
const { log, events } = logOf(Array.from({ length: 12 }, (_, id) => answered(id + 1)).flat());
const past = { log, kinds: foldable(), words: wordsOf };
const at = (seconds: number) => new Date(Date.UTC(2026, 10, 21, 3, 0, seconds)).toISOString();

test('[P6] the state that is shown after each event is the one that a replay folds', async t => {
  const { head, steps } = await streamPast('chat-1001', past, { count: 50 });
  t.is(head, '23');
  const replayed: string[] = [];
  for await (const step of replay('chat-1001', log, past.kinds)) replayed.push(step.hash);
  t.deepEqual(
    steps.map(step => step.hash),
    replayed,
  );
  const few = await streamPast('chat-1001', past, { until: { revision: 9n }, count: 3 });
  t.deepEqual(
    few.steps.map(({ revision, hash }) => [revision, hash]),
    [7, 8, 9].map(revision => [String(revision), replayed[revision]!]),
  );
  t.deepEqual(few.steps[2], steps[9]);
  t.true(few.steps.every(({ changed }) => changed.length > 0));
});

test('[P6] at a moment a stream is what its last event before it made of it, and before its first there is none', async t => {
  const [first] = events.filter(({ stream }) => stream === 'chat-1001');
  for (const [index, event] of events.entries()) {
    if (event.stream !== 'chat-1001') continue;
    for (const second of [index * 10, index * 10 + 4]) {
      const { steps } = await streamPast('chat-1001', past, { until: { time: at(second) }, count: 1 });
      t.is(steps[0]!.revision, String(event.revision));
    }
  }
  const early = { time: at(Date.parse(first!.recordedAt) > 0 ? 5 : 0) };
  await t.throwsAsync(streamPast('chat-1001', past, { until: early, count: 1 }), { message: /did not exist/ });
  await t.throwsAsync(streamPast('chat-9', past, { count: 1 }), { message: /no events/ });
  await t.throwsAsync(streamPast('nonsense-9', past, { count: 1 }), { message: /No stream/ });
});

test('a moment is found in a log whose positions have holes', async t => {
  for (const [index] of events.entries()) {
    t.is(await positionBefore(log, at(index * 10)), index === 0 ? undefined : BigInt((index - 1) * 7));
    t.is(await positionBefore(log, at(index * 10 + 5)), BigInt(index * 7));
  }
  t.is(await positionBefore(logOf([]).log, at(0)), undefined);
});

test('a window holds all its events and no other, each under what it followed from', async t => {
  const found = await incident(at(30), at(80), past);
  t.deepEqual(
    found.events.map(({ position }) => Number(position) / 7),
    [3, 4, 5, 6, 7, 8],
  );
  t.deepEqual(
    found.events.map(({ cause }) => cause),
    [null, 0, 0, null, 3, 3],
  );
  t.true(found.events.filter(({ stream }) => stream === 'chat-1001').every(({ cause }) => cause !== null));
  t.deepEqual(
    found.streams.map(({ events: count }) => count),
    [2, 4],
  );
  await t.throwsAsync(incident(at(80), at(30), past), { message: /ends after it begins/ });
});

test('what names an event as its cause stands under it, also across streams; a cause before the window is none', async t => {
  const history = answered(1);
  const { log: plain, events: known } = logOf(history);
  const effect = { ...known[2]!, id: 'effect', stream: 'job-1', revision: 0n, position: 99n } as RecordedEvent;
  effect.metadata = { ...effect.metadata, causationId: known[1]!.id };
  effect.data = {};
  known.push(effect);
  const found = await incident(at(0), at(60), { ...past, log: plain });
  t.is(found.events.at(-1)!.cause, 1);
  const late = await incident(at(15), at(60), { ...past, log: plain });
  t.deepEqual(
    late.events.map(({ cause }) => cause),
    [null, null],
  );
});

test('a report says what stood out, and nothing that was recorded becomes markup', async t => {
  const found = await incident(at(0), at(100), past);
  const [event] = found.events;
  const evil = { ...event!, text: '| <img src=x> [a](javascript:b) `c`', level: 'error' as const };
  const report = incidentReport({ ...found, events: [evil], standOut: [evil] }, 'UTC');
  t.notRegex(report, /[^\\]<img|[^\\]\[a\]|[^\\]`c/);
  t.regex(report, /## What stood out/);
  const chart = incidentChart(found, { timeZone: 'UTC', theme: 'light' });
  t.is(
    chart.series[0]!.points.reduce((sum, [, value]) => sum + (value ?? 0), 0),
    found.events.length,
  );
});

test('a page of a stream begins where it was asked to', async t => {
  const page = await streamEvents('chat-1001', past, { from: 20n, limit: 500 });
  t.deepEqual(
    page.events.map(({ revision }) => revision),
    ['20', '21', '22', '23'],
  );
});
