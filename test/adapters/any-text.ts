import fc from 'fast-check';

const special = [
  ...'\n\t\r •:[]()*_`<>&"\\',
  '\u202e',
  '\u2066',
  '\u200b',
  '\u0000',
  '\u001b[31m',
  '👩‍👩‍👧',
  '🇩🇪',
  '名',
  'ش',
  'ש',
  'e\u0301',
  '\ufeff',
];

/** Text as bad as a person or a program may send it: any UTF-16, halves of pairs and controls included. */
export function anyText(maxLength = 40): fc.Arbitrary<string> {
  const unit = fc.oneof(
    { weight: 6, arbitrary: fc.constantFrom(...'abc XYZ 0189') },
    { weight: 2, arbitrary: fc.constantFrom(...special) },
    { weight: 1, arbitrary: fc.integer({ min: 0, max: 0xffff }).map(unitOf => String.fromCharCode(unitOf)) },
    { weight: 1, arbitrary: fc.integer({ min: 0x10000, max: 0x10ffff }).map(point => String.fromCodePoint(point)) },
  );
  const some = fc.array(unit, { maxLength: Math.min(maxLength, 60), size: 'max' }).map(units => units.join(''));
  if (maxLength <= 60) return some.map(text => text.slice(0, maxLength));
  const often = fc.oneof(fc.constant(1), fc.integer({ min: 1, max: Math.ceil(maxLength / 30) }));
  return fc.tuple(some, often, some).map(([text, times, end]) => (text.repeat(times) + end).slice(0, maxLength));
}
