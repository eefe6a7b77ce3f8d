import { default as test } from 'ava';
import { differences } from '../../actors/replay.ts';

test('what came to a list and what left it is told item by item, an item twice more twice', t => {
  const before = { context: { held: ['tg-1', 'tg-2'], moved: [1, 2] } };
  const after = { context: { held: ['tg-2', 'tg-3', 'tg-3'], moved: [2, 1] } };
  t.deepEqual(differences(before, after), [
    'context.held: − "tg-1"',
    'context.held: + "tg-3"',
    'context.held: + "tg-3"',
    'context.moved: the same items in another order',
  ]);
});

test('of a list that grew by many, a few items and the number of the rest are told', t => {
  const lines = differences({ held: [] }, { held: Array.from({ length: 25 }, (_, n) => n) });
  t.is(lines.length, 11);
  t.is(lines.at(-1), 'held: … and 15 more items');
});

test('a state that was not there before has a name', t => {
  t.deepEqual(differences(undefined, { value: 'open' }), ['(state): nothing → {"value":"open"}']);
  t.deepEqual(differences({ value: 'open' }, { value: 'open' }), []);
});
