import { default as test } from 'ava';
import fc from 'fast-check';
import { type MessageContent, outgoing } from '../../../adapters/telegram/outgoing.ts';
import { cleanText } from '../../../adapters/terminal/clean.ts';
import type { Block, Reply, Span } from '../../../domain/chat/reply.ts';
import { anyReply } from './any-reply.ts';
import { obeysTelegram } from './limits.ts';

test('any short reply becomes messages that Telegram takes', t => {
  fc.assert(
    fc.property(anyReply(60), reply => obeysTelegram(t, outgoing(reply))),
    { numRuns: 1000 },
  );
  t.pass();
});

test('any long reply becomes messages that Telegram takes', t => {
  fc.assert(
    fc.property(anyReply(4000), reply => obeysTelegram(t, outgoing(reply))),
    { numRuns: 200 },
  );
  t.pass();
});

test('every character of a reply that fits in three messages arrives', t => {
  const wordsOnly = anyReply(3000).map(({ blocks }): Reply => ({ blocks, buttons: [] }));
  let split = 0;
  fc.assert(
    fc.property(wordsOnly, reply => {
      const contents = outgoing(reply);
      if (contents.length > 1) split += 1;
      if (contents.some(({ kind }) => kind !== 'text')) return;
      const arrived = seen(contents.map(textOf).join('\n'));
      const expected = seen(expectedText(reply.blocks));
      t.is(arrived, /[\p{L}\p{N}\p{P}\p{S}]/u.test(expected) ? expected : '—');
    }),
    { numRuns: 500 },
  );
  t.true(split >= 20, `only ${split} of 500 took more than one message`);
});

test('rendering the same reply again gives the same messages', t => {
  fc.assert(fc.property(anyReply(100), reply => void t.deepEqual(outgoing(reply), outgoing(structuredClone(reply)))));
  t.pass();
});

const textOf = (content: MessageContent) => (content.kind === 'text' ? content.body.text : content.caption.text);

/** What can be seen of a text, in an order of its own: wrapping and alignment move words, but lose none. */
function seen(text: string): string {
  return [...text.replace(/[\s\u2068\u2069]/gu, '')].sort().join('');
}

/** The words of the blocks with the marks that wording adds to each kind. */
function expectedText(blocks: Block[]): string {
  const words = (span: Span) => (typeof span === 'string' ? cleanText(span) : cleanText(span.text) + addressOf(span));
  const line = (text: string) => cleanText(text).replaceAll('\n', '↵');
  return blocks
    .flatMap(block => {
      if (block.type === 'heading') return [line(block.text)];
      if (block.type === 'paragraph') return block.spans.map(words);
      if (block.type === 'facts') return block.rows.map(([label, value]) => `${line(label)}:${line(value)}`);
      if (block.type === 'table') return [...block.columns, ...block.rows.flat()].map(line);
      if (block.type === 'list') return block.items.map(item => `•${item.map(words).join('')}`);
      return [cleanText(block.text)];
    })
    .join('\n');
}

/** An address that cannot be a link stands behind its words. */
function addressOf({ text, link }: { text: string; link?: string | undefined }): string {
  const isLinked = link === undefined || link.startsWith('https://example.com') || link.startsWith('http://x.test');
  return isLinked || link === text ? '' : `(${link})`;
}
