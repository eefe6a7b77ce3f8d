import { default as test } from 'ava';
import { fromCallback } from 'xstate';
import { notices } from '../../actors/notices.ts';
import { OutcomeUnknown, RevisionConflict, StoreUnavailable } from '../../actors/ports.ts';
import { replyFeed } from '../../actors/reply-feed.ts';
import { actorSystem, type Cast } from '../../actors/system.ts';
import { chatAggregate } from '../../domain/chat/aggregate.ts';
import { dependencyAggregate } from '../../domain/dependency/decide.ts';
import { fold, initialState, stateHash } from '../../domain/fold.ts';
import type { Fact } from '../../domain/upcast.ts';
import { settings, text } from '../domain/chat/orders.ts';
import { limits, memoryStore, order, settle, still, testClock, testWorld } from './world.ts';

const stream = 'dependency-bus';
const loss = (id: string) => order(stream, 'NoteLoss', { cause: 'gone' }, id);
const taken = (id: string) => order(stream, 'NoteTakenFromLog', { count: 1, oldestMs: 5 }, id);
const supervision = { restarted: () => {}, parked: () => {} };
const cut = () => new OutcomeUnknown('cut', { hint: '' });
const away = () => new StoreUnavailable('away', { hint: '' });

function system(store = memoryStore(), clock = testClock(), cast: Record<string, Cast> = {}) {
  const { world } = testWorld(store, clock);
  const players = { dependency: still(dependencyAggregate), ...cast };
  return { store, clock, actors: actorSystem(players, world, limits, supervision) };
}

test('[P6] what an append of unknown fate has left in the log is what happened, not what would be decided later', async t => {
  const { store, clock, actors } = system();
  let appends = 0;
  store.fail = () => [{ after: cut() }, { before: away() }][appends++];
  await t.throwsAsync(actors.tell(loss('a')), { instanceOf: StoreUnavailable });
  await clock.pass(2_000);
  const { facts, state } = await actors.tell(loss('a'));
  t.deepEqual(
    facts.map(({ data }) => data.at),
    store.of(stream).map(({ data }) => data.at),
  );
  const folded = fold(dependencyAggregate, initialState(dependencyAggregate), store.of(stream) as Fact[]);
  t.is(stateHash(state), stateHash(folded));
});

test('[P14] [P2] a waking asks what became of an append of unknown fate: nobody has to send another order', async t => {
  const { store, actors } = system();
  let appends = 0;
  store.fail = () => [{ after: cut() }, { before: away() }][appends++];
  await t.throwsAsync(actors.tell(loss('a')), { instanceOf: StoreUnavailable });
  t.true(actors.peek(stream).matches('up'));
  await actors.wake(stream);
  t.true(actors.peek(stream).matches('down'));
  // Whoever asked for it is told the same, and it is not done twice.
  t.is((await actors.tell(loss('a'))).facts.length, 1);
  t.is(store.of(stream).length, 1);
});

test('[P1] an append that is said to be in conflict with itself is not made twice', async t => {
  const { store, actors } = system();
  let appends = 0;
  store.fail = () => [{ after: cut() }, { before: new RevisionConflict(stream, 'no_stream', 0n) }][appends++];
  const { facts } = await actors.tell(taken('a'));
  t.is(facts.length, 1);
  await actors.tell(taken('b'));
  t.deepEqual(store.types(stream), ['CommandsTakenFromLog', 'CommandsTakenFromLog']);
});

test('[E3] an actor that was not first goes on with the effects it has, and starts no second ones', async t => {
  let started = 0;
  const effects: Cast['effects'] = () => ({ answerCommands: fromCallback(() => void started++) });
  const chat = { ...still(chatAggregate(settings)), effects };
  const { store, clock, actors } = system(memoryStore(), testClock(), { chat });
  const ask = (id: string) => order('chat-1001', 'ReceiveText', text('/start'), id);
  await actors.tell(ask('tg-1'));
  await system(store, clock, { chat: still(chatAggregate(settings)) }).actors.tell(ask('tg-2'));
  await actors.tell(ask('tg-3'));
  t.is(started, 1);
});

test('[E1] replies that could not be read are read again, without waiting for the next one', async t => {
  const { store, actors } = system(memoryStore(), testClock(), { chat: still(chatAggregate(settings)) });
  await actors.tell(order('chat-1001', 'ReceiveText', text('/start'), 'tg-1'));
  let reads = 0;
  const failing = {
    readStream(...given: Parameters<typeof store.readStream>) {
      if (reads++ === 0) throw away();
      return store.readStream(...given);
    },
  };
  const feed = replyFeed('chat-1001', -1n, failing, notices(), new AbortController().signal);
  await t.throwsAsync(feed.next(-1n), { instanceOf: StoreUnavailable });
  let found: unknown;
  void feed.next(-1n).then(reply => {
    found = reply;
  });
  await settle();
  t.truthy(found);
  feed.close();
});

test('[P6] an actor that is stopped while it records leaves no snapshot of a state that did not follow', async t => {
  const store = memoryStore();
  const { world } = testWorld(store, testClock());
  const saved: unknown[] = [];
  const cache = { load: () => undefined, save: (...given: unknown[]) => void saved.push(given) };
  const players = { dependency: still(dependencyAggregate) };
  const actors = actorSystem(players, { ...world, cache, snapshotEvery: 1 }, limits, supervision);
  await actors.wake(stream);
  const recording = actors.tell(loss('a'));
  store.fail = () => {
    actors.sleep(stream);
    return undefined;
  };
  await recording;
  t.deepEqual(store.types(stream), ['DependencyLost']);
  t.deepEqual(saved, []);
});
