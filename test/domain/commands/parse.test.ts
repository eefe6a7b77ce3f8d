import { fc } from '@fast-check/ava';
import { default as test } from 'ava';
import { parseCommand } from '../../../domain/commands/parse.ts';
import { registry } from '../../../domain/commands/registry.ts';
import { Refusal } from '../../../domain/refusal.ts';

const parse = (text: string) => parseCommand(text, 'binnacle_bot');
const refusal = (text: string): string => {
  try {
    return `parsed as ${parse(text).kind}`;
  } catch (error) {
    if (error instanceof Refusal) return error.code;
    throw error;
  }
};

test('every command of the registry is understood by name, alias, in capitals and with this bot’s name', t => {
  for (const { name, aliases = [] } of registry)
    for (const word of [name, ...aliases, name.toUpperCase()])
      for (const text of [`/${word}`, `/${word}@binnacle_bot`, `/${word}@BINNACLE_BOT  `])
        t.like(parse(text), { kind: 'command', spec: { name } }, text);
});

test('arguments are read by their kind, in any order where the form tells them apart', t => {
  t.like(parse('/cpu @web-1'), { args: { host: 'web-1' } });
  t.like(parse('/log 50 render failed'), { args: { limit: 50, filter: 'render failed' } });
  t.like(parse('/replay --at 12 chat-1001'), { args: { stream: 'chat-1001', at: '12' } });
  t.like(parse('/replay'), { args: {}, missing: [{ name: 'stream' }] });
});

test('[R-201] a value out of bounds, a word too many and an option without value are refused with the usage', t => {
  for (const text of [
    '/log 501',
    '/log 0',
    '/log -3',
    '/audit 51',
    '/cpu now',
    '/replay not_a_stream',
    '/replay chat-1 --at',
  ])
    t.is(refusal(text), 'invalid_request', text);
});

test('[T-23] a command over 4096 characters is refused, not cut', t => {
  t.is(refusal(`/log ${'x'.repeat(5000)}`), 'payload_too_large');
});

test('[D-23] every text in any script and length is parsed or refused with a code that is not internal', async t => {
  const heads = fc.constantFrom('', '/', '/log ', '/replay ', '/cpu ', '/help@', '/trace ', '/ ', '/💡');
  const words = fc.oneof(fc.string({ unit: 'binary', maxLength: 300 }), fc.string({ unit: 'grapheme', maxLength: 80 }));
  await fc.assert(
    fc.property(heads, words, (head, tail) => {
      t.notRegex(refusal(head + tail), /internal_error/);
    }),
    { numRuns: 20_000 },
  );
});
