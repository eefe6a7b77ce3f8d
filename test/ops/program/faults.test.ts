import { default as test } from 'ava';
import { faultPoints } from '../../../actors/faults/fault-points.ts';
import { NameError } from '../../../actors/name-ports.ts';
import { OutcomeUnknown, StoreUnavailable, type TelegramError } from '../../../actors/ports.ts';
import { type FaultKind, type FaultPoint, kindsAt, faultPoints as table } from '../../../domain/fault/points.ts';
import { plusMs } from '../../../domain/instants.ts';
import { Refusal } from '../../../domain/refusal.ts';
import { configSchema } from '../../../ops/config/schema.ts';
import { settle as settled } from '../../../ops/config/settle.ts';
import type { Engines } from '../../../ops/program/engines.ts';
import { faultDoor } from '../../../ops/program/faults/fault-door.ts';
import { withFaults } from '../../../ops/program/faults/faults.ts';
import { calmMachine, toldHost } from '../../actors/answers/host/told-host.ts';
import { memoryStore, settle, testClock } from '../../actors/world.ts';

type Stated = Parameters<typeof configSchema.parse>[0];
const configOf = (stated: Stated = {}) => settled(configSchema.parse(stated), { cwd: '/' }).config;
const on = { faults: { injection: 'on' }, environment: 'development' };
const nobody = new AbortController().signal;

/** Engines that count what reaches them. */
function engines() {
  const clock = testClock();
  const store = memoryStore();
  const reached: string[] = [];
  const note = <Value>(what: string, value: Value) => {
    reached.push(what);
    return value;
  };
  const all = {
    ...{ store, clock, timers: clock, random: { number: () => 0, uuid: () => 'u' }, log: console },
    bus: {
      publish: async (_: unknown, id: string) => note(`publish ${id}`, undefined),
      consume: async (handle: unknown) => note('consume', { stop: async () => {}, handle }),
      onChange() {},
    },
    telegram: {
      sender: {
        render: () => [],
        send: async () => note('send', { messageId: 1 }),
        edit: async () => note('edit', undefined),
        acknowledge: async () => note('acknowledge', undefined),
      },
      poller: { poll: async () => note('poll', [{ update_id: 1 }, { update_id: 2 }]) },
    },
    projections: { queries: { slo: async () => note('slo', { indicators: [] }) } },
    host: toldHost(calmMachine),
    names: {
      watched: 'api.example',
      use() {},
      servers: {
        ask: async () => note('ask', { addresses: ['192.0.2.1'], ttlMs: 1 }),
        servers: () => [],
        reread: async () => {},
      },
    },
    performers: { probe: { perform: async () => note('probe', { summary: 'well' }) } },
    die: () => note('die', undefined),
  };
  return { clock, store, reached, all: all as unknown as Engines };
}

function faulty() {
  const { clock, store, reached, all } = engines();
  const config = configOf(on);
  const { points, engines: hit } = withFaults(config, all);
  const inject = (point: FaultPoint, kind: FaultKind, more: object = {}) => {
    const at = clock.now();
    const terms = { count: 1, ttlMs: 60_000, probability: 1, seed: 1, delayMs: 100, skewMs: 0 };
    const by = { id: 'tg:1001', role: 'admin' as const };
    points.follow([
      {
        faultId: `${point.replace('.', '')}${kind}`,
        point,
        kind,
        ...terms,
        by,
        at,
        endsAt: plusMs(at, 60_000),
        ...more,
      },
    ]);
  };
  return { clock, store, reached, points, hit, inject, config };
}

const event = { id: 'e', type: 'X', data: {}, metadata: {} } as never;

test('where faults are off the engines are the very same', t => {
  const { all } = engines();
  t.is(withFaults(configOf(), all).engines, all);
  t.is(withFaults(configOf({ faults: { injection: 'on' } }), all).engines, all, 'production');
  t.not(withFaults(configOf(on), all).engines, all);
});

test('a send fails as Telegram fails: not sent, no answer in time, or done and the answer lost', async t => {
  const { clock, hit, inject, reached, config } = faulty();
  const send = async () => {
    const sent = hit.telegram.sender.send({ chatId: 1 }, { content: '' });
    await clock.pass(config.telegram.callTimeoutMs);
    return sent.then(
      () => 'sent',
      (error: TelegramError) => error.failure.kind,
    );
  };
  inject('telegram.send', 'error');
  t.is(await send(), 'not_sent');
  inject('telegram.send', 'hang');
  t.is(await send(), 'unknown');
  t.deepEqual(reached, []);
  inject('telegram.send', 'drop');
  t.is(await send(), 'unknown');
  t.deepEqual(reached, ['send']);
  t.is(await send(), 'sent', 'each had a count of one');
});

test('updates of a poll are late to come or come twice, and none is made up', async t => {
  const { hit, inject } = faulty();
  const poll = async () => (await hit.telegram.poller.poll(undefined, nobody)).length;
  inject('telegram.poll', 'drop');
  t.is(await poll(), 0);
  inject('telegram.poll', 'duplicate');
  t.is(await poll(), 4);
  t.is(await poll(), 2);
});

test('an append fails, is done with its answer lost, or is done twice; one of a fault always goes through', async t => {
  const { hit, inject, store } = faulty();
  const append = (stream: 'chat-1' | 'fault-points') => hit.store.append(stream, 'no_stream', [event]);
  inject('store.append', 'error', { count: 5 });
  await t.throwsAsync(append('chat-1'), { instanceOf: StoreUnavailable });
  t.is(store.events.length, 0);
  await append('fault-points');
  t.is(store.events.length, 1);
  inject('store.append', 'drop');
  await t.throwsAsync(append('chat-1'), { instanceOf: OutcomeUnknown });
  t.is(store.of('chat-1').length, 1);
});

test('a publish is lost, or stored twice under two ids; a delivery is lost, twice, or no command any more', async t => {
  const { hit, inject, reached } = faulty();
  inject('bus.publish', 'drop');
  await hit.bus.publish({} as never, 'm1');
  inject('bus.publish', 'duplicate');
  await hit.bus.publish({} as never, 'm2');
  t.deepEqual(reached, ['publish m2', 'publish m2:again']);
  const given: unknown[] = [];
  const consumed = (await hit.bus.consume(async ({ command }) => void given.push(command))) as unknown as {
    handle(delivery: object): Promise<void>;
  };
  const deliver = () => consumed.handle({ command: { id: '1', type: 'X' }, attempt: 1 });
  for (const kind of ['drop', 'duplicate', 'corrupt'] as const) {
    inject('bus.deliver', kind);
    await deliver();
  }
  t.deepEqual(given, [{ id: '1', type: 'X' }, { id: '1', type: 'X' }, { id: '1' }]);
});

test('questions, readings and work fail in the words of their ports', async t => {
  const { hit, inject } = faulty();
  inject('views.query', 'error');
  await t.throwsAsync(hit.projections.queries.slo(), { instanceOf: Refusal, message: /injected fault/ });
  inject('host.read', 'error');
  await t.throwsAsync(hit.host.cpu({ signal: nobody }), { instanceOf: Refusal });
  inject('work.perform', 'error');
  await t.throwsAsync(hit.performers!.probe!.perform({ signal: nobody } as never), { message: /upstream_unavailable/ });
});

test('[DNS1] a question to a name server fails, or is not answered in time', async t => {
  const { hit, inject, clock, config } = faulty();
  const ask = () => hit.names!.servers.ask('api.example', 4, 0, nobody);
  inject('dns.resolve', 'error');
  await t.throwsAsync(ask(), { instanceOf: NameError, code: 'DNS_SERVFAIL' });
  t.deepEqual((await ask()).addresses, ['192.0.2.1']);
  inject('dns.resolve', 'hang');
  const hanging = t.throwsAsync(ask(), { instanceOf: NameError, code: 'DNS_TIMEOUT' });
  await clock.pass(config.dependencies.dns.deadlineMs);
  await hanging;
});

test('a crash ends the process at the call', async t => {
  const { hit, inject, reached } = faulty();
  inject('telegram.send', 'crash');
  void hit.telegram.sender.send({ chatId: 1 }, { content: '' });
  await settle();
  t.deepEqual(reached, ['die']);
});

test('the clock is off for who reads the time of day, and durations are not', t => {
  const { clock, hit, inject } = faulty();
  inject('clock.now', 'clock', { skewMs: 3_600_000 });
  t.is(Date.parse(hit.clock.now()) - Date.parse(clock.now()), 3_600_000);
  t.is(hit.clock.monotonicMs(), clock.monotonicMs());
});

test('every kind that a point offers is one that its port can have', async t => {
  const { hit, inject } = faulty();
  const consumed = (await hit.bus.consume(async () => {})) as unknown as { handle(delivery: object): Promise<void> };
  const calls: Partial<Record<FaultPoint, () => Promise<unknown>>> = {
    'telegram.send': () => hit.telegram.sender.send({ chatId: 1 }, { content: '' }),
    'telegram.poll': () => hit.telegram.poller.poll(undefined, nobody),
    'store.append': () => hit.store.append('chat-2', 'no_stream', [event]),
    'bus.publish': () => hit.bus.publish({} as never, 'm1'),
    'bus.deliver': () => consumed.handle({ command: {}, attempt: 1 }),
  };
  const special = (Object.keys(table) as FaultPoint[]).flatMap(point =>
    kindsAt(point)
      .filter(kind => ['drop', 'duplicate', 'corrupt'].includes(kind))
      .map(kind => [point, kind] as const),
  );
  t.is(special.length, 10);
  for (const [point, kind] of special) {
    inject(point, kind);
    const failed = await calls[point]!().then(
      () => undefined,
      (error: Error) => error,
    );
    t.false(failed instanceof TypeError, `${point} ${kind}: ${failed?.message}`);
  }
});

test('a fault is refused where it is off, too long, or the error budget is used up', async t => {
  const points = faultPoints({ enabled: true, clock: testClock(), timers: testClock(), die: () => {} });
  const door = (stated: Stated, indicators: object[] = []) =>
    faultDoor(configOf(stated), {
      points,
      queries: { slo: async () => ({ indicators }) as never },
      system: () => ({ tell: async () => t.fail('it was ordered') as never }),
      random: { number: () => 0, uuid: () => '0-1-2-3-456789abcdef' },
    });
  const asking = { by: { id: 'nats:operator', role: 'admin' as const }, correlationId: 'nats-1' };
  const no = async (asked: Promise<unknown>, code: string, words: RegExp) => {
    const refusal = (await t.throwsAsync(asked, { instanceOf: Refusal })) as Refusal;
    t.is(refusal.code as string, code);
    t.regex(`${refusal.message} ${refusal.hint}`, words);
  };
  const asked = { point: 'telegram.send', kind: 'error' } as const;
  await no(door({}).inject(asked, asking), 'policy_blocked', /faults\.injection/);
  await no(door({ faults: { injection: 'on' } }).inject(asked, asking), 'policy_blocked', /faults\.inProduction/);
  await no(door(on).inject({ ...asked, ttlMs: 700_000 }, asking), 'invalid_request', /600000/);
  const spent = { sli: 'commands', remaining: 0, quiet: false };
  await no(door(on, [spent]).inject(asked, asking), 'policy_blocked', /commands/);
});
