import { cleanLine, isolate } from './clean.ts';
import { align, displayWidth, wrap } from './width.ts';

/** Columns never get narrower than this, so eight of them may be wider than a phone. */
const columnWidthMin = 6;
const gap = '  ';
const numeric = /^[-+]?\d[\d., ]*\s?(?:%|[a-zA-Zµ°/]{1,5})?$/;

interface Column {
  width: number;
  side: 'left' | 'right';
}

/**
 * A table as lines of a fixed-width face, at most `width` columns wide where 6 columns each allow it.
 *
 * Nothing is cut: a cell too wide for its column goes on in the next line. Numbers stand right, but never in the
 * first column. Missing cells are empty.
 */
export function tableLines(columns: readonly string[], rows: readonly (readonly string[])[], width: number): string[] {
  const count = rows.reduce((most, row) => Math.max(most, row.length), columns.length);
  if (count === 0) return [];
  const filled = (cells: readonly string[]) => Array.from({ length: count }, (_, i) => cleanLine(cells[i] ?? ''));
  const body = rows.map(filled);
  const all = columns.some(label => label !== '') ? [filled(columns), ...body] : body;
  const layout = layoutOf(all, body, width - gap.length * (count - 1));
  return all.flatMap(cells => rowLines(cells, layout));
}

function layoutOf(all: string[][], body: string[][], available: number): Column[] {
  const widths = (all[0] ?? []).map((_, i) => all.reduce((most, cells) => Math.max(most, displayWidth(cells[i]!)), 1));
  return shrink(widths, available).map((width, i) => ({
    width,
    side:
      i > 0 && body.length > 0 && body.every(cells => cells[i] === '' || numeric.test(cells[i]!)) ? 'right' : 'left',
  }));
}

/** Takes from the widest columns first, until the row fits or each has the least width. */
function shrink(widths: number[], available: number): number[] {
  const total = widths.reduce((sum, width) => sum + width, 0);
  if (total <= available) return widths;
  const fits = (cap: number) => widths.reduce((sum, width) => sum + Math.min(width, cap), 0) <= available;
  let cap = Math.max(columnWidthMin, available);
  while (cap > columnWidthMin && !fits(cap)) cap -= 1;
  const capped = widths.map(width => Math.min(width, cap));
  // The columns left to right get what rounding left over.
  let left = available - capped.reduce((sum, width) => sum + width, 0);
  return capped.map((width, i) => {
    const more = Math.max(0, Math.min(left, widths[i]! - width));
    left -= more;
    return width + more;
  });
}

function rowLines(cells: string[], layout: Column[]): string[] {
  const wrapped = cells.map((cell, i) => wrap(cell, layout[i]!.width));
  const height = wrapped.reduce((most, pieces) => Math.max(most, pieces.length), 1);
  return Array.from({ length: height }, (_, line) =>
    layout
      .map((column, i) => align(isolate(wrapped[i]![line] ?? ''), column.width, column.side))
      .join(gap)
      .trimEnd(),
  );
}
