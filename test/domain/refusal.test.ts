import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { default as test } from 'ava';
import { errorClass, errorEnvelope, Refusal, type RefusalCode, refusalCodes } from '../../domain/refusal.ts';

const codes = Object.keys(refusalCodes) as RefusalCode[];

test('[R-202] [R-208] every code has one class of the closed list, and says what to do', t => {
  for (const code of codes) {
    t.true(errorClass.options.includes(refusalCodes[code].class), code);
    t.true(refusalCodes[code].hint.length > 10, code);
  }
});

test('[K-43] [R-202] every refusal becomes the one envelope, with its correlation id', t => {
  for (const code of codes) {
    const envelope = new Refusal(code, 'what happened', { retryAfterMs: 5 }).envelope('tg-7');
    t.true(errorEnvelope.safeParse(envelope).success, code);
    t.like(envelope, { code, correlationId: 'tg-7', retryAfterMs: 5, hint: refusalCodes[code].hint });
  }
});

test('[R-202] the documentation of errors names every code', t => {
  const page = readFileSync(join(import.meta.dirname, '../../ops/docs/errors.md'), 'utf8');
  for (const code of codes) t.true(page.includes(code), code);
});

test('a message longer than the envelope takes is cut, not refused', t => {
  t.is(new Refusal('not_found', 'x'.repeat(2000)).message.length, 600);
});
