import { default as test } from 'ava';
import { type Answer, bench, type TestUpdate } from './bench.ts';

const ada = { chatId: 1001, userId: 1001 };

test('[T5] updates not confirmed are given again, in order of their ids', async t => {
  const { order, updates } = await bench(t);
  await order('send', { ...ada, text: 'one' });
  await order('send', { ...ada, text: 'two' });
  const first = await updates();
  t.deepEqual(
    first.map(({ message }) => message?.text),
    ['one', 'two'],
  );
  t.is(first[1]!.update_id, first[0]!.update_id + 1);
  t.deepEqual(await updates(), first);
});

test('[T5] an offset confirms all updates before it', async t => {
  const { order, updates, look } = await bench(t);
  const { updateId } = await order('send', { ...ada, text: 'one' });
  await order('send', { ...ada, text: 'two' });
  const rest = await updates({ offset: updateId! + 1 });
  t.deepEqual(
    rest.map(({ message }) => message?.text),
    ['two'],
  );
  t.is((await updates({ offset: updateId! })).length, 1, 'what was confirmed stays confirmed');
  t.like(await look('pending'), { confirmedOffset: updateId! + 1 });
});

test('a negative offset forgets all but the newest updates', async t => {
  const { order, updates } = await bench(t);
  for (const text of ['one', 'two', 'three']) await order('send', { ...ada, text });
  t.deepEqual(
    (await updates({ offset: -1 })).map(({ message }) => message?.text),
    ['three'],
  );
  t.is((await updates()).length, 1);
});

test('an offset far in the future confirms nothing', async t => {
  const { order, updates } = await bench(t);
  const { updateId } = await order('send', { ...ada, text: 'one' });
  t.is((await updates({ offset: updateId! + 1000 })).length, 1);
});

test('a poll gives at most its limit, which lies between 1 and 100', async t => {
  const { order, updates } = await bench(t);
  for (let index = 0; index < 105; index++) await order('raw-update', { update: { index } });
  t.is((await updates({ limit: 3 })).length, 3);
  t.is((await updates({ limit: 5000 })).length, 100);
  t.is((await updates({ limit: 0 })).length, 1);
});

test('a waiting poll is answered as soon as an update comes', async t => {
  const { order, updates } = await bench(t);
  const waiting = updates({ timeout: 50 });
  const { updateId } = await order('send', { ...ada, text: 'wake up' });
  t.deepEqual(
    (await waiting).map(each => each.update_id),
    [updateId!],
  );
});

test('a waiting poll ends empty after its timeout', async t => {
  const { updates } = await bench(t);
  t.deepEqual(await updates({ timeout: 1 }), []);
});

test('[T7] a second poll ends the first with 409 and waits in its place', async t => {
  const { call, order, look } = await bench(t);
  const first = call<TestUpdate[]>('getUpdates', { timeout: 50 });
  await untilPolling(look);
  const second = call<TestUpdate[]>('getUpdates', { timeout: 50 });
  t.like(await first, {
    ok: false,
    error_code: 409,
    description: 'Conflict: terminated by other getUpdates request; make sure that only one bot instance is running',
  });
  await order('send', { ...ada, text: 'for the second' });
  t.is((await second).result.length, 1);
});

test('a poll whose client hung up takes nothing from the queue', async t => {
  const { call, order, updates, look } = await bench(t);
  const hangUp = new AbortController();
  const gone = call('getUpdates', { timeout: 50 }, hangUp.signal);
  await untilPolling(look);
  hangUp.abort();
  await t.throwsAsync(gone);
  await untilPolling(look, false);
  await order('send', { ...ada, text: 'kept' });
  t.is((await updates()).length, 1);
});

test('only allowed kinds of updates are queued from then on', async t => {
  const { order, updates } = await bench(t);
  await updates({ allowed_updates: ['callback_query'] });
  t.is((await order('send', { ...ada, text: 'unheard' })).updateId, null as never);
  await updates({ allowed_updates: [] });
  t.truthy((await order('send', { ...ada, text: 'heard' })).updateId);
});

test('[T5] a duplicate is given again although it was confirmed', async t => {
  const { order, updates } = await bench(t);
  const { updateId } = await order('send', { ...ada, text: 'once' });
  const offset = updateId! + 1;
  await updates({ offset });
  await order('duplicate', { updateId, times: 2 });
  t.deepEqual(
    (await updates({ offset })).map(each => each.update_id),
    [updateId!, updateId!],
  );
  t.deepEqual(await updates({ offset }), []);
});

test('[T5] a rewind gives the confirmed updates again', async t => {
  const { order, updates } = await bench(t);
  const ids: number[] = [];
  for (const text of ['one', 'two']) ids.push((await order('send', { ...ada, text })).updateId!);
  const offset = ids[1]! + 1;
  await updates({ offset });
  t.like(await order('rewind', { count: 5 }), { queued: 2 });
  t.deepEqual(
    (await updates({ offset })).map(each => each.update_id),
    ids,
  );
});

test('after a quiet week update ids go on elsewhere', async t => {
  const { order, updates } = await bench(t);
  const before = await order('send', { ...ada, text: 'before' });
  await updates({ offset: before.updateId! + 1 });
  await order('quiet-week');
  const after = await order('send', { ...ada, text: 'after' });
  t.true(after.updateId! > before.updateId! + 1_000_000);
  t.is((await updates({ offset: before.updateId! + 1 })).length, 1);
});

test('[T10] any JSON can be queued as an update', async t => {
  const { order, call } = await bench(t);
  await order('raw-update', { update: 'not even an object' });
  await order('raw-update', { update: { shiny_new_kind: { deep: [[[1]]] } } });
  await order('raw-update', { update: { no: 'id' }, asIs: true });
  const { result } = await call<unknown[]>('getUpdates');
  t.is(result[0], 'not even an object');
  t.like(result[1], { shiny_new_kind: { deep: [[[1]]] } });
  t.is(typeof (result[1] as TestUpdate).update_id, 'number');
  t.deepEqual(result[2], { no: 'id' });
});

test('[T10] what nobody could answer is refused and harms nothing', async t => {
  const { url, apiRoot, token, updates } = await bench(t);
  const deep = `{"update":${'['.repeat(50_000)}${']'.repeat(50_000)}}`;
  const post = async (address: string, body: string) => {
    const headers = { 'content-type': 'application/json' };
    return (await fetch(address, { method: 'POST', headers, body })).status;
  };
  t.is(await post(`${url}/sandbox/api/raw-update`, deep), 400);
  t.is(await post(`${url}/sandbox/api/raw-update`, 'null'), 400);
  t.is(await post(`${apiRoot}/bot${token}/sendMessage`, deep), 400);
  t.is((await fetch(`${url}/sandbox/api/file/%`)).status, 404);
  t.is((await fetch(`${url}/..%2f..%2fpackage.json`)).status, 404);
  t.is((await fetch(`${url}/sandbox/api/nothing`)).status, 404);
  t.deepEqual(await updates(), []);
});

test('polling is refused while a webhook is set', async t => {
  const { call } = await bench(t);
  await call('setWebhook', { url: 'https://example.org/hook' });
  t.like((await call('getUpdates')) as Answer, { error_code: 409 });
  await call('deleteWebhook');
  t.true((await call('getUpdates')).ok);
});

test('[T8] a wrong token is refused with 401, an unknown method with 404', async t => {
  const { call, url } = await bench(t);
  t.like(await call('levitate'), { error_code: 404, description: 'Not Found: method not found' });
  const response = await fetch(`${url}/bot1:wrong/getMe`);
  t.is(response.status, 401);
  t.deepEqual(await response.json(), { ok: false, error_code: 401, description: 'Unauthorized' });
});

/** Asks until a poll waits (or no longer does): the request is on its way by another connection. */
async function untilPolling(look: <Result>(path: string) => Promise<Result>, wanted = true): Promise<void> {
  for (let tries = 0; tries < 500; tries++) {
    if ((await look<{ isPolling: boolean }>('pending')).isPolling === wanted) return;
  }
  throw new Error(`isPolling never became ${wanted}`);
}
