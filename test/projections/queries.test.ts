import test from 'ava';
import { Refusal } from '../../domain/refusal.ts';
import { queries } from '../../projections/answering.ts';
import { defaultViewSizes, everyProjection, sizedTables } from '../../projections/every-projection.ts';
import { given, type Placed } from './histories.ts';
import { appendAll, kit } from './kit.ts';

/** The views after a history, a second between one event and the next. */
async function asked(history: readonly Placed[], sizes = defaultViewSizes) {
  const tables = sizedTables(sizes);
  const { log, time, runner, models } = kit({ projections: everyProjection(tables) });
  for (const placed of history) {
    appendAll(log, [placed]);
    await time.pass(1000);
  }
  runner.start();
  await runner.caughtUp();
  const answers = queries({ views: models, head: runner.head, tables, degraded: name => runner.degraded(name) });
  return { answers, log, time, runner };
}

const story = [
  given.received(5, 1),
  given.opened(5, 1),
  given.accepted(5, 1),
  given.received(51, 1),
  given.answered(5, 1, { cause: 'answer-of-5' }),
  given.reply(5, 1, 0, { cause: 'answer-of-5' }),
  given.delivered(5, 1),
];

test('[C-18] one correlation id gives the whole chain, each event under its cause, with the time of each hop', async t => {
  const { answers } = await asked(story);
  const trace = await answers.trace('tg-5');
  t.like(trace, { correlationId: 'tg-5', count: 6, totalMs: 6000, cut: false });
  const [root, ...others] = trace.roots;
  t.deepEqual(others, []);
  t.like(root, { type: 'UpdateReceived', ms: 0, sinceStartMs: 0 });
  t.deepEqual(
    root!.steps.map(({ type, ms, sinceStartMs }) => [type, ms, sinceStartMs]),
    [
      ['ChatOpened', 1000, 1000],
      ['CommandAccepted', 2000, 2000],
      ['CommandAnswered', 4000, 4000],
      ['ReplyRequested', 5000, 5000],
    ],
  );
  const [delivered] = root!.steps[3]!.steps;
  t.like(delivered, { type: 'Delivered', ms: 1000, sinceStartMs: 6000, stream: 'outbox-1', actor: 'tg:7' });
});

test('[C-18] a chain is found by its command, its reply, its message and by the beginning of its id', async t => {
  const { answers } = await asked(story);
  for (const id of ['tg-5/0', 'message-1-1005']) t.is((await answers.trace(id)).correlationId, 'tg-5');
  const { answers: other } = await asked([given.received(61, 1), given.received(72, 1)]);
  t.is((await other.trace('tg-6')).correlationId, 'tg-61');
  const many = await t.throwsAsync(other.trace('tg-'), { instanceOf: Refusal });
  t.like(many, { code: 'invalid_request', hint: 'Send one of: tg-61, tg-72.' });
  for (const id of ['tg-9', ''])
    t.is((await t.throwsAsync(other.trace(id), { instanceOf: Refusal })).code, 'not_found');
});

test('the audit says who did what and how it ended, newest first, also of one person alone', async t => {
  const { answers } = await asked([
    given.started('a'),
    given.accepted(1, 1),
    given.refused(2, 1),
    given.stranger(3),
    given.quarantined(4, 1),
    given.answered(1, 1),
  ]);
  const { entries } = await answers.audit();
  t.deepEqual(
    entries.map(({ actor, role, action, target, result }) => [actor, role, action, target, result]),
    [
      ['tg:7', 'operator', '/status', 'chat-1', 'internal_error'],
      ['tg:66', 'stranger', 'message', 'chat-66', 'unauthorized'],
      ['tg:7', 'operator', '/audit', 'chat-1', 'forbidden'],
      ['tg:7', 'operator', '/status', 'chat-1', 'accepted'],
      ['tg:7', 'operator', 'process', 'process-a', 'started'],
    ],
  );
  t.deepEqual(
    (await answers.audit({ actor: 'tg:66' })).entries.map(({ correlationId }) => correlationId),
    ['tg-3'],
  );
  t.is((await answers.audit({ limit: 2 })).entries.length, 2);
  for (const limit of [0, 51, 1.5]) await t.throwsAsync(answers.audit({ limit }), { instanceOf: Refusal });
});

test('the audit calls by its name what was sent and was no command', async t => {
  const { answers } = await asked(
    ['ReceiveText', 'PressButton', 'ReceiveOther'].map((name, n) => given.refused(n, 1, name)),
  );
  t.deepEqual(
    (await answers.audit()).entries.map(({ action }) => action),
    ['photo or file', 'button', 'free text'],
  );
});

test('[C-20] the latest 500 records can be asked for, newest first, and by text, severity, stream and chain', async t => {
  const { answers } = await asked([], { ...defaultViewSizes, records: 500 });
  t.deepEqual((await answers.log({ limit: 500 })).records, []);
  const tables = sizedTables({ ...defaultViewSizes, records: 500 });
  const { log, runner, models } = kit({ projections: everyProjection(tables) });
  appendAll(
    log,
    Array.from({ length: 650 }, (_, n) => (n === 640 ? given.refused(n, 2) : given.received(n, 1))),
  );
  runner.start();
  await runner.caughtUp();
  const other = queries({ views: models, head: runner.head, tables });
  const { records } = await other.log({ limit: 500 });
  t.is(records.length, 500);
  t.is(records[0]?.correlationId, 'tg-649');
  t.is(records.at(-1)?.correlationId, 'tg-150');
  t.is((await other.log()).records.length, 100);
  const refused = [
    { level: 'warn', code: 'forbidden', stream: 'chat-2', type: 'CommandRefused', correlationId: 'tg-640' },
  ];
  t.like((await other.log({ text: 'ONLY FOR' })).records, refused);
  t.like((await other.log({ level: 'warn' })).records, refused);
  t.like((await other.log({ stream: 'chat-2' })).records, refused);
  t.like((await other.log({ correlationId: 'tg-640' })).records, refused);
  await t.throwsAsync(other.log({ limit: 501 }), { instanceOf: Refusal });
  t.throws(() => sizedTables({ ...defaultViewSizes, records: 499 }), { message: /at least the latest 500/ });
});

test('[C-20] no record holds what a user wrote', async t => {
  const { answers } = await asked([given.received(77, 1)]);
  t.false(JSON.stringify(await answers.log()).includes('"n":77'));
});

test('[C-11] a key says when it was first seen and how often it came again', async t => {
  const { answers } = await asked([given.received(1, 1), given.replayed(1), given.received(2, 1), given.replayed(1)]);
  t.like(await answers.idempotency('tg-1'), {
    firstSeenAt: '2026-03-01T00:00:00.000Z',
    lastReplayAt: '2026-03-01T00:00:03.000Z',
    replays: 2,
    conflicts: 0,
    stream: 'gateway-bot',
  });
  t.like(await answers.idempotency('tg-9'), { firstSeenAt: null, replays: 0, conflicts: 0 });
  t.like(await answers.idempotencyTotals(), { keys: 2, replays: 2, conflicts: 0 });
  t.like(await answers.idempotencyTotals({ since: '2026-03-01T00:00:02.000Z' }), { keys: 1, replays: 1 });
});

test('a chat shows what it did last, what is open and what failed', async t => {
  const { answers } = await asked([
    given.opened(1, 1),
    given.accepted(1, 1),
    given.accepted(2, 1),
    given.answered(1, 1),
    given.reply(1, 1),
    given.refused(3, 1),
    given.asked(4, 1),
    given.unreachable(1, 1),
    given.opened(5, 2),
  ]);
  const { chats } = await answers.chats();
  t.deepEqual(
    chats.map(({ chatId }) => chatId),
    [2, 1],
  );
  t.like(chats[1], {
    kind: 'private',
    title: 'Ann',
    lastActivityAt: '2026-03-01T00:00:07.000Z',
    answered: 1,
    refused: 1,
    lastErrorCode: 'unreachable',
    unreachableSince: '2026-03-01T00:00:07.000Z',
    pendingReplies: 1,
    oldestReplyAt: '2026-03-01T00:00:04.000Z',
    openCommands: [{ commandId: 'tg-2', name: 'status' }],
    dialogues: [{ dialogueId: 'd4', asks: 'id' }],
  });
  t.is((await answers.chats({ chatId: 2 })).chats.length, 1);
});

test('a run of the program ended cleanly, with a crash, or was cut off, which the next start tells', async t => {
  const { answers } = await asked([
    given.started('a'),
    given.stopped('a'),
    given.started('b'),
    given.started('c'),
    given.crashed('b', 'c'),
    given.started('d'),
  ]);
  const { runs, lastEventAt } = await answers.processes();
  t.deepEqual(
    runs.map(({ instance, exit }) => [instance, exit]),
    [
      ['d', 'open'],
      ['c', 'killed'],
      ['b', 'crash'],
      ['a', 'clean'],
    ],
  );
  t.is(lastEventAt, '2026-03-01T00:00:05.000Z');
});

test('every answer says how old it is', async t => {
  const { answers, log, time, runner } = await asked(story);
  await runner.stop();
  appendAll(log, [given.received(6, 1), given.received(7, 1)]);
  await time.pass(4000);
  const all = [
    answers.trace('tg-5'),
    answers.audit(),
    answers.log(),
    answers.chats(),
    answers.idempotency('tg-5'),
    answers.idempotencyTotals(),
    answers.openWork(),
    answers.processes(),
  ];
  for (const { asOf } of await Promise.all(all)) t.deepEqual(asOf, { position: '7', lagEvents: 2, lagMs: 4000 });
});
