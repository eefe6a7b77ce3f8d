import { default as test } from 'ava';
import { gatewayAggregate } from '../../../domain/gateway/decide.ts';
import { sortUpdate } from '../../../domain/gateway/sort.ts';
import { after, given, noon } from '../given.ts';
import { access, received, update } from './updates.ts';

const inbox = given(gatewayAggregate);
const batch = (...ids: number[]) => ({
  type: 'ReceiveUpdates',
  id: 'poll-1',
  updates: ids.map(id => sortUpdate(update(id), access)),
});
const failed = (kind: string, at = noon) => ({ type: 'PollFailed', kind, cause: 'x', at });

test('[C-09] [R-104] [P1] an update that is in the log gives nothing but one note that it came again', t => {
  inbox(received(1)).when(batch(1, 2)).then(t, 'IdempotentReplay', 'UpdateReceived');
  const noted = { type: 'IdempotentReplay', key: 'tg-1', at: noon };
  inbox(received(1), noted)
    .when(batch(1, 1, 1))
    .then(t);
});

test('[T5] the same update twice in one answer of Telegram is received once', t => {
  inbox().when(batch(5, 5)).then(t, 'UpdateReceived', 'IdempotentReplay');
});

test('[I22] the offset is one past the last update in the log, and never past it', t => {
  t.is((inbox(received(5), received(9)).state.context as { offset?: number }).offset, 10);
  t.is((inbox().state.context as { offset?: number }).offset, undefined);
});

test('update ids that start anew after a quiet week are received and followed', t => {
  const week = after(7 * 24 * 3600);
  inbox(received(900))
    .when({ ...batch(3), at: week })
    .then(t, 'UpdateReceived');
  t.is((inbox(received(900), { ...received(3), at: week }).state.context as { offset?: number }).offset, 4);
});

test('[T10] a quarantined update moves the offset, so that it is not asked for again', t => {
  const quarantined = {
    type: 'UpdateQuarantined',
    updateId: 7,
    reason: 'x',
    sha256: 'a'.repeat(64),
    bytes: 1,
    at: noon,
  };
  t.is((inbox(quarantined).state.context as { offset?: number }).offset, 8);
});

test('[D-01] trouble with polling is one fact per kind until it is over, then its length', t => {
  const failure = { type: 'NotePollFailure', id: 'p', kind: 'timeout', cause: 'x' };
  inbox().when(failure).then(t, 'PollFailed');
  inbox(failed('timeout')).when(failure).then(t);
  inbox(failed('timeout'))
    .when({ ...failure, kind: 'conflict' })
    .then(t, 'PollFailed');
  const success = { type: 'NotePollSuccess', id: 'p', failures: 3, at: after(40) };
  t.like(inbox(failed('timeout')).when(success).facts()[0], { type: 'PollRecovered', downMs: 40_000, failures: 3 });
  inbox().when(success).then(t);
});

test('[T5] an update from before everything that is remembered is still a repeat', t => {
  inbox(received(5000)).when(batch(12)).then(t, 'IdempotentReplay');
  t.is((inbox(received(5000)).state.context as { offset?: number }).offset, 5001);
});

test('[T7, T8] trouble of one kind for a minute is an alarm, once; another kind begins anew', t => {
  const failed = (kind: string, at: string) => ({ type: 'PollFailed', kind, cause: 'no', at });
  const again = (kind: string) => ({ type: 'NotePollFailure', id: 'poll-1', kind, cause: 'no' });
  inbox(failed('conflict', after(-59)))
    .when(again('conflict'))
    .then(t);
  inbox(failed('conflict', after(-60)))
    .when(again('conflict'))
    .then(t, 'PollConflict');
  inbox(failed('auth', after(-60)))
    .when(again('auth'))
    .then(t, 'TelegramAuthLost');
  inbox(failed('network', after(-600)))
    .when(again('network'))
    .then(t);
  inbox(failed('auth', after(-600)), failed('conflict', after(-10)))
    .when(again('conflict'))
    .then(t);
  const alarm = { type: 'PollConflict', since: after(-120), at: after(-60) };
  inbox(failed('conflict', after(-120)), alarm)
    .when(again('conflict'))
    .then(t);
});
