import { fc, testProp } from '@fast-check/ava';
import test from 'ava';
import type { JsonObject } from '../../domain/message.ts';
import { emptyHistogram, latencyBounds } from '../../domain/slo/latency.ts';
import { slotMs, type Window, windowMinutes, windows } from '../../domain/slo/windows.ts';
import { queries } from '../../projections/answering.ts';
import { silenceMs } from '../../projections/availability-query.ts';
import { defaultViewSizes, everyProjection, sizedTables } from '../../projections/every-projection.ts';
import { sloProjection } from '../../projections/slo.projection.ts';
import { newEvent, type Placed } from './histories.ts';
import { appendAll, everyRow, kit, rebuilt } from './kit.ts';

const nowMs = Date.parse('2026-03-01T00:00:00.000Z');
const iso = (ms: number) => new Date(ms).toISOString();

/** One message and what became of it. */
interface Story {
  /** Before now. */
  agoMs: number;
  tookMs: number;
  end: 'answered' | 'users_fault' | 'our_fault' | 'quarantined' | 'ignored' | 'blocked' | 'gave_up' | 'open';
  traffic: 'real' | 'synthetic';
}

const dayMs = 86_400_000;
const story: fc.Arbitrary<Story> = fc.record({
  // Windows end to the minute: many stories lie at their edges.
  agoMs: fc.oneof(
    fc.integer({ min: 0, max: 32 * dayMs }),
    fc.integer({ min: 0, max: 7 * 3_600_000 }),
    fc
      .tuple(fc.constantFrom(...Object.values(windowMinutes)), fc.integer({ min: -120_000, max: 120_000 }))
      .map(([minutes, off]) => Math.max(0, minutes * 60_000 + off)),
  ),
  tookMs: fc.oneof(fc.constantFrom(...latencyBounds), fc.integer({ min: 0, max: 20_000 })),
  end: fc.constantFrom(
    'answered',
    'answered',
    'users_fault',
    'our_fault',
    'quarantined',
    'ignored',
    'blocked',
    'gave_up',
    'open',
  ),
  traffic: fc.constantFrom('real', 'real', 'synthetic'),
});

function event(stream: Placed['stream'], type: string, data: JsonObject, traffic: Story['traffic'] = 'real'): Placed {
  const made = newEvent(type, data);
  return { stream, event: { ...made, metadata: { ...made.metadata, traffic } } };
}

const by = { id: 'tg:7', role: 'operator' };

function told({ agoMs, tookMs, end, traffic }: Story, n: number): { atMs: number; placed: Placed }[] {
  const beganMs = nowMs - agoMs;
  const at = iso(beganMs + tookMs);
  const commandId = `tg-${n}`;
  const update = { updateId: n, chatId: 1, userId: 7, role: 'operator', update: {}, at: iso(beganMs) };
  const began = { atMs: beganMs, placed: event('gateway-bot', 'UpdateReceived', update, traffic) };
  const delivery = { replyId: `${commandId}/0`, revision: '0', part: 0, at };
  const refused = { commandId, name: 'x', by, message: 'm', hint: 'h', told: true, at };
  const endings: Record<Story['end'], () => Placed[]> = {
    answered: () => [
      event('outbox-1', 'Delivered', { ...delivery, replyId: `${commandId}/ack`, last: true, durationMs: 1 }),
      event('outbox-1', 'Delivered', { ...delivery, last: false, durationMs: 1 }),
      event('outbox-1', 'Delivered', { ...delivery, last: true, durationMs: 1 }),
    ],
    users_fault: () => [event('chat-1', 'CommandRefused', { ...refused, code: 'forbidden' })],
    our_fault: () => [event('chat-1', 'CommandRefused', { ...refused, code: 'upstream_unavailable' })],
    quarantined: () => [event('chat-1', 'CommandQuarantined', { commandId, name: 'x', cause: 'bug', at })],
    ignored: () => [event('chat-1', 'MessageIgnored', { commandId, reason: 'small talk', at })],
    blocked: () => [event('outbox-1', 'DeliveryAbandoned', { ...delivery, code: 'unreachable', cause: 'blocked' })],
    gave_up: () => [event('outbox-1', 'DeliveryAbandoned', { ...delivery, code: 'gave_up', cause: 'a day' })],
    open: () => [],
  };
  return [began, ...endings[end]().map(placed => ({ atMs: beganMs + tookMs, placed }))];
}

/** Good and bad, as the requirement says it, one story at a time. */
function judged({ agoMs, tookMs, end }: Story): 'good' | 'bad' | undefined {
  if (end === 'users_fault' || end === 'ignored' || end === 'blocked') return undefined;
  if (end === 'answered') return tookMs <= 5000 ? 'good' : 'bad';
  if (end === 'open') return agoMs > 5000 ? 'bad' : undefined;
  return 'bad';
}

const inWindow = (atMs: number, window: Window) => {
  const endMs = (Math.floor(nowMs / 60_000) + 1) * 60_000;
  return atMs < endMs && atMs >= endMs - windowMinutes[window] * 60_000;
};

async function reported(history: readonly Placed[]) {
  const tables = sizedTables(defaultViewSizes);
  const { log, runner, models, time } = kit({ projections: [sloProjection] });
  appendAll(log, history);
  runner.start();
  await runner.caughtUp();
  const asked = queries({ views: models, head: runner.head, tables });
  return { report: await asked.slo(), asked, runner, models, log, time };
}

testProp(
  '[K-06] [K-07] every window, budget and time of the commands is what counting one by one gives, synthetic traffic apart',
  [fc.array(story, { maxLength: 60 })],
  async (t, stories) => {
    const history = stories
      .flatMap(told)
      .filter(({ atMs }) => atMs <= nowMs)
      .sort((one, other) => one.atMs - other.atMs)
      .map(({ placed }) => placed);
    // What would only have ended after now is open.
    const known = stories.map(each => (each.tookMs > each.agoMs ? { ...each, end: 'open' as const } : each));
    const { report, asked, runner, models, log } = await reported(history);
    const commands = report.indicators.find(({ sli }) => sli === 'commands')!;
    const count = (window: Window, traffic: Story['traffic'], outcome: 'good' | 'bad') =>
      known.filter(each => each.traffic === traffic && inWindow(nowMs - each.agoMs, window) && judged(each) === outcome)
        .length;
    for (const window of windows) {
      const [good, bad] = [count(window, 'real', 'good'), count(window, 'real', 'bad')];
      t.like(commands.windows[window], { good, bad }, window);
      const burn = good + bad === 0 ? 0 : bad / (good + bad) / 0.001;
      t.true(Math.abs(commands.windows[window].burn - burn) < 1e-6 * Math.max(1, burn));
    }
    const [good, bad] = [count('30d', 'real', 'good'), count('30d', 'real', 'bad')];
    const remaining = bad === 0 ? 1 : 1 - bad / (0.001 * (good + bad));
    t.true(Math.abs(commands.remaining - remaining) < 1e-6 * Math.max(1, Math.abs(remaining)));
    t.deepEqual(commands.synthetic, { good: count('30d', 'synthetic', 'good'), bad: count('30d', 'synthetic', 'bad') });
    const window = (['6h', '3d', '30d'] as const)[stories.length % 3]!;
    const { points } = await asked.sloHistory({ sli: 'commands', window });
    const sum = (outcome: 'good' | 'bad') => points.reduce((all, point) => all + point[outcome], 0);
    t.deepEqual(
      [points.length, sum('good'), sum('bad')],
      [120, count(window, 'real', 'good'), count(window, 'real', 'bad')],
    );
    if (good + bad > 0)
      t.true(Math.abs(points.at(-1)!.remaining! - commands.remaining) < 1e-6 * Math.max(1, Math.abs(remaining)));
    await runner.stop();
    t.deepEqual(everyRow(models, [sloProjection]), await rebuilt(log, [sloProjection]));
    models.close();
  },
  { numRuns: 120 },
);

interface Run {
  agoSlots: number;
  slots: string;
}
const run: fc.Arbitrary<Run> = fc.record({
  agoSlots: fc.integer({ min: 40, max: 3000 }),
  slots: fc
    .array(fc.constantFrom('g', 'g', 'g', 'p', 'l', 's'), { minLength: 1, maxLength: 40 })
    .map(all => all.join('')),
});

testProp(
  '[K-06] availability counts every 10 s since the first start, also those in which nothing ran, and two runs once',
  [fc.array(run, { maxLength: 30 }), fc.integer({ min: 0, max: 3600 })],
  async (t, runs, sinceAgo) => {
    const nowSlot = nowMs / slotMs;
    const started = event('process-a', 'ProcessStarted', {
      ...{
        instance: 'a',
        pid: 1,
        host: 'ship',
        node: 'v24',
        previous: { exit: 'none' },
        at: iso(nowMs - sinceAgo * slotMs),
      },
    });
    const seen = runs.map(({ agoSlots, slots }) =>
      event('process-a', 'ServiceObserved', { from: iso(nowMs - agoSlots * slotMs), slots, at: iso(nowMs) }),
    );
    const { report, models, runner } = await reported([started, ...seen]);
    const since = nowSlot - sinceAgo;
    const good = new Set(
      runs.flatMap(({ agoSlots, slots }) =>
        [...slots].flatMap((state, index) => (state === 'g' ? [nowSlot - agoSlots + index] : [])),
      ),
    );
    const last = Math.max(since - 1, ...runs.map(({ agoSlots, slots }) => nowSlot - agoSlots + slots.length - 1));
    const end = (nowSlot - last) * slotMs > silenceMs ? nowSlot : last + 1;
    const available = report.indicators.find(({ sli }) => sli === 'availability')!;
    for (const window of windows) {
      const from = Math.max(since, (Math.floor(nowMs / 60_000) + 1 - windowMinutes[window]) * 6);
      let [wanted, all] = [0, 0];
      for (let slot = from; slot < end; slot += 1) {
        all += 1;
        if (good.has(slot)) wanted += 1;
      }
      t.like(available.windows[window], { good: wanted, bad: all - wanted }, window);
    }
    await runner.stop();
    models.close();
  },
  { numRuns: 80 },
);

test('[K-06] a run that is silent for more than seven minutes is down from its last word on', async t => {
  const at = iso(nowMs);
  const started = event('process-a', 'ProcessStarted', {
    ...{ instance: 'a', pid: 1, host: 'ship', node: 'v24', previous: { exit: 'none' }, at },
  });
  const { models, log, runner, time } = await reported([
    started,
    event('process-a', 'ServiceObserved', { from: at, slots: 'gggggg', at }),
  ]);
  const asked = queries({ views: models, head: runner.head, tables: sizedTables(defaultViewSizes) });
  const counted = async () => (await asked.slo()).indicators[0]!.windows['1h'];
  await time.pass(7 * 60_000);
  t.like(await counted(), { good: 6, bad: 0 });
  await time.pass(2 * 60_000);
  t.like(await counted(), { good: 6, bad: 48 });
  appendAll(log, [event('process-b', 'ServiceObserved', { from: time.now(), slots: 'g', at: time.now() })]);
  await time.settle();
  t.like(await counted(), { good: 7, bad: 48 });
  await runner.stop();
});

test('[K-08] a promise that no budget allows to break freezes releases until it is said to be mended', async t => {
  const broken = event('slo-release', 'GuaranteeBroken', { guarantee: 'lost_job', detail: 'job 7', at: iso(nowMs) });
  const mended = event('slo-release', 'GuaranteeMended', { guarantee: 'lost_job', reason: 'found', at: iso(nowMs) });
  const { report } = await reported([broken]);
  t.deepEqual(report.freeze, { level: 'frozen', why: ['never budgeted: lost_job: job 7'] });
  t.like(report.broken, [{ guarantee: 'lost_job', detail: 'job 7' }]);
  t.is((await reported([broken, mended])).report.freeze.level, 'open');
});

test('[K-06] without traffic there is neither a share nor a time, and nothing burns', async t => {
  const { report } = await reported([]);
  for (const { windows: all, latencyMs, firing, remaining } of report.indicators) {
    t.like(all['30d'], { good: 0, bad: 0, ratio: null, burn: 0 });
    t.deepEqual(latencyMs['30d'], { p50: null, p95: null, p99: null });
    t.deepEqual([firing, remaining], [[], 1]);
  }
  t.is(emptyHistogram().length, latencyBounds.length + 1);
  t.is(everyProjection(sizedTables(defaultViewSizes)).filter(({ name }) => name === 'slo').length, 1);
});
