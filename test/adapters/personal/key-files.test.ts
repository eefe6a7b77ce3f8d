import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fc, testProp } from '@fast-check/ava';
import { type ExecutionContext, default as test } from 'ava';
import { keyFiles } from '../../../adapters/personal/key-files.ts';

function directory(t: ExecutionContext): string {
  const made = mkdtempSync(join(tmpdir(), 'binnacle-keys-'));
  t.teardown(() => rmSync(made, { recursive: true, force: true }));
  return join(made, 'keys');
}

test('[T-57] a key is made once a person, is its owner’s alone, and opens what it sealed also in the next process', t => {
  const folder = directory(t);
  const sealed = keyFiles(folder).seal('tg:1001', 'here', 'what Ada wrote');
  t.is(statSync(join(folder, 'tg_1001.key')).mode & 0o777, 0o600);
  const again = keyFiles(folder);
  t.is(again.open('tg:1001', 'here', sealed), 'what Ada wrote');
  again.seal('tg:1001', 'here', 'more');
  t.deepEqual(readdirSync(folder), ['tg_1001.key']);
  t.false(Buffer.from(sealed.slice(1), 'base64').includes('Ada'));
});

test('[T-57] a destroyed key opens nothing any more, nor does the one that comes after it', t => {
  const folder = directory(t);
  const [keys, other] = [keyFiles(folder), keyFiles(folder)];
  const sealed = keys.seal('tg:1001', 'here', 'secret');
  t.is(other.open('tg:1001', 'here', sealed), 'secret');
  const before = readFileSync(join(folder, 'tg_1001.key'));
  t.true(keys.destroy('tg:1001'));
  t.false(keys.destroy('tg:1001'));
  t.false(existsSync(join(folder, 'tg_1001.key')));
  t.is(keys.open('tg:1001', 'here', sealed), undefined);
  other.reload();
  t.is(other.open('tg:1001', 'here', sealed), undefined);
  const later = keys.seal('tg:1001', 'here', 'new');
  t.notDeepEqual(readFileSync(join(folder, 'tg_1001.key')), before);
  t.is(keys.open('tg:1001', 'here', later), 'new');
  t.is(keys.open('tg:1001', 'here', sealed), undefined);
});

test('[T-57] what is sealed opens for its person and its place alone, and not once a bit of it was changed', t => {
  const keys = keyFiles(directory(t));
  const sealed = keys.seal('tg:1', 'here', 'secret');
  keys.seal('tg:2', 'here', 'x');
  t.is(keys.open('tg:2', 'here', sealed), undefined);
  t.is(keys.open('tg:1', 'there', sealed), undefined);
  const bytes = Buffer.from(sealed.slice(1), 'base64');
  for (let bit = 0; bit < bytes.length * 8; bit += 5) {
    const changed = Buffer.from(bytes);
    changed[bit >> 3]! ^= 1 << (bit & 7);
    t.is(keys.open('tg:1', 'here', `p${changed.toString('base64')}`), undefined);
  }
  for (const nonsense of ['', 'p', 'dAAAA']) t.is(keys.open('tg:1', 'here', nonsense), undefined);
});

test('[T-57] a damaged key stops whoever needs it, instead of showing that all is forgotten', t => {
  const folder = directory(t);
  const sealed = keyFiles(folder).seal('tg:1', 'here', 'x');
  writeFileSync(join(folder, 'tg_1.key'), 'short');
  t.throws(() => keyFiles(folder).open('tg:1', 'here', sealed), { message: /is no key/ });
});

testProp(
  '[T-57] any text comes back, long ones in fewer bytes',
  [fc.string({ unit: 'binary', maxLength: 2000 })],
  (t, text) => {
    const keys = keyFiles(directory(t));
    t.is(keys.open('tg:1', 'here', keys.seal('tg:1', 'here', text)), text);
    const long = 'the same words again. '.repeat(500);
    t.true(keys.seal('tg:1', 'here', long).length < long.length / 5);
  },
  { numRuns: 40 },
);
