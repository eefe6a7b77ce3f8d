import { default as test } from 'ava';
import fc from 'fast-check';
import { cleanLine, cleanText, isolate } from '../../../adapters/terminal/clean.ts';
import { anyText } from '../any-text.ts';

test('readable text of any script stays as it is', t => {
  for (const text of ['Ops: ok\n- a', 'Größe 12 °C', '名前', 'اسم', 'שם', '👩‍👩‍👧 🏴󠁧󠁢󠁥󠁮󠁧󠁿', 'e\u0301'])
    t.is(cleanText(text), text);
});

test('what would act instead of being seen is shown as �', t => {
  const acting = [
    '\u0000',
    '\u0007',
    '\u009b',
    '\u202e',
    '\u202d',
    '\u2066',
    '\u2069',
    '\u200b',
    '\ufeff',
    '\uffff',
    '\u{e0001}',
  ];
  for (const character of acting) t.is(cleanText(`a${character}b`), 'a\ufffdb', JSON.stringify(character));
});

test('halves of surrogate pairs are shown as �', t => {
  t.is(cleanText('a\ud83db\ude00'), 'a\ufffdb\ufffd');
});

test('colours of a terminal go, tabs and line ends become plain', t => {
  t.is(cleanText('\u001b[1;31mfailed\u001b[0m\r\n\tat x\rb\u2028c'), 'failed\n    at x\nb\nc');
  t.is(cleanText('\u001b]8;;http://x\u0007link\u001b]8;;\u0007'), 'link');
});

test('a value cannot pass for the next line', t => {
  t.is(cleanLine('ok\nApproved by: anna'), 'ok↵Approved by: anna');
});

test('right-to-left words are kept from turning what follows, line by line', t => {
  t.is(isolate('שם 12\nplain'), '\u2068שם 12\u2069\nplain');
  t.is(isolate('plain'), 'plain');
});

test('cleaning any text gives well-formed text without anything hidden, and cleaning again changes nothing', t => {
  fc.assert(
    fc.property(anyText(), text => {
      const clean = cleanText(text);
      t.true(clean.isWellFormed());
      t.notRegex(clean, /(?!\n)[\p{Cc}\u202a-\u202e\u2066-\u2069]/u);
      t.is(cleanText(clean), clean);
    }),
    { numRuns: 500 },
  );
  t.pass();
});
