import { type Block, paragraph, type Reply, table } from '../../../domain/chat/reply.ts';
import { clip } from './wording.ts';

interface Listing {
  /** What stands in the chat: short cells. */
  columns: string[];
  rows: string[][];
  rowsMax: number;
  complete: Complete;
  /** Whether something else of the answer had to be cut, and stands whole in the file alone. */
  isCut?: boolean;
}

/** What stands in the file: the same rows, with more to say. */
interface Complete {
  name: string;
  columns: string[];
  rows: string[][];
}

/** An event holds 256 KiB, and line ends are escaped in it. */
const fileBytesMax = 180 * 1024;
const cellMax = 200;

/** A table, most relevant rows first. What does not fit into it stands in a file that holds all of it. */
export function listing({ columns, rows, rowsMax, complete, isCut = false }: Listing): {
  blocks: Block[];
  file?: Reply['file'];
} {
  const shown = rows.slice(0, rowsMax);
  const isWhole = !isCut && shown.length === rows.length && rows.flat().every(cell => cell.length <= cellMax);
  const body =
    rows.length === 0
      ? []
      : [
          table(
            columns,
            shown.map(cells => cells.map(cell => clip(cell, cellMax))),
          ),
        ];
  if (isWhole) return { blocks: body };
  const more = rows.length > shown.length ? `… and ${rows.length - shown.length} more. ` : '';
  return { blocks: [...body, paragraph(`${more}All of it is in the file.`)], file: textFile(complete) };
}

/** The rows in aligned columns, at most 180 KiB; a last line tells of rows left out. */
export function textFile({ name, columns, rows }: Complete): NonNullable<Reply['file']> {
  const widths = columns.map((label, index) => Math.max(label.length, ...rows.map(row => (row[index] ?? '').length)));
  const lines = [columns, ...rows].map(row =>
    row
      .map((cell, index) => cell.padEnd(widths[index]!))
      .join('  ')
      .trimEnd(),
  );
  return { name, mime: 'text/plain', text: withinBytes(lines) };
}

function withinBytes(lines: string[]): string {
  const encoder = new TextEncoder();
  let bytes = 0;
  const fitting = lines.findIndex(line => {
    bytes += encoder.encode(line).length + 2;
    return bytes > fileBytesMax;
  });
  if (fitting === -1) return `${lines.join('\n')}\n`;
  return `${lines.slice(0, fitting).join('\n')}\n… ${lines.length - fitting} more lines do not fit in one file.\n`;
}
