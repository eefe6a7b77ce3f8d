import { default as test } from 'ava';
import fc from 'fast-check';
import { cleanLine } from '../../../adapters/terminal/clean.ts';
import { tableLines } from '../../../adapters/terminal/table.ts';
import { displayWidth, wrap } from '../../../adapters/terminal/width.ts';
import { anyText } from '../any-text.ts';

test('columns stand under each other, numbers to the right', t => {
  const lines = tableLines(
    ['job', 'state', 'ms'],
    [
      ['j1', 'running', '7'],
      ['job-22', 'ok', '1200'],
    ],
    36,
  );
  t.deepEqual(lines, ['job     state      ms', 'j1      running     7', 'job-22  ok       1200']);
});

test('wide characters and emoji count as two columns', t => {
  t.is(displayWidth('名前'), 4);
  t.is(displayWidth('👩‍👩‍👧'), 2);
  t.is(displayWidth('e\u0301'), 1);
  t.deepEqual(
    tableLines(
      ['', 'n'],
      [
        ['名', 'a'],
        ['xyz', 'b'],
      ],
      36,
    ),
    ['     n', '名   a', 'xyz  b'],
  );
});

test('a cell too wide for a phone goes on below instead of being cut', t => {
  const lines = tableLines(['host', 'message'], [['web-1', 'connection to the database was refused']], 36);
  t.deepEqual(lines, ['host   message', 'web-1  connection to the database', '       was refused']);
});

test('rows may be shorter or longer than the header, and there may be no header', t => {
  t.deepEqual(tableLines(['a'], [['1', '2'], []], 36), ['a', '1  2', '']);
  t.deepEqual(tableLines([], [['x', 'y']], 36), ['x  y']);
  t.deepEqual(tableLines([], [], 36), []);
});

test('no table is wider than asked while its columns can have six each, and none loses a character', t => {
  const cells = fc.array(anyText(60), { minLength: 1, maxLength: 4 });
  fc.assert(
    fc.property(cells, fc.array(cells, { maxLength: 5 }), (columns, rows) => {
      const lines = tableLines(columns, rows, 36);
      for (const line of lines) t.true(displayWidth(line) <= 36, line);
      t.is(bag(lines), bag([...columns, ...rows.flat()].map(cleanLine)));
    }),
    { numRuns: 300 },
  );
  t.pass();
});

test('wrapping cuts at spaces where it can and never inside a character', t => {
  t.deepEqual(wrap('one two three', 8), ['one two', 'three']);
  t.deepEqual(wrap('👩‍👩‍👧👩‍👩‍👧👩‍👩‍👧', 4), ['👩‍👩‍👧👩‍👩‍👧', '👩‍👩‍👧']);
  t.deepEqual(wrap('abcdef', 3), ['abc', 'def']);
});

/** The characters that can be seen, in an order of their own. */
function bag(texts: string[]): string {
  return [...texts.join('').replace(/[\s\u2068\u2069]/gu, '')].sort().join('');
}
