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
  return fc.array(unit, { maxLength }).map(units => units.join('').slice(0, maxLength));
}
