import { default as test } from 'ava';
import { opsRoomId } from '../../../../adapters/telegram/sandbox/seed.ts';
import { bench, handClock, refusal } from './bench.ts';

const message = { chat_id: 1001, text: 'x' };

test('[T1] an ordered 429 names its wait, and ends after its count', async t => {
  const { call, order, look } = await bench(t);
  await order('faults', { method: 'sendMessage', kind: 'error', errorCode: 429, retryAfter: 7, count: 2 });
  const throttled = {
    ok: false,
    error_code: 429,
    description: 'Too Many Requests: retry after 7',
    parameters: { retry_after: 7 },
  } as const;
  t.like(await call('sendMessage', message), throttled);
  t.like(await look('faults'), { faults: [{ remaining: 1, met: 1 }] });
  t.true((await call('getMe')).ok, 'another method is not met');
  t.like(await call('sendMessage', message), throttled);
  t.true((await call('sendMessage', message)).ok);
  t.deepEqual(await look('faults'), { faults: [] });
});

test('[T2] an ordered error has the wording that goes with its code, or its own', async t => {
  const { call, order } = await bench(t);
  await order('faults', { method: '*', kind: 'error', errorCode: 502 });
  await order('faults', { method: '*', kind: 'error', errorCode: 400, description: 'Bad Request: chat not found' });
  t.is(await refusal(call('getMe')), 'Bad Gateway');
  t.is(await refusal(call('getMe')), 'Bad Request: chat not found');
});

test('a fault can be for one chat only, and ends by time', async t => {
  const clock = handClock();
  const { call, order } = await bench(t, { clock });
  await order('faults', { kind: 'error', errorCode: 500, chatId: 1002, ttlMs: 1000 });
  t.true((await call('sendMessage', message)).ok);
  t.false((await call('sendMessage', { ...message, chat_id: 1002 })).ok);
  clock.pass(999);
  t.false((await call('sendMessage', { ...message, chat_id: 1002 })).ok);
  clock.pass(1);
  t.true((await call('sendMessage', { ...message, chat_id: 1002 })).ok);
});

test('[P8] a share of the calls meets a fault, the same calls for the same seed', async t => {
  const { call, order, url } = await bench(t);
  const draw = async (seed: number) => {
    await order('faults', { kind: 'error', probability: 0.3, seed, ttlMs: 60_000 });
    const oks: boolean[] = [];
    for (let index = 0; index < 100; index++) oks.push((await call('getMe')).ok);
    await fetch(`${url}/sandbox/api/faults`, { method: 'DELETE' });
    return oks;
  };
  const drawn = await draw(7);
  const failed = drawn.filter(ok => !ok).length;
  t.true(failed > 15 && failed < 45, `${failed} of 100`);
  t.deepEqual(await draw(7), drawn);
  t.notDeepEqual(await draw(8), drawn);
});

test('[P8] cut-after has the effect and no answer; cut-before and reset have neither', async t => {
  const { call, order, look, calls } = await bench(t);
  for (const kind of ['cut-before', 'reset', 'cut-after']) {
    await order('faults', { method: 'sendMessage', kind });
    await t.throwsAsync(call('sendMessage', { ...message, text: kind }), { message: 'fetch failed' });
  }
  const { messages } = await look<{ messages: { message: { text: string } }[] }>('state');
  t.deepEqual(
    messages.map(each => each.message.text),
    ['cut-after'],
  );
  t.deepEqual(
    (await calls()).map(({ ok, fault, answered }) => [ok, fault, answered]),
    [
      [false, 'cut-before', false],
      [false, 'reset', false],
      [true, 'cut-after', false],
    ],
  );
});

test('[T3][T4] a hung call is never answered, and its connection ends with the fault', async t => {
  const { call, order, look } = await bench(t);
  await order('faults', { method: 'sendMessage', kind: 'hang', count: 1, ttlMs: 300 });
  await t.throwsAsync(call('sendMessage', message), { message: 'fetch failed' });
  t.like(await look('state'), { messages: { length: 0 } });
  await order('faults', { method: 'sendMessage', kind: 'hang' });
  const impatient = call('sendMessage', message, AbortSignal.timeout(100));
  await t.throwsAsync(impatient, { name: 'TimeoutError' });
  t.true((await call('sendMessage', message)).ok);
});

test('a delayed call is answered late', async t => {
  const { call, order, calls } = await bench(t);
  await order('faults', { method: 'getMe', kind: 'delay', delayMs: 120 });
  t.true((await call('getMe')).ok);
  t.true((await calls())[0]!.durationMs >= 115);
});

test('a broken proxy answers with something that is no JSON', async t => {
  const { order, apiRoot, token } = await bench(t);
  await order('faults', { method: '*', kind: 'garbage' });
  const response = await fetch(`${apiRoot}/bot${token}/getMe`);
  t.is(response.status, 502);
  t.regex(await response.text(), /^<html>/);
});

test('a fault of an unknown kind is refused and names the known ones', async t => {
  const { order } = await bench(t);
  await t.throwsAsync(order('faults', { kind: 'sulk' }), { message: /Use one of: error, hang/ });
});

test('[T1] flood limits refuse what is over them, by chat, by group and over all', async t => {
  const clock = handClock();
  const { call, order } = await bench(t, { clock, limits: { perChatPerSecond: 1, globalPerSecond: 3 } });
  const sending = (chat_id: number) => refusal(call('sendMessage', { chat_id, text: `${clock.now()}` }));
  t.is(await sending(1001), 'accepted');
  t.is(await sending(1001), 'Too Many Requests: retry after 1');
  t.is(await sending(1002), 'accepted');
  t.is(await sending(1003), 'accepted');
  t.is(await sending(1004), 'Too Many Requests: retry after 1', 'over all');
  clock.pass(1000);
  t.is(await sending(1001), 'accepted');

  await order('limits', { groupPerMinute: 2 });
  t.is(await sending(opsRoomId), 'accepted');
  clock.pass(20_000);
  t.is(await sending(opsRoomId), 'accepted');
  t.is(await sending(opsRoomId), 'Too Many Requests: retry after 40');
  t.is(await sending(1001), 'accepted', 'the limit is for groups');
});

test('[T1] edits count against the budget', async t => {
  const { call } = await bench(t, { clock: handClock(), limits: { perChatPerSecond: 1 } });
  const { message_id } = (await call('sendMessage', message)).result;
  const edit = call('editMessageText', { chat_id: 1001, message_id, text: 'y' });
  t.like(await edit, { error_code: 429, parameters: { retry_after: 1 } });
});
