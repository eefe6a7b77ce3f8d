import { default as test } from 'ava';
import { sqliteViews } from '../../../adapters/sqlite/views.ts';
import type { Batch, ReadModels } from '../../../projections/ports.ts';
import type { Projection } from '../../../projections/projection.ts';
import { keyed, type Rows } from '../../../projections/table.ts';

const pets = keyed('pets', { name: 'text', legs: 'integer', bornAt: 'position' }, { key: ['name'] });
const zoo: Projection = { name: 'zoo', version: 1, tables: [pets], handles: 'all', apply: () => {} };
const dog = { name: 'dog', legs: 4, bornAt: 2n ** 52n };

function made(): ReadModels {
  const models = sqliteViews({ path: ':memory:' });
  models.create(zoo, 'live', { identity: 'one', catalogue: 'all' });
  return models;
}

function batch(after: bigint | undefined, position: bigint, apply: (rows: Rows) => void): Batch {
  const upTo = { position, id: `id-${position}`, stream: 'chat-1', revision: position, recordedAt: 'now' } as const;
  return { projection: zoo, slot: 'live', after, upTo, apply };
}

test('a batch meets what was stored before it, and its last word on a key is what is stored', t => {
  const models = made();
  const cat = { ...dog, name: 'cat' };
  models.write([batch(undefined, 1n, rows => rows.put(pets, dog))]);
  models.write([
    batch(1n, 2n, rows => {
      t.is(rows.get(pets, 'dog')?.bornAt, dog.bornAt);
      rows.put(pets, { ...dog, legs: 3 });
      rows.delete(pets, 'dog');
      t.is(rows.get(pets, 'dog'), undefined);
      rows.insert(pets, { ...dog, legs: 2 });
      rows.put(pets, cat);
      rows.delete(pets, 'cat');
    }),
  ]);
  models.read(snapshot => t.deepEqual(snapshot.select('zoo', pets, { limit: 9 }), [{ ...dog, legs: 2 }]));
  models.write([
    batch(2n, 3n, rows => {
      rows.put(pets, cat);
      throw new Error('this batch is not written');
    }),
  ]);
  models.write([batch(2n, 3n, rows => rows.delete(pets, 'dog'))]);
  t.is(
    models.read(snapshot => snapshot.count('zoo', pets)),
    0,
  );
  models.close();
});
