import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type ExecutionContext, default as test } from 'ava';
import { seriesOf, specOf } from '../../domain/chart/specs.ts';
import { endsIn, failureOf, poolOf } from './pools.ts';

/** After whatever happened, the pool draws, and nothing is held. */
async function stillDraws(t: ExecutionContext, { pool, draw }: ReturnType<typeof poolOf>) {
  t.is((await draw('CPU')).source, 'drawn');
  t.like(pool.status(), { busySlots: 0, waiting: 0, capability: 'ready' });
}

test.serial(
  '[K-37] [K-42] a process that aborts is GRAPH_WORKER_CRASHED after a second attempt in a new one',
  async t => {
    const all = poolOf(t);
    const error = await failureOf(t, 'GRAPH_WORKER_CRASHED', all.draw('abort'));
    t.true(error.renderMs > 0);
    t.deepEqual(
      endsIn(all.reports).map(({ signal }) => signal),
      ['SIGABRT', 'SIGABRT'],
    );
    await stillDraws(t, all);
  },
);

test.serial('[K-37] [K-42] a process that segfaults is GRAPH_WORKER_CRASHED', async t => {
  const all = poolOf(t);
  await failureOf(t, 'GRAPH_WORKER_CRASHED', all.draw('segfault'));
  t.deepEqual(
    endsIn(all.reports).map(({ signal, code }) => [signal, code]),
    [
      ['SIGSEGV', 'GRAPH_WORKER_CRASHED'],
      ['SIGSEGV', 'GRAPH_WORKER_CRASHED'],
    ],
  );
  await stillDraws(t, all);
});

test.serial('[K-42] a crash that does not happen again is not seen by who asked', async t => {
  const folder = mkdtempSync(join(tmpdir(), 'charts-'));
  t.teardown(() => rmSync(folder, { recursive: true }));
  const { draw, reports } = poolOf(t);
  for (const fault of ['segfault', 'abort', 'fail', 'be ended', 'leave']) {
    t.is((await draw(`once ${fault}`, { subtitle: join(folder, fault) })).source, 'drawn', fault);
  }
  t.is(endsIn(reports).length, 5);
});

test.serial(
  '[K-36] a process that leaves, is ended by another or hangs up is GRAPH_WORKER_LOST; one that fails, crashed',
  async t => {
    const all = poolOf(t, { failuresMax: 99 });
    await failureOf(t, 'GRAPH_WORKER_LOST', all.draw('leave'));
    await failureOf(t, 'GRAPH_WORKER_LOST', all.draw('be ended'));
    await failureOf(t, 'GRAPH_WORKER_LOST', all.draw('hang up'));
    await failureOf(t, 'GRAPH_WORKER_CRASHED', all.draw('fail'));
    await stillDraws(t, all);
  },
);

test.serial(
  '[K-38] a process that hangs is ended at the deadline: GRAPH_RENDER_TIMEOUT, once, and its slot is free',
  async t => {
    const all = poolOf(t, { renderMs: 3000 });
    await all.pool.warm();
    const began = performance.now();
    await failureOf(t, 'GRAPH_RENDER_TIMEOUT', all.draw('hang'));
    t.true(performance.now() - began < 5000);
    t.is(all.pool.status().busySlots, 0);
    await stillDraws(t, all);
  },
);

test.serial(
  '[K-42] a process that eats memory is ended: GRAPH_OUT_OF_MEMORY, outside of the heap and in it',
  async t => {
    const all = poolOf(t);
    const error = await failureOf(t, 'GRAPH_OUT_OF_MEMORY', all.draw('eat memory'));
    const [, held] = /held (\d+) MiB/.exec(error.message) ?? [];
    t.true(Number(held) > 256 && Number(held) < 512, error.message);
    await failureOf(t, 'GRAPH_OUT_OF_MEMORY', all.draw('eat heap'));
    await stillDraws(t, all);
  },
);

test.serial('[K-42] a blank picture is GRAPH_BLANK_IMAGE, and its process is not trusted again', async t => {
  const all = poolOf(t);
  await failureOf(t, 'GRAPH_BLANK_IMAGE', all.draw('blank'));
  await stillDraws(t, all);
  t.like(endsIn(all.reports), [{ why: 'the picture is blank' }]);
  t.is(endsIn(all.reports).length, 1);
});

test.serial(
  '[K-42] what is thrown while drawing is GRAPH_BACKEND_ERROR, while encoding GRAPH_PNG_ENCODING_ERROR; the process stays',
  async t => {
    const all = poolOf(t);
    const error = await failureOf(t, 'GRAPH_BACKEND_ERROR', all.draw('throw'));
    t.regex(error.message, /the canvas is torn/);
    await failureOf(t, 'GRAPH_PNG_ENCODING_ERROR', all.draw('refuse to encode'));
    await stillDraws(t, all);
    t.is(endsIn(all.reports).length, 0);
  },
);

test.serial('[K-36] a picture of another size than ordered is GRAPH_PNG_ENCODING_ERROR', async t => {
  const all = poolOf(t);
  await failureOf(t, 'GRAPH_PNG_ENCODING_ERROR', all.draw('wrong size'));
  await stillDraws(t, all);
});

test.serial(
  '[K-36] a process that cannot start drawing is GRAPH_BACKEND_ERROR, one that cannot start at all crashed',
  async t => {
    const broken = poolOf(t, { childModule: new URL('./broken-child.ts', import.meta.url) });
    const error = await failureOf(t, 'GRAPH_BACKEND_ERROR', broken.draw('CPU'));
    t.regex(error.message, /no canvas here/);
    const missing = poolOf(t, { childModule: new URL('./no-such-module.mjs', import.meta.url) });
    await failureOf(t, 'GRAPH_WORKER_CRASHED', missing.draw('CPU'));
  },
);

test.serial(
  '[K-40] after failures in a row drawing rests: GRAPH_COOLDOWN at once, with the time; then one success ends it',
  async t => {
    let now = 0;
    const { pool, draw, reports } = poolOf(t, {
      failuresMax: 2,
      restMs: { first: 5000, last: 9000 },
      monotonicMs: () => now,
    });
    await draw('CPU');
    await failureOf(t, 'GRAPH_BACKEND_ERROR', draw('throw'));
    await failureOf(t, 'GRAPH_BACKEND_ERROR', draw('throw', { subtitle: 'again' }));
    t.is((await failureOf(t, 'GRAPH_COOLDOWN', draw('RAM'))).retryAfterMs, 5000);
    t.like(pool.status(), { capability: 'degraded', cause: 'GRAPH_BACKEND_ERROR', cooldownMs: 5000 });
    t.is((await draw('CPU')).source, 'cached');
    now = 5000;
    // Half open: it fails again, so the rest is twice as long, up to the last.
    await failureOf(t, 'GRAPH_BACKEND_ERROR', draw('throw'));
    t.is((await failureOf(t, 'GRAPH_COOLDOWN', draw('RAM'))).retryAfterMs, 9000);
    now = 14_000;
    t.is((await draw('RAM')).source, 'drawn');
    t.is(pool.status().capability, 'ready');
    t.deepEqual(
      reports.filter(({ type }) => type.startsWith('rest')).map(({ type }) => type),
      ['rest', 'rest', 'rest_over'],
    );
  },
);

test.serial(
  '[K-40] more requests than may wait are GRAPH_QUEUE_FULL at once, those that wait too long GRAPH_SLOT_TIMEOUT',
  async t => {
    const { pool, draw } = poolOf(t, { waitingMax: 2, slotWaitMs: 150 });
    await pool.warm();
    const first = draw('slow');
    const [second, third] = [
      failureOf(t, 'GRAPH_SLOT_TIMEOUT', draw('RAM')),
      failureOf(t, 'GRAPH_SLOT_TIMEOUT', draw('disk')),
    ];
    t.like(pool.status(), { busySlots: 1, waiting: 2, waitingMax: 2 });
    const began = performance.now();
    const full = await failureOf(t, 'GRAPH_QUEUE_FULL', draw('load'));
    t.true(performance.now() - began < 100);
    t.true(full.retryAfterMs! >= 1000);
    t.true((await second).queueWaitMs >= 140);
    await third;
    t.is((await first).source, 'drawn');
    t.like(pool.status(), { busySlots: 0, waiting: 0 });
  },
);

test.serial(
  'one value is GRAPH_NOT_ENOUGH_POINTS, charts switched off are GRAPH_DISABLED, and neither starts a process',
  async t => {
    const on = poolOf(t);
    await failureOf(
      t,
      'GRAPH_NOT_ENOUGH_POINTS',
      on.pool.draw(specOf({ series: [seriesOf([[1, 1]])] }), { step: 'full' }),
    );
    const off = poolOf(t, { enabled: false });
    await failureOf(t, 'GRAPH_DISABLED', off.draw('CPU'));
    t.is(off.pool.status().capability, 'disabled');
    t.deepEqual(
      [...on.reports, ...off.reports].filter(({ type }) => type !== 'capability'),
      [],
    );
  },
);

test.serial('a pool that is closed while it draws answers GRAPH_DISABLED to all and leaves no process', async t => {
  const { pool, draw, reports } = poolOf(t);
  await pool.warm();
  const drawings = [failureOf(t, 'GRAPH_DISABLED', draw('hang')), failureOf(t, 'GRAPH_DISABLED', draw('CPU'))];
  await pool.close();
  await Promise.all(drawings);
  await failureOf(t, 'GRAPH_DISABLED', draw('CPU'));
  const [started] = reports.filter(report => report.type === 'child_started');
  t.throws(() => process.kill(started!.pid, 0), { code: 'ESRCH' });
});
