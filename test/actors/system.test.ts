import { default as test } from 'ava';
import { fromCallback } from 'xstate';
import { OutcomeUnknown, StoreUnavailable } from '../../actors/ports.ts';
import { actorSystem, type Cast } from '../../actors/system.ts';
import { chatAggregate } from '../../domain/chat/aggregate.ts';
import { dependencyAggregate } from '../../domain/dependency/decide.ts';
import { fold, initialState, stateHash } from '../../domain/fold.ts';
import { Refusal } from '../../domain/refusal.ts';
import type { Fact } from '../../domain/upcast.ts';
import { settings, text } from '../domain/chat/orders.ts';
import { limits, memoryStore, order, settle, still, testClock, testWorld } from './world.ts';

const chat = chatAggregate(settings);
const ask = (id: string, words: string, stream = 'chat-1001') => order(stream, 'ReceiveText', text(words), id);

function system(cast: Partial<Record<string, Cast>> = {}, store = memoryStore(), more: Partial<typeof limits> = {}) {
  const { world, clock, lines } = testWorld(store, testClock());
  const told: string[] = [];
  const supervision = {
    restarted: (stream: string) => void told.push(`restarted ${stream}`),
    parked: (stream: string) => void told.push(`parked ${stream}`),
  };
  const players = { chat: still(chat), dependency: still(dependencyAggregate), ...cast } as Record<string, Cast>;
  return { actors: actorSystem(players, world, { ...limits, ...more }, supervision), store, clock, lines, told, world };
}

test('[P1] the same command any number of times is recorded once', async t => {
  const { actors, store } = system();
  for (let time = 0; time < 5; time++) await actors.tell(ask('tg-1', '/start'));
  t.deepEqual(store.types('chat-1001'), ['ChatOpened', 'CommandAccepted', 'CommandAnswered', 'ReplyRequested']);
});

test('[C-09] the same command on a fresh system, after the log alone was kept, is not recorded again', async t => {
  const { actors, store } = system();
  await actors.tell(ask('tg-1', '/start'));
  const before = JSON.stringify(store.events.map(({ id }) => id));
  await system({}, store).actors.tell(ask('tg-1', '/start'));
  t.is(JSON.stringify(store.events.map(({ id }) => id)), before);
});

test('[P6] [A-50] the live state is the fold of the log, by hash, and waking appends nothing', async t => {
  const { actors, store } = system();
  for (const [index, words] of ['/start', '/cpu', '/trace', 'tg-1', '/nope', '/reset'].entries())
    await actors.tell(ask(`tg-${index}`, words));
  const { state } = await actors.tell(ask('tg-0', '/start'));
  const count = store.events.length;
  const folded = fold(chat, initialState(chat), store.of('chat-1001') as Fact[]);
  t.is(stateHash(state), stateHash(folded));
  await system({}, store).actors.wake('chat-1001');
  t.is(store.events.length, count);
});

test('[A-16] [K-41] orders to one stream are taken one at a time, in order; revisions have no gap', async t => {
  const { actors, store } = system();
  await Promise.all(Array.from({ length: 8 }, (_, index) => actors.tell(ask(`tg-${index}`, '/help'))));
  const accepted = store
    .of('chat-1001')
    .filter(({ type }) => type === 'CommandAccepted')
    .map(({ data }) => data.commandId);
  t.deepEqual(accepted.slice(0, 5), ['tg-0', 'tg-1', 'tg-2', 'tg-3', 'tg-4']);
  t.deepEqual(
    store.of('chat-1001').map(({ revision }) => revision),
    store.of('chat-1001').map((_, index) => BigInt(index)),
  );
});

test('[T-18] more orders than a mailbox holds are refused at once, and none that was taken is lost', async t => {
  const { actors, store } = system();
  await actors.wake('chat-1001');
  const told = await Promise.allSettled(
    Array.from({ length: 15 }, (_, index) => actors.tell(ask(`tg-${index}`, '/help'))),
  );
  const full = told.filter(result => result.status === 'rejected' && result.reason.code === 'mailbox_full');
  t.is(full.length, 5);
  t.is(store.of('chat-1001').filter(({ type }) => type === 'CommandAccepted' || type === 'CommandRefused').length, 10);
});

test('[E3] when another writer was first, the order is decided again on what the log now says', async t => {
  const store = memoryStore();
  const { actors } = system({}, store);
  await actors.tell(ask('tg-1', '/start'));
  await system({}, store).actors.tell(ask('tg-2', '/help'));
  await actors.tell(ask('tg-2', '/help'));
  await actors.tell(ask('tg-3', '/help'));
  const accepted = store
    .of('chat-1001')
    .filter(({ type }) => type === 'CommandAccepted')
    .map(({ data }) => data.commandId);
  t.deepEqual(accepted, ['tg-1', 'tg-2', 'tg-3']);
});

test('[E4] an append of unknown fate is made again, and counts once', async t => {
  const store = memoryStore();
  let times = 0;
  store.fail = () => (times++ < 2 ? { after: new OutcomeUnknown('cut', { hint: '' }) } : undefined);
  await system({}, store).actors.tell(ask('tg-1', '/start'));
  t.deepEqual(store.types('chat-1001'), ['ChatOpened', 'CommandAccepted', 'CommandAnswered', 'ReplyRequested']);
});

test('[E1] while the log is away an order is not taken, and taken when it comes again', async t => {
  const store = memoryStore();
  const { actors } = system({}, store);
  store.fail = () => ({ before: new StoreUnavailable('gone', { hint: '' }) });
  await t.throwsAsync(actors.tell(ask('tg-1', '/start')), { instanceOf: StoreUnavailable });
  delete store.fail;
  await actors.tell(ask('tg-1', '/start'));
  t.is(store.of('chat-1001').length, 4);
});

test('[R-212] an order of the wrong shape is refused and changes nothing', async t => {
  const { actors, store } = system();
  await t.throwsAsync(actors.tell(order('chat-1001', 'ReceiveText', { text: 7 })), { instanceOf: Refusal });
  await t.throwsAsync(actors.tell(order('chat-1001', 'NoSuchOrder')), { instanceOf: Refusal });
  await t.throwsAsync(actors.tell(order('nonsense-1', 'ReceiveText', text('/start'))), { instanceOf: Refusal });
  t.is(store.events.length, 0);
});

/** A chat whose rules fail on one word. */
const brittle = (fails: () => boolean): Cast => ({
  ...still({
    ...chat,
    decide(told, state) {
      if (told.text === '/uptime' && fails()) throw new TypeError('a bug');
      return chat.decide(told, state);
    },
  }),
});

test('[R-209] a command that the program fails on twice is set aside, answered and let go', async t => {
  const { actors, store, told } = system({ chat: brittle(() => true) });
  await actors.tell(ask('tg-1', '/uptime'));
  t.deepEqual(store.types('chat-1001'), ['CommandQuarantined', 'ReplyRequested']);
  t.regex(String(store.of('chat-1001')[0]!.data.cause), /a bug/);
  t.true(told.includes('restarted chat-1001'));
  await actors.tell(ask('tg-1', '/uptime'));
  await actors.tell(ask('tg-2', '/start'));
  t.is(store.types('chat-1001').at(-1), 'ReplyRequested');
  t.is(store.of('chat-1001').filter(({ type }) => type === 'CommandQuarantined').length, 1);
});

test('a command that the program fails on once is taken at the second try', async t => {
  let failures = 0;
  const { actors, store } = system({ chat: brittle(() => failures++ === 0) });
  await actors.tell(ask('tg-1', '/uptime'));
  t.true(store.types('chat-1001').includes('CommandAccepted'));
});

test('[C-17] an actor whose effect keeps failing is restarted five times in a minute, then rests, then wakes', async t => {
  let starts = 0;
  const failing: Cast = {
    ...still(chat),
    effects: handle => ({
      answerCommands: fromCallback(() => {
        starts++;
        queueMicrotask(() => handle.failed(new Error('broken effect')));
      }) as never,
    }),
  };
  const { actors, clock, told } = system({ chat: failing });
  await actors.wake('chat-1001').catch(() => {});
  await clock.pass(1_000);
  t.is(told.filter(line => line.startsWith('restarted')).length, 5);
  t.is(told.filter(line => line.startsWith('parked')).length, 1);
  t.is(starts, 6);
  await t.throwsAsync(actors.tell(ask('tg-1', '/start')), { instanceOf: Refusal, message: /rests/ });
  await clock.pass(limits.parkMs);
  t.true(starts > 6);
});

test('[T-16] [A-11] an idle actor sleeps after its time, and wakes with all it knew', async t => {
  const { actors, clock } = system();
  await actors.tell(ask('tg-1', '/cpu'));
  t.is(actors.stats().live, 1);
  await clock.pass(limits.idleMs + limits.sweepMs);
  t.is(actors.stats().live, 0);
  const { state } = await actors.tell(ask('tg-1', '/cpu'));
  t.true('tg-1' in state.context.open);
});

test('[T-18] past the most that may be awake, the longest unused sleeps; when none may, the order is refused', async t => {
  const { actors } = system();
  for (const key of [1, 2, 3, 4]) await actors.tell(ask(`tg-${key}`, '/help', `chat-${key}`));
  t.is(actors.stats().live, 3);
  const stubborn = system({ chat: { ...still(chat), restful: () => false } });
  for (const key of [1, 2, 3]) await stubborn.actors.tell(ask(`tg-${key}`, '/help', `chat-${key}`));
  const refusal = await t.throwsAsync(stubborn.actors.tell(ask('tg-4', '/help', 'chat-4')), { instanceOf: Refusal });
  t.is((refusal as Refusal).code, 'bulkhead_full');
});

test('deleting the cache of snapshots changes nothing, and a cache of another machine version is not used', async t => {
  const store = memoryStore();
  const saved = new Map<string, { state: object; revision: bigint }>();
  const cache = {
    load: (stream: string, version: number) => structuredClone(saved.get(`${stream}/${version}`)),
    save: (stream: string, version: number, entry: { state: object; revision: bigint }) =>
      void saved.set(`${stream}/${version}`, structuredClone(entry)),
  };
  const first = system({}, store);
  first.world.cache = cache;
  for (let index = 0; index < 6; index++) await first.actors.tell(ask(`tg-${index}`, '/cpu'));
  t.is(saved.size, 1);
  await first.actors.stop();
  const hashes = [];
  for (const kept of [cache, undefined]) {
    const again = system({}, store);
    if (kept !== undefined) again.world.cache = kept;
    hashes.push(stateHash((await again.actors.tell(ask('tg-0', '/cpu'))).state));
  }
  t.is(hashes[0], hashes[1]);
  const newer = system({ chat: still({ ...chat, machineVersion: chat.machineVersion + 1 }) }, store);
  newer.world.cache = cache;
  t.is(stateHash((await newer.actors.tell(ask('tg-0', '/cpu'))).state), hashes[1]!);
  await settle();
});

test('[E9] a stream with an event that this program cannot read fails closed', async t => {
  const store = memoryStore();
  const { actors } = system({}, store);
  await actors.tell(ask('tg-1', '/start'));
  store.events[0]!.type = 'FromTheFuture';
  await t.throwsAsync(system({}, store).actors.tell(ask('tg-2', '/start')), {
    name: 'StoreCorrupt',
    message: /FromTheFuture/,
  });
});
