import { drawableText, shortened } from './drawable-text.ts';
import { letters, letterWidth, margin } from './looks.ts';
import type { ChartSpec } from './spec.ts';

/** A legend as a grid: all columns equally wide, so that its height is known before it is drawn. */
export interface Legend {
  names: string[];
  /** Of the text of an item; longer text is cut there. */
  textWidth: number;
  height: number;
}

export const legendIcon = { width: 14, height: 4 } as const;
/** Between rows and between columns: ECharts has one measure for both. */
export const legendGap = 6;

const iconRoom = legendIcon.width + 5;
/** With a height of its own, ECharts gives the text its whole width: columns stand under each other. */
export const legendLine = 17;
const rowHeight = legendLine + legendGap;
const lettersMax = 30;
/** A legend leaves the plot three fifths of the picture. */
const heightShareMax = 0.4;

/**
 * Names are told apart, never wider than the chart, and say when a series has no data. As many columns as the names
 * need, and more, with shortened names, where the rows would take too much of the height.
 */
export function legendOf({ series, size }: ChartSpec): Legend {
  const said = series.map(({ name, points }) => {
    const known = points.some(([, value]) => value !== null);
    return drawableText(known ? name : `${name} (no data)`);
  });
  const textWidth = (columns: number) => {
    const width = size.width - 2 * margin.side;
    return Math.floor((width - (columns - 1) * legendGap) / columns) - iconRoom;
  };
  const widest = Math.max(...said.map(name => Math.min(name.length, lettersMax))) * letters.text * letterWidth + 4;
  const heightOf = (columns: number) => Math.ceil(said.length / columns) * rowHeight;
  const roomy = [4, 3, 2].find(columns => columns <= said.length && textWidth(columns) >= widest) ?? 1;
  const columns = [1, 2, 3, 4].find(count => count >= roomy && heightOf(count) <= heightShareMax * size.height) ?? 4;
  const room = Math.max(3, Math.floor((textWidth(columns) - 4) / (letters.text * letterWidth)));
  const names = distinct(said, Math.min(lettersMax, room));
  return { names, textWidth: textWidth(columns), height: heightOf(columns) };
}

/** A legend joins what has the same name: a second one gets a number. */
function distinct(names: readonly string[], max: number): string[] {
  const seen = new Set<string>();
  return withoutCommon(names, max).map(name => {
    let candidate = shortened(name, max);
    for (let count = 2; seen.has(candidate); count++) candidate = `${shortened(name, max - 3)}~${count}`;
    seen.add(candidate);
    return candidate;
  });
}

/** Where names are too long, what all of them end with goes first, then what all begin with: the rest tells them apart. */
function withoutCommon(names: readonly string[], max: number): readonly string[] {
  const fit = (some: readonly string[]) => some.every(name => name.length <= max);
  if (fit(names) || names.length < 2) return names;
  const tail = commonStart(names.map(name => [...name].reverse().join(''))).length;
  const headed = names.map(name => name.slice(0, name.length - tail));
  if (fit(headed)) return headed;
  const head = commonStart(headed).length;
  return head < 2 ? headed : headed.map(name => `…${name.slice(head)}`);
}

/** What all begin with, up to the end of a part of a name: never half a word. */
function commonStart(names: readonly string[]): string {
  let length = 0;
  const [first = ''] = names;
  while (length < first.length && names.every(name => name[length] === first[length])) length += 1;
  return /^.*[-. _:/]/u.exec(first.slice(0, length))?.[0] ?? '';
}
