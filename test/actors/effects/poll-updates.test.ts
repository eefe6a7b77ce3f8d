import { default as test } from 'ava';
import { pollUpdates } from '../../../actors/effects/poll-updates.ts';
import { StoreUnavailable, TelegramError, type TelegramFailure } from '../../../actors/ports.ts';
import { actorSystem } from '../../../actors/system.ts';
import type { SortedUpdate } from '../../../domain/gateway/commands.ts';
import { gatewayAggregate } from '../../../domain/gateway/decide.ts';
import type { Command } from '../../../domain/message.ts';
import { access, update } from '../../domain/gateway/updates.ts';
import { limits, memoryStore, settle, still, testClock, testWorld } from '../world.ts';

type Answer = unknown[] | TelegramFailure;

/** A bot whose Telegram answers from a list, and then with nothing, for ever. */
function gateway(answers: Answer[], store = memoryStore(), later = 0) {
  const { world, clock, lines } = testWorld(store, testClock(later));
  const asked: { offset: number | undefined; atMs: number; inLog: number }[] = [];
  const handed: Command[] = [];
  const alarms: string[] = [];
  const turnedAway: number[] = [];
  const poller = {
    async poll(offset: number | undefined, signal: AbortSignal): Promise<unknown[]> {
      asked.push({ offset, atMs: clock.monotonicMs(), inLog: store.events.length });
      const answer = answers.shift();
      if (answer === undefined)
        return new Promise((_, reject) => signal.addEventListener('abort', () => reject(signal.reason)));
      if (Array.isArray(answer)) return answer;
      throw new TelegramError(answer);
    },
  };
  const ports = {
    ...world,
    poller,
    access,
    backoff: { minMs: 500, maxMs: 60_000 },
    turnAway: async (updates: readonly SortedUpdate[]) => void turnedAway.push(updates.length),
    alarm: (trouble: string) => void alarms.push(trouble),
    hand: (command: Command) => void handed.push(command),
    polled: () => {},
  };
  const cast = {
    ...still(gatewayAggregate),
    effects: (handle: Parameters<ReturnType<typeof pollUpdates>>[0]) => ({ pollUpdates: pollUpdates(ports)(handle) }),
    restful: () => false,
  };
  const actors = actorSystem({ gateway: cast }, world, limits, { restarted: () => {}, parked: () => {} });
  const run = async (ms = 0) => {
    await actors.wake('gateway-7');
    await settle();
    await clock.pass(ms);
  };
  return { actors, store, clock, lines, asked, handed, alarms, turnedAway, run };
}

const trouble = (kind: 'auth' | 'conflict' | 'not_sent' | 'unknown' | 'rejected'): TelegramFailure => ({
  kind,
  description: kind,
});

test('[I22] [T-61] an offset is confirmed only after its updates are in the log', async t => {
  const { asked, run, store } = gateway([[update(5), update(6)]]);
  await run();
  t.deepEqual(
    asked.map(({ offset }) => offset),
    [undefined, 7],
  );
  t.is(asked[1]!.inLog, 2);
  t.deepEqual(store.types('gateway-7'), ['UpdateReceived', 'UpdateReceived']);
});

test('[A-14] each update is handed on as a command of its own chain, after it is recorded', async t => {
  const { handed, run, store } = gateway([[update(5), update(6)]]);
  await run();
  t.deepEqual(
    handed.map(({ id, stream }) => [id, stream]),
    [
      ['tg-5', 'chat-1001'],
      ['tg-6', 'chat-1001'],
    ],
  );
  t.is(handed[0]!.causationId, store.of('gateway-7')[0]!.id);
  t.is(store.of('gateway-7')[0]!.metadata.correlationId, 'tg-5');
  t.is(store.of('gateway-7')[0]!.metadata.actor.id, 'tg:1001');
});

test('[T5] updates that come again after a restart are noted and not handed on', async t => {
  const store = memoryStore();
  await gateway([[update(5)]], store).run();
  const again = gateway([[update(5), update(6)]], store);
  await again.run();
  t.deepEqual(
    again.asked.map(({ offset }) => offset),
    [6, 7],
  );
  t.deepEqual(
    again.handed.map(({ id }) => id),
    ['tg-6'],
  );
  t.deepEqual(store.types('gateway-7'), ['UpdateReceived', 'IdempotentReplay', 'UpdateReceived']);
});

test('[T10] updates that cannot be read are quarantined, and those around them are handed on', async t => {
  const { handed, store, run } = gateway([[update(5), 'junk', { update_id: 6, message: 7 }, null, update(8)]]);
  await run();
  t.deepEqual(
    handed.map(({ id }) => id),
    ['tg-5', 'tg-8'],
  );
  t.is(store.types('gateway-7').filter(type => type === 'UpdateQuarantined').length, 3);
});

test('[E1] while the log is away nothing is confirmed, and nothing is lost', async t => {
  const store = memoryStore();
  store.fail = () => ({ before: new StoreUnavailable('gone', { hint: '' }) });
  const { asked, run, clock } = gateway(
    Array.from({ length: 20 }, () => [update(5)]),
    store,
  );
  await run(1_500);
  t.true(asked.every(({ offset }) => offset === undefined));
  delete store.fail;
  await clock.pass(5_000);
  t.is(asked.at(-1)!.offset, 6);
  t.is(store.types('gateway-7')[0], 'UpdateReceived');
});

test('[T2] [T4] [D-01] failed polls back off, doubling to a minute at most and never under half a second', async t => {
  const { asked, run, store } = gateway([...Array.from({ length: 12 }, () => trouble('unknown')), [update(5)]]);
  await run(20_000);
  const gaps = asked.slice(1).map(({ atMs }, index) => atMs - asked[index]!.atMs);
  t.true(gaps.every(gap => gap === 0 || gap >= 500));
  t.deepEqual(store.types('gateway-7'), ['PollFailed', 'UpdateReceived', 'PollRecovered']);
  t.like(store.of('gateway-7')[2]!.data, { failures: 12 });
});

test('[T7] [T8] a second poller and a revoked token are said once each, and polling goes on', async t => {
  const { run, store } = gateway([
    trouble('conflict'),
    trouble('conflict'),
    trouble('auth'),
    trouble('auth'),
    [update(5)],
  ]);
  await run(10_000);
  const failed = store
    .of('gateway-7')
    .filter(({ type }) => type === 'PollFailed')
    .map(({ data }) => data.kind);
  t.deepEqual(failed, ['conflict', 'auth']);
  t.true(store.types('gateway-7').includes('PollRecovered'));
});

test('[T1] a throttled poll waits as long as Telegram says', async t => {
  const { asked, run } = gateway([{ kind: 'throttled', retryAfterMs: 9_000, description: '' }, []]);
  await run(20_000);
  t.is(asked[1]!.atMs - asked[0]!.atMs, 9_000);
});

for (const [script, letter] of [
  ['Latin', 'x'],
  ['Chinese', '界'],
  ['emoji', '🧭'],
] as const)
  test(`a large answer in ${script} is recorded in appends that the log takes`, async t => {
    const big = Array.from({ length: 60 }, (_, index) => update(index, { text: letter.repeat(4096) }));
    const store = memoryStore();
    const sizes: number[] = [];
    store.fail = (_stream, events) => {
      sizes.push(Buffer.byteLength(JSON.stringify(events)));
      return undefined;
    };
    const { run, handed } = gateway([big], store);
    await run();
    t.is(handed.length, 60);
    t.true(sizes.every(size => size < 1024 * 1024));
  });

test('after a quiet week the offset is forgotten, so that new numbers are seen', async t => {
  const store = memoryStore();
  const first = gateway([[update(900)]], store);
  await first.run();
  const later = gateway([[update(3)]], store, 7 * 24 * 3600 * 1000);
  await later.run();
  t.deepEqual(
    later.asked.map(({ offset }) => offset),
    [undefined, 4],
  );
});

test('[T7] another poller is told to a person after a minute, once, and polling goes on', async t => {
  const { run, store, alarms, asked } = gateway(Array.from({ length: 400 }, () => trouble('conflict')));
  await run(59_000);
  t.deepEqual(alarms, []);
  await run(600_000);
  t.deepEqual(alarms, ['PollConflict']);
  t.deepEqual(store.types('gateway-7'), ['PollFailed', 'PollConflict']);
  t.is(asked.length, 401);
});

test('[T8] a token that is not taken is told to a person after a minute; trouble that passes is not', async t => {
  const lost = gateway(Array.from({ length: 400 }, () => trouble('auth')));
  await lost.run(600_000);
  t.deepEqual(lost.alarms, ['TelegramAuthLost']);
  const other = gateway(Array.from({ length: 400 }, () => trouble('not_sent')));
  await other.run(600_000);
  t.deepEqual(other.alarms, []);
});

test('[E1, D-13] what the log does not take is turned away, and asked for again within seconds of its return', async t => {
  const { run, store, clock, asked, turnedAway } = gateway(Array.from({ length: 400 }, () => [update(5), update(6)]));
  store.fail = () => ({ before: new StoreUnavailable('the disk is full', { hint: 'Free some space.' }) });
  await run(60_000);
  t.true(turnedAway.length > 5 && turnedAway.every(count => count === 2));
  t.true(
    asked.every(({ offset }) => offset === undefined),
    'nothing is confirmed',
  );
  delete store.fail;
  const backMs = clock.monotonicMs();
  await clock.pass(4_001);
  t.true(asked.some(({ offset, atMs }) => offset === 7 && atMs - backMs < 5_000));
});
