import { default as test } from 'ava';
import { alerting } from '../../../actors/alerting/alerting.ts';
import { orderQueue } from '../../../actors/alerting/order-queue.ts';
import { sendReports } from '../../../actors/alerting/reports.ts';
import type { Alerts } from '../../../actors/answers/alert-ports.ts';
import { StoreUnavailable } from '../../../actors/ports.ts';
import { actorSystem } from '../../../actors/system.ts';
import { inlineSamples } from '../../../adapters/sqlite/samples.ts';
import { plainText } from '../../../adapters/terminal/plain-text.ts';
import type { AlertCommand } from '../../../domain/alert/commands.ts';
import { alertAggregate } from '../../../domain/alert/decide.ts';
import { alertRules } from '../../../domain/alert/rules.ts';
import { newAlert } from '../../../domain/alert/state.ts';
import { reply } from '../../../domain/chat/reply.ts';
import type { StreamName } from '../../../domain/ids.ts';
import type { Command } from '../../../domain/message.ts';
import { Refusal } from '../../../domain/refusal.ts';
import type { Sample } from '../../../domain/sample/sample.ts';
import { simulatedSample } from '../../../domain/sample/simulation.ts';
import { limits, memoryStore, settle, still, testClock, testWorld } from '../world.ts';

const settings = { flap: { raisesMax: 4, withinMs: 1_800_000, calmMs: 600_000 } };
const usual = { forMs: 30_000, cooldownMs: 300_000, silentAfterMs: 60_000, gapMs: 60_000 };

/** The watch on real actors, whose log can be told to fail. */
function watched(store = memoryStore(), clock = testClock(), samples = inlineSamples(clock)) {
  const { world, lines } = testWorld(store, clock);
  const aggregate = alertAggregate(settings);
  const recorded = (stream: StreamName, facts: never[]) => watch.recorded(stream, facts);
  const system = actorSystem(
    { alert: still(aggregate) },
    { ...world, recorded: recorded as never },
    { ...limits, liveMax: 100 },
    { restarted() {}, parked() {} },
  );
  const watch = alerting({
    ...{ aggregate, settings, samples, store, clock, timers: clock, log: world.log, timeZone: 'UTC', thisHost: 'main' },
    rules: alertRules(usual, []),
    streams: async () => [...new Set(store.events.map(({ stream }) => stream))],
    wake: async () => {},
    order: (stream, type, data, id, asked) =>
      system.tell({
        ...{ id, stream, type, data: { ...data }, correlationId: id, causationId: id, traffic: 'real' },
        actor: asked?.by ?? { id: 'system:watch', role: 'system' },
      }),
  });
  const hear = (host: string, more: Partial<Sample> = {}) => {
    const calm = { cpuPercent: 5, memory: { usedPercent: 5, usedBytes: 1, totalBytes: 2 }, swap: undefined };
    const one = simulatedSample({ host, build: '1', everyMs: 10_000 }, Date.parse(clock.now()));
    const { swap: _none, ...rest } = { ...one, ...calm, ...more };
    watch.heard(rest as Sample);
    return samples.keep([rest as Sample]);
  };
  /** Goes on for so long, each of these heard of every ten seconds. */
  const pass = async (ms: number, hosts: string[], more: Partial<Sample> = {}) => {
    for (let passed = 0; passed < ms; passed += 10_000) {
      for (const host of hosts) await hear(host, more);
      await clock.pass(10_000);
    }
  };
  return { store, clock, watch, samples, pass, lines, system, types: (stream: string) => store.types(stream) };
}

test('a machine that is not heard of for as long as its rule says is silent, once, until it is heard of again', async t => {
  const { watch, pass, types, store } = watched();
  await watch.start();
  await pass(120_000, ['main', 'web-1']);
  await pass(50_000, ['main']);
  t.deepEqual(types('alert-web-1-silent'), []);
  await pass(20_000, ['main']);
  t.deepEqual(types('alert-web-1-silent'), ['AlertRaised']);
  t.like(store.of('alert-web-1-silent')[0]!.data, {
    host: 'web-1',
    metric: 'silent',
    severity: 'critical',
    threshold: 60,
  });
  await pass(30_000, ['main', 'web-1']);
  t.deepEqual(types('alert-web-1-silent'), ['AlertRaised', 'AlertCleared']);
  t.deepEqual(types('alert-main-silent'), []);
});

test('a restart forgets neither how long a value has been too high nor what is raised and muted', async t => {
  const { watch, pass, store, clock, samples } = watched();
  await watch.start();
  await pass(30_000, ['main'], { cpuPercent: 99 });
  watch.stop();
  t.deepEqual(store.types('alert-main-cpu'), []);
  const second = watched(store, clock, samples);
  await second.watch.start();
  await second.pass(10_000, ['main'], { cpuPercent: 99 });
  const [raised] = store.of('alert-main-cpu');
  t.is(Date.parse(raised!.data.at as string) - Date.parse(raised!.data.since as string), 30_000);
  const by = { id: 'tg:2', role: 'operator' as const };
  const until = new Date(Date.parse(clock.now()) + 600_000).toISOString();
  await second.watch.mute('main', 'all', until, { by, correlationId: 'tg-9', at: clock.now() });
  second.watch.stop();
  const third = watched(store, clock, samples);
  await third.watch.start();
  t.is(third.watch.mutes(clock.now()).length, 1);
  await third.pass(500_000, ['main'], { cpuPercent: 99 });
  t.deepEqual(store.types('alert-main-cpu'), ['AlertRaised'], 'raised once, and nobody is reminded while it is muted');
});

test('nobody is called silent while agents cannot reach this program, nor for the time it was away itself', async t => {
  const { watch, pass, types } = watched();
  await watch.start();
  await pass(60_000, ['main', 'web-1']);
  watch.reachable(false);
  await pass(200_000, ['main']);
  t.deepEqual(types('alert-web-1-silent'), []);
  watch.reachable(true);
  await pass(50_000, ['main']);
  t.deepEqual(types('alert-web-1-silent'), [], 'it has its time to come back');
  await pass(30_000, ['main']);
  t.deepEqual(types('alert-web-1-silent'), ['AlertRaised']);
});

test('while the log is away alerts go on being decided, and are recorded in order with their own times when it is back', async t => {
  const { watch, pass, types, store, lines } = watched();
  await watch.start();
  await pass(20_000, ['main']);
  store.fail = () => ({ before: new StoreUnavailable('away', { hint: 'wait' }) });
  await pass(60_000, ['main'], { cpuPercent: 99 });
  await pass(30_000, ['main'], { cpuPercent: 5 });
  t.deepEqual(types('alert-main-cpu'), []);
  t.is(lines.filter(({ message }) => message.includes('waits for the log')).length, 1);
  delete store.fail;
  await pass(20_000, ['main']);
  t.deepEqual(types('alert-main-cpu'), ['AlertRaised', 'AlertCleared']);
  const [raised, cleared] = store.of('alert-main-cpu');
  t.is(Date.parse(cleared!.data.at as string) - Date.parse(raised!.data.at as string), 30_000);
});

test('a disk that will be full within a day is an alert that says which and when', async t => {
  const { watch, pass, types, store, clock } = watched();
  const mountsAt = () => {
    const hours = (Date.parse(clock.now()) - startMs) / 3_600_000;
    return [{ path: '/var', usedPercent: 50 + 5 * hours, freeBytes: 1 }];
  };
  const startMs = Date.parse(clock.now());
  await watch.start();
  for (let step = 0; step < 16; step++)
    await pass(10_000, ['main'], { mounts: mountsAt() }).then(() => clock.pass(600_000));
  t.deepEqual(types('alert-main-diskfull'), ['AlertRaised']);
  t.regex(store.of('alert-main-diskfull')[0]!.data.part as string, /^\/var, full in \d+ h/);
});

test('/ack, /mute and /unmute are recorded by whom they are from, and a viewer is refused', async t => {
  const { watch, pass, types, clock } = watched();
  const by = { id: 'tg:2', role: 'operator' as const };
  const asked = () => ({ by, correlationId: `tg-${clock.now()}`, at: clock.now() });
  await watch.start();
  await t.throwsAsync(watch.acknowledge('main', 'cpu', asked()), { instanceOf: Refusal });
  await pass(60_000, ['main'], { cpuPercent: 99 });
  const viewer = { ...asked(), by: { id: 'tg:3', role: 'viewer' as const } };
  await t.throwsAsync(watch.acknowledge('main', 'cpu', viewer), { instanceOf: Refusal, message: /operator/ });
  const { state } = await watch.acknowledge('main', 'cpu', asked());
  t.is(state.firing?.acknowledgedBy, 'tg:2');
  await pass(600_000, ['main'], { cpuPercent: 99 });
  t.false(types('alert-main-cpu').includes('AlertReminded'));
  await watch.mute('all', 'cpu', new Date(Date.parse(clock.now()) + 3_600_000).toISOString(), asked());
  t.deepEqual(
    watch.mutes(clock.now()).map(({ host, metric }) => `${host} ${metric}`),
    ['all cpu'],
  );
  t.deepEqual(await watch.unmute('main', 'all', asked()), [], 'a wider mute is not ended by a narrower order');
  t.is((await watch.unmute('all', 'all', asked())).length, 1);
  t.deepEqual(types('alert-all-cpu'), ['AlertMuted', 'AlertUnmuted']);
});

test('more decisions than may wait for the log are let go, and said', async t => {
  const said: string[] = [];
  const say = (_: object, message: string) => void said.push(message);
  const queue = orderQueue(
    async () => {
      throw new StoreUnavailable('away', { hint: '' });
    },
    { debug: say, info: say, warn: say, error: say },
  );
  const order = (index: number): AlertCommand => ({ type: 'EndMute', seenAt: new Date(index).toISOString() });
  queue.add(
    'alert-a-cpu',
    Array.from({ length: 2_001 }, (_, index) => order(index)),
  );
  await settle();
  t.is(queue.size, 2_000);
  t.is(said.filter(message => message.includes('let go')).length, 1);
});

test('the daily report comes at its time on the clocks of the zone, once, and one that was due while away comes late', async t => {
  const clock = testClock();
  const samples = inlineSamples(clock);
  const host = 'web-1';
  for (let index = 0; index < 30; index++) {
    await samples.keep([simulatedSample({ host, build: '1', everyMs: 60_000 }, Date.parse(clock.now()))]);
    await clock.pass(60_000);
  }
  const raises = [clock.now()];
  const list = () => [{ host, metric: 'cpu', rule: undefined, state: { ...newAlert, host, metric: 'cpu', raises } }];
  const sent: Command[] = [];
  const start = () =>
    sendReports(
      { dailyMinute: 9 * 60, weeklyMinute: undefined, weekday: 1 },
      {
        ...{
          chats: [5],
          timeZone: 'Europe/Berlin',
          samples,
          alerts: { list } as Pick<Alerts, 'list'>,
          clock,
          timers: clock,
        },
        tellOther: async (command: Command) => void sent.push(command),
        log: { debug() {}, info() {}, warn() {}, error() {} },
      },
    );
  const stop = start();
  await clock.pass(24 * 3_600_000);
  t.is(sent.length, 1);
  const [first] = sent;
  t.is(first!.stream, 'chat-5');
  const { reply: words } = first!.data as { reply: unknown };
  const text = plainText(reply.parse(words)).replace(/\s+/g, ' ');
  t.regex(text, /Daily report · \d{4}-\d\d-\d\d/);
  t.regex(text, /1 machine, raised 1 time, nothing is now/);
  t.regex(text, /web-1 \d+, \d+ % \d+, \d+ %/);
  stop();
  await clock.pass(20.5 * 3_600_000);
  const again = start();
  await clock.pass(1_000);
  again();
  t.is(new Set(sent.map(({ id }) => id)).size, 2, 'an hour late, since nobody was there to send it');
});
