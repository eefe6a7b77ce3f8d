import type { MessageEntity } from 'grammy/types';
import type { Block, Span } from '../../domain/chat/reply.ts';
import { cleanLine, cleanText, isolate } from '../terminal/clean.ts';
import { tableLines } from '../terminal/table.ts';

/**
 * Text and what stands out in it, as Telegram takes them: offsets in UTF-16 units, rising; two entities overlap
 * only when both cover the same range. There is no parse mode, so nothing that is written can be markup.
 */
export interface FormattedText {
  text: string;
  entities: MessageEntity[];
}

type Emphasis = { type: 'bold' | 'italic' | 'code' | 'pre' } | { type: 'text_link'; url: string };
/** Words that look alike. */
interface Run {
  text: string;
  emphasis?: Emphasis[];
}

/** Columns of a fixed-width line on a phone held upright. */
const phoneColumns = 36;
const linkLengthMax = 2048;
const nextLine: Run = { text: '\n' };

/** The blocks of a reply in order: a blank line between two, none after a heading; blocks with nothing to show are left out. */
export function wording(blocks: readonly Block[]): FormattedText {
  const shown = blocks.map(block => ({ block, runs: runsOf(block) })).filter(({ runs }) => !isBlank(runs));
  return format(
    shown.flatMap(({ runs }, i) => {
      if (i === 0) return runs;
      return shown[i - 1]!.block.type === 'heading' ? [nextLine, ...runs] : [nextLine, nextLine, ...runs];
    }),
  );
}

const isBlank = (runs: Run[]) => runs.every(({ text }) => text.trim() === '');

function runsOf(block: Block): Run[] {
  switch (block.type) {
    case 'heading':
      return [{ text: cleanLine(block.text), emphasis: [{ type: 'bold' }] }];
    case 'paragraph':
      return block.spans.map(span => spanRun(span));
    case 'facts':
      return inLines(block.rows.map(factRuns));
    case 'table':
      return [fixedWidth(tableLines(block.columns, block.rows, phoneColumns).join('\n'))];
    case 'list':
      return inLines(block.items.map(item => [{ text: '• ' }, ...item.map(span => spanRun(span, '\n   '))]));
    case 'code':
      return [fixedWidth(cleanText(block.text).replace(/\n+$/, ''))];
  }
}

const inLines = (lines: Run[][]) => lines.flatMap((runs, i) => (i === 0 ? runs : [nextLine, ...runs]));
const fixedWidth = (text: string): Run => ({ text, emphasis: [{ type: 'pre' }] });

function factRuns([label, value]: readonly [string, string]): Run[] {
  return [
    { text: `${isolate(cleanLine(label))}:`, emphasis: [{ type: 'bold' }] },
    { text: ` ${isolate(cleanLine(value))}` },
  ];
}

function spanRun(span: Span, lineEnd = '\n'): Run {
  const words = (text: string) => isolate(cleanText(text)).replaceAll('\n', lineEnd);
  if (typeof span === 'string') return { text: words(span) };
  const { text, style, link } = span;
  const url = link === undefined ? undefined : linkable(link);
  // Telegram lets nothing else stand on code: a link there is the more useful of the two.
  const styled: Emphasis[] = style && !(url && style === 'code') ? [{ type: style }] : [];
  // An address that Telegram refuses to link (a host without a dot) is written out.
  const address = link && !url && link !== text ? ` (${cleanLine(link)})` : '';
  return { text: words(text) + address, emphasis: url ? [{ type: 'text_link', url }, ...styled] : styled };
}

/** The address with its host in ASCII, when it is one that Telegram makes a link of; it refuses the message otherwise. */
function linkable(link: string): string | undefined {
  const url = URL.parse(link);
  if (!url || !/^https?:$/.test(url.protocol) || url.username !== '' || url.href.length > linkLengthMax)
    return undefined;
  return /\.[^.]/.test(url.hostname) ? url.href : undefined;
}

/** Joins the runs. Only `pre` may begin or end in white space; Telegram would move the bounds of the others. */
function format(runs: Run[]): FormattedText {
  let text = '';
  const entities: MessageEntity[] = [];
  for (const run of runs) {
    for (const kind of run.emphasis ?? []) {
      const inner = kind.type === 'pre' ? run.text : run.text.trim();
      if (inner.trim() === '') continue;
      entities.push({ ...kind, offset: text.length + run.text.indexOf(inner), length: inner.length });
    }
    text += run.text;
  }
  return { text, entities };
}
