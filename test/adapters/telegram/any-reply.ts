import fc from 'fast-check';
import type { Block, Reply } from '../../../domain/chat/reply.ts';
import { anyText } from '../any-text.ts';

/** Replies within the bounds of their schema, as odd as it lets them be. `size` is the longest text in one place. */
export function anyReply(size: number): fc.Arbitrary<Reply> {
  const text = anyText(size);
  const short = anyText(Math.min(size, 40));
  const link = fc.constantFrom('https://example.com/a?b=c', 'http://x.test/', 'javascript:alert(1)', 'https://a b');
  const span = fc.oneof(
    text,
    fc.record(
      { text, style: fc.constantFrom('bold' as const, 'italic' as const, 'code' as const), link },
      { requiredKeys: ['text'] },
    ),
  );
  const block: fc.Arbitrary<Block> = fc.oneof(
    fc.record({ type: fc.constant('heading' as const), text: short }),
    fc.record({ type: fc.constant('paragraph' as const), spans: fc.array(span, { maxLength: 5 }) }),
    fc.record({ type: fc.constant('facts' as const), rows: fc.array(fc.tuple(short, text), { maxLength: 6 }) }),
    fc.record({
      type: fc.constant('table' as const),
      columns: fc.array(short, { maxLength: 8 }),
      rows: fc.array(fc.array(short, { maxLength: 8 }), { maxLength: 6 }),
    }),
    fc.record({
      type: fc.constant('list' as const),
      items: fc.array(fc.array(span, { maxLength: 3 }), { maxLength: 5 }),
    }),
    fc.record({ type: fc.constant('code' as const), text }),
  );
  const button = fc.record({
    label: short.filter(label => label !== ''),
    data: anyText(64).filter(data => data !== ''),
  });
  const named = anyText(120).filter(name => name !== '');
  return fc.record(
    {
      blocks: fc.array(block, { maxLength: 6 }),
      buttons: fc.array(fc.array(button, { maxLength: 8 }), { maxLength: 3 }),
      file: fc.record({ name: named, mime: fc.constant('text/plain'), text }),
      media: fc.record({
        kind: fc.constantFrom('photo' as const, 'document' as const),
        path: fc.constant('/pictures/x.png'),
        sha256: fc.constant('0'.repeat(64)),
        name: named,
      }),
    },
    { requiredKeys: ['blocks', 'buttons'] },
  );
}
