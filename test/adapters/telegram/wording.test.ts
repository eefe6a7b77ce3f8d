import { type ExecutionContext, default as test } from 'ava';
import { wording } from '../../../adapters/telegram/wording.ts';
import { type Block, bold, code, facts, heading, mono, paragraph, table } from '../../../domain/chat/reply.ts';

/** The text, and what each entity covers: `type(covered)`. */
function reads(t: ExecutionContext, blocks: Block[], text: string, ...marks: string[]): void {
  const words = wording(blocks);
  t.is(words.text, text);
  const covered = words.entities.map(
    ({ type, offset, length }) => `${type}(${words.text.slice(offset, offset + length)})`,
  );
  t.deepEqual(covered, marks);
}

test('a heading is bold and stands right over what follows', t => {
  reads(t, [heading('Jobs'), paragraph('none')], 'Jobs\nnone', 'bold(Jobs)');
});

test('other blocks have a blank line between them', t => {
  reads(t, [paragraph('a'), paragraph('b')], 'a\n\nb');
});

test('spans are bold, italic, code or a link', t => {
  const spans = ['see ', bold('this'), ' ', { text: 'or', style: 'italic' as const }, ' ', mono('x=1'), ' '];
  reads(t, [paragraph(...spans)], 'see this or x=1 ', 'bold(this)', 'italic(or)', 'code(x=1)');
  const { entities } = wording([paragraph({ text: 'wiki', link: 'https://wiki.example/a' })]);
  t.deepEqual(entities, [{ type: 'text_link', url: 'https://wiki.example/a', offset: 0, length: 4 }]);
});

test('a bold link is both; on code the link alone stands', t => {
  const link = 'https://wiki.example/';
  reads(
    t,
    [paragraph({ text: 'a', link, style: 'bold' }, { text: 'b', link, style: 'code' })],
    'ab',
    'text_link(a)',
    'bold(a)',
    'text_link(b)',
  );
});

test('only addresses that Telegram takes become links, others are written out', t => {
  const spans = [
    { text: 'x', link: 'javascript:alert(1)' },
    { text: ' y', link: 'http://localhost:8080/' },
    { text: ' z', link: 'https://user:secret@x.test/' },
  ];
  const text = 'x (javascript:alert(1)) y (http://localhost:8080/) z (https://user:secret@x.test/)';
  reads(t, [paragraph(...spans)], text);
});

test('a link that looks like another address shows its ASCII form to Telegram', t => {
  const { entities } = wording([paragraph({ text: 'wiki', link: 'https://wіki.example/ä' })]);
  t.like(entities[0], { type: 'text_link', url: 'https://xn--wki-jhd.example/%C3%A4' });
});

test('facts are label and value, the label bold', t => {
  reads(t, [facts(['state', 'RUNNING'], ['by', 'anna'])], 'state: RUNNING\nby: anna', 'bold(state:)', 'bold(by:)');
});

test('a table is fixed-width and aligned', t => {
  const text = 'job  ms\na     9\nbb   10';
  reads(
    t,
    [
      table(
        ['job', 'ms'],
        [
          ['a', '9'],
          ['bb', '10'],
        ],
      ),
    ],
    text,
    `pre(${text})`,
  );
});

test('list items have bullets, their further lines are indented', t => {
  reads(t, [{ type: 'list', items: [['one'], [bold('two'), '\nlines']] }], '• one\n• two\n   lines', 'bold(two)');
});

test('code is kept as written, without its last line end', t => {
  reads(t, [code('  if x:\n    y\n')], '  if x:\n    y', 'pre(  if x:\n    y)');
});

test('offsets count UTF-16 units', t => {
  const { entities } = wording([paragraph('👩‍👩‍👧 ', bold('é👍'))]);
  t.deepEqual(entities, [{ type: 'bold', offset: 9, length: 3 }]);
});

test('markup that a user writes is text', t => {
  const nasty = '*b* _i_ `c` [x](http://y) <b>z</b> &lt; ||s|| \\';
  reads(t, [paragraph(nasty), facts(['n', nasty])], `${nasty}\n\nn: ${nasty}`, 'bold(n:)');
});

test('a value with line ends or bidi overrides cannot forge another fact', t => {
  reads(t, [facts(['note', 'x\nApproved by: anna\u202e'])], 'note: x↵Approved by: anna\ufffd', 'bold(note:)');
});

test('blocks with nothing to show leave no trace', t => {
  reads(t, [heading(' '), paragraph(), paragraph('a'), code('\n'), table([], []), paragraph('b')], 'a\n\nb');
});
