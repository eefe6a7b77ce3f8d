import { default as test } from 'ava';
import { repeats } from '../../../ops/log/repeats.ts';

test('a line is written again once its window is over', t => {
  const lines = repeats({ max: 1, windowMs: 100, keysMax: 10 });
  t.true(lines.take('a', 0).write);
  t.false(lines.take('a', 99).write);
  t.deepEqual(lines.take('a', 100), { write: true, heldBack: [{ key: 'a', suppressed: 1 }] });
});

test('[I23] the table of repeated lines is bounded: the oldest is told and forgotten', t => {
  const lines = repeats({ max: 1, windowMs: 100, keysMax: 2 });
  for (const key of ['a', 'a', 'a', 'b']) lines.take(key, 0);
  t.deepEqual(lines.take('c', 1), { write: true, heldBack: [{ key: 'a', suppressed: 2 }] });
  t.deepEqual(lines.drain(), []);
});
