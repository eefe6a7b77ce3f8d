import { mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type ExecutionContext, default as test } from 'ava';
import { fileSpool } from '../../../adapters/files/spool.ts';

const loss = { cause: 'the disk is full', since: '2026-01-01T00:00:00.000Z' };

function place(t: ExecutionContext) {
  const directory = mkdtempSync(join(tmpdir(), 'spool-'));
  t.teardown(() => rmSync(directory, { recursive: true }));
  return { directory, path: join(directory, 'deeper', 'lost.json') };
}

test('[E1] what was written is there for the next process, until it is cleared', t => {
  const { path } = place(t);
  t.is(fileSpool(path).read(), undefined);
  fileSpool(path).write(loss);
  t.deepEqual(fileSpool(path).read(), loss);
  fileSpool(path).clear();
  t.is(fileSpool(path).read(), undefined);
  t.notThrows(() => fileSpool(path).clear());
});

test('a second loss replaces the first whole, and leaves nothing beside it', t => {
  const { directory, path } = place(t);
  const spool = fileSpool(path);
  spool.write({ ...loss, cause: 'x'.repeat(300) });
  spool.write(loss);
  t.deepEqual(spool.read(), loss);
  t.deepEqual(readdirSync(join(directory, 'deeper')), ['lost.json']);
});

for (const damaged of [
  '',
  '{"cause":"the di',
  'null',
  '{"cause":5,"since":"2026-01-01T00:00:00.000Z"}',
  '{"cause":"x"}',
])
  test(`a damaged file counts as none: ${damaged || 'empty'}`, t => {
    const { path } = place(t);
    const spool = fileSpool(path);
    writeFileSync(path, damaged);
    t.is(spool.read(), undefined);
    spool.write(loss);
    t.deepEqual(spool.read(), loss);
  });
