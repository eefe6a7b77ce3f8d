import { default as test } from 'ava';
import { outgoing } from '../../../adapters/telegram/outgoing.ts';
import { bold, code, facts, heading, paragraph, type Reply, says } from '../../../domain/chat/reply.ts';

const file = { name: 'cpu.csv', mime: 'text/csv', text: 't,cpu\n' };
const media = { kind: 'photo' as const, path: '/p/cpu.png', sha256: 'a'.repeat(64), name: 'cpu.png' };
const buttons = [[{ label: 'Ack', data: 'v1:ack:1' }]];
const lines = (count: number, length = 99) =>
  Array.from({ length: count }, (_, i) => `${i} `.padEnd(length, 'x')).join('\n');
const kinds = (reply: Reply) => outgoing(reply).map(({ kind }) => kind);

test('an empty reply is a dash', t => {
  t.deepEqual(outgoing(says()), [{ kind: 'text', body: { text: '—', entities: [] } }]);
  t.deepEqual(outgoing(says(paragraph('\u200d')))[0], { kind: 'text', body: { text: '—', entities: [] } });
});

test('a long reply is cut at line ends, its code going on as code', t => {
  const [first, second, ...rest] = outgoing(says(code(lines(60))));
  t.deepEqual(rest, []);
  t.true(first?.kind === 'text' && second?.kind === 'text');
  if (first?.kind !== 'text' || second?.kind !== 'text') return;
  t.regex(first.body.text, /^0 x.*\n39 x+$/s);
  t.regex(second.body.text, /^40 x.*\n59 x+$/s);
  t.deepEqual(first.body.entities, [{ type: 'pre', offset: 0, length: first.body.text.length }]);
  t.deepEqual(second.body.entities, [{ type: 'pre', offset: 0, length: second.body.text.length }]);
});

test('a line longer than a message is cut, but no character is halved', t => {
  const contents = outgoing(says(paragraph(`a${'👍'.repeat(3000)}`)));
  const texts = contents.map(content => (content.kind === 'text' ? content.body.text : ''));
  t.deepEqual(
    texts.map(text => text.length),
    [4095, 1906],
  );
  t.is(texts.join(''), `a${'👍'.repeat(3000)}`);
});

test('more than three messages become one file with the first lines as caption', t => {
  const [content, ...rest] = outgoing(says(heading('Open ports: web/1'), code(lines(200))));
  t.deepEqual(rest, []);
  if (content?.kind !== 'document') return t.fail('not a document');
  t.is(content.name, 'Open_ports_web_1.txt');
  t.regex(content.caption.text, /^Open ports: web\/1\n0 x.*…\nAll of it is in the file\.$/s);
  t.deepEqual(
    content.caption.entities.map(({ type }) => type),
    ['bold', 'pre'],
  );
  t.is((content.source as { text: string }).text, `Open ports: web/1\n${lines(200)}`);
});

test('picture and file carry short words as their caption', t => {
  const words = { text: 'CPU 12 %', entities: [{ type: 'bold' as const, offset: 0, length: 3 }] };
  const blocks = [paragraph(bold('CPU'), ' 12 %')];
  t.deepEqual(outgoing({ blocks, buttons: [], media }), [
    { kind: 'photo', name: 'cpu.png', source: { path: media.path, sha256: media.sha256 }, caption: words },
  ]);
  t.deepEqual(outgoing({ blocks, buttons: [], file }), [
    { kind: 'document', name: 'cpu.csv', source: { text: 't,cpu\n' }, caption: words },
  ]);
});

test('words too long for a caption come first, as text or as a file of their own', t => {
  t.deepEqual(kinds({ ...says(code(lines(30))), file }), ['text', 'document']);
  t.deepEqual(kinds({ ...says(code(lines(60))), media }), ['text', 'text', 'photo']);
  t.deepEqual(kinds({ ...says(code(lines(60))), media, file }), ['document', 'photo', 'document']);
  t.deepEqual(kinds({ ...says(), media, file }), ['photo', 'document']);
});

test('buttons stand under the last message only', t => {
  const contents = outgoing({ ...says(code(lines(60))), buttons });
  t.is(contents[0]?.markup, undefined);
  t.deepEqual(contents[1]?.markup, { inline_keyboard: [[{ text: 'Ack', callback_data: 'v1:ack:1' }]] });
});

test('a button that Telegram cannot carry is left out and named', t => {
  const data = 'é'.repeat(33);
  const [content] = outgoing({ ...says(paragraph('a')), buttons: [[{ label: 'Go', data }]] });
  t.is(content?.markup, undefined);
  t.like(content, { body: { text: 'a\n\nLeft out, because Telegram cannot carry it: button “Go”' } });
});

test('a file name cannot break out of its header or its folder', t => {
  const [content] = outgoing({ ...says(), file: { ...file, name: '../../a"; filename=\r\nx/é 名.csv' } });
  t.like(content, { name: 'a_filename_x_é_名.csv' });
});

test('an empty file is sent as one that says so', t => {
  const [content] = outgoing({ ...says(), file: { ...file, text: '' } });
  t.like(content, { source: { text: '(empty)\n' } });
});

test('past a hundred entities the plainest are left off, never code or links', t => {
  const many = facts(...Array.from({ length: 120 }, (_, i): [string, string] => [`k${i}`, 'v']));
  const [content] = outgoing(says(many, code('ls')));
  if (content?.kind !== 'text') return t.fail('not a text');
  t.is(content.body.entities.length, 100);
  t.is(content.body.entities.at(-1)?.type, 'pre');
});
