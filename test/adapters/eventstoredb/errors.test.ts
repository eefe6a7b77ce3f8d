import test from 'ava';
import { EventTooLarge, OutcomeUnknown, RevisionConflict, StoreUnavailable } from '../../../actors/ports.ts';
import { appendError, isTrouble, kindOf } from '../../../adapters/eventstoredb/errors.ts';

/** A failure as gRPC gives it when the client has not made it one of its own. */
const raw = (code: number, details: string, trailers: Record<string, string> = {}) =>
  Object.assign(new Error(`${code} ${details}`), {
    code,
    metadata: { get: (key: string) => (key in trailers ? [trailers[key]] : []) },
  });

test('[E1] [E3] a failure that comes raw from gRPC is sorted like the client’s own', t => {
  const wrong = raw(9, 'wrong', { exception: 'wrong-expected-version', 'actual-version': '4' });
  t.like(appendError('chat-1', 2n, wrong), { name: 'RevisionConflict', expected: 2n, actual: 4n });
  const none = raw(9, 'wrong', { exception: 'wrong-expected-version', 'actual-version': '-1' });
  t.like(appendError('chat-1', 2n, none), { name: 'RevisionConflict', actual: 'no_stream' });
  t.true(appendError('chat-1', 2n, wrong) instanceof RevisionConflict);
  const large = raw(3, 'Maximum Append Size', { exception: 'maximum-append-size-exceeded' });
  t.true(appendError('chat-1', 2n, large) instanceof EventTooLarge);
  t.true(appendError('chat-1', 2n, raw(5, 'Leader info', { exception: 'not-leader' })) instanceof StoreUnavailable);
  for (const code of [3, 7, 12, 16]) t.true(appendError('chat-1', 2n, raw(code, 'no')) instanceof StoreUnavailable);
  for (const code of [1, 2, 4, 8, 10, 13, 14])
    t.true(appendError('chat-1', 2n, raw(code, 'x')) instanceof OutcomeUnknown);
});

test('[E1] only words that prove that the call never left make a lost connection StoreUnavailable', t => {
  const of = (details: string) => appendError('chat-1', 2n, raw(14, details));
  t.true(of('No connection established. Last error: connect ECONNREFUSED 127.0.0.1:1') instanceof StoreUnavailable);
  t.true(of('Name resolution failed for target dns:nowhere') instanceof StoreUnavailable);
  t.true(of('Stream refused by server') instanceof StoreUnavailable);
  t.true(of('Channel closed before call started') instanceof StoreUnavailable);
  t.true(
    appendError('chat-1', 2n, raw(4, 'Deadline exceeded after 1s,Waiting for LB pick')) instanceof StoreUnavailable,
  );
  t.true(appendError('chat-1', 2n, new Error('Failed to discover after 10 attempts.')) instanceof StoreUnavailable);
  t.true(of('Connection dropped') instanceof OutcomeUnknown);
  t.true(of('read ECONNRESET') instanceof OutcomeUnknown);
  t.true(
    appendError('chat-1', 2n, raw(4, 'Deadline exceeded after 1s,remote_addr=1.2.3.4:5')) instanceof OutcomeUnknown,
  );
  t.true(appendError('chat-1', 2n, 'a word') instanceof OutcomeUnknown);
});

test('a conflict does not count against the connection, trouble does', t => {
  t.false(isTrouble(raw(9, 'wrong', { exception: 'wrong-expected-version' })));
  t.false(isTrouble(Object.assign(new Error('gone'), { type: 'stream-not-found' })));
  t.true(isTrouble(raw(14, 'Connection dropped')));
  t.is(kindOf(Object.assign(new Error('?'), { type: 'unknown', code: 16 })), 'access-denied');
});
