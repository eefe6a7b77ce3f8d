import { testProp } from '@fast-check/ava';
import { default as test } from 'ava';
import { drawableText, shortened } from '../../../domain/chart/drawable-text.ts';
import { anyText } from '../../adapters/any-text.ts';
import { lettersOf } from '../../fonts/letters.ts';

const families = ['NotoSans-Regular', 'NotoSans-Bold', 'DejaVuSans', 'DejaVuSans-Bold'];

test('[K-28] every letter that a chart may hold is in each shipped font', t => {
  const all = Array.from({ length: 0x10ffff }, (_, code) => code).filter(code => code < 0xd800 || code > 0xdfff);
  // Normalised, as it is drawn: some letters are another one.
  const drawn = new Set(all.flatMap(code => [...drawableText(String.fromCodePoint(code))]));
  t.true(drawn.size > 900);
  for (const family of families) {
    const letters = lettersOf(`${family}.ttf`);
    t.deepEqual(
      [...drawn].filter(letter => !letters.has(letter.codePointAt(0)!)),
      [],
      family,
    );
  }
});

test('letters without a picture become question marks; marks and joiners leave no trace', t => {
  t.is(drawableText('CPU · Нагрузка Ωμέγα 85 % °C µs №1 …'), 'CPU · Нагрузка Ωμέγα 85 % °C µs №1 …');
  t.is(drawableText('日本 web\u200b-\u202e01\t→'), '?? web-01 ?');
  t.is(drawableText('e\u0301'), 'é');
});

testProp('a shortened text keeps both ends and is never longer', [anyText(60)], (t, text) => {
  const short = shortened(text, 12);
  t.true([...short].length <= Math.max(12, 0));
  if ([...text].length <= 12) t.is(short, text);
});
