import { default as test } from 'ava';
import {
  BusUnavailable,
  OutcomeUnknown,
  RevisionConflict,
  StoreSaturated,
  StoreUnavailable,
  TelegramError,
  type TelegramFailure,
} from '../../../actors/ports.ts';
import { resilience } from '../../../actors/resilience/resilience.ts';
import { Refusal } from '../../../domain/refusal.ts';
import { configSchema } from '../../../ops/config/schema.ts';
import { settle as settled } from '../../../ops/config/settle.ts';
import { guardedPublish } from '../../../ops/program/guarded/bus.ts';
import { guardedHost } from '../../../ops/program/guarded/host.ts';
import { guardedQueries } from '../../../ops/program/guarded/queries.ts';
import { guardedStore } from '../../../ops/program/guarded/store.ts';
import { guardedPoller, telegramDoor } from '../../../ops/program/guarded/telegram.ts';
import { policyOf } from '../../../ops/program/policies.ts';
import { calmMachine, toldHost } from '../../actors/answers/host/told-host.ts';
import { never } from '../../actors/resilience/policies.ts';
import { memoryStore, order, settle, testClock } from '../../actors/world.ts';

const config = settled(configSchema.parse({}), { cwd: '/' }).config;

function kitOf() {
  const clock = testClock();
  const random = { number: () => 0, uuid: () => 'uuid' };
  return { clock, kit: resilience(policyOf(config), { clock, timers: clock, random, tell: () => {} }) };
}

const stateOf = (kit: ReturnType<typeof kitOf>['kit'], name: string) =>
  kit.rows().find(row => row.name === name)!.breaker!.state;
const away = new StoreUnavailable('away', { hint: 'wait' });
const event = { id: 'e', type: 'X', data: {}, metadata: {} } as never;

test('[A-26] the presets are those that were asked for', t => {
  const { dependencies } = policyOf(config);
  const like = (name: string, preset: object) => t.like(dependencies[name]!.breaker, preset);
  like('telegram', { failureThreshold: 3, resetMs: 30_000, slowMs: 2_000, slowRate: 0.3 });
  like('eventstore', { failureThreshold: 2, slowMs: 1_000, slowRate: 0.2, minimumCalls: 10, windowMs: 60_000 });
  like('bus', { failureThreshold: 3, resetMs: 30_000 });
  like('probes', { failureThreshold: 4, resetMs: 45_000, slowMs: 10_000, slowRate: 0.4 });
  like('renderer', { failureThreshold: 5, resetMs: 60_000, successesToClose: 2 });
  t.deepEqual(policyOf(config).pools, {
    core: { max: 100, waitMs: 5_000, waitingMax: 1_000 },
    work: { max: 20, waitMs: 30_000, waitingMax: 200 },
    queries: { max: 10, waitMs: 1_000, waitingMax: 100 },
  });
});

test('[E1, D-13] a log that fails twice is not asked for a while, and its callers are told that it is away', async t => {
  const { kit, clock } = kitOf();
  const inner = memoryStore();
  let asked = 0;
  inner.fail = () => {
    asked++;
    return { before: away };
  };
  const store = guardedStore(inner, kit);
  for (let tries = 0; tries < 5; tries++)
    await t.throwsAsync(store.append('chat-1', 'no_stream', [event]), { instanceOf: StoreUnavailable });
  t.is(asked, 2);
  delete inner.fail;
  await clock.pass(4_999);
  await t.notThrowsAsync(store.append('chat-1', 'no_stream', [event]), 'back within 5 s of its return');
});

test('an append that is on its way is not given up when the breaker opens', async t => {
  const { kit } = kitOf();
  const inner = memoryStore();
  const { append } = inner;
  let go = () => {};
  inner.append = async (...given) => {
    if (given[0] === 'chat-slow') await new Promise<void>(resolve => (go = resolve));
    return append(...given);
  };
  inner.fail = stream => (stream === 'chat-1' ? { before: away } : undefined);
  const store = guardedStore(inner, kit);
  const pending = store.append('chat-slow', 'no_stream', [event]);
  await settle();
  for (let tries = 0; tries < 2; tries++) await store.append('chat-1', 'no_stream', [event]).catch(() => {});
  t.is(stateOf(kit, 'eventstore'), 'open');
  go();
  t.is((await pending).revision, 0n);
});

test('conflicts and a full queue are no trouble of the log; an unknown outcome is', async t => {
  const { kit } = kitOf();
  const inner = memoryStore();
  const store = guardedStore(inner, kit);
  const failing = async (error: Error) => {
    inner.fail = () => ({ before: error });
    for (let tries = 0; tries < 4; tries++) await store.append('chat-1', 'no_stream', [event]).catch(() => {});
    return stateOf(kit, 'eventstore');
  };
  t.is(await failing(new RevisionConflict('chat-1', 0n, 1n)), 'closed');
  t.is(await failing(new StoreSaturated('busy', { hint: 'wait' })), 'closed');
  t.is(await failing(new OutcomeUnknown('cut', { hint: 'again' })), 'open');
});

test('[N4] a bus that does not answer is not waited for again and again', async t => {
  const { kit } = kitOf();
  let asked = 0;
  const bus = {
    publish: async () => {
      asked++;
      throw new BusUnavailable('no answer within 800 ms');
    },
  };
  const publish = guardedPublish(bus as never, kit);
  for (let tries = 0; tries < 10; tries++)
    await t.throwsAsync(publish(order('chat-1', 'X'), 'tg-1'), { instanceOf: BusUnavailable });
  t.is(asked, 3);
});

test('[T2, D-10] Telegram that cannot be reached closes the door; a throttled chat, a token or a bad message does not', async t => {
  const { kit } = kitOf();
  const door = telegramDoor(kit);
  const fail = async (failure: object) => {
    for (let tries = 0; tries < 4; tries++) {
      const admission = await door.turn(AbortSignal.timeout(1));
      const error = new TelegramError({ description: 'said', ...failure } as TelegramFailure);
      await admission?.run(() => Promise.reject(error)).catch(() => {});
    }
    return stateOf(kit, 'telegram');
  };
  for (const kind of ['throttled', 'auth', 'conflict', 'rejected', 'unreachable', 'migrated'])
    t.is(await fail({ kind }), 'closed', kind);
  t.is(await fail({ kind: 'not_sent' }), 'open');
});

test('[T4, D-01] polls that fail go on, at most five seconds apart by the breaker', async t => {
  const { kit, clock } = kitOf();
  const atMs: number[] = [];
  const poll = async () => {
    atMs.push(clock.monotonicMs());
    throw new TelegramError({ kind: 'not_sent', description: '502' });
  };
  const poller = guardedPoller({ poll }, kit);
  const polling = (async () => {
    while (atMs.length < 12) await poller.poll(undefined, never).catch(() => {});
  })();
  await clock.pass(60_000);
  await polling;
  const gaps = atMs.slice(1).map((ms, index) => ms - atMs[index]!);
  t.deepEqual(gaps, [0, 0, 0, 0, ...Array(7).fill(5_000)]);
});

test('a poll that was called off says nothing of Telegram', async t => {
  const { kit } = kitOf();
  const poll = (_: unknown, signal: AbortSignal) =>
    new Promise<never>((_resolve, reject) => {
      const failing = () => reject(new TelegramError({ kind: 'not_sent', description: 'called off' }));
      signal.addEventListener('abort', failing);
    });
  const poller = guardedPoller({ poll }, kit);
  for (let lives = 0; lives < 10; lives++) {
    const stop = new AbortController();
    const polling = t.throwsAsync(poller.poll(undefined, stop.signal), { instanceOf: TelegramError });
    await settle();
    stop.abort();
    await polling;
  }
  t.like(kit.rows().find(({ name }) => name === 'telegram-poll')!.breaker, { state: 'closed', failures: 0 });
});

test('[A-26, D-15] a reading of this machine that hangs costs no other reading', async t => {
  const { kit, clock } = kitOf();
  const host = guardedHost({ ...toldHost(calmMachine), services: () => new Promise(() => {}) }, kit);
  for (let tries = 0; tries < 5; tries++) {
    const hanging = host.services({ signal: never }).catch((error: Refusal) => error.code);
    await clock.pass(10_000);
    t.is(await hanging, 'deadline_exceeded');
  }
  const refusal = await t.throwsAsync(host.services({ signal: never }), { instanceOf: Refusal });
  t.is(refusal!.code, 'circuit_open');
  t.truthy(await host.cpu({ signal: never }));
});

test('a machine without sensors has answered', async t => {
  const { kit } = kitOf();
  const none = new Refusal('not_on_this_host', 'There are no sensors.');
  const host = guardedHost(toldHost({ ...calmMachine, temperatures: none }), kit);
  for (let tries = 0; tries < 10; tries++) await host.temperatures({ signal: never }).catch(() => {});
  t.is(stateOf(kit, 'host-temperatures'), 'closed');
});

test('[A-28] questions to the views: an id that is not there is an answer, views that are away are not', async t => {
  const { kit } = kitOf();
  const failing = (error: Error) => guardedQueries({ trace: () => Promise.reject(error) } as never, kit);
  for (let tries = 0; tries < 10; tries++)
    await failing(new Refusal('not_found', 'none'))
      .trace('x')
      .catch(() => {});
  t.is(stateOf(kit, 'projections'), 'closed');
  for (let tries = 0; tries < 5; tries++)
    await failing(new Error('the views cannot be read'))
      .trace('x')
      .catch(() => {});
  t.is(stateOf(kit, 'projections'), 'open');
});
