import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import test, { type ExecutionContext } from 'ava';
import { sqliteViews } from '../../../adapters/sqlite/views.ts';
import { sqliteViewReader } from '../../../adapters/sqlite/views-open.ts';
import type { Batch, ReadModels, Slot } from '../../../projections/ports.ts';
import { ViewsUnavailable } from '../../../projections/ports.ts';
import type { Projection } from '../../../projections/projection.ts';
import { journal, keyed, type Rows } from '../../../projections/table.ts';

const pets = keyed(
  'pets',
  { name: 'text', legs: 'integer', weight: 'real?', bornAt: 'position' },
  { key: ['name'], indexes: [['legs']] },
);
const sightings = journal('sightings', { name: 'text' }, { keep: 3 });
const zoo: Projection = { name: 'the-zoo', version: 1, tables: [pets, sightings], handles: 'all', apply: () => {} };
const as = { identity: 'one', catalogue: 'all' };
const dog = { name: 'dog', legs: 4, weight: 12.5, bornAt: 2n ** 52n };

function folder(t: ExecutionContext): string {
  const directory = mkdtempSync(join(tmpdir(), 'binnacle-views-'));
  t.teardown(() => rmSync(directory, { recursive: true, force: true }));
  return join(directory, 'views.sqlite');
}

const at = (position: bigint) =>
  ({ position, id: `id-${position}`, stream: 'chat-1', revision: position, recordedAt: 'now' }) as const;

const batch = (after: bigint | undefined, upTo: bigint, apply: (rows: Rows) => void, slot: Slot = 'live'): Batch => ({
  ...{ projection: zoo, slot, after, upTo: at(upTo), apply },
});

const names = (models: Pick<ReadModels, 'read'>) =>
  models.read(snapshot => snapshot.select('the-zoo', pets, { order: ['name'], limit: 10 }).map(({ name }) => name));

function made(path: string): ReadModels {
  const models = sqliteViews({ path });
  models.create(zoo, 'live', as);
  return models;
}

for (const place of ['a file', 'memory']) {
  test(`rows come back as they were put, and are replaced and deleted by key (${place})`, t => {
    const models = made(place === 'memory' ? ':memory:' : folder(t));
    models.write([
      batch(undefined, 1n, rows => {
        rows.put(pets, { ...dog, legs: 3, weight: null });
        t.deepEqual({ ...rows.get(pets, 'dog') }, { ...dog, legs: 3, weight: null });
        rows.put(pets, dog);
        rows.insert(pets, { ...dog, name: 'bird', legs: 2 });
        rows.insert(pets, { ...dog, name: 'ant', legs: 6 });
        rows.delete(pets, 'ant');
        rows.delete(pets, 'nobody');
        t.is(rows.get(pets, 'ant'), undefined);
      }),
    ]);
    models.read(snapshot => {
      t.deepEqual(snapshot.select('the-zoo', pets, { where: [['legs', '>=', 3]], limit: 9 }), [dog]);
      t.is(snapshot.count('the-zoo', pets), 2);
      t.is(snapshot.count('the-zoo', pets, [['name', '<', 'dog']]), 1);
      t.deepEqual(
        snapshot.select('the-zoo', pets, { order: ['legs'], falling: true, limit: 1 }).map(({ name }) => name),
        ['dog'],
      );
    });
    models.close();
  });
}

test('[P7] what a reducer throws undoes its part of the batch alone, rows and checkpoint', t => {
  const models = made(folder(t));
  const other: Projection = { ...zoo, name: 'farm' };
  models.create(other, 'live', as);
  const errors = models.write([
    batch(undefined, 7n, rows => {
      rows.put(pets, dog);
      throw new TypeError('no such animal');
    }),
    { ...batch(undefined, 7n, rows => rows.put(pets, dog)), projection: other },
  ]);
  t.deepEqual(
    errors.map(error => error?.message),
    ['no such animal', undefined],
  );
  t.deepEqual(names(models), []);
  t.deepEqual(
    models.stored().map(({ name, checkpoint, last }) => [name, checkpoint, last?.id]),
    [
      ['farm', 7n, 'id-7'],
      ['the-zoo', undefined, undefined],
    ],
  );
  models.close();
});

test('a key that is there already, and a table that is not declared, are faults of the reducer', t => {
  const models = made(folder(t));
  const twice = models.write([
    batch(undefined, 1n, rows => {
      rows.insert(pets, dog);
      rows.insert(pets, dog);
    }),
  ]);
  t.regex(twice[0]!.message, /UNIQUE/);
  const strange = keyed('strange', { name: 'text' }, { key: ['name'] });
  t.regex(models.write([batch(undefined, 1n, rows => rows.put(strange, { name: 'x' }))])[0]!.message, /strange/);
  t.deepEqual(names(models), []);
  models.close();
});

test('[P7] a batch that does not begin at the stored checkpoint writes nothing: another process was here', t => {
  const path = folder(t);
  const models = made(path);
  models.write([batch(undefined, 1n, () => {})]);
  const second = sqliteViews({ path });
  second.write([batch(1n, 2n, rows => rows.put(pets, dog))]);
  for (const after of [undefined, 1n, 3n]) {
    const error = t.throws(() => models.write([batch(after, 4n, rows => rows.delete(pets, 'dog'))]), {
      instanceOf: ViewsUnavailable,
    });
    t.regex(error.message, /moved on by another process/);
  }
  t.deepEqual(names(models), ['dog']);
  models.write([batch(2n, 3n, rows => rows.delete(pets, 'dog'))]);
  t.deepEqual(names(second), []);
  models.close();
  second.close();
});

test('a journal holds its newest rows, however many come at once', t => {
  const models = made(folder(t));
  const seen = () =>
    models.read(s => s.select('the-zoo', sightings, { order: 'newest', limit: 9 }).map(row => row.name));
  const add =
    (...added: string[]) =>
    (rows: Rows) => {
      for (const name of added) rows.insert(sightings, { name });
    };
  models.write([batch(undefined, 1n, add('a', 'b'))]);
  t.deepEqual(seen(), ['b', 'a']);
  models.write([batch(1n, 2n, add('c', 'd', 'e', 'f', 'g'))]);
  t.deepEqual(seen(), ['g', 'f', 'e']);
  models.write([batch(2n, 3n, add('h'))]);
  t.deepEqual(seen(), ['h', 'g', 'f']);
  models.close();
});

test('[E8] a view that is built beside another answers once it is put in place, and not before', t => {
  const models = made(folder(t));
  models.write([batch(undefined, 5n, rows => rows.put(pets, dog))]);
  models.create(zoo, 'next', { ...as, identity: 'two' });
  models.write([batch(undefined, 6n, rows => rows.put(pets, { ...dog, name: 'wolf' }), 'next')]);
  t.deepEqual(names(models), ['dog']);
  models.swap('the-zoo');
  t.deepEqual(names(models), ['wolf']);
  t.like(models.stored(), [{ slot: 'live', identity: 'two', checkpoint: 6n }]);
  models.write([batch(6n, 7n, rows => rows.put(pets, dog))]);
  t.deepEqual(names(models), ['dog', 'wolf']);
  models.create(zoo, 'next', as);
  models.drop('the-zoo', 'next');
  models.swap('nothing');
  t.deepEqual(names(models), ['dog', 'wolf']);
  models.close();
});

test('what was saved is there when the file is opened again', t => {
  const path = folder(t);
  const first = made(path);
  first.write([batch(undefined, 1n, rows => rows.put(pets, dog))]);
  first.close();
  const second = sqliteViews({ path });
  t.deepEqual(names(second), ['dog']);
  t.like(second.stored(), [{ name: 'the-zoo', checkpoint: 1n, last: { id: 'id-1', stream: 'chat-1', revision: 1n } }]);
  second.close();
});

test('another process reads, at one instant, and changes nothing', t => {
  const path = folder(t);
  const models = made(path);
  const reader = sqliteViewReader({ path });
  reader.read(snapshot => {
    t.is(snapshot.view('the-zoo')?.checkpoint, undefined);
    models.write([batch(undefined, 1n, rows => rows.put(pets, dog))]);
    t.is(snapshot.count('the-zoo', pets), 0);
    t.is(snapshot.view('the-zoo')?.checkpoint, undefined);
  });
  t.deepEqual(names(reader), ['dog']);
  reader.close();
  models.close();
});

test('a view that is not made, and a file that is not there, are said with what to do', t => {
  const path = folder(t);
  const missing = t.throws(() => sqliteViewReader({ path }), { instanceOf: ViewsUnavailable });
  t.regex(missing.hint, /folder/);
  const models = sqliteViews({ path });
  const empty = t.throws(() => names(models), { instanceOf: ViewsUnavailable });
  t.regex(empty.hint, /ask again/);
  models.close();
});

test('a file that another process holds is waited for, and then said', t => {
  const path = folder(t);
  const models = made(path);
  models.close();
  const holder = new DatabaseSync(path);
  const waiting = sqliteViews({ path, busyTimeoutMs: 20 });
  holder.exec('begin immediate');
  const error = t.throws(() => waiting.write([batch(undefined, 1n, () => {})]), { instanceOf: ViewsUnavailable });
  t.regex(error.hint, /another process/);
  holder.exec('rollback');
  t.deepEqual(waiting.write([batch(undefined, 1n, () => {})]), [undefined]);
  waiting.close();
  holder.close();
});

for (const [what, spoil] of [
  ['no database', (path: string) => writeFileSync(path, 'x'.repeat(5000))],
  ['something else', (path: string) => new DatabaseSync(path).exec('create table t (a)')],
] as const) {
  test(`[E8] a file that is ${what} is thrown away, which is told, and the views begin empty`, t => {
    const path = folder(t);
    spoil(path);
    const reasons: string[] = [];
    const models = sqliteViews({ path, onDiscarded: reason => reasons.push(reason) });
    t.is(reasons.length, 1);
    t.deepEqual(models.stored(), []);
    models.close();
  });
}

test('everything can be thrown away at once', t => {
  const models = made(folder(t));
  models.write([batch(undefined, 1n, rows => rows.put(pets, dog))]);
  models.discard();
  t.deepEqual(models.stored(), []);
  models.create(zoo, 'live', as);
  t.deepEqual(names(models), []);
  models.close();
});
