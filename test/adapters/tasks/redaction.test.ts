import { fc } from '@fast-check/ava';
import { default as test } from 'ava';
import { OutputRing } from '../../../adapters/tasks/output-ring.ts';
import { redaction, redactionWindow } from '../../../adapters/tasks/redaction.ts';

const whole = { isCut: false, isOpen: false };

const secret = 'Tr0ub4dor&3é-horse';
/** Any four characters of the secret in a row. */
const anyPart = new RegExp(
  Array.from({ length: secret.length - 3 }, (_, from) => secret.slice(from, from + 4)).join('|'),
);
const filler = fc.stringMatching(/^[0-9 \n]{0,400}$/);
const pieces = fc.array(fc.oneof(filler, fc.constant(secret), fc.constant(`\x1b[31m${secret}\r\n`)), {
  minLength: 1,
  maxLength: 12,
});
const sizes = fc.array(fc.integer({ min: 1, max: 60 }), { minLength: 1, maxLength: 20 });

/** Pushes the bytes in pieces of these sizes, over and over. */
function poured(bytes: Buffer, ring: OutputRing, pieceSizes: readonly number[], after: () => void = () => {}): void {
  for (let at = 0, turn = 0; at < bytes.length; turn++) {
    const size = pieceSizes[turn % pieceSizes.length]!;
    ring.push(bytes.subarray(at, at + size));
    at += size;
    after();
  }
}

test('[J2] a secret is crossed out however its bytes come in pieces, whenever somebody looks', async t => {
  const redacted = redaction([secret]);
  await fc.assert(
    fc.property(pieces, sizes, (texts, pieceSizes) => {
      const ring = new OutputRing(redactionWindow);
      poured(Buffer.from(texts.join('')), ring, pieceSizes, () =>
        t.notRegex(redacted(ring.tail().text, { isCut: false, isOpen: true }), anyPart),
      );
      t.notRegex(redacted(ring.tail().text, whole), anyPart);
    }),
    { numRuns: 200 },
  );
});

test('[J2] no part of a secret is left at the front of what a ring still holds', async t => {
  const redacted = redaction([secret]);
  await fc.assert(
    fc.property(pieces, sizes, fc.integer({ min: 10, max: 900 }), (texts, pieceSizes, kept) => {
      const unit = `${texts.join('')}${secret}`;
      const bytes = Buffer.from(unit.repeat(Math.ceil((2 * redactionWindow) / unit.length)));
      const ring = new OutputRing(redactionWindow + kept);
      poured(
        bytes,
        ring,
        pieceSizes.map(size => size * 20),
      );
      const { text, isCut } = ring.tail();
      t.true(isCut);
      t.notRegex(redacted(text, { isCut, isOpen: false }), anyPart);
    }),
    { numRuns: 200 },
  );
});

test('[J2] a secret is crossed out in every form it is written in, also when the output ends in the middle of it', t => {
  const redacted = redaction(['pass/word "quoted"', 'line one\nline two of it', 'short']);
  const forms = [
    'pass/word "quoted"',
    'pass/word \\"quoted\\"',
    'pass%2Fword%20%22quoted%22',
    Buffer.from('pass/word "quoted"').toString('base64'),
  ];
  for (const form of forms) t.is(redacted(`<${form}>`, whole), '<[secret]>', form);
  t.is(redacted('line two of it', whole), '[secret]');
  t.is(redacted('it was pass/wo', whole), 'it was [secret]');
  t.is(redacted('a short word', whole), 'a short word');
});

test('[J2] what looks like a secret is crossed out, whoever its owner is', t => {
  const redacted = redaction([]);
  const said: [text: string, shown: string][] = [
    ['bot 123456789:AAfakeAAfakeAAfakeAAfakeAAfakeAA ok', 'bot [secret] ok'],
    ['nats://me:hunter2@host:4222', 'nats://me:[secret]@host:4222'],
    ['AKIAIOSFODNN7EXAMPLE', '[secret]'],
    ['ghp_0123456789abcdefghij0123456789abcdef', '[secret]'],
    ['Authorization: Bearer abcdefghijklmnop', 'Authorization: Bearer [secret]'],
    ['{"password":"hunter2","user":"ada"}', '{"password":"[secret]","user":"ada"}'],
    ['eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiIxMjM0In0.abc-_def', '[secret]'],
    [
      `-----BEGIN RSA PRIVATE KEY-----\n${'MIIEpAIBAAKCAQEA\n'.repeat(50)}-----END RSA PRIVATE KEY-----\nnext.`,
      '[secret]\nnext.',
    ],
    ['80 % of /var/log, 12:30:45, 10.0.0.1:5432', '80 % of /var/log, 12:30:45, 10.0.0.1:5432'],
  ];
  for (const [text, shown] of said) t.is(redacted(text, whole), shown);
});

test('[J2] looking for secrets takes time that grows with the text, not with its square', t => {
  const redacted = redaction(['correct-horse-battery']);
  const cost = (bytes: number, unit: string) => {
    const text = unit.repeat(Math.ceil(bytes / unit.length));
    const before = process.cpuUsage();
    redacted(text, { isCut: true, isOpen: false });
    return process.cpuUsage(before).user / 1000;
  };
  for (const unit of ['1', 'a', 'eyJ', ':/', '-----BEGIN PRIVATE KEY-----', 'password: ', 'sk-', '\x1b[', '://a'])
    t.true(cost(1 << 20, unit) < 3000, unit);
});

test('output is made harmless to look at: colours go, what turns the reading order is seen', t => {
  t.is(redaction([])('\x1b[1mbold\x1b[0m\r\n50 %\rdone\u202e!', whole), 'bold\n50 %\ndone\ufffd!');
});

test('a ring holds the end of what was written, within its bound', t => {
  const ring = new OutputRing(10);
  for (const part of ['abc', 'defgh', 'ijklm']) ring.push(Buffer.from(part));
  t.deepEqual(ring.tail(), { text: 'defghijklm', isCut: true });
  t.deepEqual(ring.tail(3), { text: 'klm', isCut: true });
  ring.push(Buffer.from('0123456789abcdef'));
  t.deepEqual(ring.tail(), { text: '6789abcdef', isCut: true });
  t.is(ring.written, 29);
});
