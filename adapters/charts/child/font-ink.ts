import type { CanvasRenderingContext2D } from 'canvas';

/**
 * How the letters of a face look when they are drawn: where a font is missing or has no glyphs, other letters or boxes are
 * drawn in its stead, without an error.
 */
export interface FaceInk {
  /** Width of a line of Latin, Greek and Cyrillic letters at 40 px. */
  width: number;
  /** Each probe letter as 6×8 cells, a digit each: 0 for paper, 9 for ink. */
  letters: string;
}

const probeLetters = 'AgWRs0258%ДжяΩλé';
const probeLine = 'Hamburgefons 0123 Ждящю Ωμέγα % °C';
const cell = { wide: 48, high: 56, across: 6, down: 8 } as const;

/** The size a canvas must have for {@link measureInk}. */
export const probeSize = { width: cell.wide * probeLetters.length, height: cell.high } as const;

export function measureInk(context: CanvasRenderingContext2D, alias: string, weight: string): FaceInk {
  context.fillStyle = '#000';
  context.fillRect(0, 0, probeSize.width, probeSize.height);
  context.fillStyle = '#fff';
  context.font = `${weight} 40px "${alias}"`;
  context.textBaseline = 'alphabetic';
  [...probeLetters].forEach((letter, index) => {
    context.fillText(letter, index * cell.wide + 2, 42);
  });
  const { data } = context.getImageData(0, 0, probeSize.width, probeSize.height);
  const letters = Array.from({ length: probeLetters.length }, (_, index) => cellsOf(data, index * cell.wide)).join('');
  return { width: Math.round(context.measureText(probeLine).width), letters };
}

function cellsOf(data: Uint8ClampedArray, left: number): string {
  const [wide, high] = [cell.wide / cell.across, cell.high / cell.down];
  const digits = Array.from({ length: cell.across * cell.down }, (_, place) => {
    const [x0, y0] = [left + (place % cell.across) * wide, Math.floor(place / cell.across) * high];
    let sum = 0;
    for (let y = y0; y < y0 + high; y++) {
      for (let x = x0; x < x0 + wide; x++) sum += data[4 * (y * probeSize.width + x)]!;
    }
    return Math.round((9 * sum) / (255 * wide * high));
  });
  return digits.join('');
}

/** Letters drawn by other versions of the libraries differ by a fraction of this; other letters, or boxes, by far more. */
const strayMax = 0.35;
const widthShareMax = 0.02;

/** What is wrong with ink, in words; `undefined` when it is the expected one but for the drawing of edges. */
export function inkFault(found: FaceInk, expected: FaceInk): string | undefined {
  if (Math.abs(found.width - expected.width) > expected.width * widthShareMax) {
    return `a line of it is ${found.width} px wide instead of ${expected.width}`;
  }
  const size = cell.across * cell.down;
  const wrong = [...probeLetters].filter((_, index) => {
    const [one, other] = [found, expected].map(({ letters }) => letters.slice(index * size, (index + 1) * size));
    return strayOf(one!, other!) > strayMax;
  });
  return wrong.length === 0 ? undefined : `it draws something else for ${wrong.join(' ')}`;
}

/** The mean difference of two letters' cells, as a share of the mean ink of the expected one. */
function strayOf(found: string, expected: string): number {
  let [difference, ink] = [0, 0];
  for (let index = 0; index < expected.length; index++) {
    difference += Math.abs(Number(found[index] ?? 0) - Number(expected[index]));
    ink += Number(expected[index]);
  }
  return difference / Math.max(1, ink);
}
