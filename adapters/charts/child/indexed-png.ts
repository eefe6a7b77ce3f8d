import { deflateSync } from 'node:zlib';
import { pngChunk, pngSignature } from '../png-chunks.ts';

/**
 * A PNG with a palette of at most 256 colours: a chart has few, and such a file is a third of the size and a fifth of
 * the work. `pixels` as cairo keeps them: 0xAARRGGBB, opaque. The same pixels give the same bytes.
 */
export function indexedPng(pixels: Uint32Array, width: number, height: number): Uint8Array {
  const { colours, indexOf } = paletteOf(pixels);
  const rows = new Uint8Array((width + 1) * height);
  for (let y = 0, from = 0, to = 0; y < height; y++) {
    to += 1; // The filter byte of the row: none.
    for (let x = 0; x < width; x++) rows[to++] = indexOf[binOf(pixels[from++]!)]!;
  }
  const head = Buffer.alloc(13);
  head.writeUInt32BE(width, 0);
  head.writeUInt32BE(height, 4);
  head[8] = 8; // Bits of an index.
  head[9] = 3; // Indexed colour.
  const palette = Buffer.alloc(3 * colours.length);
  colours.forEach((colour, index) => {
    palette.writeUIntBE(colour & 0xffffff, 3 * index, 3);
  });
  const data = deflateSync(rows, { level: 4 });
  const chunks = [pngChunk('IHDR', head), pngChunk('PLTE', palette), pngChunk('IDAT', data), pngChunk('IEND', empty)];
  return Buffer.concat([pngSignature, ...chunks]);
}

const empty = Buffer.alloc(0);
const coloursMax = 256;
const bins = 1 << 15;

/** Five bits of each of red, green and blue: colours that share them look alike. */
const binOf = (pixel: number) => ((pixel >>> 9) & 0x7c00) | ((pixel >>> 6) & 0x3e0) | ((pixel >>> 3) & 0x1f);

interface Palette {
  colours: number[];
  /** The place in the palette of each bin. */
  indexOf: Uint8Array;
}

/** The commonest bins, each as the colour of its longest run; every other bin goes to the nearest of them. */
function paletteOf(pixels: Uint32Array): Palette {
  const counts = new Uint32Array(bins);
  const longest = new Uint32Array(bins);
  const colourOf = new Uint32Array(bins);
  for (let start = 0; start < pixels.length; ) {
    const pixel = pixels[start]!;
    let end = start + 1;
    while (end < pixels.length && pixels[end] === pixel) end += 1;
    const bin = binOf(pixel);
    counts[bin]! += end - start;
    if (end - start > longest[bin]!) {
      longest[bin] = end - start;
      colourOf[bin] = pixel;
    }
    start = end;
  }
  const used = Array.from(counts.keys()).filter(bin => counts[bin]! > 0);
  const ranked = used.sort((one, other) => counts[other]! - counts[one]! || one - other);
  const colours = ranked.slice(0, coloursMax).map(bin => colourOf[bin]!);
  const indexOf = new Uint8Array(bins);
  ranked.forEach((bin, rank) => {
    indexOf[bin] = rank < coloursMax ? rank : nearest(colours, colourOf[bin]!);
  });
  return { colours, indexOf };
}

function nearest(colours: readonly number[], colour: number): number {
  let best = 0;
  let least = Number.POSITIVE_INFINITY;
  for (let index = 0; index < colours.length; index++) {
    const distance = distanceOf(colours[index]!, colour);
    if (distance < least) [best, least] = [index, distance];
  }
  return best;
}

function distanceOf(one: number, other: number): number {
  const red = ((one >>> 16) & 0xff) - ((other >>> 16) & 0xff);
  const green = ((one >>> 8) & 0xff) - ((other >>> 8) & 0xff);
  const blue = (one & 0xff) - (other & 0xff);
  // The eye sees green best, blue least.
  return 3 * red * red + 4 * green * green + 2 * blue * blue;
}
