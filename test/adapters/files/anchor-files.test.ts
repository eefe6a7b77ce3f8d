import { appendFileSync, mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type ExecutionContext, default as test } from 'ava';
import { AnchorsUnreadable } from '../../../actors/audit/ports.ts';
import { anchorFiles } from '../../../adapters/files/anchor-files.ts';
import { isSigned, signingKey } from '../../../adapters/files/signing-key.ts';

const at = '2026-03-14T09:26:53.589Z';
const anchor = (count: number) => ({ count, position: String(count), hash: String(count).padStart(64, 'a'), at });

function directory(t: ExecutionContext): string {
  const made = mkdtempSync(join(tmpdir(), 'binnacle-anchors-'));
  t.teardown(() => rmSync(made, { recursive: true, force: true }));
  return join(made, 'audit');
}

const counts = async (folder: string) => (await anchorFiles(folder).read()).map(({ count }) => count);

test('[P10] links are kept for ever, the head replaces the one before; a new place is empty', async t => {
  const folder = directory(t);
  const files = anchorFiles(folder);
  t.deepEqual(await files.read(), []);
  await files.write([], anchor(7));
  t.deepEqual(await counts(folder), [7]);
  await files.write([anchor(100), anchor(200)], anchor(213));
  await files.write([], anchor(250));
  t.deepEqual(await counts(folder), [100, 200, 250]);
  await files.write([anchor(300)], anchor(300));
  t.deepEqual(await counts(folder), [100, 200, 300]);
  t.deepEqual((await files.read()).at(-1), anchor(300));
  t.is(statSync(join(folder, 'anchors.jsonl')).mode & 0o777, 0o600);
});

test('[P10] a line that was cut while it was written counts for nothing, and the next one is whole', async t => {
  const folder = directory(t);
  await anchorFiles(folder).write([anchor(100)], anchor(150));
  appendFileSync(join(folder, 'anchors.jsonl'), '{"count":200,"pos');
  t.deepEqual(await counts(folder), [100, 150]);
  await anchorFiles(folder).write([anchor(200)], anchor(201));
  t.deepEqual(await counts(folder), [100, 200, 201]);
});

test('[P10] anchors that somebody has edited into nonsense are said to be unreadable, with what to do', async t => {
  for (const [name, text] of [
    ['anchors.jsonl', '{"count":"many"}\n'],
    ['head.json', 'nonsense'],
  ] as const) {
    const folder = directory(t);
    await anchorFiles(folder).write([anchor(100)], anchor(150));
    writeFileSync(join(folder, name), text);
    const error = await t.throwsAsync(anchorFiles(folder).read(), { instanceOf: AnchorsUnreadable });
    t.regex(error.message, new RegExp(name.replace('.', '\\.')));
    t.regex(error.hint, /binnacle audit accept/);
  }
});

test('[P10] the key is made once, is its owner’s alone, and signs what only its public half verifies', t => {
  const path = join(directory(t), 'signing-key.pem');
  const key = signingKey(path);
  t.is(statSync(path).mode & 0o777, 0o600);
  const again = signingKey(path);
  t.is(again.publicKey, key.publicKey);
  t.is(readFileSync(`${path}.pub`, 'utf8').trim(), key.publicKey);
  const signature = key.sign('what was said');
  t.true(isSigned('what was said', signature, again.publicKey));
  t.false(isSigned('what was not', signature, key.publicKey));
  t.false(isSigned('what was said', signature, signingKey(join(directory(t), 'other.pem')).publicKey));
  for (const nonsense of ['', 'no key', 'AAAA']) t.false(isSigned('what was said', signature, nonsense));
  writeFileSync(path, 'nonsense');
  t.throws(() => signingKey(path));
  t.is(readFileSync(path, 'utf8'), 'nonsense');
});
