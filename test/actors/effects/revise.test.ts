import { default as test } from 'ava';
import { type Call, post, replyIds } from './post.ts';

const methods = (calls: Call[]) => calls.map(({ method, messageId }) => [method, messageId ?? '']);

test('[P8] a revision changes the message that the earlier reply became, also in the next run', async t => {
  const first = post();
  await first.tell('job-1/told', 'waits');
  const second = post([], first.store);
  await second.tell('job-1/runs', 'runs', { revises: 'job-1/told/0' });
  await second.clock.pass(5_000);
  t.deepEqual(methods(second.calls), [['edit', 101]]);
});

test('of revisions of one reply that wait, only the last is shown', async t => {
  const { calls, tell, clock, store } = post([undefined, { kind: 'throttled', retryAfterMs: 3_000, description: '' }]);
  await tell('a', 'waits');
  await tell('blocks', 'something else');
  await tell('b', 'one', { revises: 'a/0', orElse: 'drop' });
  await tell('c', 'two', { revises: 'a/0', orElse: 'drop' });
  await tell('d', 'three', { revises: 'a/0' });
  await clock.pass(60_000);
  t.deepEqual(replyIds(store, 'DeliveryAbandoned'), ['b/0', 'c/0']);
  t.regex(calls.at(-1)!.words, /three/);
});

test('a revision that would be sent as new gives way only to one that would be, too', async t => {
  const { calls, tell, clock, store } = post([{ kind: 'throttled', retryAfterMs: 3_000, description: '' }]);
  await tell('blocks', 'something else');
  await tell('b', 'shown', { revises: 'never/0', orElse: 'send' });
  await tell('c', 'dropped', { revises: 'never/0', orElse: 'drop' });
  await clock.pass(60_000);
  t.deepEqual(replyIds(store, 'Delivered'), ['blocks/0', 'b/0', 'c/0']);
  t.deepEqual(methods(calls).slice(2), [
    ['send', ''],
    ['edit', 103],
  ]);
});

test('a revision of a reply that is not known is dropped or sent, as it says, and later ones follow the new message', async t => {
  const { calls, tell, clock, store } = post();
  await tell('a', 'dropped', { revises: 'tg-0/0', orElse: 'drop' });
  t.deepEqual(methods(calls), []);
  t.like(store.of('outbox-1001').at(-1)!.data, { replyId: 'a/0', code: 'gone' });
  await tell('b', 'sent', { revises: 'tg-0/0', orElse: 'send' });
  await tell('c', 'changed', { revises: 'tg-0/0', orElse: 'drop' });
  await clock.pass(5_000);
  t.deepEqual(methods(calls), [
    ['send', ''],
    ['edit', 101],
  ]);
});

test('a revision whose message somebody has deleted is sent as new, or let go', async t => {
  const gone = { kind: 'rejected', description: 'message to edit not found' } as const;
  const { calls, tell, clock, store } = post([undefined, gone, undefined, gone]);
  await tell('a', 'first');
  await tell('b', 'again', { revises: 'a/0', orElse: 'send' });
  await clock.pass(5_000);
  await tell('c', 'progress', { revises: 'a/0', orElse: 'drop' });
  await clock.pass(5_000);
  t.deepEqual(methods(calls), [
    ['send', ''],
    ['edit', 101],
    ['send', ''],
    ['edit', 103],
  ]);
  t.like(store.of('outbox-1001').at(-1)!.data, { replyId: 'c/0', code: 'gone' });
});

test('what is told quotes the message that asked where that is wanted, in private too', async t => {
  const { calls, tell } = post();
  await tell('a', 'done', { place: { messageId: 10 }, quote: true });
  await tell('b', 'done', { place: { messageId: 10 } });
  t.deepEqual(
    calls.map(({ replyTo }) => replyTo),
    [10, undefined],
  );
});
