import type { Block, Reply, Span } from '../../domain/chat/reply.ts';
import { cleanLine, cleanText, isolate } from './clean.ts';
import { tableLines } from './table.ts';
import { align, displayWidth } from './width.ts';

/**
 * A reply for a terminal or a text file: no colours, lines end in `\n`, and nothing a user wrote can move the
 * cursor or hide. Buttons stand as `[label] data`; a file's text follows under its name; a picture is named.
 * `width` (columns, default 100) bounds tables only.
 */
export function plainText(reply: Reply, { width = 100 }: { width?: number } = {}): string {
  const parts = reply.blocks.map(block => ({ heading: block.type === 'heading', text: plainBlock(block, width) }));
  const text = joinBlocks(parts.filter(part => part.text.trim() !== ''));
  const after = [
    ...reply.buttons.map(row => row.map(({ label, data }) => `[${cleanLine(label)}] ${cleanLine(data)}`).join('   ')),
    ...(reply.media ? [`(${reply.media.kind}: ${cleanLine(reply.media.name)})`] : []),
    ...(reply.file ? [`--- ${cleanLine(reply.file.name)} ---`, cleanText(reply.file.text).trimEnd()] : []),
  ];
  return [text, after.join('\n')].filter(part => part !== '').join('\n\n');
}

function joinBlocks(parts: { heading: boolean; text: string }[]): string {
  return parts.reduce((all, { text }, i) => all + (i === 0 ? '' : parts[i - 1]!.heading ? '\n' : '\n\n') + text, '');
}

function plainBlock(block: Block, width: number): string {
  switch (block.type) {
    case 'heading':
      return cleanLine(block.text);
    case 'paragraph':
      return block.spans.map(plainSpan).join('');
    case 'facts':
      return plainFacts(block.rows);
    case 'table':
      return tableLines(block.columns, block.rows, width).join('\n');
    case 'list':
      return block.items.map(item => `- ${item.map(plainSpan).join('').replaceAll('\n', '\n  ')}`).join('\n');
    case 'code':
      return cleanText(block.text).trimEnd();
  }
}

function plainSpan(span: Span): string {
  if (typeof span === 'string') return isolate(cleanText(span));
  const text = isolate(cleanText(span.text));
  return span.link && span.link !== span.text ? `${text} (${cleanLine(span.link)})` : text;
}

function plainFacts(rows: readonly (readonly [string, string])[]): string {
  const labels = rows.map(([label]) => `${cleanLine(label)}:`);
  const widest = labels.reduce((most, label) => Math.max(most, displayWidth(label)), 0);
  return rows.map(([, value], i) => `${align(labels[i]!, widest)} ${isolate(cleanLine(value))}`.trimEnd()).join('\n');
}
