import { default as test } from 'ava';
import { outboxAggregate } from '../../../domain/outbox/decide.ts';
import { after, given, noon } from '../given.ts';

const outbox = given(outboxAggregate({ retryMinMs: 500, retryMaxMs: 30_000, giveUpAfterMs: 86_400_000 }));

const delivery = { replyId: 'tg-1/0', revision: '4', part: 0 };
const begin = { type: 'BeginDelivery', id: 'b', ...delivery, parts: 1, action: 'send' };
const attempted = (more: object = {}) => ({
  type: 'DeliveryAttempted',
  ...delivery,
  parts: 1,
  attempt: 1,
  action: 'send',
  at: noon,
  ...more,
});
const failure = (kind: string, more: object = {}) => ({
  type: 'RecordFailure',
  id: 'f',
  kind,
  cause: 'x',
  chance: 0,
  ...more,
});
const delivered = { type: 'Delivered', ...delivery, last: true, messageId: 9, at: noon, durationMs: 3 };
const unknown = { type: 'DeliveryOutcomeUnknown', ...delivery, attempt: 1, cause: 'x', next: 'repeat', at: noon };
const wait = (fact: Record<string, unknown> | undefined) => Date.parse(String(fact?.retryAt)) - Date.parse(noon);

test('[P8] an attempt is recorded once, and a second one waits for the outcome of the first', t => {
  outbox().when(begin).then(t, 'DeliveryAttempted');
  outbox(attempted()).when(begin).then(t);
});

test('[I11] a reply that is settled is never attempted again', t => {
  outbox(attempted(), delivered).when(begin).then(t);
});

test('an outcome is taken once', t => {
  const outcome = { type: 'RecordDelivered', id: 'd', messageId: 9, durationMs: 3 };
  outbox(attempted()).when(outcome).then(t, 'Delivered');
  outbox(attempted(), delivered).when(outcome).then(t);
});

test('[T1] retry_after is obeyed to the millisecond, however short the own wait would be', t => {
  const [delayed] = outbox(attempted())
    .when(failure('throttled', { retryAfterMs: 17_000 }))
    .facts();
  t.is(wait(delayed), 17_000);
});

test('[T2] [C-19] waits double up to 30 s with full jitter, and never go under the floor', t => {
  for (const [attempt, ceiling] of [
    [1, 1000],
    [2, 2000],
    [3, 4000],
    [9, 30_000],
  ] as const) {
    const at = (chance: number) =>
      wait(outbox(attempted({ attempt })).when(failure('not_sent', { chance })).facts()[0]);
    t.is(at(0), 500);
    t.is(at(1), ceiling);
  }
});

test('[T3] [P8] a message of unknown fate is repeated once, and then given up, and both are said', t => {
  const [first] = outbox(attempted()).when(failure('unknown')).facts();
  t.like(first, { type: 'DeliveryOutcomeUnknown', next: 'repeat' });
  const again = outbox(attempted(), unknown, attempted({ attempt: 2 }))
    .when(failure('unknown'))
    .facts();
  t.deepEqual(
    again.map(({ type, next, code }) => [type, next ?? code]),
    [
      ['DeliveryOutcomeUnknown', 'drop'],
      ['DeliveryAbandoned', 'outcome_unknown'],
    ],
  );
});

test('an acknowledgement of unknown fate is let go', t => {
  outbox(attempted({ action: 'acknowledge' }))
    .when(failure('unknown'))
    .then(t, 'DeliveryOutcomeUnknown', 'DeliveryAbandoned');
});

test('[T9] a chat that is gone is given up at once, and said so', t => {
  outbox(attempted()).when(failure('unreachable')).then(t, 'DeliveryAbandoned', 'ChatUnreachable');
});

test('a group that became a supergroup gets the same reply there', t => {
  const facts = outbox(attempted())
    .when(failure('migrated', { toChatId: -1009 }))
    .facts();
  t.deepEqual(
    facts.map(({ type }) => type),
    ['DestinationMoved', 'DeliveryDelayed'],
  );
  t.is((outbox(attempted(), ...facts).state.context as { movedTo?: number }).movedTo, -1009);
});

test('[P14] a message that cannot be edited is sent as a new one; for one that is refused a plain word goes, once', t => {
  t.like(
    outbox(attempted({ action: 'edit' }))
      .when(failure('rejected'))
      .facts()[0],
    { code: 'edit_rejected' },
  );
  const [delayed] = outbox(attempted()).when(failure('rejected')).facts();
  t.like(delayed, { type: 'DeliveryDelayed', code: 'rejected' });
  const again = outbox(attempted(), delayed!, attempted({ attempt: 2 }))
    .when(failure('rejected'))
    .facts();
  t.like(again[0], { type: 'DeliveryAbandoned', code: 'rejected' });
});

test('[T8] a refused token delays a reply and loses none, until a day is over', t => {
  t.is(outbox(attempted()).when(failure('auth')).facts()[0]!.type, 'DeliveryDelayed');
  const late = outbox(attempted())
    .when({ ...failure('auth'), at: after(86_400) })
    .facts()[0];
  t.like(late, { type: 'DeliveryAbandoned', code: 'gave_up' });
});

test('a reply in parts is settled with its last part', t => {
  const first = outbox(attempted({ parts: 2 }))
    .when({ type: 'RecordDelivered', id: 'd', messageId: 1, durationMs: 1 })
    .facts();
  t.is(first[0]!.last as boolean, false);
  const { state } = outbox(attempted({ parts: 2 }), ...first);
  t.like(state.context, { settled: '-1', current: { part: 1, attempt: 0 } });
});

test('[P8] woken between an attempt and its outcome, the outbox is in the state that says so', t => {
  t.is(outbox(attempted()).state.value as string, 'sending');
  t.is(outbox(attempted(), unknown).state.value as string, 'waiting');
  t.is(outbox(attempted(), delivered).state.value as string, 'idle');
});

test('a group that says again and again that it moved is given up in the end', t => {
  const late = outbox(attempted())
    .when({ ...failure('migrated', { toChatId: -1009 }), at: after(86_400) })
    .facts();
  t.deepEqual(
    late.map(({ type }) => type),
    ['DestinationMoved', 'DeliveryAbandoned'],
  );
});

const shownBy = (facts: object[]) =>
  (outbox(...(facts as { type: string }[])).state.context as { shown: { replyId: string; messageId: number }[] }).shown;
const deliveryOf = (index: number, more: object = {}) => {
  const one = { replyId: `tg-${index}/0`, revision: String(index), part: 0 };
  return [attempted(one), { ...delivered, ...one, messageId: 100 + index, ...more }];
};

test('the messages of the latest 200 replies are known, the oldest goes first', t => {
  const facts = Array.from({ length: 201 }, (_, index) => deliveryOf(index)).flat();
  const shown = shownBy(facts);
  t.is(shown.length, 200);
  t.deepEqual([shown[0]!.replyId, shown.at(-1)!.messageId], ['tg-1/0', 300]);
});

test('a reply that was sent anew in place of its message is known by the new one', t => {
  const facts = [...deliveryOf(1), ...deliveryOf(2), ...deliveryOf(3, { revised: 'tg-1/0' })];
  t.deepEqual(shownBy(facts), [
    { replyId: 'tg-2/0', messageId: 102 },
    { replyId: 'tg-1/0', messageId: 103 },
  ]);
});

test('a long reply is known by its first message', t => {
  const first = { ...delivered, last: false, messageId: 7 };
  const second = { ...delivered, part: 1, messageId: 8 };
  const facts = [attempted({ parts: 2 }), first, attempted({ parts: 2, part: 1 }), second];
  t.deepEqual(shownBy(facts), [{ replyId: 'tg-1/0', messageId: 7 }]);
});

test('a change of a message that is gone is let go, once', t => {
  const letGo = { type: 'LetGo', id: 'l', ...delivery };
  const [gone] = outbox().when(letGo).facts();
  t.like(gone, { type: 'DeliveryAbandoned', code: 'gone' });
  outbox(gone!).when(letGo).then(t);
  outbox(attempted()).when(letGo).then(t);
});
