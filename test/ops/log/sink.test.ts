import { default as test } from 'ava';
import { registerSecret } from '../../../ops/log/scrub.ts';
import { scrubbedLines } from '../../../ops/log/sink.ts';

const token = '123456789:AAfakeAAfakeAAfakeAAfakeAAfakeAA';

function sunk(...chunks: (string | Uint8Array)[]): string {
  let text = '';
  const sink = scrubbedLines(more => {
    text += more;
  });
  for (const chunk of chunks) sink.write(chunk);
  sink.flush();
  return text;
}

test('[I26] a secret cut in two at any place does not get out', t => {
  registerSecret('correct horse battery');
  for (const secret of [token, 'correct horse battery'])
    for (let at = 1; at < secret.length; at++)
      t.is(sunk(`a ${secret.slice(0, at)}`, `${secret.slice(at)} z\nnext`), 'a [secret] z\nnext');
});

test('[I26] a secret across the end of a line that is too long does not get out', t => {
  const long = 'x'.repeat(256 * 1024 - 10);
  const text = sunk(`${long} ${token.slice(0, 20)}`, `${token.slice(20)} z\n`);
  t.is(text, `${long} [secret] z\n`);
});

test('a letter cut in two arrives whole', t => {
  const bytes = Buffer.from('Grüße\n');
  t.is(sunk(bytes.subarray(0, 3), bytes.subarray(3)), 'Grüße\n');
});

test('an unfinished line of any length is kept within its bound', t => {
  let told = 0;
  const sink = scrubbedLines(text => {
    told += text.length;
  });
  for (let time = 0; time < 100; time++) sink.write('y'.repeat(10_000));
  t.true(told > 1_000_000 - 256 * 1024 - 10_000);
});
