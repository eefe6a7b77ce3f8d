import { fc } from '@fast-check/ava';
import { default as test } from 'ava';
import { visible } from '../../../domain/job/visible.ts';

test('what turns the reading order, or cannot be seen, is written out for whoever approves', t => {
  t.is(visible('rm \u202Egpj.exe'), 'rm ⟨U+202E⟩gpj.exe');
  t.is(visible('a\u200Bb\u00A0c\u0000'), 'a⟨U+200B⟩b⟨U+00A0⟩c⟨U+0000⟩');
  t.is(visible('\uFF46ull'), '⟨U+FF46⟩ull');
});

test('a letter that passes for a Latin one is marked where it does, and a text in its own script is left alone', t => {
  t.is(visible('restart pa\u0443pal'), 'restart pa⟨U+0443⟩pal');
  t.is(visible('stop \u0441\u0440\u0440'), 'stop ⟨U+0441⟩⟨U+0440⟩⟨U+0440⟩');
  t.is(visible('Перезапуск сервера'), 'Перезапуск сервера');
  t.is(visible('naïve Straße 東京 ⚓'), 'naïve Straße 東京 ⚓');
});

test('whatever is written, nothing hidden is left, and plain text is as it was', t => {
  const hidden = /[\p{Cf}\p{Cc}\p{Co}\p{Cs}\p{Default_Ignorable_Code_Point}]/u;
  void fc.assert(
    fc.property(
      fc.string({ unit: 'binary' }),
      text => !hidden.test(visible(text).replace(/[\n\t]/g, '')) && visible(text).isWellFormed(),
    ),
    { numRuns: 5_000 },
  );
  void fc.assert(fc.property(fc.string({ unit: 'grapheme-ascii' }), text => visible(text) === text));
  t.pass();
});
