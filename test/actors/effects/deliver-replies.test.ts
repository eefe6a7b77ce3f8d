import { default as test } from 'ava';
import { memoryStore, testClock } from '../world.ts';
import { post, replyIds } from './post.ts';

test('[P8] an attempt is in the log before Telegram is called, and the delivery after it', async t => {
  const { store, say, calls } = post(['never answers']);
  await say('tg-1');
  t.is(calls.length, 1);
  t.deepEqual(store.types('outbox-1001'), ['DeliveryAttempted']);
  const { store: other, say: sayThere } = post();
  await sayThere('tg-1');
  t.deepEqual(other.types('outbox-1001'), ['DeliveryAttempted', 'Delivered']);
});

test('[A-15] [C-19] replies of one chat arrive in the order they were asked for, also past a failure', async t => {
  const { store, say, clock } = post([{ kind: 'not_sent', description: '' }]);
  await say('tg-1');
  await say('tg-2');
  await say('tg-3');
  await clock.pass(60_000);
  t.deepEqual(replyIds(store, 'Delivered'), ['tg-1/0', 'tg-2/0', 'tg-3/0']);
});

test('[T1] after a 429 nothing goes to the chat before retry_after is over', async t => {
  const { calls, say, clock } = post([{ kind: 'throttled', retryAfterMs: 7_000, description: '' }]);
  await say('tg-1');
  await say('tg-2');
  await clock.pass(30_000);
  const [first, ...later] = calls.map(({ atMs }) => atMs);
  t.true(later.every(atMs => atMs - first! >= 7_000));
  t.is(calls.length, 3);
});

test('[T2] a clock that is set back an hour does not hold up the next attempt for an hour', async t => {
  let backMs = 0;
  const clock = testClock();
  const wall = { ...clock, now: () => new Date(Date.parse(clock.now()) - backMs).toISOString() };
  const { calls, say } = post([{ kind: 'throttled', retryAfterMs: 7_000, description: '' }], memoryStore(), wall);
  await say('tg-1');
  backMs = 3_600_000;
  await clock.pass(7_500);
  t.is(calls.length, 2);
});

test('[T1] a chat gets its burst and then one message a second', async t => {
  const { calls, say, clock } = post();
  for (const id of ['tg-1', 'tg-2', 'tg-3', 'tg-4']) await say(id);
  await clock.pass(10_000);
  const first = calls[0]!.atMs;
  t.deepEqual(
    calls.map(({ atMs }) => atMs - first),
    [0, 0, 1000, 2000],
  );
});

test('[T3] [P8] woken after a crash between attempt and outcome, it says so and repeats once, marked', async t => {
  const first = post(['never answers']);
  await first.say('tg-1');
  const second = post([], first.store);
  await second.actors.wake('outbox-1001');
  await second.clock.pass(5_000);
  t.deepEqual(first.store.types('outbox-1001'), [
    'DeliveryAttempted',
    'DeliveryOutcomeUnknown',
    'DeliveryAttempted',
    'Delivered',
  ]);
  t.regex(second.calls[0]!.words, /repeat\?/);
});

test('[P8] two crashes in a row give the message up instead of repeating it for ever', async t => {
  const store = memoryStore();
  await post(['never answers'], store).say('tg-1');
  const second = post(['never answers'], store);
  await second.actors.wake('outbox-1001');
  await second.clock.pass(5_000);
  const third = post([], store);
  await third.actors.wake('outbox-1001');
  await third.clock.pass(5_000);
  t.is(third.calls.length, 0);
  t.is(store.types('outbox-1001').at(-1), 'DeliveryAbandoned');
});

test('[P8] a reply that was asked for and never begun is delivered by the next run', async t => {
  const store = memoryStore();
  const first = post([], store);
  first.drain();
  await first.say('tg-1');
  t.is(first.calls.length, 0);
  const second = post([], store);
  await second.actors.wake('outbox-1001');
  await second.clock.pass(1_000);
  t.deepEqual(replyIds(store, 'Delivered'), ['tg-1/0']);
  t.notRegex(second.calls[0]!.words, /repeat\?/);
});

test('[T9] a chat that is gone loses its reply, and gets the next one it asks for', async t => {
  const { store, say } = post([{ kind: 'unreachable', description: 'blocked' }]);
  await say('tg-1');
  t.deepEqual(store.types('outbox-1001'), ['DeliveryAttempted', 'DeliveryAbandoned', 'ChatUnreachable']);
  await say('tg-2');
  t.deepEqual(replyIds(store, 'Delivered'), ['tg-2/0']);
});

test('a chat that moved gets this reply and the next at its new id', async t => {
  const { calls, say, clock } = post([{ kind: 'migrated', toChatId: -100777, description: '' }]);
  await say('tg-1');
  await clock.pass(5_000);
  await say('tg-2');
  await clock.pass(5_000);
  t.deepEqual(
    calls.map(({ to }) => to),
    [1001, -100777, -100777],
  );
});

test('of two edits of one message that wait, only the later one is shown', async t => {
  const { calls, press, store, clock } = post([{ kind: 'throttled', retryAfterMs: 3_000, description: '' }]);
  await press('tg-1', 'v1:run:start');
  await press('tg-2', 'v1:run:help');
  await press('tg-3', 'v1:run:start');
  await clock.pass(60_000);
  t.is(calls.filter(({ method }) => method === 'edit').length, 1);
  t.deepEqual(replyIds(store, 'DeliveryAbandoned'), ['tg-1/0', 'tg-2/0']);
});

test('a message that can no longer be edited is sent as a new one', async t => {
  const { calls, press, clock } = post([undefined, { kind: 'rejected', description: 'message to edit not found' }]);
  await press('tg-1', 'v1:run:start');
  await clock.pass(5_000);
  t.deepEqual(
    calls.map(({ method }) => method),
    ['acknowledge', 'edit', 'send'],
  );
});

test('[I11] [P14] a reply that Telegram refuses is replaced by a plain word, once, and does not change its chat', async t => {
  const { store, say, clock, calls } = post([
    { kind: 'rejected', description: 'Bad Request' },
    { kind: 'rejected', description: 'Bad Request' },
  ]);
  await say('tg-1');
  const chat = store.types('chat-1001');
  await clock.pass(60_000);
  t.deepEqual(store.types('chat-1001'), chat);
  t.is(calls.length, 2);
  t.regex(calls[1]!.words, /does not take this answer.*tg-1/);
  t.is(store.types('outbox-1001').at(-1), 'DeliveryAbandoned');
});
