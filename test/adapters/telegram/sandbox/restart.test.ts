import { type ChildProcess, fork } from 'node:child_process';
import { once } from 'node:events';
import { appendFileSync, mkdtempSync, readFileSync, rmSync, truncateSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type ExecutionContext, default as test } from 'ava';
import { startSandbox } from '../../../../adapters/telegram/sandbox/start-sandbox.ts';
import { png, sidesOf } from './bench.ts';

const program = new URL('../../../../adapters/telegram/sandbox/main.ts', import.meta.url).pathname;

interface Ready {
  type: string;
  url: string;
  apiRoot: string;
  token: string;
  pid: number;
}

function directory(t: ExecutionContext): string {
  const path = mkdtempSync(join(tmpdir(), 'sandbox-'));
  t.teardown(() => rmSync(path, { recursive: true, force: true }));
  return path;
}

async function forked(t: ExecutionContext, dataDir: string) {
  const child: ChildProcess = fork(program, ['--data', dataDir, '--port', '0']);
  t.teardown(() => void child.kill('SIGKILL'));
  const [ready] = (await once(child, 'message')) as [Ready];
  return { child, ready, ...sidesOf(ready.url, ready.token) };
}

test('what was answered is there after a kill -9: messages, updates, files, commands, transcript', async t => {
  const dataDir = directory(t);
  const first = await forked(t, dataDir);
  const { updateId } = await first.order('send', { chatId: 1001, userId: 1001, text: 'confirmed' });
  const waiting = await first.order('send', { chatId: 1001, userId: 1001, text: 'waiting' });
  await first.updates({ offset: updateId! + 1 });
  const photo = new FormData();
  photo.append('chat_id', '1001');
  photo.append('photo', new Blob([png(9, 9)]), 'a.png');
  const { photo: sizes } = (await first.form('sendPhoto', photo)).result;
  await first.call('setMyCommands', { commands: [{ command: 'help', description: 'x' }] });
  const before = await first.look<object>('state');
  const called = await first.calls('method=sendPhoto');
  const exit = once(first.child, 'exit');
  first.child.kill('SIGKILL');
  await exit;

  const second = await forked(t, dataDir);
  const after = await second.look<object>('state');
  for (const part of ['sequence', 'users', 'chats', 'messages', 'commands'] as const) {
    t.deepEqual((after as Record<string, unknown>)[part], (before as Record<string, unknown>)[part], part);
  }
  t.deepEqual(
    (await second.updates()).map(each => each.update_id),
    [waiting.updateId!],
  );
  t.deepEqual(await second.calls('method=sendPhoto'), called);
  const download = await fetch(`${second.ready.url}/sandbox/api/file/${sizes![0]!.file_id}`);
  t.deepEqual(Buffer.from(await download.arrayBuffer()), png(9, 9));
  t.is((await second.call('sendMessage', { chat_id: 1001, text: 'on' })).result.message_id, 4);
});

test('a forked sandbox says where it is and ends with its parent', async t => {
  const dataDir = directory(t);
  const { child, ready } = await forked(t, dataDir);
  t.like(ready, { type: 'ready', pid: child.pid! });
  const { type: _, ...address } = ready;
  t.deepEqual(JSON.parse(readFileSync(join(dataDir, 'sandbox.json'), 'utf8')), address);
  const exit = once(child, 'exit');
  child.disconnect();
  t.deepEqual(await exit, [0, null]);
});

test('a journal line torn by a kill is dropped, everything before it kept', async t => {
  const dataDir = directory(t);
  const path = join(dataDir, 'sandbox.jsonl');
  const first = await startSandbox({ dataDir });
  const { call } = sidesOf(first.url, first.token);
  await call('sendMessage', { chat_id: 1001, text: 'whole' });
  await call('sendMessage', { chat_id: 1001, text: 'torn' });
  await first.close();
  truncateSync(path, readFileSync(path, 'utf8').indexOf('"torn"'));

  const second = await startSandbox({ dataDir });
  const { look, call: send } = sidesOf(second.url, second.token);
  t.like(await look('state'), { messages: [{ message: { text: 'whole' } }] });
  await send('sendMessage', { chat_id: 1001, text: 'after' });
  await second.close();
  const third = await startSandbox({ dataDir });
  t.teardown(third.close);
  const { messages } = await sidesOf(third.url, third.token).look<{ messages: { message: { text: string } }[] }>(
    'state',
  );
  t.deepEqual(
    messages.map(({ message }) => message.text),
    ['whole', 'after'],
  );
});

test('a damaged journal names its line and what to do', async t => {
  const dataDir = directory(t);
  await (await startSandbox({ dataDir })).close();
  appendFileSync(join(dataDir, 'sandbox.jsonl'), 'not json\n{"kind":"webhook","url":""}\n');
  await t.throwsAsync(startSandbox({ dataDir }), { message: /sandbox\.jsonl, line \d+ is damaged\. Remove the file/ });
});

test('a long journal is written anew, at start and at work, and holds the same', async t => {
  const dataDir = directory(t);
  const lines = () => readFileSync(join(dataDir, 'sandbox.jsonl'), 'utf8').split('\n').length;
  const first = await startSandbox({ dataDir });
  const { call } = sidesOf(first.url, first.token);
  const { message_id } = (await call('sendMessage', { chat_id: 1001, text: 'kept' })).result;
  for (let index = 0; index < 150; index++) await call('sendChatAction', { chat_id: 1001, action: 'typing' });
  const gone = (await call('sendMessage', { chat_id: 1001, text: 'gone' })).result;
  await call('deleteMessage', { chat_id: 1001, message_id: gone.message_id });
  await first.close();
  t.true(lines() > 150);

  const second = await startSandbox({ dataDir, journalLinesMax: 100, callsMax: 10 });
  t.true(lines() < 50, 'at start');
  const { call: edit, look } = sidesOf(second.url, second.token);
  const before = await look<{ sequence: number }>('state');
  for (let index = 0; index < 100; index++)
    await edit('editMessageText', { chat_id: 1001, message_id, text: `${index}` });
  t.true(lines() < 150, 'at work');
  await second.close();

  const third = await startSandbox({ dataDir });
  t.teardown(third.close);
  const { call: send, look: lookAgain } = sidesOf(third.url, third.token);
  const after = await lookAgain<{ sequence: number; messages: unknown[] }>('state');
  t.is(after.sequence, before.sequence + 200, 'an edit and its call are two entries');
  t.like(after.messages, [{ message: { text: '99' } }]);
  const { result } = await send('sendMessage', { chat_id: 1001, text: 'next' });
  t.is(result.message_id, gone.message_id + 1, 'an id is never used twice');
});

test('collections forget their oldest beyond their bounds', async t => {
  const sandbox = await startSandbox({ dataDir: ':memory:', messagesPerChatMax: 3, callsMax: 4 });
  t.teardown(sandbox.close);
  const { call, look, calls } = sidesOf(sandbox.url, sandbox.token);
  for (let index = 1; index <= 9; index++) await call('sendMessage', { chat_id: 1001, text: `${index}` });
  const { messages } = await look<{ messages: { message: { text: string } }[] }>('state');
  t.deepEqual(
    messages.map(({ message }) => message.text),
    ['7', '8', '9'],
  );
  t.true((await calls()).length <= 5);
});
